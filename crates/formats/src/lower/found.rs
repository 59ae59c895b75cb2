//! A command as it stands in the document, before its place in the plan is known.

use std::time::Duration;

use stopgate_markdown::CodeBlock;
use stopgate_model::{Contract, Obstacle, Place, Sourced};
use stopgate_source::Span;

use super::command_words::{is_sentence, may_be_command};
use super::info_string;
use super::inline_commands::InlineCommand;
use super::shell_lines::{Remark, ShellLine};
use super::shell_state::{assigned, moved_on, only_sets_state};

/// Bytes of expected output that a transcript may have; the rest of it is not compared.
const LONGEST_OUTPUT: usize = 4096;

/// A command before its place in the plan is known.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) origin: Span,
    pub(super) place: Place,
    pub(super) directory: Option<Sourced<String>>,
    /// Where an earlier line of the block has moved on to, if it has.
    pub(super) moved: Option<String>,
    pub(super) outcome: Option<Sourced<String>>,
    pub(super) timeout: Option<Duration>,
    pub(super) contract: Contract,
    pub(super) obstacles: Vec<Obstacle>,
}

pub(super) fn from_inline(inline: InlineCommand, outcome: Option<Sourced<String>>) -> Found {
    Found {
        text: inline.text,
        origin: inline.origin,
        place: Place::Inline,
        directory: None,
        moved: None,
        outcome,
        timeout: None,
        contract: Contract::default(),
        obstacles: inline.obstacles,
    }
}

pub(super) fn line_obstacles(line: &ShellLine, place: &Place) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if is_sentence(&line.text) {
        obstacles.push(Obstacle::Prose);
    }
    if !line.finished {
        obstacles.push(Obstacle::Unfinished);
    }
    match line.remark {
        Remark::None => {}
        Remark::SwallowsNext => obstacles.push(Obstacle::TwoReadings),
        Remark::Choice => obstacles.push(Obstacle::Alternative),
    }
    match place {
        Place::Fence(None) => obstacles.push(Obstacle::NotShell(String::new())),
        Place::Indented if !is_shell(&line.text) => obstacles.push(Obstacle::Unclear),
        _ => {}
    }
    obstacles
}

/// Applies the attributes of a fence, or says why they cannot be read.
pub(super) fn apply_attributes(code: &CodeBlock, found: &mut [Found]) {
    let attributes = code.info.as_deref().map(info_string::attributes);
    for one in found {
        match &attributes {
            Some(Err(reason)) => one.obstacles.push(Obstacle::BadAttributes(reason.clone())),
            Some(Ok(attributes)) => {
                let path = &attributes.directory;
                if let (Some(_), Some(went)) = (path, &one.directory) {
                    one.moved = Some(went.value.clone());
                }
                let stated = path.clone().map(|path| Sourced::new(path, one.origin));
                one.directory = stated.or(one.directory.take());
                one.timeout = attributes.timeout;
                one.contract.clone_from(&attributes.contract);
            }
            None => {}
        }
    }
}

/// True for a line that is a command by its own looks.
fn is_shell(line: &str) -> bool {
    let keyword = [
        "for ", "if ", "while ", "export ", "set ", "[ ", "[[ ", "{ ", "( ", "./", "case ",
    ];
    may_be_command(line)
        || line.contains("=$(")
        || keyword.iter().any(|start| line.starts_with(start))
}

/// A command that changes the directory or the variables of a shell leaves a reader's shell in another
/// state than ours: what follows in the block runs in a directory that nothing tells, and what uses the
/// variables would run without them.
pub(super) fn follow_directory(mut found: Vec<Found>) -> Vec<Found> {
    let mut moved: Option<String> = None;
    let mut variables: Vec<String> = Vec::new();
    for one in &mut found {
        one.moved = moved.clone().or(one.moved.take());
        let uses = |name: &String| {
            one.text.contains(&format!("${name}")) || one.text.contains(&format!("${{{name}"))
        };
        if variables.iter().any(uses) || only_sets_state(&one.text) {
            one.obstacles.push(Obstacle::ShellState);
        }
        moved = moved_on(&one.text).or(moved);
        variables.extend(assigned(&one.text));
    }
    found
}

pub(super) fn add_output(last: &mut Found, text: &str, line: Span) {
    if text.trim().is_empty() {
        return;
    }
    let quoted = format!("`{}`", text.trim());
    match &mut last.outcome {
        Some(outcome) if outcome.value.len() > LONGEST_OUTPUT => {}
        Some(outcome) => {
            outcome.value.push_str(" and ");
            outcome.value.push_str(&quoted);
            outcome.origin = outcome.origin.join(line);
        }
        None => last.outcome = Some(Sourced::new(quoted, line)),
    }
}
