//! The format file: what a plan format looks like, as data.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_model::{Role, RuleChoice, SectionKind};
use toml::de::DeTable;

use crate::layer::{self, Bases, BrokenFormat, FormatFile};
use crate::opening::Opening;
use crate::prompt::{Offered, Prompt};
use crate::rule_entry::RuleEntry;
use crate::sign::SignSpec;
use crate::{inspect, title};

/// Largest format file that is read, bytes.
pub const MAX_FORMAT_BYTES: u64 = 256 * 1024;

/// A plan format.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// Short id (`platform`).
    pub id: String,
    /// The id of the format that this one builds upon.
    pub extends: Option<String>,
    /// Name for people.
    pub name: String,
    /// What kind of plan it is, in one sentence.
    pub summary: String,
    /// Where a new plan goes; `{slug}` stands for its title.
    pub default_path: String,
    /// What is asked before a plan is begun; files that are handed over may answer it.
    #[serde(default)]
    pub opening: Vec<Opening>,
    /// How documents of this format are told from others.
    pub(crate) recognise: Recognition,
    /// Header lines above the first section.
    #[serde(default)]
    pub(crate) header: Vec<FieldSpec>,
    /// Sections in the order of the template.
    #[serde(rename = "section", default)]
    pub(crate) sections: Vec<SectionSpec>,
    /// How phases look.
    pub(crate) phases: Option<PhaseSpec>,
    /// The spec that plans of this format translate.
    pub(crate) spec: Option<SpecFile>,
    /// True where the plan ends in a gate line.
    #[serde(default)]
    pub(crate) gate_line: bool,
    /// The living section in which runs keep evidence; the run record at the end where there is none.
    pub(crate) evidence: Option<String>,
    /// The living section that says at the end of a run what came of it.
    pub(crate) outcomes: Option<String>,
    /// Ids of the check packs that apply to every plan of this format.
    #[serde(default)]
    packs: Vec<String>,
    /// The rules that apply.
    #[serde(default)]
    rules: BTreeMap<String, RuleEntry>,
    /// A new plan; `{{title}}` and `{{date}}` are filled in.
    pub(crate) template: String,
    /// Normalised titles and aliases of all sections, with the index of the section.
    #[serde(skip)]
    section_by_title: HashMap<String, usize>,
}

/// How a format is recognised: matched sections and titles add weight up to `certain`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recognition {
    /// Weight at which there is no doubt left.
    pub(crate) certain: f32,
    /// Beginnings of the document title, normalised.
    #[serde(default)]
    pub(crate) titles: Vec<String>,
    /// Weight of such a title.
    #[serde(default)]
    pub(crate) title_weight: f32,
    /// File names at the end of the path.
    #[serde(default)]
    pub(crate) paths: Vec<String>,
    /// Weight of such a path.
    #[serde(default)]
    pub(crate) path_weight: f32,
    /// Sections of which at least `need_count` must be there.
    #[serde(default)]
    pub(crate) need: Vec<String>,
    /// How many of `need`.
    #[serde(default)]
    pub(crate) need_count: usize,
    /// Words in a title that tell a document about plans from a plan (`plan standard`).
    #[serde(default)]
    pub(crate) unless_titled: Vec<String>,
    /// Formats that go first: where one of them claims a document, this one does not.
    #[serde(default)]
    pub(crate) yields_to: Vec<String>,
    /// Other signs: headings inside phases, labelled lines, shapes of items.
    #[serde(rename = "sign", default)]
    pub(crate) signs: Vec<SignSpec>,
}

/// A labelled line.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldSpec {
    /// Its id.
    pub(crate) id: String,
    /// What it is about, in a word that formats share; its id where none is given.
    pub(crate) means: Option<String>,
    /// Labels, the first one canonical.
    pub(crate) titles: Vec<String>,
    /// True where the format demands it.
    #[serde(default)]
    pub(crate) required: bool,
    /// The requirement that asks for it.
    pub(crate) requirement: Option<String>,
    /// What the interview asks for it.
    pub(crate) prompt: Option<Prompt>,
}

/// A section.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionSpec {
    /// The id of its role.
    pub(crate) id: String,
    /// What it is about, in a word that formats share; its id where none is given.
    pub(crate) means: Option<String>,
    /// Canonical title first, then aliases.
    pub(crate) titles: Vec<String>,
    /// More titles, added to those of a format that this one extends.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// Level of the heading in the template.
    #[serde(default = "two")]
    pub(crate) level: u8,
    /// Whether the format demands it.
    #[serde(default)]
    pub(crate) required: bool,
    /// Whether it is kept current while work goes on.
    #[serde(default)]
    pub(crate) living: bool,
    /// What is read out of it.
    #[serde(default)]
    pub(crate) kind: SectionKind,
    /// What commands in it are for.
    pub(crate) role: Option<Role>,
    /// Whether inline code in running text is a command where it looks like one.
    #[serde(default)]
    pub(crate) inline_commands: bool,
    /// The requirement that asks for it.
    pub(crate) requirement: Option<String>,
    /// Weight for recognition.
    #[serde(default = "one")]
    pub(crate) weight: f32,
    /// Columns of its tables and keys of its items.
    #[serde(rename = "column", default)]
    pub(crate) columns: Vec<ColumnSpec>,
    /// Labelled lines in it.
    #[serde(rename = "field", default)]
    pub(crate) fields: Vec<FieldSpec>,
    /// Points of its checklist.
    #[serde(rename = "point", default)]
    pub(crate) points: Vec<PointSpec>,
    /// True where its fields count as header fields.
    #[serde(default)]
    pub(crate) header: bool,
    /// What the interview asks where nothing stands in it.
    pub(crate) prompt: Option<Prompt>,
}

/// A table column or item key.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnSpec {
    /// What it holds (`owner`).
    pub(crate) id: String,
    /// Titles, the first one canonical.
    pub(crate) titles: Vec<String>,
    /// Whether inline code in it is a command where it looks like one.
    #[serde(default)]
    pub(crate) command: bool,
    /// What the interview may offer for it.
    pub(crate) offer: Option<Offered>,
}

/// A point of a checklist.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PointSpec {
    /// Its id (`owners`).
    pub(crate) id: String,
    /// Words that all occur in it.
    pub(crate) words: Vec<String>,
    /// What it is called in messages.
    pub(crate) title: String,
}

/// How phases look.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhaseSpec {
    /// First words of a phase heading, before its number.
    pub(crate) words: Vec<String>,
    /// Ids of the sections in which phases stand; empty where they stand on their own.
    #[serde(default)]
    pub(crate) within: Vec<String>,
    /// The requirement behind phases.
    pub(crate) requirement: Option<String>,
    /// What commands in a phase are for; none where the section says it.
    pub(crate) role: Option<Role>,
    /// Whether headings that begin with a number (`## 2. Data layer`) are phases too.
    #[serde(default)]
    pub(crate) numbered: bool,
    /// Whether numbered headings in a phase are its tasks.
    #[serde(default)]
    pub(crate) numbered_parts: bool,
    /// Whether items of lists are tasks only where they have a check-box or begin with an id (`T012`,
    /// `2.3`), which is then the id of the task.
    #[serde(default)]
    pub(crate) marked_items: bool,
    /// Words behind which commands of a phase stand (`Run: …`); where there are some, commands that
    /// stand elsewhere are only mentioned.
    #[serde(default)]
    pub(crate) command_labels: Vec<String>,
    /// Labelled lines of a phase.
    #[serde(rename = "field", default)]
    pub(crate) fields: Vec<FieldSpec>,
    /// Columns of its task table.
    #[serde(rename = "column", default)]
    pub(crate) columns: Vec<ColumnSpec>,
    /// Titles of the success criteria of a phase.
    #[serde(default)]
    pub(crate) criteria: Vec<String>,
    /// Titles of the part with commands.
    #[serde(default)]
    pub(crate) automated: Vec<String>,
    /// Titles of the part with checks by people.
    #[serde(default)]
    pub(crate) manual: Vec<String>,
    /// What the interview asks where a phase has no task.
    pub(crate) prompt: Option<Prompt>,
}

/// The spec beside a plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpecFile {
    /// Its file name, in the folder of the plan.
    pub(crate) file: String,
    /// Titles of the section with the problem.
    #[serde(default)]
    pub(crate) problem: Vec<String>,
    /// Titles of the sections with success metrics.
    pub(crate) metrics: Vec<String>,
    /// Titles of the sections with requirements.
    pub(crate) requirements: Vec<String>,
}

impl Format {
    /// Reads a format file that stands on its own or extends a built-in format.
    ///
    /// # Errors
    /// When it is not TOML, has a key that means nothing, lacks one that is needed, or contradicts
    /// itself.
    pub fn read(name: &str, text: &str) -> Result<Self, BrokenFormat> {
        Self::read_upon(FormatFile { name, text }, &crate::builtin::bases())
    }

    /// Reads a format file that may extend one of these.
    pub(crate) fn read_upon(file: FormatFile<'_>, bases: &Bases<'_>) -> Result<Self, BrokenFormat> {
        let broken = |reason: String| BrokenFormat {
            name: file.name.to_owned(),
            reason,
        };
        if file.text.len() as u64 > MAX_FORMAT_BYTES {
            let most = MAX_FORMAT_BYTES / 1024;
            return Err(broken(format!(
                "it has more than the {most} KB that a format file may have; keep to what the format needs"
            )));
        }
        // Most files stand on their own, and are read once; the others are read with their places.
        let alone = toml::from_str::<Self>(file.text).ok();
        let format = match alone.filter(|format| format.extends.is_none()) {
            Some(format) => format,
            None => Self::read_layered(file, bases)?,
        };
        format.sound(file.name)
    }

    /// The format, ready for use, where it does not contradict itself.
    pub(crate) fn sound(mut self, name: &str) -> Result<Self, BrokenFormat> {
        self.index_titles();
        match self.contradiction() {
            Some(reason) => Err(BrokenFormat {
                name: name.to_owned(),
                reason,
            }),
            None => Ok(self),
        }
    }

    fn read_layered(file: FormatFile<'_>, bases: &Bases<'_>) -> Result<Self, BrokenFormat> {
        let root = DeTable::parse(file.text).map_err(|error| layer::unreadable(file, &error))?;
        let merged = layer::merged(root.get_ref(), bases).map_err(|misfit| misfit.of(file))??;
        let read = merged.try_into::<Self>();
        let mut format = read.map_err(|error| match inspect::first_misfit(&root) {
            Some(misfit) => misfit.of(file),
            None => BrokenFormat {
                name: file.name.to_owned(),
                reason: error.to_string(),
            },
        })?;
        format.complete(root.get_ref());
        Ok(format)
    }

    /// Makes what was read ready for use; `root` is the file that it was read from.
    pub(crate) fn complete(&mut self, root: &DeTable<'_>) {
        self.index_titles();
        if layer::inherits_template(root) {
            self.complete_template();
        }
    }

    /// Adds what a template lacks that was made for another format.
    pub(crate) fn complete_template(&mut self) {
        self.template = crate::template::completed(&self.template, &self.sections);
    }

    /// What the format says about rules.
    pub fn rule_choices(&self) -> Vec<RuleChoice> {
        let rules = self.rules.iter();
        rules.map(|(rule, entry)| entry.choice(rule)).collect()
    }

    /// Ids of the check packs that apply to every plan of this format.
    pub fn packs(&self) -> &[String] {
        &self.packs
    }

    /// The file name of the spec that plans of this format translate.
    pub fn spec_file(&self) -> Option<&str> {
        self.spec.as_ref().map(|spec| spec.file.as_str())
    }

    /// Titles of its sections, in order, with whether each is required.
    pub fn section_titles(&self) -> impl Iterator<Item = (&str, bool)> {
        let titled = self.sections.iter();
        titled.filter_map(|section| Some((section.titles.first()?.as_str(), section.required)))
    }

    /// The index of the section that a heading stands for, by any of its forms.
    pub(crate) fn section_titled(&self, forms: &[String]) -> Option<usize> {
        forms
            .iter()
            .find_map(|form| self.section_by_title.get(form).copied())
    }

    fn index_titles(&mut self) {
        for (index, section) in self.sections.iter().enumerate() {
            let known = section.titles.iter().chain(&section.aliases);
            for form in known.map(|title| title::normalised(title)) {
                self.section_by_title.entry(form).or_insert(index);
            }
        }
    }

    fn contradiction(&self) -> Option<String> {
        let mut seen = std::collections::HashSet::new();
        for section in &self.sections {
            if !seen.insert(&section.id) {
                return Some(format!("two sections have the id `{}`", section.id));
            }
            if section.titles.is_empty() {
                return Some(format!("section `{}` has no title", section.id));
            }
        }
        let written = [&self.evidence, &self.outcomes].into_iter().flatten();
        let living = |id: &String| {
            let mut sections = self.sections.iter();
            sections.any(|section| section.id == *id && section.living)
        };
        if let Some(id) = written.into_iter().find(|id| !living(id)) {
            return Some(format!(
                "runs would write into `{id}`, which is no living section"
            ));
        }
        let within = self.phases.iter().flat_map(|phases| &phases.within);
        let mut wanted = within.chain(&self.recognise.need);
        if let Some(unknown) = wanted.find(|id| !seen.contains(id)) {
            return Some(format!(
                "it names a section `{unknown}` that it does not have"
            ));
        }
        if let Some(unsafe_path) = self.unsafe_path() {
            return Some(format!("{}. {}", unsafe_path.message, unsafe_path.help));
        }
        (self.recognise.certain <= 0.0).then(|| "`recognise.certain` must be above 0".to_owned())
    }
}

fn two() -> u8 {
    2
}

fn one() -> f32 {
    1.0
}
