//! Comment lines of shell blocks: where plans say when a command is run.

use stopgate_markdown::BlockKind;
use stopgate_model::Sourced;

use super::Reader;

/// Languages whose `#` begins a comment.
const SHELLS: &[&str] = &["sh", "bash", "shell", "zsh", "console", "terminal"];

/// Reads `# If the deployment fails`, without its mark.
pub(crate) fn read(reader: Reader<'_>) -> Vec<Sourced<String>> {
    let mut remarks = Vec::new();
    for id in reader.tree.ids() {
        let BlockKind::Code(code) = &reader.tree.block(id).kind else {
            continue;
        };
        let language = code.language();
        if language.is_some_and(|language| !SHELLS.contains(&language.as_str())) {
            continue;
        }
        for line in &code.lines {
            let text = reader.tree.source().slice(*line).trim();
            let said = text
                .strip_prefix('#')
                .map(|said| said.trim_start_matches('#').trim());
            let said = said.filter(|said| !said.is_empty() && !said.starts_with('!'));
            remarks.extend(said.map(|said| Sourced::new(said.to_owned(), *line)));
        }
    }
    remarks
}
