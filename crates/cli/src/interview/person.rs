//! The interview on a terminal: line by line, so that every terminal and every screen reader can follow.

use jiff::civil::Date;
use stopgate_interview::{Answer, Form, Kind, Question};
use stopgate_system::edited;

use super::listener::{Heard, Listener};
use super::{Driver, Outcome, Scene};
use crate::exit::{Exit, Trouble};
use crate::terminal::{self, BAD, FAINT, GOOD, STRONG, harmless};

/// What can be said besides an answer.
const HELP: &str = "\
:skip                 leave it open: it becomes an open question of the plan
:defer NAME DAY       put it off: who decides, and until which day (YYYY-MM-DD)
:na REASON            it does not apply to this plan, and why
:yes                  take what is offered
:edit                 write the answer in your editor (VISUAL or EDITOR)
:back                 go back to the answer before; :next goes on again
:parts                smaller questions that lead to the answer
:stop                 stop here; what was answered is kept";

/// The beginnings of what can be said besides an answer.
const WORDS: [&str; 10] = [
    ":skip", ":defer ", ":na ", ":yes", ":edit", ":back", ":next", ":parts", ":stop", ":help",
];

/// What a person typed.
enum Said {
    Answer(Answer),
    Back,
    Next,
    Stop,
    /// Nothing that answers; what to tell them.
    Nothing(String),
}

/// Asks a person on the terminal. `plain` leaves out colours and marks.
pub(crate) fn run(scene: &Scene<'_>, kind: Kind, plain: bool) -> Result<Exit, Trouble> {
    if !terminal::has_person() {
        return Err(Trouble::Usage(
            "no terminal to ask a person on; give the answers with --answers FILE, or speak JSON lines with --json".to_owned(),
        ));
    }
    let mut driver = Driver::open(scene, kind)?;
    if driver.next().is_some() {
        terminal::say("An empty line ends an answer. :help shows what else can be said.");
    }
    let mut listener = Listener::new(plain, &WORDS);
    while let Some(question) = driver.next() {
        show(&question, driver.left(), plain);
        match hear(&question, &mut listener) {
            Said::Stop => break,
            Said::Back => {
                if !driver.go_back() {
                    terminal::say("there is no earlier answer in this session");
                }
            }
            Said::Next => driver.go_on(),
            Said::Nothing(text) => terminal::say(&text),
            Said::Answer(answer) => tell(driver.put(&answer)?, plain),
        }
    }
    terminal::say("");
    terminal::print(&format!(
        "{}: {}\n",
        harmless(&scene.name),
        driver.summary()
    ));
    Ok(driver.exit())
}

fn tell(outcome: Outcome, plain: bool) {
    match outcome {
        Outcome::Refused(why) => {
            let why = harmless(&why);
            terminal::say(&if plain {
                format!("Not taken: {why}")
            } else {
                format!("{BAD}not taken:{BAD:#} {why}")
            });
        }
        Outcome::Written {
            commands, remains, ..
        } => {
            terminal::say(&if plain {
                "Written.".to_owned()
            } else {
                format!("{GOOD}written{GOOD:#}")
            });
            for command in commands {
                terminal::say(&format!("  would run: {}", harmless(&command)));
            }
            for why in remains {
                terminal::say(&format!("  still: {}", harmless(&why)));
            }
        }
    }
}

/// Shows a question with its section, reason and example.
fn show(question: &Question, left: usize, plain: bool) {
    let section = harmless(&question.section);
    let text = harmless(&question.text);
    terminal::say("");
    terminal::say(&if plain {
        format!("Section {section}. {left} left.\nQuestion: {text}")
    } else {
        format!("{FAINT}{section} · {left} left{FAINT:#}\n{STRONG}{text}{STRONG:#}")
    });
    terminal::say(&format!("  Why: {}", harmless(&question.why)));
    if let Some(example) = &question.example {
        terminal::say(&format!("  For example: {}", harmless(example)));
    }
    if let Form::Rows(columns) = &question.form {
        let wanted = columns.iter().filter(|column| !column.numbers);
        let titles: Vec<String> = wanted.map(|column| harmless(&column.title)).collect();
        terminal::say(&format!("  One line for each row: {}", titles.join(" | ")));
    }
    for (index, option) in question.options.iter().enumerate() {
        let trade_off = match option.trade_off.as_str() {
            "" => String::new(),
            trade_off => format!(" ({})", harmless(trade_off)),
        };
        terminal::say(&format!(
            "  {}. {}{trade_off}",
            index + 1,
            harmless(&option.answer)
        ));
    }
    for offer in &question.offers {
        terminal::say(&format!(
            "  :yes takes \"{}\" ({})",
            harmless(&offer.value),
            harmless(&offer.from)
        ));
    }
    if let Some(earlier) = &question.earlier {
        terminal::say(&format!("  Answered before: {}", harmless(earlier)));
    }
}

/// Listens until an answer ends. One that is broken off was not given.
fn hear(question: &Question, listener: &mut Listener) -> Said {
    let Heard::Line(first) = listener.ask("> ") else {
        return Said::Stop;
    };
    if let Some(command) = first.trim().strip_prefix(':') {
        return commanded(question, command);
    }
    if first.trim().is_empty() {
        return Said::Nothing(
            "nothing was said; :skip leaves the question open, :help shows more".to_owned(),
        );
    }
    if let Some(choice) = choice(question, &first) {
        let reason = match listener.ask("because (may stay empty): ") {
            Heard::Line(reason) => Some(reason.trim().to_owned()),
            Heard::End => None,
            Heard::BrokenOff => return Said::Stop,
        };
        let reason = reason.filter(|reason| !reason.is_empty());
        return Said::Answer(Answer::Chosen { choice, reason });
    }
    if question.form == Form::Line {
        return Said::Answer(Answer::in_words(question, &first));
    }
    let mut text = first;
    loop {
        match listener.ask("  ") {
            Heard::Line(line) if line.trim().is_empty() && !is_in_fence(&text) => break,
            Heard::Line(line) => {
                text.push('\n');
                text.push_str(&line);
            }
            Heard::End => break,
            Heard::BrokenOff => return Said::Stop,
        }
    }
    Said::Answer(Answer::in_words(question, &text))
}

/// The option that a number stands for.
fn choice(question: &Question, text: &str) -> Option<usize> {
    let number: usize = text.trim().parse().ok()?;
    let at = number.checked_sub(1)?;
    (at < question.options.len()).then_some(at)
}

/// True while a fence of code is open: blank lines belong to it.
fn is_in_fence(text: &str) -> bool {
    let fences = text
        .lines()
        .filter(|line| line.trim_start().starts_with("```"));
    fences.count() % 2 == 1
}

fn commanded(question: &Question, command: &str) -> Said {
    let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
    let rest = rest.trim();
    match word {
        "skip" => Said::Answer(Answer::Skipped),
        "stop" | "quit" | "q" => Said::Stop,
        "back" => Said::Back,
        "next" => Said::Next,
        "yes" if question.offers.is_empty() => Said::Nothing("nothing is offered here".to_owned()),
        "yes" => Said::Answer(Answer::Confirmed(0)),
        "na" => Said::Answer(Answer::NotApplicable {
            reason: rest.to_owned(),
        }),
        "defer" => deferred(rest),
        "parts" if question.parts.is_empty() => {
            Said::Nothing("there are no smaller questions here".to_owned())
        }
        "parts" => Said::Nothing(format!("  - {}", question.parts.join("\n  - "))),
        "edit" => match edited(question.earlier.as_deref().unwrap_or_default()) {
            Ok(text) if text.trim().is_empty() => {
                Said::Nothing("the editor left nothing".to_owned())
            }
            Ok(text) => Said::Answer(Answer::in_words(question, &text)),
            Err(error) => Said::Nothing(error.to_string()),
        },
        "help" => Said::Nothing(HELP.to_owned()),
        _ => Said::Nothing(format!("`:{}` says nothing here\n{HELP}", harmless(word))),
    }
}

fn deferred(rest: &str) -> Said {
    let parts = rest.rsplit_once(' ');
    let day = parts.and_then(|(who, day)| Some((who.trim(), day.parse::<Date>().ok()?)));
    match day.filter(|(who, _)| !who.is_empty()) {
        Some((who, until)) => Said::Answer(Answer::Deferred {
            who: who.to_owned(),
            until,
        }),
        None => Said::Nothing("say who decides and until when: :defer Ines 2026-04-10".to_owned()),
    }
}
