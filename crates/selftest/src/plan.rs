//! The plan of all rows, and what a row puts in its place.

/// The day on which it is judged.
pub(crate) const DAY: &str = "2026-04-30";

/// What it is called.
pub(crate) const PLAN: &str = "plan.md";

/// What it leaves in `effects.txt`.
pub(crate) const EFFECTS: &str = "a1\na2\ncheck-a\nb1\n";

/// The rows of its first phase.
pub(crate) const FIRST: &str =
    "| 1.1 | Count the first boat | `echo a1 >> effects.txt` | Marit | exit code 0 |
| 1.2 | Count the second boat | `echo a2 >> effects.txt` | Marit | exit code 0 |
";

/// The check of its first phase.
pub(crate) const CHECK: &str = "`echo check-a >> effects.txt && grep -c a2 effects.txt` | `1` |";

/// Where steps run.
pub(crate) const DIRECTORY: &str = "Commands are run from the repository root.";

/// The text of the plan.
pub(crate) const TEXT: &str = include_str!("plan.md");

/// The plan with other commands in its first phase; each is expected to end with exit code 0.
pub(crate) fn of_commands(commands: &[String]) -> String {
    let row = |(at, command): (usize, &String)| {
        let number = at + 1;
        format!("| 1.{number} | Count boat {number} | `{command}` | Marit | exit code 0 |\n")
    };
    let rows: String = commands.iter().enumerate().map(row).collect();
    TEXT.replace(FIRST, &rows)
        .replace(CHECK, "`test -d .` | exit code 0 |")
}

/// The plan whose first phase goes on with blocks of code.
pub(crate) fn with_blocks(blocks: &str) -> String {
    TEXT.replace(FIRST, &format!("{FIRST}\n{blocks}"))
}
