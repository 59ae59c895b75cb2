//! Argument vectors: everything that can be asked of the command line, and that nothing else can.

use std::ffi::OsString;

/// The commands that a client can reach. Whatever approves, decides, resolves, rolls back or names a key is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Status,
    Check,
    Gate,
    Steps,
    Explain,
    Formats,
    New,
    Ask,
    Note,
    Tick,
    Answer,
    Defer,
    Assign,
    Run,
    Resume,
    Runs,
    Show,
    Verify,
}

impl Reach {
    fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Check => "check",
            Self::Gate => "gate",
            Self::Steps => "steps",
            Self::Explain => "explain",
            Self::Formats => "formats",
            Self::New => "new",
            Self::Ask => "ask",
            Self::Note => "note",
            Self::Tick => "tick",
            Self::Answer => "answer",
            Self::Defer => "defer",
            Self::Assign => "assign",
            Self::Run => "run",
            Self::Resume => "resume",
            Self::Runs => "runs",
            Self::Show => "show",
            Self::Verify => "verify",
        }
    }
}

/// The arguments of one call. What a client says stands behind `=` or behind `--`, and is never an option itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vector(Vec<OsString>);

impl Vector {
    /// A command at the root, with JSON as output.
    pub(crate) fn of(reach: Reach) -> Self {
        let fixed = [
            "--root=.",
            "--color=never",
            "--output-format=json",
            reach.name(),
        ];
        Self(fixed.map(OsString::from).to_vec())
    }

    /// With an option that has no value.
    pub(crate) fn flag(mut self, name: &'static str) -> Self {
        self.0.push(format!("--{name}").into());
        self
    }

    /// With an option and its value.
    pub(crate) fn option(mut self, name: &'static str, value: &str) -> Self {
        self.0.push(format!("--{name}={value}").into());
        self
    }

    /// With an option where there is a value for it.
    pub(crate) fn maybe(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    /// With what the command is about; nothing comes after that.
    pub(crate) fn about(mut self, operands: &[&str]) -> Vec<OsString> {
        self.0.push("--".into());
        self.0.extend(operands.iter().map(OsString::from));
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_says_is_never_an_option() {
        let vector = Vector::of(Reach::Gate)
            .option("as", "--key=x")
            .about(&["--write", "a b; ls"]);
        let shown: Vec<&str> = vector.iter().filter_map(|part| part.to_str()).collect();
        assert_eq!(
            shown,
            [
                "--root=.",
                "--color=never",
                "--output-format=json",
                "gate",
                "--as=--key=x",
                "--",
                "--write",
                "a b; ls"
            ]
        );
    }
}
