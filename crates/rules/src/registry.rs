//! All rules, found by the build script in `rules/`.

use crate::Rule;

struct Entry {
    rule: &'static Rule,
    page: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// All rules, sorted by the names of their files.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ENTRIES.iter().map(|entry| entry.rule)
}

/// The rule with this code (`RBK001`, in any case) or name (`missing-rollback`).
pub fn by_code_or_name(wanted: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(wanted) || rule.name == wanted)
}

/// The page of a rule, Markdown.
pub fn page_of(rule: &Rule) -> &'static str {
    let entry = ENTRIES.iter().find(|entry| entry.rule.code == rule.code);
    entry.map_or("", |entry| entry.page)
}
