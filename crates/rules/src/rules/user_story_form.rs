//! `user-story-form`: a user story lacks its wish or its reason.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::inside;
use crate::phrases::is_body;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ016",
    name: "user-story-form",
    summary: "A user story lacks its wish or its reason",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static STORY: Words = words!(r"^\W*as an? \w+");
/// A wish whose user is not named.
static OPENING: Words = words!(r"^\W*i (?:want|need|would like)\b|^\W*i['’]d like\b");
static WISH: Words =
    words!(r"\bi (?:want|need|can|would like|am able|expect|get|see)\b|\bi['’]d like\b");
static REASON: Words = words!(
    r"\b(?:so(?: that)? (?:i|we|the|my|our|no|a|an|it|that|they)|so that|in order to|because|to avoid|without having)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("stories") else {
        return;
    };
    let listed = plan.texts_in(inside(section)).filter(|text| is_body(text));
    let listed = listed.map(|text| (text.value.as_str(), text.origin));
    let fenced = plan
        .stories
        .iter()
        .map(|story| (story.value.as_str(), story.origin));
    for (text, origin) in listed.chain(fenced) {
        if !STORY.is_match(text) && !OPENING.is_match(text) {
            continue;
        }
        let says = [&STORY, &WISH, &REASON].map(|words| words.is_match(text));
        let lacking = match says {
            [true, true, true] => continue,
            [false, ..] => "who the user is",
            [_, false, _] => "what the user wants",
            [.., false] => "why the user wants it",
        };
        let finding = report.find(
            origin,
            format!("The story \"{}\" does not say {lacking}", brief(text)),
            "Write it as: As a …, I want to …, so that …",
        );
        finding.ask(format!("In the story \"{}\": {lacking}?", brief(text)));
    }
}
