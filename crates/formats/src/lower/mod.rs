//! From a tree to a typed plan, as the format file says.
//!
//! One pass finds the outline (which heading is which section, where phases are); then each kind of
//! section is read by its own module. Nothing here judges: what cannot be read stays as text.

mod outline;

mod run_record;

mod joined;

mod texts;

mod figures;

mod header;

mod records;

mod fields;

mod found;

mod living;

mod questions;

mod registers;

mod checklists;

mod phases;

mod tasks;

mod stories;
mod timeline;

mod totals;

mod options;

mod roles;

mod commands;

mod corrections;

mod inline_commands;

mod labels;

mod shell_lines;

mod shell_state;

mod command_words;

mod disguise;

mod remarks;

mod links;

mod listings;

mod info_string;

mod directories;

mod outcomes;

mod spec;

use stopgate_markdown::Tree;
use stopgate_model::{FormatIdentity, Plan};
use stopgate_source::Grams;

use crate::Format;
pub(crate) use commands::SHELLS;
pub(crate) use disguise::is_disguise;
pub(crate) use fields::spec_of;
pub(crate) use header::{Header, is_status};
pub(crate) use info_string::keys as attribute_keys;
pub(crate) use joined::collapsed;
pub(crate) use labels::is_shell_block;
pub(crate) use outline::{Outline, read as read_outline};
pub(crate) use run_record::{TITLE as RUN_RECORD, sections as run_record_sections};
pub use spec::read_spec;

/// What every reader of a part sees: the document and the format it is read by.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) format: &'a Format,
}

/// Reads a document as a plan of a format. Never fails: what is not there stays empty.
pub fn lower(tree: &Tree, format: &Format, confidence: f32) -> Plan {
    let reader = Reader { tree, format };
    let outline = outline::read(reader);
    let header = Header::of(reader, &outline);
    let mut plan = Plan {
        format: FormatIdentity {
            id: format.id.clone(),
            confidence,
        },
        title: outline.title.clone(),
        anchor: outline.anchor,
        superseded: header.superseded(),
        header: header.into_fields(),
        fields: fields::read(reader, &outline),
        missing: Vec::new(),
        texts: Vec::new(),
        grams: Grams::default(),
        figures: figures::read(reader, &outline),
        phases: phases::read(reader, &outline),
        loose_tasks: tasks::outside_phases(reader, &outline),
        checks: registers::checks(reader, &outline),
        outputs: living::outputs(reader, &outline),
        commands: Vec::new(),
        corrections: Vec::new(),
        remarks: remarks::read(reader),
        links: links::read(reader, &outline),
        anchors: links::anchors(reader),
        listings: listings::read(reader, &outline),
        progress: living::progress(reader, &outline),
        discoveries: living::discoveries(reader, &outline),
        decisions: living::decisions(reader, &outline),
        options: options::read(reader, &outline),
        risks: registers::risks(reader, &outline),
        gaps: registers::gaps(reader, &outline),
        questions: questions::read(reader, &outline),
        requirements: registers::requirements(reader, &outline),
        criteria: checklists::criteria(reader, &outline),
        components: registers::components(reader, &outline),
        actions: registers::actions(reader, &outline),
        checklist: checklists::read(reader, &outline),
        trace: registers::trace(reader, &outline),
        stories: stories::read(reader, &outline),
        timeline: timeline::read(reader, &outline),
        stack: fields::stack(reader, &outline),
        totals: totals::read(reader, &outline),
        gate: crate::gate_line::read(reader),
        spec: None,
        sections: outline.sections.clone(),
    };
    totals::add_durations(reader, &outline, &mut plan.phases);
    plan.missing = outline::missing(reader, &outline, &plan);
    plan.texts = texts::read(reader, &outline);
    take_gate_out(&mut plan);
    plan.commands = commands::read(reader, &outline, &plan);
    plan.corrections = corrections::read(reader, &outline, &plan);
    crate::convert::hold(tree, &plan.sections, &mut plan.commands);
    plan.grams = grams(tree, &plan);
    plan
}

/// What a gate line says of the plan is no part of what the plan says.
fn take_gate_out(plan: &mut Plan) {
    if let Some(gate) = &mut plan.gate {
        let mut around = plan.texts.iter();
        let around = around.find(|text| text.origin.overlaps(gate.origin));
        gate.shown = around.map(|text| text.value.clone());
        plan.texts.retain(|text| !gate.origin.contains(text.origin));
    }
}

/// Markup may stand within a word, and a command may go on in the next line: hence not the document alone.
fn grams(tree: &Tree, plan: &Plan) -> Grams {
    let mut grams = tree.source().grams().clone();
    for text in &plan.texts {
        grams.add(&text.value);
    }
    for command in &plan.commands {
        grams.add(&command.text);
    }
    grams
}
