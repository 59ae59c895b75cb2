//! Files that somebody hands over to plan from: tickets, research, code, tests, schemas, in this order (X1).

use std::sync::LazyLock;

use regex::Regex;

use crate::{Place, excerpt};

/// What a file is for. The order is that in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperKind {
    /// What is wanted.
    Ticket,
    /// What was found out.
    Research,
    /// What is there.
    Code,
    /// How it is checked.
    Test,
    /// Which shape data has.
    Schema,
}

impl PaperKind {
    /// Its name in text and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Research => "research",
            Self::Code => "code",
            Self::Test => "test",
            Self::Schema => "schema",
        }
    }

    /// What a file of this name is for.
    pub fn of(path: &str) -> Self {
        let lower = path.to_lowercase();
        let name = lower.rsplit('/').next().unwrap_or(&lower);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let has = |words: &[&str]| {
            let mut parts = lower.split(|c: char| !c.is_alphanumeric());
            parts.any(|part| words.contains(&part))
        };
        let is_prose = matches!(ending, "md" | "markdown" | "txt" | "rst" | "adoc" | "");
        let is_shape = matches!(
            ending,
            "proto" | "graphql" | "graphqls" | "avsc" | "sql" | "xsd"
        );
        let tells_shape = has(&["schema", "schemas", "openapi", "swagger", "asyncapi"]);
        match () {
            () if is_prose && (has(&TICKETS) || is_called_like_a_ticket(path)) => Self::Ticket,
            () if is_prose => Self::Research,
            () if is_shape || (tells_shape && matches!(ending, "yaml" | "yml" | "json")) => {
                Self::Schema
            }
            () if has(&["test", "tests", "specs"]) || is_called_like_a_test(name) => Self::Test,
            () => Self::Code,
        }
    }
}

/// Words in the path of a ticket.
const TICKETS: [&str; 6] = ["ticket", "tickets", "issue", "issues", "story", "stories"];

/// `orders_test.go`, `orders.spec.ts`
fn is_called_like_a_test(name: &str) -> bool {
    let marks = ["_test.", ".spec.", "_spec."];
    marks.iter().any(|mark| name.contains(mark))
}

/// `PAY-1234.md`
fn is_called_like_a_ticket(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let Some((letters, rest)) = stem.split_once('-') else {
        return false;
    };
    let number = rest.split(|c: char| !c.is_ascii_digit()).next();
    letters.len() >= 2
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && number.is_some_and(|number| !number.is_empty())
}

/// What a file that was handed over says, each with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is for.
    pub kind: PaperKind,
    /// The file.
    pub path: String,
    /// How many lines it has; all of them were read.
    pub lines: usize,
    /// Its title.
    pub title: Option<Place>,
    /// Lines that demand something.
    pub demands: Vec<Place>,
    /// Lines that ask something.
    pub asks: Vec<Place>,
    /// The first line that speaks of limits: constraints, budgets, what must not be.
    pub limits: Option<Place>,
    /// The first line that speaks of time: a day, a deadline, an estimate.
    pub timing: Option<Place>,
}

/// Lines of one kind that are kept of a file.
const MOST: usize = 30;

/// None where an expression does not compile, which a test rules out.
struct Signs {
    demand: Option<Regex>,
    limit: Option<Regex>,
    timing: Option<Regex>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    Signs {
    demand: Regex::new(
        r"(?i)^\W*(?:[A-Z]{1,5}-?\d+\s*[:.)–-]\s)|\b(?:must|shall|has to|have to|needs? to|required to)\b|^\W*as an? .+\bi want\b",
    )
    .ok(),
    limit: Regex::new(
        r"(?i)\b(?:constraints?|must not|may not|no more than|at most|at least|budget|limit(?:s|ed)?|non-functional|sla|slo|compliance|gdpr)\b|[≤≥]",
    )
    .ok(),
    timing: Regex::new(
        r"(?i)\b\d{4}-\d{2}-\d{2}\b|\b(?:deadline|due|timeline|timebox|milestone|sprint|release date|estimate[ds]?|by q[1-4]|\d+ (?:days?|weeks?|months?|sprints?))\b",
    )
    .ok(),
}
});

impl Paper {
    /// Reads a whole file.
    pub fn read(path: &str, text: &str) -> Self {
        let kind = PaperKind::of(path);
        let mut paper = Self {
            kind,
            path: path.to_owned(),
            lines: text.lines().count(),
            title: None,
            demands: Vec::new(),
            asks: Vec::new(),
            limits: None,
            timing: None,
        };
        let mut is_code = false;
        for (number, line) in text.lines().enumerate() {
            let is_fence = line.trim_start().starts_with("```");
            is_code ^= is_fence;
            let is_prose = matches!(kind, PaperKind::Ticket | PaperKind::Research);
            if is_prose && !is_code && !is_fence {
                paper.take(line, number + 1);
            }
        }
        paper
    }

    fn take(&mut self, line: &str, number: usize) {
        let place = || Place {
            path: self.path.clone(),
            line: number,
            excerpt: excerpt::line(line, 1),
        };
        let is = |sign: &Option<Regex>| sign.as_ref().is_some_and(|sign| sign.is_match(line));
        let heading = line.trim_start().strip_prefix('#');
        if let (None, Some(heading)) = (&self.title, heading) {
            let words = heading.trim_matches(['#', ' ']);
            if !words.is_empty() {
                self.title = Some(place());
            }
        }
        if line.trim_end().ends_with('?') && self.asks.len() < MOST {
            let asked = place();
            self.asks.push(asked);
        } else if heading.is_none() && is(&SIGNS.demand) && self.demands.len() < MOST {
            let demanded = place();
            self.demands.push(demanded);
        }
        if self.limits.is_none() && is(&SIGNS.limit) {
            self.limits = Some(Place {
                path: self.path.clone(),
                line: number,
                excerpt: excerpt::line(line, 1),
            });
        }
        if self.timing.is_none() && is(&SIGNS.timing) {
            self.timing = Some(Place {
                path: self.path.clone(),
                line: number,
                excerpt: excerpt::line(line, 1),
            });
        }
    }
}

/// Files in the order in which they are read: tickets, research, code, tests, schemas.
pub fn papers(files: &[(String, String)]) -> Vec<Paper> {
    let mut papers: Vec<Paper> = files
        .iter()
        .map(|(path, text)| Paper::read(path, text))
        .collect();
    papers.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
    papers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_in_the_order_of_their_kinds() {
        for (path, kind) in [
            ("issues/12.md", PaperKind::Ticket),
            ("PAY-77.md", PaperKind::Ticket),
            ("docs/research/latency.md", PaperKind::Research),
            ("src/orders.py", PaperKind::Code),
            ("tests/test_orders.py", PaperKind::Test),
            ("orders_test.go", PaperKind::Test),
            ("src/a.spec.ts", PaperKind::Test),
            ("api/schemas/order.yaml", PaperKind::Schema),
            ("db/001.sql", PaperKind::Schema),
            ("A-b.md", PaperKind::Research),
        ] {
            assert_eq!(PaperKind::of(path), kind, "{path}");
        }
        let files = ["x.sql", "test/a.js", "b.js", "note.md", "tickets/1.md"];
        let files = files.map(|path| (path.to_owned(), String::new()));
        let order: Vec<String> = papers(&files).into_iter().map(|it| it.path).collect();
        assert_eq!(
            order,
            ["tickets/1.md", "note.md", "b.js", "test/a.js", "x.sql"]
        );
    }

    #[test]
    fn what_a_ticket_demands_asks_and_limits_is_kept_with_its_line() {
        assert!(SIGNS.demand.is_some() && SIGNS.limit.is_some() && SIGNS.timing.is_some());
        let text = "\n# Move invoices\n\nUsers must find old invoices.\n- FR1: search by number\n\n```\nthis must not count?\n```\nWho pays?\nAt most 2 s.\nDeadline 2026-12-01\n";
        let paper = Paper::read("tickets/1.md", text);
        let lines = |places: &[Place]| places.iter().map(|it| it.line).collect::<Vec<_>>();
        assert_eq!(paper.title.as_ref().map(|it| it.line), Some(2));
        assert_eq!(lines(&paper.demands), [4, 5]);
        assert_eq!(lines(&paper.asks), [10]);
        assert_eq!(paper.limits.as_ref().map(|it| it.line), Some(11));
        assert_eq!(paper.timing.as_ref().map(|it| it.line), Some(12));
        assert_eq!(paper.lines, 12);
    }
}
