//! Agents that work in a run: they write where what was approved lets them, and no agent beside the run does.

use serde_json::json;
use stopgate_tests::repository::Repository;

use crate::program::program;
use crate::world::{DAY, PLAN, bare, plan};

/// Asks the hook from within the step of a run, and keeps the exit codes.
const SCRIPT: &str = r#"
ask() {
    printf '{"hook_event_name":"PreToolUse","cwd":"%s","tool_name":"%s","tool_input":{"%s":"%s"}}' "$PWD" "$1" "$2" "$3" \
        | "$STOPGATE" hook claude-code >/dev/null 2>said.txt
    echo "$? $3" >> src/codes.txt
    head -n 1 said.txt >> src/said.txt; rm -f said.txt
}
mkdir -p src
: > src/codes.txt; : > src/said.txt
ask Write file_path src/new.rs
ask Write file_path src/deep/new.rs
ask Write file_path docs.txt
ask Write file_path plan.md
ask Write file_path .stopgate/config.toml
ask Write file_path ../out.txt
ask Bash command 'make all'
ask Bash command 'echo c1 >> effects.txt && echo switched'
ask Bash command 'stopgate go'
exit 0
"#;

fn agent_works(limits: &str) -> Repository {
    let task = "| 1.1 | Write the note | one line in src/note.txt | Jonna | |\n| 1.2 | Switch it | `echo a1 >> effects.txt` | Jonna | exit code 0 |";
    let repository = bare(&plan(task));
    repository.write("tools/agent.sh", SCRIPT.as_bytes());
    let program = program().to_string_lossy();
    let config = format!(
        "[environment]\nSTOPGATE = \"{program}\"\n[agents.scribe]\ncommand = \"sh tools/agent.sh\"\nsandbox = \"host\"\nenvironment = [\"STOPGATE\"]\n{limits}"
    );
    repository.write(".stopgate/config.toml", config.as_bytes());
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository.run(&["run", PLAN, "--as-of", DAY, "--agent", "scribe"]);
    repository
}

#[test]
fn an_agent_in_a_run_writes_where_its_step_lets_it() {
    let repository = agent_works("writable = [\"src\"]\n");
    let codes = repository.read("src/codes.txt");
    let expected = "0 src/new.rs\n0 src/deep/new.rs\n2 docs.txt\n2 plan.md\n2 .stopgate/config.toml\n2 ../out.txt\n0 make all\n2 echo c1 >> effects.txt && echo switched\n2 stopgate go\n";
    assert_eq!(codes, expected, "{}", repository.read("src/said.txt"));
    assert!(
        repository
            .read("src/said.txt")
            .contains("not among what was approved")
    );
}

#[test]
fn an_agent_without_limits_writes_in_the_repository() {
    let repository = agent_works("");
    let codes = repository.read("src/codes.txt");
    assert!(
        codes.contains("0 docs.txt\n2 plan.md\n2 .stopgate"),
        "{codes}"
    );
    assert!(codes.contains("2 ../out.txt"), "{codes}");
}

/// The environment alone makes nobody a step: a run has to say that it carries this one out.
#[test]
fn an_environment_makes_no_step() {
    let repository = agent_works("writable = [\"src\"]\n");
    let mut command = repository.command(&["hook", "claude-code"]);
    command.env("STOPGATE_STEP", "0123456789");
    let input = json!({
        "hook_event_name": "PreToolUse", "cwd": repository.root(), "tool_name": "Write",
        "tool_input": {"file_path": "src/new.rs", "content": "x"},
    });
    let done = crate::world::answered(command, &["hook"], input.to_string().as_bytes()).exits(2);
    assert!(done.stderr.contains("stopgate go"), "{}", done.stderr);
}
