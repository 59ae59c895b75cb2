//! What people and programs write into a plan while work goes on: entries, ticks, answers, owners.

use std::collections::BTreeMap;

use jiff::civil::Date;
use stopgate_formats::{
    Assignment, EditIntent, ItemKind, NamedItem, NotOne, Note, Settlement, Supersession, Tick,
    Unwritable, edits, named, named_items,
};
use stopgate_gate::Step;
use stopgate_markdown::Tree;
use stopgate_model::Sourced;
use stopgate_source::{Edit, EditSet, Source, Span};

use crate::Document;
use crate::evidence::holds_secret;

/// A living edit.
#[derive(Clone, Debug, PartialEq)]
pub enum Living {
    /// Add an entry.
    Note(Note),
    /// Tick a box, or open it again.
    Tick {
        /// By what the item is named.
        item: String,
        /// Whether it is to be ticked.
        ticked: bool,
        /// When, `YYYY-MM-DD HH:MMZ`.
        when: String,
    },
    /// Answer a question, or put it off.
    Settle {
        /// By what the question is named.
        question: String,
        /// What becomes of it.
        settlement: Settlement,
    },
    /// Say who does something.
    Assign {
        /// By what it is named.
        item: String,
        /// Who.
        owner: String,
        /// The last day.
        due: Option<Date>,
    },
    /// Say that another plan takes the place of this one.
    Supersede(Supersession),
}

/// What a living edit comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct LivingEdit {
    /// The edits; empty where the plan says so already.
    pub edits: EditSet,
    /// What was named; none for a new entry.
    pub item: Option<NamedItem>,
}

/// Why a living edit is not made.
#[derive(Clone, Debug, PartialEq)]
pub enum NotEdited {
    /// The plan has no place for it, or would be read otherwise.
    Unwritable(Unwritable),
    /// The name leads to no item, or to several.
    NotOne(NotOne),
    /// What was typed looks like a secret.
    Secret,
}

impl From<Unwritable> for NotEdited {
    fn from(reason: Unwritable) -> Self {
        Self::Unwritable(reason)
    }
}

impl Living {
    /// All that somebody typed, by what it is.
    fn texts(&self) -> BTreeMap<&'static str, &str> {
        let mut texts = BTreeMap::new();
        match self {
            Self::Note(note) => {
                texts.insert("text", note.text.as_str());
                texts.insert("who", note.who.as_str());
                let details = note.details.iter();
                texts.extend(details.map(|(id, value)| (*id, value.as_str())));
            }
            Self::Tick { .. } => {}
            Self::Settle { settlement, .. } => match settlement {
                Settlement::Answered { text, who, .. } => {
                    texts.extend([("text", text.as_str()), ("who", who.as_str())]);
                }
                Settlement::Deferred { owner, reason, .. } => {
                    texts.extend([("owner", owner.as_str()), ("reason", reason.as_str())]);
                }
            },
            Self::Assign { owner, .. } => _ = texts.insert("owner", owner),
            Self::Supersede(other) => {
                texts.extend([
                    ("who", other.who.as_str()),
                    ("reason", other.reason.as_str()),
                ]);
            }
        }
        texts
    }
}

impl Document<'_> {
    /// The edits of a living edit.
    ///
    /// # Errors
    /// When the plan has no place for it, the name is not that of one item, or the text looks like a secret.
    pub fn living(&self, living: &Living) -> Result<LivingEdit, NotEdited> {
        let format = self.format.ok_or(Unwritable::UnknownFormat)?;
        let (intent, item) = match living {
            Living::Note(note) => (EditIntent::Note(note.clone()), None),
            Living::Tick { item, ticked, when } => {
                let item = self.item(ItemKind::Box, item)?;
                let tick = Tick {
                    ticked: Sourced::new(*ticked, item.origin),
                    when: when.clone(),
                };
                (EditIntent::Tick(tick), Some(item))
            }
            Living::Settle {
                question,
                settlement,
            } => {
                let item = self.item(ItemKind::Question, question)?;
                let settled = Sourced::new(settlement.clone(), item.origin);
                (EditIntent::Settle(settled), Some(item))
            }
            Living::Assign { item, owner, due } => {
                let item = self.item(ItemKind::Owned, item)?;
                let assignment = Assignment {
                    owner: owner.clone(),
                    due: *due,
                };
                let assigned = Sourced::new(assignment, item.origin);
                (EditIntent::Assign(assigned), Some(item))
            }
            Living::Supersede(other) => (EditIntent::Supersede(other.clone()), None),
        };
        let edits = edits(&self.tree, format, &intent)?;
        if self.reaches_beyond(&edits) {
            return Err(Unwritable::NotSafe.into());
        }
        if !edits.is_empty() && !self.stays_its_format(&edits) {
            return Err(Unwritable::OtherFormat.into());
        }
        // Behind it, because what is too long to be written need not be searched.
        if living.texts().values().any(|text| holds_secret(text)) {
            return Err(NotEdited::Secret);
        }
        Ok(LivingEdit { edits, item })
    }

    /// True where a document that is read as what it shows itself to be shows the same with the edits.
    fn stays_its_format(&self, edits: &EditSet) -> bool {
        let read_as = self.format.map(|format| format.id.as_str());
        let after = Tree::read(Source::new(edits.apply(self.source().bytes())));
        let shown = self.claimed(&self.tree);
        shown != read_as || shown == self.claimed(&after)
    }

    /// True for one of several plans of a file where an edit lies behind its last line, in what is blanked out.
    fn reaches_beyond(&self, edits: &EditSet) -> bool {
        let text = self.source().text();
        let end = text.trim_end().len();
        let next = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        let beyond = |edit: &Edit| edit.span.start() > next;
        self.path.contains('#') && edits.edits().iter().any(beyond)
    }

    /// Everything of a kind that can be named, in document order; empty where no format claims the document.
    pub fn named_items(&self, kind: ItemKind) -> Vec<NamedItem> {
        let format = self.format;
        format.map_or_else(Vec::new, |format| named_items(&self.tree, format, kind))
    }

    /// The steps that stand in an item: those for which its box is the word of a person, and those whose
    /// command it holds.
    pub fn steps_in(&self, item: Span) -> Vec<Step> {
        let steps = self.steps().into_iter();
        steps
            .filter(|step| item.contains(step.span) || step.span == item)
            .collect()
    }

    fn item(&self, kind: ItemKind, name: &str) -> Result<NamedItem, NotEdited> {
        let mut items = self.named_items(kind);
        let by_step = |step: &Step| step.id == name || step.contract.name.as_deref() == Some(name);
        if kind == ItemKind::Box
            && let Some(step) = self.steps().into_iter().find(by_step)
        {
            let around = |item: &NamedItem| item.origin.contains(step.span);
            items.retain(around);
            if let Some(innermost) = items.pop() {
                return Ok(innermost);
            }
        }
        let items = self.named_items(kind);
        named(&items, name).cloned().map_err(NotEdited::NotOne)
    }
}
