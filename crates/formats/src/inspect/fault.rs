//! The faults that a format file can have.

use stopgate_source::{Finding, Severity, Span};

use crate::layer::Misfit;
use crate::shape::Departure;
use crate::{BrokenFormat, MAX_FORMAT_BYTES};

/// A kind of fault of format files. They are found in format files and not in plans, so that no format
/// chooses them.
#[derive(Clone, Copy, Debug)]
pub struct FormatFault {
    /// Permanent code: `FRM001`.
    pub code: &'static str,
    /// Name of what was found.
    pub name: &'static str,
    /// What it is, and what to do about it.
    pub page: &'static str,
}

/// All faults that `format check` knows, by code.
pub fn format_faults() -> &'static [FormatFault] {
    FAULTS
}

macro_rules! faults {
    ($($constant:ident $code:literal $name:literal $page:literal)*) => {
        $(pub(crate) const $constant: FormatFault = FormatFault { code: $code, name: $name, page: $page };)*
        const FAULTS: &[FormatFault] = &[$($constant),*];
    };
}

faults! {
    SYNTAX "FRM001" "format-not-toml" "The file is no TOML, so that nothing in it is read. Mend what the line says."
    KEY "FRM002" "format-unknown-key" "A key that means nothing: usually a slip of the pen. `stopgate schema format` lists the keys, and editors complete them with a first line `#:schema PATH`."
    VALUE "FRM003" "format-wrong-value" "A value of another kind than the key holds, or a word that is not one of the known ones."
    MISSING "FRM004" "format-missing-key" "A key that the engine cannot do without. A format that `extends` another inherits it."
    BASE "FRM005" "format-base" "`extends` names no format, or leads back to the file, or `remove` names what the base does not have."
    TWICE "FRM006" "format-duplicate-id" "Two entries of one list have one id. Where a format extends another, entries are told apart by their id only."
    UNTITLED "FRM007" "format-section-without-title" "A section, column, field or point without a title is found in no document."
    SHARED "FRM008" "format-shared-title" "Two sections have a title in common once case, numbers and punctuation are taken away, so the first one gets every such heading."
    RULE "FRM009" "format-unknown-rule" "`[rules]` names a rule that does not exist. `stopgate rules` lists them."
    UNREACHED "FRM010" "format-never-recognised" "The weights cannot add up, or another format is always surer, so no document is ever read by this format unless it is named with `--format`."
    GREEDY "FRM011" "format-claims-others" "New plans of another format would be read by this one. Give `recognise` a `need` that only plans of this kind have."
    TEMPLATE "FRM012" "format-template-not-recognised" "A new plan from the template is not recognised as a plan of its format."
    WRONG_TEMPLATE "FRM013" "format-template-has-errors" "The template has an error that filling it in does not mend."
    UNREAD "FRM014" "format-never-read" "A part of the file that can have no effect: commands without a role, points of a section that is no checklist, columns that the kind does not know."
    PLACE "FRM015" "format-unsafe-path" "New plans go into the repository, into a Markdown file, and into none of the folders in which tools keep what they run."
    UNKNOWN "FRM016" "format-unknown-section" "Something names a section that the format does not have."
    LARGE "FRM017" "format-too-large" "A format file larger than any format needs to be; it is not read."
}

impl FormatFault {
    /// A finding of this kind.
    pub fn at(self, span: Span, severity: Severity, (message, help): (String, String)) -> Finding {
        Finding {
            code: self.code,
            name: self.name,
            severity,
            span,
            message,
            help,
            requirements: vec!["F2".to_owned()],
            fix: None,
        }
    }
}

/// An error with this fault.
pub(crate) fn error(
    fault: FormatFault,
    span: Span,
    message: String,
    help: impl Into<String>,
) -> Finding {
    fault.at(span, Severity::Error, (message, help.into()))
}

/// A warning with this fault.
pub(crate) fn warning(
    fault: FormatFault,
    span: Span,
    message: String,
    help: impl Into<String>,
) -> Finding {
    fault.at(span, Severity::Warning, (message, help.into()))
}

pub(crate) fn syntax(found: &toml::de::Error) -> Finding {
    let span = found.span().unwrap_or(0..0);
    let message = format!("The file is no TOML here: {}", found.message());
    error(
        SYNTAX,
        Span::new(span.start, span.end),
        message,
        "Mend the TOML",
    )
}

pub(crate) fn too_large(size: usize) -> Finding {
    let message = format!(
        "The file has {} KB, and a format file at most {}",
        size / 1024,
        MAX_FORMAT_BYTES / 1024
    );
    error(
        LARGE,
        Span::default(),
        message,
        "Keep to what the format needs",
    )
}

pub(crate) fn of_shape((departure, misfit): &(Departure, Misfit)) -> Finding {
    let fault = match departure {
        Departure::UnknownKey => KEY,
        Departure::WrongValue => VALUE,
        Departure::MissingKey => MISSING,
    };
    of_misfit(fault, misfit)
}

pub(crate) fn of_base(misfit: &Misfit) -> Finding {
    of_misfit(BASE, misfit)
}

fn of_misfit(fault: FormatFault, misfit: &Misfit) -> Finding {
    let span = Span::new(misfit.span.start, misfit.span.end);
    let mut message = misfit.message.clone();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    error(fault, span, message, misfit.help.clone())
}

pub(crate) fn of_broken_base(broken: &BrokenFormat, span: Span) -> Finding {
    let message = format!(
        "The base cannot be used: {}: {}",
        broken.name, broken.reason
    );
    error(BASE, span, message, "Mend the base first")
}

pub(crate) fn incomplete(message: &str, span: Span) -> Finding {
    let message = format!("With what it inherits the format is not complete: {message}");
    error(MISSING, span, message, "Add the key")
}
