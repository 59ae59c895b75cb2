//! What is understood of files and of the repository before a plan is begun, and what is still to be asked (X3).
//!
//! Nothing of it is written anywhere: a person takes over what is right (P4).

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_survey::{Kind, Paper, Place, Survey, papers};
use stopgate_system::{Disk, read_plan};
use stopgate_workspace::{AnsweredBy, Format};

use crate::arguments::{Common, OutputFormat};
use crate::commands::survey::{self, FactJson};
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::session::root;
use crate::terminal::{self, FAINT, STRONG, one_line};

/// Lines of one kind that are shown of a file.
const SHOWN: usize = 8;
/// Facts of one kind that are shown.
const MOST_FACTS: usize = 6;

#[derive(Serialize)]
struct Document {
    schema: u32,
    format: String,
    papers: Vec<PaperJson>,
    facts: Vec<FactJson>,
    questions: Vec<QuestionJson>,
}

#[derive(Serialize)]
struct PaperJson {
    kind: &'static str,
    path: String,
    lines: usize,
    title: Option<PlaceJson>,
    demands: Vec<PlaceJson>,
    asks: Vec<PlaceJson>,
    limits: Option<PlaceJson>,
    timing: Option<PlaceJson>,
}

#[derive(Serialize)]
struct PlaceJson {
    line: usize,
    text: String,
}

#[derive(Serialize)]
struct QuestionJson {
    question: String,
    why: String,
}

/// A question that is still open, and why it is asked.
struct Open {
    question: String,
    why: String,
}

/// Shows what is understood; no plan is written.
pub(crate) fn run(common: &Common, format: &Format, files: &[&Path]) -> Result<Exit, Trouble> {
    let understood = Understood::of(common, format, files)?;
    match common.output_format {
        OutputFormat::Json => json::print(&understood.document(format)),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&understood.text());
            if !common.quiet {
                terminal::say(&format!(
                    "nothing was written; with a title a plan is begun: stopgate new {} \"TITLE\"",
                    format.id
                ));
            }
        }
    }
    Ok(Exit::Fine)
}

/// Shows the same beside a plan that was begun: as talk where the result is JSON.
pub(crate) fn beside(common: &Common, format: &Format, files: &[&Path]) -> Result<Exit, Trouble> {
    let text = Understood::of(common, format, files)?.text();
    match common.output_format {
        OutputFormat::Json => terminal::say(text.trim_end()),
        OutputFormat::Full | OutputFormat::Concise => terminal::print(&text),
    }
    Ok(Exit::Fine)
}

struct Understood {
    papers: Vec<Paper>,
    survey: Survey,
    open: Vec<Open>,
}

impl Understood {
    fn of(common: &Common, format: &Format, files: &[&Path]) -> Result<Self, Trouble> {
        let root = root(common, Path::new("."))?;
        let disk = Disk::new(root.clone());
        let mut texts = Vec::new();
        for path in files {
            let bytes = read_plan(path, &root)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            texts.push((disk.name(path), text));
        }
        let papers = papers(&texts);
        let survey = survey::of(common, None)?;
        let mut open = unanswered(format, &papers);
        open.extend(asked_by(&papers));
        open.extend(survey.gaps().into_iter().map(|gap| Open {
            question: gap.question.to_owned(),
            why: gap.why.to_owned(),
        }));
        Ok(Self {
            papers,
            survey,
            open,
        })
    }

    fn document(&self, format: &Format) -> Document {
        let question = |open: &Open| QuestionJson {
            question: open.question.clone(),
            why: open.why.clone(),
        };
        Document {
            schema: json::SCHEMA,
            format: format.id.clone(),
            papers: self.papers.iter().map(PaperJson::new).collect(),
            facts: self.survey.facts.iter().map(FactJson::new).collect(),
            questions: self.open.iter().map(question).collect(),
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{STRONG}My understanding{STRONG:#}\n");
        for paper in &self.papers {
            text.push_str(&of_paper(paper));
        }
        text.push_str(&self.of_repository());
        let _ = writeln!(text, "{STRONG}Clarifications needed{STRONG:#}");
        if self.open.is_empty() {
            text.push_str("  none: the files and the repository answer what is asked\n");
        }
        for (number, open) in self.open.iter().enumerate() {
            let (question, why) = (one_line(&open.question), one_line(&open.why));
            let _ = writeln!(text, "  {}. {question}  {FAINT}{why}{FAINT:#}", number + 1);
        }
        text
    }

    /// The facts that shape a plan, one line a kind.
    fn of_repository(&self) -> String {
        let mut text = String::new();
        for kind in Kind::ALL {
            let shapes = !matches!(kind, Kind::Owner | Kind::Licence | Kind::Documentation);
            let of_kind: Vec<_> = self
                .survey
                .facts
                .iter()
                .filter(|fact| shapes && fact.kind == kind)
                .collect();
            let shown: Vec<String> = of_kind
                .iter()
                .take(MOST_FACTS)
                .map(|fact| {
                    let place = survey::place(&fact.proof);
                    format!("{} {FAINT}({place}){FAINT:#}", survey::told(fact))
                })
                .collect();
            if shown.is_empty() {
                continue;
            }
            let more = of_kind.len() - shown.len();
            let more = if more > 0 {
                format!(", and {more} more")
            } else {
                String::new()
            };
            let _ = writeln!(text, "  {}: {}{more}", kind.title(), shown.join(", "));
        }
        text
    }
}

/// The opening questions that no file answers.
fn unanswered(format: &Format, papers: &[Paper]) -> Vec<Open> {
    let has = |told: fn(&Paper) -> bool| papers.iter().any(told);
    let opening = format.opening.iter().filter(|asked| {
        let is_answered = match asked.answered_by {
            AnsweredBy::Title => has(|paper| paper.title.is_some()),
            AnsweredBy::Demands => has(|paper| !paper.demands.is_empty() || paper.limits.is_some()),
            AnsweredBy::Timing => has(|paper| paper.timing.is_some()),
            AnsweredBy::Files => !papers.is_empty(),
        };
        !is_answered
    });
    let open = opening.map(|asked| Open {
        question: asked.question.clone(),
        why: "no file that was named says it".to_owned(),
    });
    open.collect()
}

/// What the files themselves ask.
fn asked_by(papers: &[Paper]) -> impl Iterator<Item = Open> {
    papers.iter().flat_map(|paper| {
        paper.asks.iter().map(|asked| Open {
            question: asked
                .excerpt
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .to_owned(),
            why: format!("asked in {}:{}", asked.path, asked.line),
        })
    })
}

fn of_paper(paper: &Paper) -> String {
    let mut text = format!(
        "  {} {} {FAINT}({} lines){FAINT:#}\n",
        paper.kind.name(),
        one_line(&paper.path),
        paper.lines
    );
    let mut say = |word: &str, place: &Place| {
        let _ = writeln!(
            text,
            "    {word}: {}  {FAINT}line {}{FAINT:#}",
            one_line(&place.excerpt),
            place.line
        );
    };
    for title in paper.title.iter() {
        say("title", title);
    }
    for demand in paper.demands.iter().take(SHOWN) {
        say("demands", demand);
    }
    for limits in paper.limits.iter() {
        say("limits", limits);
    }
    for timing in paper.timing.iter() {
        say("time", timing);
    }
    text
}

impl PaperJson {
    fn new(paper: &Paper) -> Self {
        let place = |place: &Place| PlaceJson {
            line: place.line,
            text: place.excerpt.clone(),
        };
        Self {
            kind: paper.kind.name(),
            path: paper.path.clone(),
            lines: paper.lines,
            title: paper.title.as_ref().map(place),
            demands: paper.demands.iter().map(place).collect(),
            asks: paper.asks.iter().map(place).collect(),
            limits: paper.limits.as_ref().map(place),
            timing: paper.timing.as_ref().map(place),
        }
    }
}
