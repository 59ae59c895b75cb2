#!/usr/bin/env bash
# Twice the plan, at most 2.3 times the instructions.
#
# Counts the instructions of `stopgate check` under callgrind on documents that repeat one thing, at
# several sizes, takes away the cost of the same document with 512 bytes of it (what is paid once:
# start, formats, expressions), and prints how the rest grows. Exits with 1 where doubling the size
# costs more than LIMIT times the instructions.
#
#   benches/growth.sh              all patterns
#   benches/growth.sh bomb         the patterns whose name contains a word
#
#   STOPGATE=path    a binary to measure; without it, target/release/stopgate is built
#   LIMIT=2.3        the greatest ratio allowed
#   JOBS=2           runs at the same time; instruction counts do not mind
#   SIZES="16 32"    sizes in KB instead of those of the patterns
#   PATIENCE=600     seconds for one run before it counts as superlinear
#
# Instructions do not depend on the load of the machine, so that one run of each is enough.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
limit=${LIMIT:-2.3}
patience=${PATIENCE:-600}
jobs=${JOBS:-$(nproc)}

# What is repeated: `name :: format :: command :: sizes in KB :: before it :: the repeated text`.
# `\n` is a line ending, `\s` a blank at the end, `@N` the running number, `@P` the number before it. Patterns named `plan-…`
# are what long plans are made of; `bomb-…` is what nobody writes by hand.
patterns() {
    cat <<'END'
plan-sections :: execplan :: check :: 64 128 256 512 :: # Move the ledger\n\n## Plan of Work\n\n :: ### Part @N\n\nThe loader in `src/loader_@N.py` reads one file at a time and keeps its place in the table `loads`.\n\n
plan-paragraphs :: execplan :: check :: 64 128 256 512 :: # Move the ledger\n\n## Context and Orientation\n\n :: The loader reads file @N of the day, checks its rows against the table of depots, and writes\nwhat passed to `silver_scans`; the rest goes to `rejected`, with the reason.\n\n
plan-items :: execplan :: check :: 64 128 256 512 :: # Move the ledger\n\n## Context and Orientation\n\n :: - Step @N reads `config/zones.json` and corrects the time of each row.\n
plan-rows :: platform :: check :: 64 128 256 512 :: # Plan: Move the ledger\n\n## Phases & Tasks\n\n### Phase 1\n\n| # | Task | Detail / Command | Owner | Dependencies |\n|---|---|---|---|---|\n :: | 1.@N | Load part @N | `python -m load --part @N` | Marta | none |\n
plan-progress :: execplan :: check :: 64 128 256 512 :: # Move the ledger\n\n## Progress\n\n :: - [x] (2026-03-02 08:40Z) Step @N: the loader reads the file of depot @N.\n
plan-phases :: technical :: check :: 64 128 256 512 :: # Technical Implementation Plan: Move the ledger\n\n :: ## Phase @N: Part @N\n\n### @N.1 Load\n\nThe loader reads part @N of the day.\n\n### Success Criteria - Phase @N\n\n#### Automated Tests\n\n- [ ] `python -m pytest tests/part_@N.py` prints `4 passed`.\n\n
plan-commands :: execplan :: check :: 64 128 256 512 :: # Move the ledger\n\n## Concrete Steps\n\nRun everything from the repository root.\n\n :: ```sh\npython -m load --part @N\n```\n\nExpected: `rows=@N`.\n\n
plan-steps :: execplan :: steps :: 64 128 256 512 :: # Move the ledger\n\n## Concrete Steps\n\nRun everything from the repository root.\n\n :: ```sh\npython -m load --part @N\n```\n\nExpected: `rows=@N`.\n\n
plan-task-steps :: platform :: steps :: 64 128 256 512 :: # Plan: Move the ledger\n\n## Phases & Tasks\n\n### Phase 1\n\n| # | Task | Detail / Command | Owner | Dependencies |\n|---|---|---|---|---|\n :: | 1.@N | Load part @N | ask the depot | Marta | none |\n
bomb-quotes :: execplan :: check :: 16 32 :: ## Plan of Work\n\n :: >\s
bomb-quote-lines :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: > > > quoted @N\n
bomb-lists :: execplan :: check :: 16 32 :: ## Plan of Work\n\n :: -\s
bomb-items-empty :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: -\n
bomb-brackets :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: [
bomb-links :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: [a](
bomb-emphasis :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: *a **b _c\s
bomb-fences :: execplan :: check :: 32 64 :: ## Concrete Steps\n\n :: ```sh\n
bomb-fences-nested :: execplan :: check :: 32 64 :: ## Concrete Steps\n\n :: ```markdown\n```sh\nmake @N\n```\n```\n
bomb-comment-opened :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: <!--
bomb-comments :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: <!-- note @N -->\n\n
bomb-comments-inline :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: a <!-- note @N -->\s
bomb-tags :: execplan :: check :: 32 64 :: ## Plan of Work\n\nText\n :: <b>
bomb-details :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: <details>\n\n
bomb-suppressions :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: <!-- stopgate-ignore[vague-wording]: agreed @N -->\n\nWord @N.\n\n
bomb-suppressions-bare :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: <!-- stopgate-ignore -->\n
bomb-rows :: platform :: check :: 32 64 :: ## Validation & Testing\n\n| ID | Check | Method | Expected |\n|---|---|---|---|\n :: | | | | |\n
bomb-cells :: platform :: check :: 32 64 :: ## Validation & Testing\n\n| ID | Check | Method | Expected |\n|---|---|---|---|\n :: |\s
bomb-headings :: execplan :: check :: 32 64 :: # A\n\n :: ## Progress\n
bomb-headings-deep :: execplan :: check :: 32 64 :: # A\n\n :: ## A\n### B\n#### C\n##### D\n###### E\n
bomb-heading-words :: execplan :: check :: 32 64 :: # A\n\n##\s :: a / b:\s
bomb-keys :: execplan :: check :: 32 64 :: ## Decision Log\n\n- Decision: one\n ::   Rationale: two\n
bomb-keys-line :: execplan :: check :: 32 64 :: ## Decision Log\n\n- Decision: one\s :: Rationale: two.\s
bomb-decisions :: execplan :: check :: 32 64 :: ## Decision Log\n\n :: - Decision: number @N\n
bomb-colons :: execplan :: check :: 32 64 :: ## Decision Log\n\n- Decision :: :
bomb-colon-words :: technical :: check :: 32 64 :: ## Technical Stack\n\n- a :: : b
bomb-code :: execplan :: check :: 32 64 :: ## Concrete Steps\n\n :: `make a`\s
bomb-code-expected :: execplan :: check :: 32 64 :: ## Validation and Acceptance\n\n1. First :: , `make a` prints `b`
bomb-ticks :: execplan :: check :: 32 64 :: ## Concrete Steps\n\n :: `a ``b\s
bomb-tick-runs :: execplan :: check :: 32 64 :: ## Concrete Steps\n\n :: `
bomb-question-marks :: technical :: check :: 32 64 :: ## Summary\n\n### Open Questions\n\n- Why :: ?
bomb-questions :: technical :: check :: 32 64 :: ## Summary\n\n### Open Questions\n\n :: - Why @N?\n
bomb-questions-line :: technical :: check :: 32 64 :: ## Summary\n\n### Open Questions\n\n- x :: why?\s
bomb-progress :: execplan :: check :: 32 64 :: ## Progress\n\n :: - [ ] (2026-03-02 08:40Z) a\n
bomb-progress-bare :: execplan :: check :: 32 64 :: ## Progress\n\n :: - [x] a\n
bomb-progress-nested :: execplan :: check :: 16 32 :: ## Progress\n\n- [x] a\n ::   - [ ] b @N\n
bomb-chain :: platform :: check :: 32 64 :: ## Phases & Tasks\n\n### Phase 1\n\n| # | Task | Owner | Dependencies |\n|---|---|---|---|\n :: | 1.@N | Load @N | Marta | 1.@P |\n
bomb-chain-back :: platform :: check :: 32 64 :: ## Phases & Tasks\n\n### Phase 1\n\n| # | Task | Owner | Dependencies |\n|---|---|---|---|\n| 1.0 | a | b | 1.9 |\n :: | 1.@P | Load @P | Marta | 1.@N, 1.0 |\n
bomb-dependencies :: platform :: check :: 16 32 :: ## Phases & Tasks\n\n### Phase 1\n\n| # | Task | Dependencies |\n|---|---|---|\n| 1.1 | Load | a :: , b@N
bomb-same-id :: platform :: check :: 32 64 :: ## Phases & Tasks\n\n### Phase 1\n\n| # | Task | Owner |\n|---|---|---|\n :: | 1.1 | Load | Marta |\n
bomb-phases :: platform :: check :: 32 64 :: ## Phases & Tasks\n\n :: ### Phase @N\n\n| # | Task |\n|---|---|\n| @N.1 | Phase @P |\n\n
bomb-risks :: technical :: check :: 32 64 :: ## Risk Mitigation\n\n| Risk | Mitigation | Contingency |\n|---|---|---|\n :: | a @N | | |\n
bomb-options :: technical :: check :: 32 64 :: ## Architecture Options\n\n :: ### Option @N\n\n**Pros**: a\n**Cons**: b\n\n
bomb-gate :: platform :: check :: 32 64 :: # Plan: a\n\n :: Gate: PASS\n\n
bomb-dates :: execplan :: check :: 32 64 :: # A\n\n## Context and Orientation\n\n :: 2026-02-30\s
bomb-paths :: execplan :: check :: 32 64 :: # A\n\n## Context and Orientation\n\n :: `/home/a/@N`\s
bomb-directories :: execplan :: check :: 32 64 :: # A\n\n## Concrete Steps\n\n :: Run from `a@N`.\s
bomb-placeholders :: execplan :: check :: 32 64 :: # A\n\n## Context and Orientation\n\n :: TODO <name> [fill]\s
bomb-acronyms :: execplan :: check :: 32 64 :: # A\n\n## Context and Orientation\n\n :: The A@NZ (AB) and QRS.\s
bomb-vague :: execplan :: check :: 32 64 :: # A\n\n## Validation and Acceptance\n\n :: It works properly and as expected, etc.\s
bomb-lines :: execplan :: check :: 32 64 :: # A\n\n## Context and Orientation\n\n :: should be fast\n
bomb-shell :: execplan :: check :: 32 64 :: ## Concrete Steps\n\nRun from the repository root.\n\n```sh\n :: make a; \\\n
bomb-shell-lines :: execplan :: check :: 32 64 :: ## Concrete Steps\n\nRun from the repository root.\n\n```sh\n :: make a@N\n
bomb-shell-quotes :: execplan :: check :: 32 64 :: ## Concrete Steps\n\nRun from the repository root.\n\n```sh\nmake\s :: 'a "b $(c\s
bomb-heredocs :: execplan :: check :: 32 64 :: ## Concrete Steps\n\nRun from the repository root.\n\n```sh\n :: cat <<A@N\n
bomb-transcript :: execplan :: check :: 32 64 :: ## Concrete Steps\n\nRun from the repository root.\n\n```console\n$ make\n :: > more \\\n
bomb-output :: execplan :: check :: 32 64 :: ## Concrete Steps\n\nRun from the repository root.\n\n```console\n$ make\n :: line @N\n
bomb-footnotes :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: a[^@N]\n\n[^@N]: b\n\n
bomb-references :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: [a@N]: b\n
bomb-entities :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: &amp;
bomb-escapes :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: \\*
bomb-setext :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: a\n===\n
bomb-front-matter :: execplan :: check :: 32 64 :: ---\n :: a@N: b\n
bomb-carriage-returns :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: a\r
bomb-invisible :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: a\xe2\x80\x8b
bomb-invalid :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: a\xff
bomb-secrets :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: password: hunter@N\n
bomb-conflicts :: execplan :: check :: 32 64 :: ## Plan of Work\n\n :: <<<<<<< a\n=======\n>>>>>>> b\n
END
}

# document BEFORE UNIT BYTES: writes BEFORE, then UNIT until there are that many bytes of it.
document() {
    BEFORE=$1 UNIT=$2 awk -v bytes="$3" '
        function plain(text) {
            gsub(/\\\\/, "\001", text); gsub(/\\n/, "\n", text); gsub(/\\s/, " ", text); gsub(/\\r/, "\r", text)
            gsub(/\\xe2\\x80\\x8b/, "\342\200\213", text); gsub(/\\xff/, "\377", text)
            gsub(/\001/, "\\", text)
            return text
        }
        BEGIN {
            printf "%s", plain(ENVIRON["BEFORE"])
            unit = plain(ENVIRON["UNIT"])
            for (n = 1; written < bytes; n++) {
                text = unit
                gsub(/@N/, n, text); gsub(/@P/, n - 1, text)
                printf "%s", text
                written += length(text)
            }
        }'
}

# instructions FORMAT COMMAND FILE: prints how many; nothing where the run is too slow or fails.
instructions() {
    local said status=0
    said=$(timeout "$patience" valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$STOPGATE" "$2" --format "$1" --color never "$3" 2>&1 >/dev/null) || status=$?
    if [ "$status" -gt 1 ]; then
        echo "status $status on $(basename "$3")" >&2
        return 0
    fi
    sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' <<<"$said"
}

# growth LINE: prints the ratios of one pattern; the last column is `ok` or `SUPERLINEAR`.
growth() {
    local name format command sizes before unit directory cost base previous="" ratios="" verdict=ok
    IFS=$'\x1f' read -r name format command sizes before unit <<<"${1// :: /$'\x1f'}"
    sizes=${SIZES:-$sizes}
    directory=$(mktemp -d "$SCRATCH/XXXXXX")
    document "$before" "$unit" 512 >"$directory/0.md"
    base=$(instructions "$format" "$command" "$directory/0.md")
    for size in $sizes; do
        document "$before" "$unit" $((size * 1024)) >"$directory/$size.md"
        cost=$(instructions "$format" "$command" "$directory/$size.md")
        if [ -z "$cost" ]; then
            ratios+=" slow" verdict=SUPERLINEAR
            break
        fi
        cost=$((cost - base))
        if [ -n "$previous" ]; then
            ratios+=$(awk -v a="$previous" -v b="$cost" 'BEGIN { printf " %.2f", b / a }')
        fi
        previous=$cost
    done
    awk -v ratios="$ratios" -v limit="$limit" \
        'BEGIN { n = split(ratios, r, " "); for (i = 1; i <= n; i++) if (r[i] + 0 > limit) exit 1 }' ||
        verdict=SUPERLINEAR
    printf '%-24s %-10s %6s KB %10s/byte %s  %s\n' "$name" "$format" "${sizes##* }" \
        "$(awk -v c="${cost:-0}" -v s="$size" 'BEGIN { printf "%.0f", c / s / 1024 }')" "$ratios" "$verdict"
    rm -rf "$directory"
}

main() {
    command -v valgrind >/dev/null || { echo "growth.sh needs valgrind" >&2; exit 2; }
    if [ -z "${STOPGATE:-}" ]; then
        (cd "$here/.." && cargo build --quiet --release -p stopgate-cli)
        STOPGATE=${CARGO_TARGET_DIR:-$here/../target}/release/stopgate
    fi
    SCRATCH=$(mktemp -d)
    trap 'rm -rf "$SCRATCH"' EXIT
    export STOPGATE SCRATCH limit patience
    export -f growth document instructions
    local report
    report=$(patterns | grep -- "^[a-z-]*${1:-}[a-z-]* :: " | tr '\n' '\0' |
        xargs -0 -P "$jobs" -I{} bash -c 'growth "$1"' growth {} | tee >(cat >&2))
    if grep -q 'SUPERLINEAR$' <<<"$report"; then
        echo "some patterns grow faster than $limit times for twice the size" >&2
        exit 1
    fi
}

main "$@"
