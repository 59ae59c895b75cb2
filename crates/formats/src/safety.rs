//! Where a format may send new plans, and what it may read beside them.
//!
//! A format file comes with a repository, and whoever checks that repository out has not read it. New
//! plans are written and specs are read, so a path must not lead out of the repository, nor into what a
//! tool runs by itself.

use crate::Format;

/// Folders of tools that run, or act upon, what lies in them.
const RESERVED: &[&str] = &[".git", ".hg", ".svn", ".husky", ".stopgate", ".ssh"];

/// A path that a format must not have.
pub(crate) struct UnsafePath {
    /// The key it stands behind.
    pub(crate) key: &'static str,
    /// What is wrong with it.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: &'static str,
}

impl Format {
    /// The first path in the format that leads where it must not.
    pub(crate) fn unsafe_path(&self) -> Option<UnsafePath> {
        let spoken = [&self.id, &self.name, &self.summary];
        if spoken.iter().any(|text| text.chars().any(char::is_control)) {
            return Some(UnsafePath {
                key: "name",
                message: "`id`, `name` and `summary` are one line of visible text each".to_owned(),
                help: "Take out line breaks and control characters",
            });
        }
        let path = &self.default_path;
        if !is_inside(path) || !path.ends_with(".md") {
            return Some(UnsafePath {
                key: "default_path",
                message: format!("New plans would go to `{path}`"),
                help: "Name a Markdown file inside the repository, as in default_path = \"plans/{slug}.md\"",
            });
        }
        let spec = self.spec.as_ref().filter(|spec| !is_inside(&spec.file))?;
        Some(UnsafePath {
            key: "spec",
            message: format!("The spec would be read from `{}`", spec.file),
            help: "Name a file in the folder of the plan",
        })
    }
}

/// True for a path that stays below where it begins and enters no folder of a tool.
fn is_inside(path: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | '~' | '$' | '%');
    let mut parts = path.split('/');
    !path.is_empty()
        && !path.contains(odd)
        && parts.all(|part| {
            let lower = part.to_lowercase();
            !matches!(part, "" | "." | "..")
                && !RESERVED.contains(&lower.trim_end_matches(['.', ' ']))
        })
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn paths_stay_in_the_repository_and_out_of_tools() {
        for path in [
            "plans/{slug}.md",
            ".spec-dev/active-dev/active-plan.md",
            "plan.md",
        ] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "",
            "/etc/x.md",
            "../x.md",
            "a/../../x.md",
            ".git/hooks/x.md",
            "a//b.md",
            "C:x.md",
            ".GIT/x.md",
            "a\\b.md",
            "~/x.md",
            ".git./x.md",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
