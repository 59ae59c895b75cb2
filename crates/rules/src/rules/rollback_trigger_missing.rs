//! `rollback-trigger-missing`: nothing says when one goes back.

use stopgate_expressions::words;
use stopgate_model::{Section, SectionKind};
use stopgate_source::{Severity, Words};

use crate::contents::{inside, leads_back, sentences, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK003",
    name: "rollback-trigger-missing",
    summary: "Nothing says under which condition the rollback is begun",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static CONDITION: Words = words!(
    r"\b(?:if|when|whenever|unless|until|once|should|in case|in the event|upon|on (?:failure|error|any|no-go)|after (?:a|any|each|the) (?:fail|crash|bad|stop|abort|interrupt)\w*",
    r"|triggers?|thresholds?|criteri(?:a|on)|conditions?|fails?|failed|failing|failures?|breaks?|broken|crash\w*|exceeds?|exceeded|above|below|more than|less than|drops? (?:below|under)|rises?|no-go|aborts?|stops? half|half-way|interrupt\w*|partial(?:ly)?|mistake\w*|regress\w*|wrong|bad|problem\w*|incident\w*|alert\w*|errors?)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let of_rollback = |section: &&Section| section.kind == SectionKind::Rollback && !section.empty;
    let Some(section) = plan.sections.iter().find(of_rollback) else {
        return;
    };
    let body = inside(section);
    let undoes = plan.commands.iter().any(|command| {
        command.role == stopgate_model::Role::Rollback && body.contains(command.origin)
    }) || texts(plan, section).any(|text| leads_back(&text.value));
    let in_texts = texts(plan, section).any(|text| says_when(section, &text.value));
    let in_remarks = || {
        let here = plan
            .remarks
            .iter()
            .filter(|remark| body.contains(remark.origin));
        here.into_iter()
            .any(|remark| CONDITION.is_match(&remark.value))
    };
    if undoes && !in_texts && !in_remarks() && !is_said_elsewhere(context, section) {
        report
            .find(
                section.heading,
                "Nothing says when one goes back, so the decision is made in the middle of the trouble",
                "Name the sign and its threshold: `If more than 1 % of the requests fail for 5 minutes`",
            )
            .ask("What has to be seen so that the rollback is begun, and who decides? For example: error rate above 1 % for 5 minutes");
    }
}

/// A section about recovery speaks of failures anyway; there the condition stands with the way back, or in
/// front of it.
fn says_when(section: &Section, words: &str) -> bool {
    if section.id.as_deref() != Some("recovery") {
        return CONDITION.is_match(words);
    }
    static STEP: Words = words!(
        r"\b(?:unset|set|returns?|turn|switch\w*|delet\w*|remov\w*|drop|stop|pause|flip|redeploy\w*)\b"
    );
    let all: Vec<&str> = sentences(words).map(|range| &words[range]).collect();
    all.iter().enumerate().any(|(at, sentence)| {
        let next = all.get(at + 1).is_some_and(|next| leads_back(next));
        CONDITION.is_match(sentence) && (next || leads_back(sentence) || STEP.is_match(sentence))
    })
}

/// True where another sentence of the plan says when the rollback is begun.
fn is_said_elsewhere(context: &Context<'_>, section: &Section) -> bool {
    static ROLLBACK: Words =
        words!(r"\broll(?:s|ed|ing)?[ -]?backs?\b|\bgo(?:es)? back\b|\brevert\w*\b");
    context.plan.texts.iter().any(|text| {
        !section.span.contains(text.origin)
            && ROLLBACK.is_match(&text.value)
            && CONDITION.is_match(&text.value)
    })
}
