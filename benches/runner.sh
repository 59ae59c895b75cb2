#!/usr/bin/env bash
# Stopgate next to just, go-task, scrut and prysk: the same commands, run by run in turn; then what parts of a run cost.
#
#   benches/runner.sh [steps|again|output|resume|parts]…    all parts without a word
#
#   STOPGATE=path    a binary to measure; without it, target/release/stopgate is built
#   PARTS=path       the program of benches/parts.rs; without it, it is built
#   JUST=path SCRUT=path    the peers; without them from PATH, else installed into target/peers
#   TASK=path PRYSK=path    go-task and prysk; left out where they are neither given nor on PATH
#   STEPS=1000       commands, 2 or more; ROUNDS=7 rounds of all programs, SCRUT_ROUNDS=3 of them with scrut
#   OUTPUT_MB=50     what a step writes next to scrut; LARGE_MB=1024 what one writes without it; 0 leaves it out
#   EVENTS=1000000   records of the longer journal that is resumed; 0 leaves it out
#   FOLDER=path      where runs take place, target/ without it; durable means nothing on a tmpfs
#   QUIET=0          seconds to wait before each run for a moment in which nobody else works
#   OTHER=100        percent of the processors that other work may take during a run; else it is made again,
#                    twenty times at most
#   PATIENCE=300     seconds for one run; LIMIT=1800 for all rounds: what is not measured by then is left out
#
# A run of Stopgate is whole: the plan is read and judged, its approval verified, the start and the end of
# each step made durable, the evidence written into the plan. It counts only where it exits with 10 and
# its journal holds as many passed steps as there are commands. just keeps nothing. It is measured with its
# own shell, `sh -cu`, and with the one that a step of Stopgate gets, so that shells are told from runners;
# all programs get the environment of such a step, because a locale costs a shell time. go-task has a shell of its
# own, in which `true` starts no process; task-bin runs /bin/true, which does. What other work
# took of the processors meanwhile is stated: a wait for the disk takes many times as long beside it.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../target}
steps=${STEPS:-1000}
rounds=${ROUNDS:-7}
rounds_of_scrut=${SCRUT_ROUNDS:-3}
megabytes=${OUTPUT_MB:-50}
large=${LARGE_MB:-1024}
events=${EVENTS:-1000000}
patience=${PATIENCE:-300}
quiet=${QUIET:-0}
other=${OTHER:-100}
limit=${LIMIT:-1800}
bash_of_step='["/bin/bash", "--noprofile", "--norc", "-euo", "pipefail", "-c"]'
environment=(PATH="$PATH" HOME="$HOME" LANG=C.UTF-8 TERM=dumb TZ=UTC)
person=bench@example.org

# commands COUNT: prints them, one a line; the last is the check at the end of the phase.
commands() {
    awk -v count="$1" 'BEGIN { for (n = 1; n < count; n++) print "true " n }'
    echo 'test -d plans'
}

# plan EXPECTED: makes one of the commands on its standard input; EXPECTED is what the last one is to do.
plan() {
    local line
    cat <<'END'
# Plan: Measure what a step costs

**Date:** 2026-11-16
**Author:** Merel Okafor
**Status:** Ready

## 1. Objective

Carry out trivial commands, so that the time of a run is what steps cost and not what commands do.

## 2. Context & Constraints

| Item | Detail |
|------|--------|
| GCP Project(s) | none |
| Environment(s) | the machine of the bench |
| Key Services | none |
| Existing resources | none |
| Upstream Dependencies | none |
| Downstream Consumers | none |
| Constraints / Risks | none: no command changes anything |
| Error handling | stop on first error |

All commands run from the repository root.

## 3. Current State

Nothing has been carried out.
END
    # What a long plan tells besides.
    for ((line = 0; line < ${prose:-0}; line++)); do
        echo "The machine number $line has been looked at before, and nothing on it is needed for any of the commands here."
    done
    cat <<'END'

## 4. Target State

Every command has been carried out once.

## 5. Phases & Tasks

### Phase 1: Steps

> **Goal:** every command ends with exit code 0.
> **Stop-gate:** Merel reads the figures and says go or no-go.

| # | Task | Detail / Command | Owner |
|---|------|------------------|-------|
END
    awk -v expected="$1" '{ if (NR > 1) printf "| 1.%d | Step %d | `%s` | Merel |\n", NR - 1, NR - 1, before; before = $0 }
        END {
            if (NR == 1) print "| 1.1 | Look at the plan | by hand | Merel |"
            print "\n## 6. Validation & Testing\n"
            print "| # | Phase | Check | Method | Expected Result |\n|---|-------|-------|--------|-----------------|"
            printf "| V1 | 1 | The last command ends well | `%s` | %s |\n", before, expected
        }'
    cat <<'END'

## 7. Rollback Plan

* Phase 1: nothing was changed, which `test -d plans` shows with exit code 0.

## 8. Open Questions

- [x] Does any command change anything? Resolved 2026-11-16 (Merel): no.

## 9. Session Notes

| Decision | Rationale | Date |
|----------|-----------|------|
| One phase | one gate at the end | 2026-11-16 |
END
}

# justfile SHELL, scrutfile: make one of the commands on its standard input.
justfile() {
    if [ -n "$1" ]; then printf 'set shell := %s\n\n' "$1"; fi
    echo 'steps:'
    sed 's/^/    /'
}
taskfile() {
    printf 'version: "3"\nsilent: true\ntasks:\n  steps:\n    cmds:\n'
    sed "s|^true |$1&|; s|.*|      - '&'|"
}
scrutfile() {
    awk '{ printf "# Step %d\n\n```scrut\n$ %s\n```\n\n", NR, $0 }'
}

# prepare NAME EXPECTED: a repository with an approved plan of the commands on its standard input, and the same
# commands for the peers.
prepare() {
    local folder=$data/$1
    mkdir -p "$folder/repository/.stopgate" "$folder/repository/plans"
    cat >"$folder/commands"
    plan "$2" <"$folder/commands" >"$folder/repository/plans/steps.md"
    justfile '' <"$folder/commands" >"$folder/justfile-sh"
    justfile "$bash_of_step" <"$folder/commands" >"$folder/justfile-bash"
    mkdir "$folder/task" "$folder/task-bin"
    taskfile '' <"$folder/commands" >"$folder/task/Taskfile.yml"
    taskfile /bin/ <"$folder/commands" >"$folder/task-bin/Taskfile.yml"
    scrutfile <"$folder/commands" >"$folder/steps.md"
    echo "$person $(cat "$data/key.pub")" >"$folder/repository/.stopgate/allowed_signers"
    (cd "$folder/repository" && "$STOPGATE" approve plans/steps.md --as $person --key "$data/key" \
        --as-of 2026-11-20 --output-format json >"$folder/approval" 2>&1) ||
        { cat "$folder/approval" >&2; exit 2; }
}

# fresh NAME: puts its repository where runs take place, as it was before any run.
fresh() {
    rm -rf "$data/run"
    cp -a "$data/$1/repository" "$data/run"
}

# run PROGRAM NAME: what is compared; prints how it exited.
run() {
    local folder=$data/$2 status=0 line
    case $1 in
    stopgate) line=("$STOPGATE" run plans/steps.md --as-of 2026-11-20) ;;
    just-sh | just-bash) line=("$JUST" --justfile "$folder/justfile-${1#just-}" --working-directory "$data/run" steps) ;;
    task | task-bin) line=("$TASK" --taskfile "$folder/$1/Taskfile.yml" --dir "$data/run" steps) ;;
    prysk) line=("$PRYSK" steps.t) ;;
    scrut) line=("$SCRUT" test --work-directory "$data/run" "$folder/steps.md") ;;
    esac
    (cd "$data/run" && exec env -i "${environment[@]}" timeout -k 5 "$patience" "${line[@]}") \
        </dev/null >/dev/null 2>&1 || status=$?
    echo $status
}

passed_steps() {
    cat "$data"/run/.stopgate/runs/*/journal.jsonl | grep -c '"kind":"step-ended".*"passed":true' || true
}

# Hundredths of seconds that all processors have worked, and those of them that were not for this bench.
busy() {
    awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat
}
foreign() {
    times >"$data/own"
    foreign=$(awk -F '[ms ]' -v busy="$(busy)" '{ own += $1 * 60 + $2 + $4 * 60 + $5 } END { printf "%d", busy - own * 100 }' "$data/own")
}

# Waits for a second in which the processors do next to nothing.
wait_for_quiet() {
    local before end=$((SECONDS + quiet))
    while [ $SECONDS -lt $end ]; do
        before=$(busy)
        sleep 1
        if [ $(($(busy) - before)) -lt $((8 * $(nproc))) ]; then return 0; fi
    done
}

# measure PROGRAM NAME: times one run, again where other work took too much of the processors meanwhile.
measure() {
    local try
    for ((try = 0; try < 20; try++)); do
        time_one "$1" "$2"
        if [ $share -le "$other" ] || [ $SECONDS -gt "$limit" ]; then break; fi
    done
    echo $time >>"$data/$2/$1.times"
    echo $share >>"$data/$2/$1.foreign"
}

# time_one PROGRAM NAME: one run, its time in microseconds and the share of other work in percent; ends the
# bench where it is not the run that was asked for.
time_one() {
    local start status ended count before
    fresh "$2"
    # What the disk still owes to the run before is not this one's cost.
    sync -f "$data"
    wait_for_quiet
    foreign
    before=$foreign
    start=${EPOCHREALTIME/./}
    status=$(run "$1" "$2")
    ended=${EPOCHREALTIME/./}
    foreign
    if [ "$1" = stopgate ]; then
        count=$(passed_steps)
        if [ "$status" != 10 ] || [ "$count" != "$(wc -l <"$data/$2/commands")" ]; then
            echo "stopgate exited with $status after $count passed steps" >&2
            exit 2
        fi
    elif [ "$status" != 0 ]; then
        echo "$1 exited with $status" >&2
        exit 2
    fi
    time=$((ended - start))
    share=$((foreign > before ? (foreign - before) * 1000000 / time / $(nproc) : 0))
}

# compare NAME ROUNDS SCRUT_ROUNDS: times the programs in turn, the first round not counted.
compare() {
    local program round names
    for ((round = 0; round <= $2; round++)); do
        names=(stopgate just-sh just-bash)
        if [ -n "$TASK" ]; then names+=(task task-bin); fi
        if [ "$round" -le "$3" ] && [ "$3" -gt 0 ]; then names+=(scrut); fi
        for program in "${names[@]}"; do
            if [ $SECONDS -gt "$limit" ]; then
                echo "after $limit seconds: round $round of $2 is the last" >&2
                return 0
            fi
            measure "$program" "$1"
        done
        if [ "$round" = 0 ]; then rm -f "$data/$1"/*.times "$data/$1"/*.foreign; fi
    done
}

median() {
    sort -n "$1" | awk '{ t[NR] = $1 } END { print NR ? (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2 : 0 }'
}

# table NAME: what `compare` measured.
table() {
    local program own count
    if [ ! -s "$data/$1/stopgate.times" ]; then
        echo "nothing was measured within $limit seconds" >&2
        exit 2
    fi
    own=$(median "$data/$1/stopgate.times")
    count=$(wc -l <"$data/$1/commands")
    printf '%-10s %7s %10s %10s %12s %20s %12s\n' program rounds 'min ms' 'median ms' 'ms per step' 'stopgate / program' 'other work'
    for program in stopgate just-sh just-bash task task-bin scrut; do
        if [ ! -s "$data/$1/$program.times" ]; then continue; fi
        sort -n "$data/$1/$program.times" |
            awk -v name="$program" -v own="$own" -v steps="$count" -v median="$(median "$data/$1/$program.times")" \
                -v foreign="$(median "$data/$1/$program.foreign")" '
                NR == 1 { least = $1 }
                END {
                    printf "%-10s %7d %10.1f %10.1f %12.3f %20.2f %10d %%\n", name, NR, least / 1000, median / 1000,
                        median / steps / 1000, own / median, foreign
                }'
    done
}

# What a step costs without what is paid once: the run of one command taken away.
slopes() {
    local program many one
    for program in stopgate just-sh just-bash task task-bin; do
        if [ ! -s "$data/one/$program.times" ]; then continue; fi
        many=$(median "$data/many/$program.times")
        one=$(median "$data/one/$program.times")
        awk -v name="$program" -v many="$many" -v one="$one" -v more=$((steps - 1)) \
            'BEGIN { printf "%-10s %.3f ms for each further step\n", name, (many - one) / more / 1000 }'
    done
}

# How often a run waits for the disk.
syncs() {
    if ! command -v strace >/dev/null; then return 0; fi
    fresh many
    (cd "$data/run" && timeout -k 5 "$patience" strace -f -qq -e trace=fsync,fdatasync,sync_file_range \
        -o "$data/syncs" "$STOPGATE" run plans/steps.md --as-of 2026-11-20) </dev/null >/dev/null 2>&1 || true
    echo "one run of $steps commands: $(grep -c 'fdatasync(' "$data/syncs") fdatasync, $(grep -c 'fsync(' "$data/syncs") fsync"
}

# A finished plan is run again: nothing is executed.
run_again() {
    local start ended status=0 round
    fresh many
    if [ "$(run stopgate many)" != 10 ]; then exit 2; fi
    cd "$data/run"
    "$STOPGATE" go --as $person --key "$data/key" >/dev/null 2>&1 || { echo "go failed" >&2; exit 2; }
    for ((round = 0; round < rounds; round++)); do
        start=${EPOCHREALTIME/./}
        "$STOPGATE" run plans/steps.md --as-of 2026-11-20 >"$data/again" 2>&1 || status=$?
        ended=${EPOCHREALTIME/./}
        if [ $status != 0 ] || ! grep -q '^0 executed' "$data/again"; then
            echo "the finished plan was not left alone" >&2
            exit 2
        fi
        echo $((ended - start)) >>"$data/again.times"
    done
    cd "$here"
    awk -v m="$(median "$data/again.times")" -v n="$(sed -n 's/^0 executed, //p' "$data/again")" \
        'BEGIN { printf "a finished plan run again: %.1f ms, 0 executed, %s\n", m / 1000, n }'
}

# most PID: the peak memory in KB and the name of each runner and supervisor below a process, while it lives.
most() {
    local process
    while [ -d "/proc/$1" ]; do
        for process in $(below "$1"); do
            sed -n "s/^Name:[^a-z]*\(.*\)/$process name \1/p; s/^VmHWM:[^0-9]*\([0-9]*\) kB/$process most \1/p" \
                "/proc/$process/status" 2>/dev/null || true
        done
        sleep 0.01
    done | awk -v one="$(basename "$STOPGATE")" -v other="$(basename "$SCRUT")" -v third="$(basename "${PRYSK:-none}")" '$2 == "name" { name[$1] = $3 } $2 == "most" && $3 > most[$1] { most[$1] = $3 }
        END { for (process in most) if (name[process] == one || name[process] == other || name[process] == third) print most[process], name[process] }' | sort -rn
}

# below PID: the processes below one.
below() {
    local child
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        echo "$child"
        below "$child"
    done
}

# bomb NAME MEGABYTES EXPECTED LINE PROGRAM…: one step that writes much, and what it is to write as a plan and as scrut
# say it.
bomb() {
    local name=$1 megabytes=$2 program start ended runner
    echo 'bash write.sh' | prepare "$name" "$3"
    # Lines of 64 bytes.
    echo "yes 'many rows of this day went into the ledger and none of it is left' | head -c $((megabytes * 1048576))" \
        >"$data/$name/repository/write.sh"
    printf '# Output\n\n```scrut\n$ bash write.sh\n%s```\n' "$4" >"$data/$name/steps.md"
    printf '  $ bash "$TESTDIR/write.sh"\n' >"$data/$name/repository/steps.t"
    shift 4
    for program; do
        fresh "$name"
        start=${EPOCHREALTIME/./}
        # What a program takes in memory must not take the machine along.
        (ulimit -v 12000000 && run "$program" "$name" >"$data/status") &
        runner=$!
        most $runner >"$data/memory" &
        wait $runner
        ended=${EPOCHREALTIME/./}
        wait
        awk -v name="$program" -v status="$(cat "$data/status")" -v micros=$((ended - start)) '
            { sum += $1; each = each (NR > 1 ? " + " : "") $2 " " int($1 / 1024) }
            END { printf "%-10s exit %d, %.2f s, peak memory %.1f MB (%s)\n", name, status, micros / 1000000, sum / 1024, each }' "$data/memory"
    done
}

# resume: the run of "$data/run" that waits at its gate is asked to go on; it reads its journal and says so.
resume() {
    local start ended status round records
    cd "$data/run"
    rm -f "$data/resume.times"
    for ((round = 0; round <= rounds; round++)); do
        status=0 start=${EPOCHREALTIME/./}
        "$STOPGATE" resume >/dev/null 2>&1 || status=$?
        ended=${EPOCHREALTIME/./}
        if [ $status != 10 ]; then
            echo "resume exited with $status" >&2
            exit 2
        fi
        # The first one may have something to tell the plan.
        if [ $round -gt 0 ]; then echo $((ended - start)) >>"$data/resume.times"; fi
    done
    records=$(cat .stopgate/runs/*/journal.jsonl | wc -l)
    cd "$here"
    awk -v m="$(median "$data/resume.times")" -v n="$records" 'BEGIN { printf "resume with %d records: %.1f ms\n", n, m / 1000 }'
}

# Runs of many steps, and attempts that failed, up to so many records.
resumes() {
    commands 5000 | prepare long 'exit code 0'
    fresh long
    if [ "$(run stopgate long)" != 10 ]; then echo "the long run failed" >&2; exit 2; fi
    resume
    if [ "$events" = 0 ]; then return 0; fi
    commands 1000 | sed '$s/.*/test -d later/' | prepare failing 'exit code 0'
    fresh failing
    if [ "$(run stopgate failing)" != 1 ]; then echo "the run that had to fail did not" >&2; exit 2; fi
    "$PARTS" grow "$data"/run/.stopgate/runs/* "$events"
    resume
}

# What parts of a run cost without processes: journal, write-back into a plan of 40 KB, digest of 200 steps.
parts() {
    commands 200 | prepare digest 'exit code 0'
    fresh digest
    run stopgate digest >/dev/null
    "$PARTS" digest "$data/run" "$(ls "$data/run/.stopgate/runs")"
    gate digest
    # 40 KB, most of them prose, as in real plans.
    commands 40 | prose=340 prepare told 'exit code 0'
    fresh told
    run stopgate told >/dev/null
    cp "$data/told/repository/plans/steps.md" "$data/run/plans/steps.md"
    "$PARTS" write-back "$data/run" "$(ls "$data/run/.stopgate/runs")"
    mkdir "$data/anew"
    "$PARTS" journal "$data"/run/.stopgate/runs/* "$data/anew"
}

# gate NAME: the verdict over its plan, start to exit.
gate() {
    local start ended round
    cd "$data/run"
    for ((round = 0; round < rounds * 3; round++)); do
        start=${EPOCHREALTIME/./}
        "$STOPGATE" gate plans/steps.md --as-of 2026-11-20 >/dev/null 2>&1
        ended=${EPOCHREALTIME/./}
        echo $((ended - start)) >>"$data/gate.times"
    done
    cd "$here"
    awk -v m="$(median "$data/gate.times")" 'BEGIN { printf "stopgate gate on it, start to exit: %.1f ms\n", m / 1000 }'
}

# peer NAME VERSION: prints where it is, installed where it is missing.
peer() {
    if command -v "$1" >/dev/null; then
        command -v "$1"
    else
        [ -x "$target/peers/bin/$1" ] ||
            nice cargo install --quiet --locked --root "$target/peers" "$1" --version "$2" >&2
        echo "$target/peers/bin/$1"
    fi
}

for tool in awk ssh-keygen timeout; do
    command -v $tool >/dev/null || { echo "runner.sh needs $tool" >&2; exit 2; }
done
if [ -z "${STOPGATE:-}" ]; then
    (cd "$here/.." && cargo build --quiet --release -p stopgate-cli)
    STOPGATE=$target/release/stopgate
fi
if [ -z "${PARTS:-}" ]; then
    (cd "$here/.." && cargo build --quiet --release -p stopgate-system --bench parts --message-format=json) |
        sed -n 's/.*"executable":"\([^"]*parts-[^"]*\)".*/\1/p' >"$target/parts.path"
    PARTS=$(tail -n 1 "$target/parts.path")
fi
JUST=${JUST:-$(peer just 1.59.0)}
SCRUT=${SCRUT:-$(peer scrut 0.4.3)}
TASK=${TASK:-$(command -v task || true)}
PRYSK=${PRYSK:-$(command -v prysk || true)}
STOPGATE=$(realpath "$STOPGATE") JUST=$(realpath "$JUST") SCRUT=$(realpath "$SCRUT")
mkdir -p "${FOLDER:-$target}"
data=$(mktemp -d "$(cd "${FOLDER:-$target}" && pwd)/runner-XXXXXX")
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$data"' EXIT
ssh-keygen -q -t ed25519 -N "" -C bench -f "$data/key" </dev/null
SECONDS=0
wanted=" ${*:-steps again output resume parts} "
wants() { [[ $wanted == *" $1 "* ]]; }

"$STOPGATE" --version
"$JUST" --version
if [ -n "$TASK" ]; then echo "go-task $("$TASK" --version)"; fi
if [ -n "$PRYSK" ]; then echo "prysk $("$PRYSK" --version)"; fi
# It says when it was built.
echo "$("$SCRUT" --version), installed as $(sed -n 's/^"\(scrut [^ ]*\) .*/\1/p' "$(dirname "$SCRUT")/../.crates.toml" 2>/dev/null)"
/bin/bash --version | head -n 1
echo "sh is $(readlink -f /bin/sh); processors: $(nproc), load $(cut -d ' ' -f 1 /proc/loadavg); file system: $(stat -f -c %T "$data")"
dd if=/dev/zero of="$data/disk" bs=512 count=1000 oflag=dsync 2>&1 | awk -F ', ' '/copied/ { printf "one durable write of 512 bytes: %.3f ms\n", $3 }'
if wants steps; then
    echo
    commands "$steps" | prepare many 'exit code 0'
    commands 1 | prepare one 'exit code 0'
    compare many "$rounds" "$rounds_of_scrut"
    echo "$steps commands, start to exit; every step durable in stopgate alone"
    table many
    echo
    compare one "$rounds" "$rounds_of_scrut"
    echo "one command, start to exit"
    table one
    echo
    slopes
    syncs
fi
if wants again; then
    echo
    if [ ! -d "$data/many" ]; then commands "$steps" | prepare many 'exit code 0'; fi
    run_again
fi
if wants output && [ "$megabytes" -gt 0 ]; then
    echo
    echo "one step that writes $megabytes MB, which pass by whatever they are"
    bomb passed "$megabytes" 'exit code 0' $'* (glob+)\n' stopgate scrut
    echo "the same, and none of it was expected"
    bomb failed "$megabytes" 'no output' '' stopgate scrut
    if [ -n "$PRYSK" ]; then
        echo "one step that writes 1 MB, none of it expected"
        bomb differs 1 'no output' '' stopgate prysk
    fi
    if [ "$large" -gt 0 ]; then
        echo "one step that writes $large MB, which pass by whatever they are"
        bomb large "$large" 'exit code 0' '' stopgate just-bash
    fi
fi
if wants resume; then
    echo
    resumes
fi
if wants parts; then
    echo
    parts
fi
