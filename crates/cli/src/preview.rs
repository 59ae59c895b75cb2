//! What a person is shown who is about to approve: everything that would run, and what surrounds it.

use std::fmt::Write as _;

use stopgate_gate::{Binding, BoundStep, Contract, Effect, Environment, RetryOn, is_destructive};

use crate::agents;
use crate::terminal::{FAINT, RISKY, STRONG, harmless};
use crate::wording;

/// What is approved: everything that would run, and what surrounds it.
pub(crate) fn shown(bound: &Binding) -> String {
    let title = bound.title.as_deref().unwrap_or(&bound.plan);
    let mut text = format!(
        "{STRONG}{}{STRONG:#}  {FAINT}{}{FAINT:#}\n",
        harmless(title),
        harmless(&bound.plan)
    );
    for phase in &bound.phases {
        let _ = writeln!(text, "\n{STRONG}{}{STRONG:#}", harmless(&phase.title));
        if let Some(goal) = &phase.goal {
            let _ = writeln!(text, "  {FAINT}goal:{FAINT:#} {}", harmless(goal));
        }
        phase
            .steps
            .iter()
            .for_each(|step| text.push_str(&one(step)));
        for step in &phase.corrections {
            let _ = writeln!(text, "  {FAINT}where a check of it fails:{FAINT:#}");
            text.push_str(&one(step));
        }
        if let Some(gate) = &phase.stop_gate {
            let _ = writeln!(text, "  {FAINT}stop-gate:{FAINT:#} {}", harmless(gate));
        }
    }
    if !bound.rollback.is_empty() {
        let _ = writeln!(text, "\n{STRONG}Rollback{STRONG:#}");
        bound
            .rollback
            .iter()
            .for_each(|step| text.push_str(&one(step)));
    }
    text.push_str(&surroundings(&bound.environment));
    for suppression in &bound.suppressions {
        let _ = writeln!(
            text,
            "{RISKY}suppressed:{RISKY:#} {}",
            harmless(suppression)
        );
    }
    text
}

/// What steps and agents get, and how far they are shut in.
fn surroundings(environment: &Environment) -> String {
    let mut text = String::new();
    for (name, value) in &environment.values {
        let _ = writeln!(
            text,
            "{FAINT}environment:{FAINT:#} {}={}",
            harmless(name),
            harmless(value)
        );
    }
    if let Some(sandbox) = environment.sandbox {
        let _ = writeln!(text, "{FAINT}sandbox:{FAINT:#} {}", sandbox.name());
    }
    if environment.unenforced {
        let _ = writeln!(
            text,
            "{RISKY}sandbox:{RISKY:#} steps run without walls where the kernel cannot build them"
        );
    }
    if !environment.secrets.is_empty() {
        let _ = writeln!(
            text,
            "{FAINT}secrets:{FAINT:#} {}",
            harmless(&environment.secrets.join(", "))
        );
    }
    for (name, agent) in &environment.agents {
        text.push_str(&agents::described(name, agent));
    }
    for (path, digest) in &environment.uses {
        let digest = digest.get(..12).unwrap_or("cannot be read");
        let _ = writeln!(
            text,
            "{FAINT}uses:{FAINT:#} {} {FAINT}{digest}{FAINT:#}",
            harmless(path)
        );
    }
    text
}

fn one(step: &BoundStep) -> String {
    let command = harmless(&step.command).replace('\n', "\n      ");
    let by_person = matches!(step.kind.as_str(), "manual" | "work");
    let mark = match (by_person, step.runnable) {
        (true, _) => "☐",
        (false, true) => "▶",
        (false, false) => "✗",
    };
    let destroys = !by_person && is_destructive(&step.command);
    let mut text = if destroys {
        format!("  {mark} {RISKY}{command}  ⚠ destroys{RISKY:#}\n")
    } else {
        format!("  {mark} {command}\n")
    };
    let mut facts = Vec::new();
    if !by_person {
        facts.push(wording::directory(step.directory.as_deref()));
    }
    facts.extend(
        step.timeout_seconds
            .map(|seconds| format!("at most {seconds} s")),
    );
    let expected: Vec<String> = step.expectations.iter().map(wording::expectation).collect();
    if !expected.is_empty() {
        facts.push(format!("expects {}", expected.join(" and ")));
    }
    facts.extend(contract(&step.contract));
    if !facts.is_empty() {
        let _ = writeln!(
            text,
            "      {FAINT}{}{FAINT:#}",
            harmless(&facts.join(", "))
        );
    }
    if let (Some(why), false, false) = (&step.why, step.runnable, by_person) {
        let _ = writeln!(
            text,
            "      {RISKY}left to a person:{RISKY:#} {}",
            harmless(why)
        );
    }
    text
}

/// How a step is to be carried out, as far as the plan says it; in words.
fn contract(contract: &Contract) -> Vec<String> {
    let mut facts = Vec::new();
    let list = |names: &[String]| names.join(", ");
    if contract.effect != Effect::Once {
        facts.push(format!("effect {}", contract.effect.name()));
    }
    if let Some(probe) = &contract.probe {
        facts.push(format!("whether it happened is asked with `{probe}`"));
    }
    if let Some(retry) = &contract.retry {
        let on: Vec<String> = retry.on.iter().map(|on| after(*on)).collect();
        let on = if on.is_empty() {
            String::new()
        } else {
            format!(" after {}", on.join(" or "))
        };
        facts.push(format!("tried again up to {} times{on}", retry.times));
    }
    if !contract.needs.is_empty() {
        facts.push(format!("waits only for {}", list(&contract.needs)));
    }
    if let Some(group) = &contract.group {
        facts.push(format!("beside the others of {group}"));
    }
    if !contract.environment.is_empty() || !contract.secrets.is_empty() {
        let names = [list(&contract.environment), list(&contract.secrets)];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let names: Vec<&str> = names
            .into_iter()
            .filter(|names| !names.is_empty())
            .collect();
        facts.push(format!("gets only {}", names.join(", ")));
    }
    if !contract.uses.is_empty() {
        facts.push(format!("uses {}", list(&contract.uses)));
    }
    if let Some(sandbox) = contract.sandbox {
        facts.push(format!("sandbox {}", sandbox.name()));
    }
    if contract.always {
        facts.push("runs after a failure too".to_owned());
    }
    if let Some(reason) = &contract.irreversible {
        facts.push(format!("cannot be undone: {reason}"));
    }
    if let Some(attempts) = contract.attempts {
        facts.push(format!("at most {attempts} times"));
    }
    facts
}

fn after(on: RetryOn) -> String {
    match on {
        RetryOn::Exit(code) => format!("exit code {code}"),
        RetryOn::Timeout => "its time is over".to_owned(),
    }
}
