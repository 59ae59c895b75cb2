#!/usr/bin/env bash
# What a call of the guard costs (G2: 10 ms), beside the start of a shell that does nothing.
#
# Makes a repository in which a plan is being planned, and asks the hook of Claude Code about calls of tools: one it allows
# and ones it denies. Each is called ROUNDS times in turn with `sh -c :`; printed are the medians and their ratio.
#
#   STOPGATE=path    a binary to measure; without it, target/release/stopgate is built
#   ROUNDS=100       calls of each
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
rounds=${ROUNDS:-100}
if [ -z "${STOPGATE:-}" ]; then
    cargo build --quiet --release --manifest-path "$here/../Cargo.toml"
    STOPGATE=$here/../target/release/stopgate
fi
STOPGATE=$(realpath "$STOPGATE")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
git init -q
mkdir plans src .stopgate
echo 'print(1)' >src/a.py
"$STOPGATE" new execplan "Move the ledger" --as-of 2026-01-31 >/dev/null 2>&1
plan=$(find docs -name '*.md')
"$STOPGATE" session start "$plan" >/dev/null 2>&1
python3 - "$STOPGATE" "$work" "$plan" "$rounds" <<'END'
import json, statistics, subprocess, sys, time

program, root, plan, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


def call(tool, given):
    asked = {"hook_event_name": "PreToolUse", "cwd": root, "tool_name": tool, "tool_input": given}
    return [program, "hook", "claude-code"], json.dumps(asked).encode()


calls = {
    "sh -c :": (["sh", "-c", ":"], b"", 0),
    "reads a file": (*call("Read", {"file_path": root + "/src/a.py"}), 0),
    "writes the plan": (*call("Write", {"file_path": root + "/" + plan, "content": "x"}), 0),
    "writes other code": (*call("Write", {"file_path": root + "/src/a.py", "content": "x"}), 2),
    "runs a shell": (*call("Bash", {"command": "make all"}), 2),
}
taken = {name: [] for name in calls}
for _ in range(rounds):
    for name, (command, given, code) in calls.items():
        begin = time.perf_counter()
        done = subprocess.run(command, input=given, capture_output=True, cwd=root)
        taken[name].append(time.perf_counter() - begin)
        if done.returncode != code:
            sys.exit(f"{name}: exit {done.returncode}, not {code}: {done.stderr.decode()}")
shell = statistics.median(taken["sh -c :"])
for name, times in taken.items():
    median, worst = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    print(f"{name:20} median {median * 1e3:6.1f} ms  95 % {worst * 1e3:6.1f} ms  {median / shell:5.1f} x sh")
END
