//! `interface-without-signature`: the interfaces are described in words only.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Section};
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::{inside, says};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE010",
    name: "interface-without-signature",
    summary: "The interfaces name no signature, path or version",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static CODE: Words = words!(
    r"`[^`]*[^`\s\w][^`]*`|\d\.\d|\w\([^)]*\)|\b[a-z]+_[a-z]|\b(?:get|post|put|patch|delete) /|->|::"
);

/// The name of a type; a lower-case word in code may be the name of any thing.
static TYPE: Pattern = pattern!(r"`\w*[A-Z]\w*`");

/// A plan that touches no interface.
static NONE: Words = words!(
    r"\bno (?:new |public |external |code |api |further )*(?:dependenc\w*|interfaces?|apis?|signatures?|functions?)\b|\b(?:does|do) not change\b|\b(?:none|no changes?)\b"
);

/// Functions that are to exist, in words: their names and types are left open.
static ANNOUNCED: Words = words!(
    r"\b(?:at (?:completion|the end)|must exist|will exist|afterwards)\b[^.;]*?\b(?:functions?|methods?|procedures?)\b"
);

static SIGNATURE: Words =
    words!(r"\w\([^)]*\)|->|::|\b(?:fn|func|def|class|interface|struct|type) \w");

/// Bytes a paragraph or item costs beside its text: marker, indentation, blank line.
const AROUND_TEXT: usize = 8;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("interfaces") else {
        return;
    };
    let described = section.empty
        || says(context.plan, section, &CODE)
        || names_type(context.plan, section)
        || has_block(context.plan, section);
    let plan = context.plan;
    if says(plan, section, &NONE) {
        return;
    }
    let open = says(plan, section, &ANNOUNCED)
        && !says(plan, section, &SIGNATURE)
        && !has_block(plan, section);
    if !described || open {
        report.find(
            section.heading,
            "This section names no signature, path or version, so two people build two interfaces",
            "Write the signatures that must exist at the end, and the versions of what is used",
        ).ask("Which signatures must exist at the end, by file? For example: `load_day(day: date) -> int` in `src/load.py`");
    }
}

/// True when much of the section is no text: a code block, which the plan keeps nowhere else.
fn has_block(plan: &Plan, section: &Section) -> bool {
    let texts = plan.texts_in(inside(section));
    let covered: usize = texts.map(|text| text.origin.len() + AROUND_TEXT).sum();
    inside(section).len() > covered + AROUND_TEXT
}

fn names_type(plan: &Plan, section: &Section) -> bool {
    plan.texts_in(inside(section))
        .any(|text| TYPE.is_match(&text.value))
}
