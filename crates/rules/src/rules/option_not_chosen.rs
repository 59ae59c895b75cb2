//! `option-not-chosen`: options of which none was picked.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, SolutionOption, Text};
use stopgate_source::{About, Choice, Pattern, Severity, Words};

use crate::standing::{brief, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT004",
    name: "option-not-chosen",
    summary: "No option was picked",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static CHOICE: Words = words!(
    r"\b(?:selected|selection|chosen|choice|chose|choose|decision|decided|picked|preferred|recommended|recommendation",
    r"|winner|we (?:go|went|will go) with|we (?:take|use|pick)|going with|approach taken)\b",
);

/// A choice that is still to be made, with the label in front of it.
static OPEN: Pattern = pattern!(
    r"(?i)(?:\b(?:selected|chosen|choice|decision|recommendation)\W*:?\W*)?\b(?:(?:is |are )?(?:still |yet )?to be (?:decided|chosen|selected|made|picked)|not (?:yet )?(?:decided|chosen|selected|picked|made)|undecided|tbd|no (?:choice|decision))\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("options").filter(|_| plan.options.len() > 1) else {
        return;
    };
    let approach = plan
        .header("approach")
        .and_then(|field| value(&field.value))
        .is_some_and(|approach| names_one(plan, approach));
    let said = plan
        .texts_in(section.span)
        .any(|text| CHOICE.is_match(&OPEN.replace_all(&text.value, " ")));
    let decided = plan
        .decisions
        .iter()
        .any(|decision| names_one(plan, &decision.text));
    let elsewhere = ["overview", "decisions", "summary"].into_iter().any(|id| {
        let chosen = |text: &Text| CHOICE.is_match(&text.value) && names_one(plan, &text.value);
        plan.section(id)
            .is_some_and(|section| plan.texts_in(section.body).any(chosen))
    });
    if !approach && !said && !decided && !elsewhere {
        report.find(
            section.heading,
            "No option was picked, so the phases may build another one than the reader expects",
            "Add `**Selected**: Option …, because …`",
        ).ask_which(
            About::Header("approach".to_owned()),
            "Which option was chosen, and why? The phases build one of them. For example: Option B, no new service to run?",
            plan.options.iter().map(choice).collect(),
        );
    }
}

/// An option with what is said for it and against it.
fn choice(option: &SolutionOption) -> Choice {
    let sides = [
        ("for", &option.pros),
        ("against", &option.cons),
        ("best for", &option.best_for),
    ];
    let said = sides
        .into_iter()
        .filter_map(|(side, cell)| Some(format!("{side}: {}", brief(value(cell)?))));
    Choice {
        answer: option.title.clone(),
        trade_off: said.collect::<Vec<_>>().join("; "),
    }
}

/// True where most of the long words of a title occur, or an option is named by its letter or number.
fn names_one(plan: &Plan, text: &str) -> bool {
    static BY_LABEL: Words = words!(r"\b(?:options?|approach(?:es)?|variants?|alternatives?)\b");
    const LONG: usize = 4;
    let text = text.to_lowercase();
    let is_named = |option: &SolutionOption| {
        let title = option.title.to_lowercase();
        let words = title
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() >= LONG);
        let words: Vec<&str> = words.filter(|word| !BY_LABEL.is_match(word)).collect();
        let found = words.iter().filter(|word| text.contains(**word)).count();
        found > 0 && found * 3 >= words.len() * 2
    };
    BY_LABEL.is_match(&text) || plan.options.iter().any(is_named)
}
