//! What commands are for, by where they stand.

use stopgate_model::{Role, SectionKind};
use stopgate_source::Span;

use super::Reader;
use super::outline::Outline;
use crate::file::SectionSpec;

/// What a place in the document says about commands in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Station<'a> {
    /// What commands are for; none where they are only mentioned.
    pub(crate) role: Option<Role>,
    /// Whether inline code in running text is a command where it looks like one.
    pub(crate) inline: bool,
    /// The section that says so.
    pub(crate) spec: Option<&'a SectionSpec>,
    /// Index of the innermost section.
    pub(crate) section: Option<usize>,
    /// The words behind which commands stand, where the phase has some.
    pub(crate) labels: Option<&'a [String]>,
}

impl<'a> Reader<'a> {
    /// What the place of a block says: the nearest section with a role of the format decides, then
    /// the phase.
    pub(crate) fn station(self, outline: &Outline, span: Span) -> Station<'a> {
        let innermost = outline.at(span);
        if innermost.is_some_and(|at| outline.recorded[at]) {
            return Station {
                role: None,
                inline: false,
                spec: None,
                section: innermost,
                labels: None,
            };
        }
        let chain = || innermost.into_iter().flat_map(|at| outline.chain(at));
        let deciding = chain().find(|&at| outline.specs[at].is_some());
        let spec = deciding.and_then(|at| self.spec(outline, at));
        let in_phase = innermost.is_some_and(|at| outline.in_phase[at].is_some());
        let phase_role = self.format.phases.as_ref().and_then(|phases| phases.role);
        let phase_role = phase_role.filter(|_| in_phase && spec.is_none());
        let labels = self.format.phases.as_ref();
        let labels = labels.map(|phases| phases.command_labels.as_slice());
        let automated = in_phase && chain().any(|at| outline.automated[at]);
        Station {
            role: spec.and_then(|spec| spec.role).or(phase_role),
            inline: spec.is_some_and(|spec| spec.inline_commands) || automated,
            spec,
            section: innermost,
            labels: labels.filter(|labels| in_phase && spec.is_none() && !labels.is_empty()),
        }
    }

    /// True where a table in this place has task columns.
    pub(crate) fn holds_tasks(self, outline: &Outline, span: Span) -> bool {
        let in_tasks = self
            .station(outline, span)
            .spec
            .is_some_and(|spec| spec.kind == SectionKind::Tasks);
        in_tasks || outline.phase_at(span).is_some()
    }
}
