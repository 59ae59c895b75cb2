//! `rollback-not-a-plan`: the section for the way back says that there is none, or names no step of it.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Section, TextPlace};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::contents::{commands, leads_back, sentences, texts};
use crate::standing::is_blank;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK011",
    name: "rollback-not-a-plan",
    summary: "The rollback says that there is none, or names no step",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NONE: Words = words!(
    r"^\W*(?:(?:a |the )?roll-?back(?: plan)?(?: is)?[ :–—-]*)?(?:n\.?/?a\b|n\.a\.|none\b|nothing\b|not (?:needed|required|applicable|necessary|possible|planned|relevant|yet)\b|no (?:roll-?back|roll back|undo|way back|plan|need|reversal|recovery)\b|no\W*$|unnecessary\b|(?:we )?(?:do not|don['’]t) need\b)"
);

/// What somebody does who goes back, and what they read who want to know it.
static STEP: Words = words!(
    r"\b(?:re-?(?:nam|enabl|deploy|creat|install|load|import|run|play|start|publish|point|appl|instat|activat|rout|build|upload|sync|mov|verif)\w*",
    r"|renam\w*|switch\w*|(?:set|sets|setting|turn|turns|flip|flips|put|puts|point|points|stop|stops|pause|pauses|cancel|cancels) \S+",
    r"|disabl\w*|enabl\w*|delet\w*|drop(?:s|ped|ping)?|remov\w*|truncat\w*|uninstall\w*|deactivat\w*|unpublish\w*|detach\w*|destroy\w*",
    r"|clear(?:s|ed|ing)?|purg\w*|copy (?:it|them|the|\S+ back)|copies|swap\w*|unmerge\w*|withdraw\w*|downgrad\w*|cherry-pick\w*|redirect\w*",
    r"|run(?:s|ning)? (?:the|it|a|`|\S*script)|execut\w*|deploy (?:the|it|version|v\d))\b|`[^`\n]*[/.][^`\n]*`|\b[\w./-]+\.(?:md|sh|sql|py)\b|https?://",
);

/// To speak of a way back is not to know one.
static WAY_BACK: Pattern =
    pattern!(r"(?i)\b(?:ways?|path|road|going|how to (?:go|get|roll|switch)) (?:\w+ )?back\b");

/// What takes the step out of the words behind it.
static DENIED: Pattern = pattern!(
    r"(?i)\b(?:no|not|never|cannot|can['’]t|without|nothing|whether|who|how|how to|if we|wants? to|if anybody)\b(?:\s+\w+){0,2}?\s+(?:re-?\w+|switch\w*|set|turn|point|stop|disabl\w*|enabl\w*|delet\w*|drop\w*|remov\w*|run|execut\w*)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in ["rollback", "recovery"]
        .iter()
        .filter_map(|id| plan.section(id))
    {
        let found = denial(plan, section).or_else(|| vague(plan, section));
        if let Some((span, message)) = found {
            report.find(
                span,
                message,
                "Write for each phase what is run or switched to go back, and what that restores",
            ).ask("What is run or switched to go back, and what does it restore? For example: flag off, `make deploy TAG=41`");
        }
    }
}

fn denial(plan: &Plan, section: &Section) -> Option<(Span, &'static str)> {
    let first = texts(plan, section).next()?;
    let message = "This is no rollback plan: it says that nothing has to be undone, though the plan \
                   changes something";
    let labelled = || texts(plan, section).find(|text| is_denied(&text.value));
    let denied = Some(first).filter(|text| NONE.is_match(&text.value));
    let text = denied.or_else(labelled)?;
    (!says_more(plan, section)).then_some((text.origin, message))
}

/// `Rollback: not applicable` among other sentences.
fn is_denied(words: &str) -> bool {
    static ROLLBACK: Words = words!(r"^\W*(?:(?:a|the) )?roll-?back\b");
    sentences(words)
        .map(|range| &words[range])
        .any(|sentence| ROLLBACK.is_match(sentence) && NONE.is_match(sentence))
}

/// Text without a single step. How a partial failure is repaired has rules of its own.
fn vague(plan: &Plan, section: &Section) -> Option<(Span, &'static str)> {
    let body = || texts(plan, section).filter(|text| text.place != TextPlace::Cell(true));
    let says_something = body().any(|text| !is_blank(&text.value));
    let is_step = |words: &str| {
        leads_back(&WAY_BACK.replace_all(words, " "))
            || STEP.is_match(&DENIED.replace_all(words, " "))
    };
    let has_step =
        body().any(|text| sentences(&text.value).any(|range| is_step(&text.value[range])));
    let is_plan = section.id.as_deref() != Some("rollback")
        || commands(plan, section).next().is_some()
        || !says_something
        || has_step;
    if is_plan {
        return None;
    }
    let span = body().map(|text| text.origin).reduce(Span::join)?;
    let message = "This is no rollback plan: it names no step by which anything is undone";
    Some((span, message))
}

fn says_more(plan: &Plan, section: &Section) -> bool {
    let is_way = |words: &str| leads_back(words) && !NONE.is_match(words);
    commands(plan, section).next().is_some()
        || texts(plan, section)
            .any(|text| sentences(&text.value).any(|range| is_way(&text.value[range])))
}
