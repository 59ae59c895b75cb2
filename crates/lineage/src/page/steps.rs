//! One step: what it was to do, what came of it, and what it printed.

use maud::{Markup, html};
use stopgate_journal::{Met, Outcome, Output, Step, StepPlan, StepState};
use stopgate_model::Expectation;

use crate::history::{Attempt, History};
use crate::visible::visible;

use super::timeline::ended;
use super::words::{moment, took};

/// Lines of output that are shown of the beginning, and of the end.
const LINES: usize = 30;
/// Characters of output that are shown of the beginning, and of the end.
const CHARACTERS: usize = 4_000;

pub(super) fn step(history: &History<'_>, plan: &StepPlan, step: &Step) -> Markup {
    let attempts: Vec<&Attempt<'_>> = history.attempts_of(&plan.id).collect();
    let last = attempts.iter().rev().find_map(|attempt| attempt.outcome);
    html! {
        article.step id={ "step-" (visible(&plan.id)) } {
            h3 {
                span class={ "mark " (tone(step.state)) } { (mark(step.state)) }
                " " (step.state.name())
                span.faint { " " (plan.kind.name()) " " (visible(&plan.id)) }
            }
            pre.command { code { (visible(&plan.command)) } }
            p.faint { (place(plan)) }
            (expectations(plan, last))
            @if let Some(note) = &step.note {
                p { "Note: " (visible(note)) }
            }
            @if !attempts.is_empty() {
                (table(&attempts))
            }
            @for attempt in &attempts {
                (output(attempt, attempts.len()))
            }
        }
    }
}

/// Where a command runs and how long it may; nothing for what people do.
fn place(plan: &StepPlan) -> String {
    if !plan.is_automatic() {
        return "Done by a person, who confirms it at the stop-gate.".to_owned();
    }
    let place = match plan.directory.as_str() {
        "." | "" => "at the root".to_owned(),
        directory => format!("in {}", visible(directory)),
    };
    let most = took(Some(plan.timeout_seconds.saturating_mul(1000)));
    let effect = plan.contract.effect.name();
    format!("Runs {place}, for {most} at most; effect: {effect}.")
}

fn expectations(plan: &StepPlan, last: Option<&Outcome>) -> Markup {
    let about_exit = |e: &Expectation| matches!(e, Expectation::Exit(_) | Expectation::Fails);
    let says_exit = plan.expectations.iter().any(about_exit);
    let met = |at: usize| last.and_then(|outcome| outcome.met.get(at)).copied();
    html! {
        @if plan.is_automatic() || !plan.expectations.is_empty() {
            ul.expected {
                @if plan.is_automatic() && !says_exit {
                    @let is_zero = last.map(|outcome| outcome.ending == stopgate_journal::Ending::Exit(0));
                    li { (sign(is_zero.map(|is| if is { Met::Yes } else { Met::No }))) " exit code 0" }
                }
                @for (at, expected) in plan.expectations.iter().enumerate() {
                    li { (sign(met(at))) " " (in_words(expected)) }
                }
            }
        }
    }
}

fn sign(met: Option<Met>) -> Markup {
    let (tone, mark, word) = match met {
        Some(Met::Yes) => ("good", "✓", "met:"),
        Some(Met::No) => ("bad", "✗", "not met:"),
        Some(Met::ByPerson) => ("plain", "☐", "for a person:"),
        None => ("plain", "·", "expected:"),
    };
    html! { span class={ "mark " (tone) } aria-hidden="true" { (mark) } " " (word) }
}

fn in_words(expected: &Expectation) -> Markup {
    let text = visible(&expected.text());
    html! {
        @match expected {
            Expectation::Line(_) => { "the line " code { (text) } },
            Expectation::StartsWith(_) => { "a line that starts with " code { (text) } },
            Expectation::EndsWith(_) => { "a line that ends with " code { (text) } },
            Expectation::Contains(_) => { "output with " code { (text) } },
            Expectation::Exit(_) => { "exit code " (text) },
            Expectation::Fails => "failure",
            Expectation::NoOutput => "no output",
            Expectation::Prose(_) => { "“" (text) "”" },
        }
    }
}

fn table(attempts: &[&Attempt<'_>]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Attempts" { table {
            caption { @if attempts.len() == 1 { "One attempt" } @else { (attempts.len()) " attempts" } }
            thead { tr {
                th scope="col" { "No." } th scope="col" { "Began" } th scope="col" { "Took" }
                th scope="col" { "Ended" } th scope="col" { "Output" } th scope="col" { "SHA-256 of the output" }
            } }
            tbody { @for attempt in attempts { (row(attempt)) } }
        } }
    }
}

fn row(attempt: &Attempt<'_>) -> Markup {
    let (tone, mark, ending) = ended(attempt);
    html! {
        tr {
            td.number { (attempt.number) }
            td { (moment(attempt.started)) }
            @match attempt.outcome {
                Some(outcome) => {
                    td.number { (took(u64::try_from(outcome.duration.as_millis()).ok())) }
                    td {
                        span class={ "mark " (tone) } { (mark) } " " (visible(&ending))
                        @if outcome.left_behind > 0 {
                            br; (outcome.left_behind) " processes were left and ended"
                        }
                    }
                    td.number { (outcome.output.bytes) " bytes" }
                    td { code.digest { (visible(&outcome.output.sha256)) } }
                },
                None => {
                    td {}
                    td colspan="3" {
                        span class={ "mark " (tone) } { (mark) } " "
                        (visible(attempt.unknown.unwrap_or(&ending)))
                    }
                },
            }
        }
    }
}

/// What an attempt printed; open where it did not pass.
fn output(attempt: &Attempt<'_>, attempts: usize) -> Markup {
    let output = attempt.outcome.map(|outcome| &outcome.output);
    let output = output.filter(|output| output.bytes > 0);
    html! {
        @if let Some(output) = output {
            details open[attempt.passed == Some(false)] {
                summary {
                    "Output"
                    @if attempts > 1 { " of attempt " (attempt.number) }
                    @if output.masked > 0 { ", " (output.masked) " secrets masked" }
                }
                pre { samp { (excerpt(output)) } }
            }
        }
    }
}

/// The beginning and the end; what is between is counted.
fn excerpt(output: &Output) -> String {
    let whole = output.tail.is_empty();
    let end = if whole { &output.head } else { &output.tail };
    let first = beginning(&output.head);
    if whole && first.len() == output.head.len() {
        return visible(first);
    }
    // Where the head is all there is, the end must not repeat the beginning.
    let end = if whole {
        &output.head[first.len()..]
    } else {
        end
    };
    let last = ending(end);
    let shown = (first.len() + last.len()) as u64;
    match output.bytes.saturating_sub(shown) {
        0 => visible(&format!("{first}{last}")),
        left => format!("{}\n… {left} bytes …\n{}", visible(first), visible(last)),
    }
}

fn beginning(text: &str) -> &str {
    let lines: usize = text.split_inclusive('\n').take(LINES).map(str::len).sum();
    let characters: usize = text.chars().take(CHARACTERS).map(char::len_utf8).sum();
    &text[..lines.min(characters)]
}

fn ending(text: &str) -> &str {
    let lines = text.split_inclusive('\n').rev().take(LINES).map(str::len);
    let characters = text.chars().rev().take(CHARACTERS).map(char::len_utf8);
    &text[text.len() - lines.sum::<usize>().min(characters.sum())..]
}

fn mark(state: StepState) -> &'static str {
    match state {
        StepState::Passed => "✓",
        StepState::Failed => "✗",
        StepState::Unknown => "?",
        StepState::Undone => "↶",
        StepState::Skipped => "–",
        StepState::Running => "▶",
        StepState::Pending => "·",
    }
}

fn tone(state: StepState) -> &'static str {
    match state {
        StepState::Passed => "good",
        StepState::Failed => "bad",
        StepState::Unknown | StepState::Undone => "risky",
        StepState::Skipped | StepState::Running | StepState::Pending => "plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(head: &str, tail: &str, bytes: u64) -> Output {
        Output {
            bytes,
            head: head.to_owned(),
            tail: tail.to_owned(),
            ..Output::default()
        }
    }

    #[test]
    fn what_is_left_out_of_an_output_is_counted() {
        assert_eq!(excerpt(&kept("a\nb\n", "", 4)), "a\nb\n");
        let lines: String = (0..100).map(|number| format!("{number:03}\n")).collect();
        let shown = excerpt(&kept(&lines, "", 400));
        assert!(
            shown.starts_with("000\n") && shown.ends_with("099\n"),
            "{shown}"
        );
        assert!(shown.contains("029\n\n… 160 bytes …\n070"), "{shown}");
        let both: String = lines.chars().take(200).collect();
        assert_eq!(excerpt(&kept(&both, "", 200)), both);
        assert!(excerpt(&kept("a", "z", 1_000)).contains("… 998 bytes …"));
    }

    #[test]
    fn long_lines_are_cut_between_characters() {
        let long = "é".repeat(10_000);
        let shown = excerpt(&kept(&long, "", 20_000));
        assert!(shown.contains("… 4000 bytes …"), "{}", shown.len());
    }
}
