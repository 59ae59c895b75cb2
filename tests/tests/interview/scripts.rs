//! A file of answers for each built-in format: what takes a blank plan to its gate.

/// Formats that have one, with the file.
pub(crate) const SCRIPTS: [(&str, &str); 5] = [
    ("platform", include_str!("answers/platform.toml")),
    ("execplan", include_str!("answers/execplan.toml")),
    ("spec", include_str!("answers/spec.toml")),
    ("team", include_str!("answers/team.toml")),
    ("technical", include_str!("answers/technical.toml")),
];
