//! `compatibility-plan-missing`: nothing says how old and new get along while the change is made.

use stopgate_expressions::words;
use stopgate_model::{SectionKind, Text, TextPlace};
use stopgate_source::{Severity, Words};

use crate::contents::sentences;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK005",
    name: "compatibility-plan-missing",
    summary: "The plan says neither how it migrates nor how old versions keep working",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static COMPATIBLE: Words = words!(
    r"\bmigrat\w*|\b(?:backward|backwards|forward|back)[ -]?compat\w*|\bcompatib\w*|\bback-?fill\w*|\bdual[ -](?:write|read|run)\w*|\bexpand (?:and|then|/) contract\b|\bdeprecat\w*",
    r"|\b(?:old|older|previous|existing|current|former|last|earlier) (?:\w+ ){0,2}?(?:versions?|clients?|apps?|columns?|tables?|api|endpoints?|releases?|contracts?|formats?|data|rows|records|consumers?|callers?|behaviou?r|path|way|flow|job|time|text)\b",
    r"|\bin parallel (?:with|to)\b|\bside by side\b|\b(?:stays?|remains?|kept|left|works?|continues?|behaves?)(?: \w+)? unchanged\b|\badditive\b|\bversion(?:ed|ing)\b|\bnothing (?:is|has) to be (?:moved|converted)\b|\bgreenfield\b|\bnew (?:service|system) without\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let is_claim = |text: &Text| {
        let section = text.section.and_then(|at| plan.sections.get(at));
        section.is_some_and(|section| section.kind == SectionKind::Checklist)
    };
    let said = plan
        .texts
        .iter()
        .any(|text| text.place != TextPlace::Heading && is_planned(&text.value) && !is_claim(text));
    let reasoned = plan
        .checklist
        .iter()
        .any(|item| item.point.as_deref() == Some("migration") && gives_reason(&item.text));
    if said || reasoned {
        return;
    }
    let place = plan
        .section("rollout")
        .or_else(|| plan.section("readiness"));
    report
        .find(
            place.map_or(plan.anchor, |section| section.heading),
            "The plan says neither how data and callers move over nor how old versions keep working",
            "Describe the migration or the compatibility, or write `N/A` with the reason",
        )
        .ask("How do existing data and callers get along with the new version? For example: old column stays for two releases; or N/A, because …");
}

/// True for words about migration or compatibility that do not put them off or wave them through.
fn is_planned(words: &str) -> bool {
    static PUT_OFF: Words = words!(
        r"\b(?:looks?|looking) (?:at|into) (?:it|this|that)\b|\b(?:tbd|tbc)\b|\bnot (?:yet )?(?:planned|defined|decided|known)\b",
        r"|\bto be (?:defined|decided|planned|discussed|agreed|clarified|determined)\b|\bmigrations?\W+(?:n/?a|not applicable|none)\W*$",
    );
    sentences(words)
        .map(|range| &words[range])
        .any(|sentence| COMPATIBLE.is_match(sentence) && !PUT_OFF.is_match(sentence))
}

/// `N/A: new service`, `not needed because …`
fn gives_reason(text: &str) -> bool {
    static REASON: Words = words!(
        r"\b(?:n/?a|not (?:applicable|needed))\b\W+\w+\s+\w+|\b(?:because|since|as there)\b"
    );
    /// The words of the template, which hold no reason.
    static FORM: Words = words!(r"\bmarked n/?a with (?:a |the )?reason\b");
    let (before, behind) = FORM.find(text).map_or((text, ""), |form| {
        (&text[..form.start()], &text[form.end()..])
    });
    REASON.is_match(before) || REASON.is_match(behind)
}
