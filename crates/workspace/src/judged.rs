//! What `check` needs to know of a document.

use stopgate_model::Repository;
use stopgate_rules::Checked;
use stopgate_source::Source;

use crate::{Document, Engine, Fingerprint, Options};

/// A file that is to be judged.
#[derive(Debug)]
pub struct ToJudge<'a> {
    /// Its path as [`Engine::read`] wants it.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How it is judged.
    pub options: &'a Options,
    /// What has to come of it.
    pub wanted: Wanted,
}

/// What has to come of a file.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// True where it is judged even if no format claims it.
    pub named: bool,
    /// True where its findings have to be known again later.
    pub fingerprints: bool,
}

/// A document, judged: all of its findings, as whoever reads the plan is told them.
#[derive(Debug)]
pub struct Judged {
    /// Its text and lines.
    pub source: Source,
    /// The id of the format that claims it; of the first of several plans.
    pub format: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// All findings, in the order of the document.
    pub checked: Checked,
    /// The fingerprints of the findings, in their order; none where nobody asked for them.
    pub fingerprints: Option<Vec<Fingerprint>>,
    /// The questions that nobody settled.
    pub questions: Vec<OpenQuestion>,
}

/// A question of a plan that nobody settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The question.
    pub text: String,
}

impl Engine {
    /// Reads and judges a file afresh; none where no format claims it and nobody named it.
    pub fn judge(&self, file: ToJudge<'_>, repository: &dyn Repository) -> Option<Judged> {
        let (options, wanted) = (file.options, file.wanted);
        let document = self.read(file.path, file.bytes, options, repository);
        if document.plan().is_none() && !wanted.named {
            return None;
        }
        let checked = document.check_as_it_stands(options, repository);
        let (format, confidence) = document.plan().map_or((None, 0.0), |plan| {
            (Some(plan.format.id.clone()), plan.format.confidence)
        });
        Some(Judged {
            source: document.source().clone(),
            format,
            confidence,
            fingerprints: wanted
                .fingerprints
                .then(|| document.fingerprints(&checked.findings)),
            checked,
            questions: open_questions(&document),
        })
    }
}

fn open_questions(document: &Document<'_>) -> Vec<OpenQuestion> {
    let questions = document.plan().map_or(&[][..], |plan| &plan.questions);
    let open = questions
        .iter()
        .filter(|question| !question.resolution.is_settled());
    let question = |question: &stopgate_model::Question| OpenQuestion {
        line: document.source().line(question.origin.start()),
        text: question.text.clone(),
    };
    open.map(question).collect()
}
