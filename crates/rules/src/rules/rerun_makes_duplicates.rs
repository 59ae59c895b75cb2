//! `rerun-makes-duplicates`: the recovery section says that a repetition does damage.
//!
//! Reported at the heading: what is wrong is not the sentence, which is honest, but that the section
//! has no safe repetition.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::{sentences, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE008",
    name: "rerun-makes-duplicates",
    summary: "Repeating a step makes duplicates",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static REPEATED: Words = words!(
    r"\b(?:again|repeat\w*|repetition|re-?(?:run|runs|running|ran|start\w*|execut\w*|load\w*|apply\w*|play\w*)|(?:second|another|next|every|each) (?:time|run|load|execution|attempt|call|import)|twice|once more|more than once|multiple times|several times)\b"
);

static DAMAGE: Words = words!(
    r"\b(?:appends?|appending|duplicat(?:e|es|ed|ing)|doubl(?:e|es|ed|ing)|(?:adds?|inserts?|writes?|creates?|loads?|leaves?|makes?) (?:\S+ ){0,4}?(?:again|twice|a second time|second cop(?:y|ies)|second row|another cop(?:y|ies)|extra (?:rows?|cop(?:y|ies)|records?))|(?:inserted|added|written|created|loaded|counted|copied|sent|charged|booked|imported|stored) (?:again|twice|a second time)|counts? (?:\S+ ){0,3}?twice|(?:is|are|stands?|appears?|shows? up|ends? up|exists?|lies?) (?:\S+ ){0,4}?twice)\b"
);

/// A step that must not be repeated has no safe repetition either.
static FORBIDDEN: Words = words!(
    r"\b(?:must|may|should|can|do)(?: not|not|n['’]t) (?:be )?(?:run|start|started|repeat|repeated|apply|applied|execute|executed|load|loaded|import|imported) (?:\S+ ){0,3}?(?:again|twice|a second time|more than once)\b"
);

static SAFE: Words = words!(
    r"\b(?:no|not|never|none|nothing|neither|without|cannot|avoid\w*|prevent\w*|instead of|rather than|ignor\w*|skip\w*|replac\w*|overwrit\w*|idempotent\w*|dedup\w*|de-duplicat\w*|reject\w*|refus\w*|detect\w*|unique\w*|conflict|upsert\w*|merg\w*|safe|safely|harmless\w*|fine|expected|by design|audit|log|journal|history|only once|exactly once|used to|previously|before this)\b|n['’]t\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("recovery") else {
        return;
    };
    for text in texts(context.plan, section) {
        for sentence in sentences(&text.plain) {
            let words = &text.plain[sentence.clone()];
            let damages = DAMAGE.is_match(words) && !SAFE.is_match(words);
            if REPEATED.is_match(words) && (damages || FORBIDDEN.is_match(words)) {
                let quoted = text.value[sentence]
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ");
                report.find(
                    section.heading,
                    format!("A repeated step leaves duplicates here: “{quoted}”"),
                    "Make the step safe to repeat (replace, merge by key, skip what is done), or make \
                     the clean-up part of the command",
                );
            }
        }
    }
}
