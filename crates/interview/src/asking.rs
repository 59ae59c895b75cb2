//! From findings to questions: one for each place and thing, in the order of the format.

use jiff::civil::Date;
use stopgate_source::{About, Ask, Finding, Fix, Severity, Span};
use stopgate_workspace::{Document, Ground, Offered, Prompt, Slot};

use crate::question::{Offer, Question};
use crate::record::Asked;
use crate::wording::Wording;

/// What is known besides the plan, and may be offered.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The name of the person who is asked, and where it comes from.
    pub person: Option<Offer>,
    /// The day.
    pub today: Date,
    /// The spec beside the plan.
    pub spec: Option<String>,
}

/// The questions that keep a plan from its gate, and its own open ones, in the order in which they are asked.
///
/// Current and target state come before phases (P7), because formats have them in that order.
pub(crate) fn questions(
    document: &Document<'_>,
    findings: &[Finding],
    facts: &Facts,
) -> Vec<Question> {
    let (Some(plan), Some(ground)) = (document.plan(), document.ground()) else {
        return Vec::new();
    };
    let mut asked: Vec<Question> = Vec::new();
    for finding in findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
    {
        let Some(Fix::Question(ask)) = &finding.fix else {
            continue;
        };
        let slot = ground.slot(finding.span, &ask.about, finding.name);
        match asked.iter_mut().find(|known| known.key == slot.key) {
            Some(known) => known.codes.push(finding.code),
            None => asked.push(question(slot, (ask, finding), facts)),
        }
    }
    add_open_ones(&ground, plan, &mut asked, facts);
    add_points(&ground, plan, &mut asked, facts);
    // A question that was skipped stands among the open ones too: it is asked for its section.
    let texts: Vec<String> = asked
        .iter()
        .filter(|one| one.entry.is_none())
        .map(|one| one.text.clone())
        .collect();
    // A long one is put in fewer words than it stands there.
    let in_full = |span: Span| {
        let mut entries = plan.questions.iter();
        entries
            .find(|one| one.origin == span)
            .map(|one| asked_in(&one.text))
    };
    asked.retain(|one| {
        let of_entry = one.entry.map(|span| in_full(span).unwrap_or(&one.text));
        of_entry.is_none_or(|text| !texts.iter().any(|known| known == text))
    });
    let put_off: Vec<&str> = plan
        .questions
        .iter()
        .filter(|one| one.resolution.is_put_off_beyond(facts.today))
        .map(|one| asked_in(&one.text))
        .collect();
    asked.retain(|one| !put_off.contains(&one.text.as_str()));
    asked.sort_by_key(|one| one.slot.order);
    asked
}

/// The open questions of the plan that no finding speaks of.
fn add_open_ones(
    ground: &Ground<'_>,
    plan: &stopgate_workspace::Plan,
    asked: &mut Vec<Question>,
    facts: &Facts,
) {
    for open in plan
        .questions
        .iter()
        .filter(|one| !one.resolution.is_settled())
    {
        let about = About::Entry(open.origin);
        let slot = ground.slot(open.origin, &about, "");
        if asked.iter().any(|known| known.key == slot.key) {
            continue;
        }
        let ask = Ask {
            about,
            ..Ask::new(asked_in(&open.text))
        };
        asked.push(of_slot(slot, &ask, (PLAN_RESTS, Vec::new()), facts));
    }
}

/// The points of the checklist that keep the gate line from saying PASS (S5, S6).
fn add_points(
    ground: &Ground<'_>,
    plan: &stopgate_workspace::Plan,
    asked: &mut Vec<Question>,
    facts: &Facts,
) {
    for point in plan.open_points().filter(|_| plan.gate.is_some()) {
        let Some(slot) = ground.point_slot(point.origin) else {
            continue;
        };
        let text = format!("Does this hold: \"{}\"? For example: yes?", point.text);
        let ask = Ask::new(text);
        asked.push(of_slot(slot, &ask, (GATE_RESTS, vec!["GAT003"]), facts));
    }
}

const GATE_RESTS: &str = "The gate says PASS when a person has ticked every point.";

const PLAN_RESTS: &str = "The plan rests on the answer.";

fn question(slot: Slot, (ask, finding): (&Ask, &Finding), facts: &Facts) -> Question {
    of_slot(slot, ask, (&finding.message, vec![finding.code]), facts)
}

fn of_slot(
    slot: Slot,
    ask: &Ask,
    (why, codes): (&str, Vec<&'static str>),
    facts: &Facts,
) -> Question {
    let prompt = slot
        .prompt
        .clone()
        .filter(|prompt| slot.fresh && prompt.asks());
    let entry = match ask.about {
        About::Entry(span) => Some(span),
        _ => None,
    };
    let offers = slot.prompt.as_ref().and_then(|prompt| offer(prompt, facts));
    let wording = Wording::of(&ask.text);
    let (text, own_why, example, parts) = match prompt {
        Some(prompt) => (prompt.question, prompt.why, prompt.example, prompt.parts),
        None => (wording.question, wording.why, wording.example, Vec::new()),
    };
    Question {
        key: slot.key.clone(),
        section: slot.section.clone(),
        text,
        why: own_why.unwrap_or_else(|| format!("{}.", why.trim_end_matches('.'))),
        example,
        parts,
        form: slot.form.clone(),
        options: ask.options.clone(),
        offers: offers.into_iter().collect(),
        codes,
        earlier: None,
        entry,
        slot,
    }
}

fn offer(prompt: &Prompt, facts: &Facts) -> Option<Offer> {
    match prompt.offer? {
        Offered::Person => facts.person.clone(),
        Offered::Day => Some(Offer {
            value: facts.today.to_string(),
            from: "today".to_owned(),
        }),
        Offered::Spec => facts.spec.as_ref().map(|path| Offer {
            value: format!("`{path}`"),
            from: "the spec beside the plan".to_owned(),
        }),
    }
}

/// What is asked by an open question of a plan: its entry, and what stands there.
pub fn question_at(document: &Document<'_>, entry: Span, text: &str) -> Option<Asked> {
    let slot = document.ground()?.slot(entry, &About::Entry(entry), "");
    Some(Asked {
        key: slot.key,
        section: slot.section,
        text: asked_in(text).to_owned(),
    })
}

/// The question of an entry: up to its first question mark.
pub(crate) fn asked_in(text: &str) -> &str {
    text.find('?').map_or(text, |end| &text[..=end])
}
