//! Living edits: made on the plan as it is at that moment, shown, and said what they do to its approval.

use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use stopgate_gate::{Standing, StepKind};
use stopgate_interview::Said;
use stopgate_source::{EditSet, Source, file_part};
use stopgate_system::{RunFolder, SharedPlan, now, read_input, today};
use stopgate_workspace::{Document, Living, LivingEdit, NamedItem, NotEdited, NotOne, Settlement};

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::living::Writing;
use crate::exit::{Exit, Trouble};
use crate::identity::speaker;
use crate::interview::OnRecord;
use crate::json;
use crate::proposing::Proposed;
use crate::session::{Session, root, shown};
use crate::terminal::{self, FAINT, GOOD, RISKY, harmless};

/// Candidates that are listed where a name is not that of one item.
const MOST_LISTED: usize = 20;

/// Characters of a candidate that are shown.
const SHOWN_TEXT: usize = 100;

/// What is wanted.
pub(crate) struct Wish {
    /// The name of the command.
    pub(crate) edit: &'static str,
    /// What kind of entry it is about, where there are several.
    pub(crate) kind: Option<&'static str>,
    pub(crate) living: Living,
}

impl Wish {
    /// What is said to a question goes on record before it is written (P4). Entries name who wrote them and when.
    fn on_record<'a>(
        &'a self,
        name: Option<&str>,
        (root, plan): (&'a Path, &'a str),
    ) -> Option<OnRecord<'a>> {
        let Living::Settle { settlement, .. } = &self.living else {
            return None;
        };
        let (who, said) = match settlement {
            Settlement::Answered { text, who, .. } => (who.clone(), Said::Answer(text)),
            Settlement::Deferred {
                owner,
                until,
                reason,
            } => {
                let until = until.to_string();
                let by = owner;
                (speaker(name, root).0, Said::Delay { by, until, reason })
            }
        };
        Some(OnRecord::new((root, plan), (who, said)))
    }
}

impl Writing {
    /// Who says so, about a plan in the repository around `near`.
    pub(crate) fn who(&self, common: &Common, near: &Path) -> Result<String, Trouble> {
        if let Some(name) = &self.name {
            said("--as", name.clone())?;
        }
        Ok(speaker(self.name.as_deref(), &root(common, near)?).0)
    }
}

/// When it is written, as it stands in plans.
pub(crate) fn when(writing: &Writing) -> String {
    let stamp = || {
        let now = now();
        let (day, time) = now.split_once('T').unwrap_or((&now, ""));
        format!("{day} {}Z", time.get(..5).unwrap_or_default())
    };
    writing.at.clone().unwrap_or_else(stamp)
}

/// The day on which it is written: that of --at, else the one by which the plan is judged.
pub(crate) fn day_of(writing: &Writing, judging: &Judging) -> Date {
    let at = writing
        .at
        .as_deref()
        .and_then(|at| at.get(..10)?.parse().ok());
    at.or(judging.as_of).unwrap_or_else(today)
}

/// What was typed, or what standard input holds where that is `-`; `what` names it where it says nothing.
pub(crate) fn typed(what: &str, text: &str) -> Result<String, Trouble> {
    let text = match text {
        "-" => String::from_utf8(read_input()?).map_err(|_| {
            Trouble::Usage(
                "standard input is not UTF-8; convert it, then run the command again".to_owned(),
            )
        })?,
        text => text.to_owned(),
    };
    said(what, text)
}

/// A text, where it says something.
pub(crate) fn said(what: &str, text: String) -> Result<String, Trouble> {
    if text.trim().is_empty() {
        return Err(Trouble::Usage(format!(
            "{what} is empty, and an entry that says nothing helps nobody; say it, or leave it out"
        )));
    }
    Ok(text)
}

/// Makes the edit, and says what came of it.
pub(crate) fn carry_out(
    common: &Common,
    plan: &Path,
    wish: &Wish,
    (writing, judging): (&Writing, &Judging),
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let approvals = Approvals::read(session.disk.root())?;
    let made = Target { plan, wish }.make((writing, &session, &approvals))?;
    match common.output_format {
        OutputFormat::Json => json::print(&made.as_json()),
        OutputFormat::Full | OutputFormat::Concise => made.tell(common, plan),
    }
    made.warn(plan);
    Ok(Exit::Fine)
}

/// A plan, and what is wanted of it.
pub(crate) struct Target<'a> {
    pub(crate) plan: &'a Path,
    pub(crate) wish: &'a Wish,
}

impl Target<'_> {
    /// Tries the edit on the plan as it is, and writes nothing.
    pub(crate) fn try_out(
        &self,
        (session, approvals): (&Session, &Approvals),
    ) -> Result<Made, Trouble> {
        let (bytes, _) = session.document(self.plan)?;
        Made::of(session, approvals, (self.plan, &bytes), self.wish)
    }

    /// Makes the edit on the plan as it is at that moment.
    pub(crate) fn make(
        &self,
        (writing, session, approvals): (&Writing, &Session, &Approvals),
    ) -> Result<Made, Trouble> {
        let (plan, root) = (self.plan, session.disk.root());
        let (bytes, document) = session.document(plan)?;
        let name = file_part(document.path()).to_owned();
        let mut on_record = self.wish.on_record(writing.name.as_deref(), (root, &name));
        let mut made: Option<Made> = None;
        let mut make = |bytes: &[u8]| -> Result<EditSet, Trouble> {
            let one = Made::of(session, approvals, (plan, bytes), self.wish)?;
            let edits = one.edit.edits.clone();
            let item = one.edit.item.as_ref().filter(|_| !edits.is_empty());
            if let (false, Some(on_record), Some(item)) = (writing.dry_run, &mut on_record, item) {
                let document = session.read_again(plan, bytes)?;
                on_record.put((&document, item.origin, &item.text), (bytes, &edits))?;
            }
            made = Some(one);
            Ok(edits)
        };
        let written = if writing.dry_run {
            make(&bytes)?;
            false
        } else {
            SharedPlan::new(plan, root, &name).edit(&mut make)?
        };
        let Some(made) = made else {
            unreachable!("an edit is made before it is written");
        };
        Ok(Made { written, ..made })
    }
}

/// What an edit of the plan as it was at one moment comes to.
pub(crate) struct Made {
    path: String,
    /// The name of the command, and the kind of entry.
    called: (&'static str, Option<&'static str>),
    edit: LivingEdit,
    item: Option<ItemJson>,
    evidence: Vec<EvidenceJson>,
    approval: Bearing,
    diff: String,
    /// Line of the plan at which it was made.
    line: usize,
    written: bool,
}

/// What an edit does to the approval of the plan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearing {
    /// There is none.
    None,
    /// It stays valid.
    Kept,
    /// It was valid, and is void now.
    Voided,
    /// It was void before.
    Void,
}

impl Bearing {
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Kept => "kept",
            Self::Voided => "voided",
            Self::Void => "void",
        }
    }

    /// Says that an approval is void, whatever else is silent.
    pub(crate) fn say(self, name: &str, written: bool) {
        let would = if written {
            "is void now"
        } else {
            "would be void"
        };
        if self == Self::Voided {
            terminal::say(&format!(
                "{RISKY}its approval {would}{RISKY:#}: this is part of what was approved, not of the living parts; look with `stopgate diff {name}`, then approve it anew"
            ));
        }
    }
}

impl Made {
    fn of(
        session: &Session,
        approvals: &Approvals,
        (plan, bytes): (&Path, &[u8]),
        wish: &Wish,
    ) -> Result<Self, Trouble> {
        let living = &wish.living;
        let document = session.read_again(plan, bytes)?;
        let edit = document
            .living(living)
            .map_err(|why| refused(session, plan, &document, why))?;
        let evidence = match (living, &edit.item) {
            (Living::Tick { ticked: true, .. }, Some(item)) if !edit.edits.is_empty() => {
                evidence(session, &document, item)?
            }
            _ => Vec::new(),
        };
        let after = session.read_again(plan, &edit.edits.apply(bytes))?;
        let approval = bearing(session, approvals, (&document, &after))?;
        let proposed = Proposed {
            plan,
            document: &document,
            before: bytes,
            edits: &edit.edits,
        };
        let source = document.source();
        let first = edit
            .edits
            .edits()
            .first()
            .map_or(0, |edit| edit.span.start());
        Ok(Self {
            path: document.path().to_owned(),
            called: (wish.edit, wish.kind),
            item: edit.item.as_ref().map(|item| ItemJson::new(item, source)),
            evidence,
            approval,
            diff: proposed.diff(),
            line: source.line(first),
            edit,
            written: false,
        })
    }

    pub(crate) fn as_json(&self) -> EditJson<'_> {
        let (edit, kind) = self.called;
        EditJson {
            schema: json::SCHEMA,
            plan: &self.path,
            edit,
            kind,
            item: self.item.as_ref(),
            evidence: &self.evidence,
            changed: !self.edit.edits.is_empty(),
            written: self.written,
            approval: self.approval.name(),
            diff: &self.diff,
        }
    }

    /// Shows the edit to people.
    pub(crate) fn tell(&self, common: &Common, plan: &Path) {
        let changed = !self.edit.edits.is_empty();
        match common.output_format {
            OutputFormat::Concise if changed => {
                let (edit, kind) = self.called;
                let kind = kind.map_or(String::new(), |kind| format!(" {kind}"));
                let path = harmless(&self.path);
                terminal::print(&format!("{path}:{}: {edit}{kind}\n", self.line));
            }
            OutputFormat::Full => terminal::print_document(self.diff.as_bytes()),
            OutputFormat::Concise | OutputFormat::Json => {}
        }
        self.say(common, plan, (changed, self.written));
    }

    /// Says that an approval is void, whatever else is silent.
    pub(crate) fn warn(&self, plan: &Path) {
        self.approval.say(&harmless(&shown(plan)), self.written);
    }

    /// What a person is told beside it.
    fn say(&self, common: &Common, plan: &Path, (changed, written): (bool, bool)) {
        let name = harmless(&shown(plan));
        if !common.quiet && common.output_format != OutputFormat::Json {
            terminal::say(&match (changed, written) {
                (false, _) => {
                    format!("{FAINT}{name} says so already; nothing was written{FAINT:#}")
                }
                (true, false) => format!("nothing was written to {name}; leave out --dry-run"),
                (true, true) => {
                    format!("{GOOD}written{GOOD:#} to {name}; nothing else was touched")
                }
            });
        }
    }
}

/// What an edit does to the approval.
pub(crate) fn bearing(
    session: &Session,
    approvals: &Approvals,
    (before, after): (&Document<'_>, &Document<'_>),
) -> Result<Bearing, Trouble> {
    let root = session.disk.root();
    let Some(bound) = binding(before, root)? else {
        return Ok(Bearing::None);
    };
    let now = binding(after, root)?;
    let stays = now.is_some_and(|now| matches!(approvals.standing(&now), Standing::Yes(_)));
    Ok(match approvals.standing(&bound) {
        Standing::No => Bearing::None,
        Standing::Void(_) => Bearing::Void,
        Standing::Yes(_) if stays => Bearing::Kept,
        Standing::Yes(_) => Bearing::Voided,
    })
}

/// What runs hold of the steps in an item that is to be ticked (GOAL-A3).
///
/// # Errors
/// When one of them is not done: a command that no run has carried out, or any step of a plan that has runs.
fn evidence(
    session: &Session,
    document: &Document<'_>,
    item: &NamedItem,
) -> Result<Vec<EvidenceJson>, Trouble> {
    let steps = document.steps_in(item.origin);
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let mut states = Vec::new();
    for run in RunFolder::of_plan(session.disk.root(), document.path())?
        .iter()
        .rev()
    {
        let reading = run.reading()?;
        if reading.fault.is_none() {
            states.extend(reading.state);
        }
    }
    let mut held = Vec::new();
    for step in steps {
        let known = states
            .iter()
            .find_map(|state| Some((state, state.step(&step.id)?)));
        match known {
            Some((state, found)) if found.state.is_done() => held.push(EvidenceJson {
                run: state.created().run.clone(),
                step: step.id,
                state: found.state.name(),
            }),
            None if states.is_empty() && matches!(step.kind, StepKind::Manual | StepKind::Work) => {
            }
            _ => {
                let stands = known.map_or("not carried out", |(_, found)| found.state.name());
                return Err(Trouble::Refused(format!(
                    "step {} is {stands} in every run of {}, and its box would say that it is done; carry it out with `stopgate run`, or confirm it at the stop-gate with `stopgate go --confirm {}`",
                    step.id,
                    document.path(),
                    step.id
                )));
            }
        }
    }
    Ok(held)
}

/// What to say where an edit is not made.
fn refused(session: &Session, plan: &Path, document: &Document<'_>, why: NotEdited) -> Trouble {
    if document.plan().is_none() {
        return session.unrecognised(plan);
    }
    Trouble::Usage(match why {
        NotEdited::Unwritable(reason) => format!("{}: {reason}", document.path()),
        NotEdited::Secret => "what was typed looks like a secret, and a plan is read by many; name where the secret lies instead".to_owned(),
        NotEdited::NotOne(not_one) => not_one_item(&not_one, document.source()),
    })
}

fn not_one_item(not_one: &NotOne, source: &Source) -> String {
    let mut text = match (not_one.several, not_one.candidates.is_empty()) {
        (true, _) => "several items are called so; name one by its number:".to_owned(),
        (false, true) => "the plan has nothing of this kind".to_owned(),
        (false, false) => "nothing is called so; there are:".to_owned(),
    };
    for item in not_one.candidates.iter().take(MOST_LISTED) {
        let shown: String = item.text.chars().take(SHOWN_TEXT).collect();
        let line = source.line(item.origin.start());
        let mark = item
            .ticked
            .map_or("", |ticked| if ticked { "[x] " } else { "[ ] " });
        text.push_str(&format!(
            "\n  {:>3}  line {line}: {mark}{shown}",
            item.number
        ));
    }
    let more = not_one.candidates.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        text.push_str(&format!("\n  and {more} more"));
    }
    text
}

/// A living edit.
#[derive(Serialize)]
pub(crate) struct EditJson<'a> {
    schema: u32,
    plan: &'a str,
    edit: &'static str,
    kind: Option<&'static str>,
    item: Option<&'a ItemJson>,
    /// What runs hold of the steps whose box was ticked.
    evidence: &'a [EvidenceJson],
    changed: bool,
    written: bool,
    approval: &'static str,
    diff: &'a str,
}

/// What was named.
#[derive(Serialize)]
struct ItemJson {
    number: usize,
    id: Option<String>,
    text: String,
    line: usize,
}

impl ItemJson {
    fn new(item: &NamedItem, source: &Source) -> Self {
        Self {
            number: item.number,
            id: item.id.clone(),
            text: item.text.clone(),
            line: source.line(item.origin.start()),
        }
    }
}

/// A step that a run has done.
#[derive(Serialize)]
struct EvidenceJson {
    run: String,
    step: String,
    state: &'static str,
}
