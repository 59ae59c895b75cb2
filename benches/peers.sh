#!/usr/bin/env bash
# Stopgate next to other checkers of Markdown: the same files, the same minutes, run by run in turn.
#
#   RUMDL=… MADO=… MDSMITH=… BIOME=… benches/peers.sh     one plan, and 2,000 made-up plans
#   … benches/peers.sh --corpus DIR                       real Markdown instead of made-up plans
#   OPENSPEC=… benches/peers.sh --openspec                OpenSpec's own documents: 500 changes, 2,000 files
#
#   STOPGATE=path    a binary to measure; without it, target/release/stopgate is built
#   ROUNDS=31        rounds over the one plan; ROUNDS_MANY=11 over the many
#
# A peer whose variable is not set is left out. `warm` is a run with a full cache, `cold` one without any. Prints
# for each program the least and the median of the wall time, the ratio of medians to Stopgate's, cold to cold and
# warm to warm, processor time and peak memory. It ends with 2 where a made-up plan was not recognised: a checker
# that skips plans is fast.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
rounds=${ROUNDS:-31}
rounds_many=${ROUNDS_MANY:-11}
files=2000
changes=500

# command_of PROGRAM PATH: sets `command` to what is compared; what is found does not matter here.
command_of() {
    local path=$2
    case $1 in
    stopgate-cold) command=("$STOPGATE" check --no-cache --output-format concise "$path") ;;
    stopgate-warm) command=("$STOPGATE" check --output-format concise "$path") ;;
    rumdl-cold) command=("$RUMDL" check --no-cache "$path") ;;
    rumdl-warm) command=("$RUMDL" check --cache-dir "$data/rumdl" "$path") ;;
    mado-cold) command=("$MADO" check "$path") ;;
    mdsmith-cold) command=("$MDSMITH" check "$path") ;;
    biome-cold) command=("$BIOME" lint "$path") ;;
    openspec-cold) command=(env -C "$path" "$OPENSPEC" validate --all --strict --json) ;;
    esac
}

run() {
    command_of "$1" "$2"
    "${command[@]}" </dev/null >/dev/null 2>&1 || true
}

# used PROGRAM PATH: prints processor seconds and peak megabytes of one run.
used() {
    command_of "$1" "$2"
    /usr/bin/time -q -o "$data/used" -f '%U %S %M' "${command[@]}" </dev/null >/dev/null 2>&1 || true
    awk '{ printf "%.2f %.0f", $1 + $2, $3 / 1024 }' "$data/used"
}

median() {
    sort -n "$data/$1.times" | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'
}

# compare PATH ROUNDS: times the programs in turn and prints a table.
compare() {
    local program round start
    for program in "${programs[@]}"; do
        run "$program" "$1"
        : >"$data/$program.times"
    done
    for ((round = 0; round < $2; round++)); do
        for program in "${programs[@]}"; do
            start=${EPOCHREALTIME/./}
            run "$program" "$1"
            echo $((${EPOCHREALTIME/./} - start)) >>"$data/$program.times"
        done
    done
    printf '%-14s %10s %10s %22s %10s %8s\n' program 'min ms' 'median ms' 'stopgate / program' 'CPU s' 'peak MB'
    for program in "${programs[@]}"; do
        sort -n "$data/$program.times" |
            awk -v name="$program" -v own="$(median "stopgate-${program##*-}")" -v used="$(used "$program" "$1")" '
                { t[NR] = $1 }
                END {
                    split(used, u, " ")
                    median = t[int((NR + 1) / 2)]
                    printf "%-14s %10.1f %10.1f %22.2f %10.2f %8d\n", name, t[1] / 1000, median / 1000, own / median, u[1], u[2]
                }'
    done
}

rules_evaluated() {
    { "$STOPGATE" check -v --no-cache --output-format concise "$1" 2>&1 >/dev/null || true; } |
        sed -n 's/.*, \([0-9]*\) rules evaluated.*/\1/p' | sort -n | uniq -c |
        awk '{ printf "%s%d on %d plans", (NR > 1 ? ", " : "rules evaluated: "), $2, $1 } END { print "" }'
}

# verify DIRECTORY COUNT: all plans there are recognised.
verify() {
    local known
    known=$("$STOPGATE" check --output-format json "$1" 2>/dev/null |
        jq '[.files[] | select(.format != null)] | length' || true)
    if [ "$known" != "$2" ]; then
        echo "only $known of $2 plans in $1 are recognised" >&2
        exit 2
    fi
}

made_up() {
    mkdir -p "$data/one" "$data/many"
    awk -v directory="$data/one" -v count=1 -v bytes=20480 -f "$here/plans.awk"
    awk -v directory="$data/many" -v count=$files -v bytes=16384 -f "$here/plans.awk"
    verify "$data/one" 1
    verify "$data/many" $files
    echo "one plan of $(wc -c <"$data/one/0001-plan.md") bytes, start to exit, $rounds rounds"
    compare "$data/one/0001-plan.md" "$rounds"
    rules_evaluated "$data/one"
    echo
    echo "$files plans of $(cat "$data/many"/* | wc -c) bytes together, $rounds_many rounds"
    compare "$data/many" "$rounds_many"
    rules_evaluated "$data/many"
}

# Copied, so that no program meets settings or ignore files of the place that they come from.
corpus() {
    local number=0 file
    mkdir -p "$data/many"
    while IFS= read -r -d '' file && [ $number -lt $files ]; do
        cp "$file" "$data/many/$(printf '%04d' $number).md"
        number=$((number + 1))
    done < <(find "$1" -name '*.md' -type f -print0 | sort -z)
    echo "$number Markdown files of $(cat "$data/many"/* | wc -c) bytes together, $rounds_many rounds"
    compare "$data/many" "$rounds_many"
    rules_evaluated "$data/many"
}

# Each change has a proposal, a design, tasks and a delta of a spec.
openspec_documents() {
    local number folder
    mkdir -p "$data/project/openspec/specs" "$data/project/openspec/changes"
    for ((number = 1; number <= changes; number++)); do
        folder=$data/project/openspec/changes/add-part-$number
        mkdir -p "$folder/specs/part-$number"
        printf '# Change: Add part %d\n\n## Why\n\nThe depot loses the rows of part %d every night.\n\n## What Changes\n\n- Part %d is loaded\n' \
            $number $number $number >"$folder/proposal.md"
        printf '# Design\n\n## Context\n\nPart %d has one file a day.\n' $number >"$folder/design.md"
        printf '# Tasks\n\n## 1. Load\n\n- [ ] 1.1 Read the file of part %d\n- [ ] 1.2 Check its rows\n\n## 2. Prove\n\n- [ ] 2.1 Run the tests of part %d\n' \
            $number $number >"$folder/tasks.md"
        printf '## ADDED Requirements\n\n### Requirement: Part %d is loaded\n\nThe loader SHALL read part %d.\n\n#### Scenario: A file is there\n\n- **WHEN** the file of the day is there\n- **THEN** its rows are loaded\n' \
            $number $number >"$folder/specs/part-$number/spec.md"
    done
    echo "$changes changes, $(find "$data/project" -name '*.md' | wc -l) files, $rounds_many rounds"
    compare "$data/project" "$rounds_many"
    rules_evaluated "$data/project"
}

for tool in jq awk /usr/bin/time; do
    command -v "$tool" >/dev/null || { echo "peers.sh needs $tool" >&2; exit 2; }
done
if [ -z "${STOPGATE:-}" ]; then
    (cd "$here/.." && cargo build --quiet --release -p stopgate-cli)
    STOPGATE=${CARGO_TARGET_DIR:-$here/../target}/release/stopgate
fi
data=$(mktemp -d)
cache=$(mktemp -d)
trap 'rm -rf "$data" "$cache"' EXIT
export STOPGATE_CACHE_DIR=$cache OPENSPEC_TELEMETRY=0
programs=(stopgate-cold)
if [ "${1:-}" = --openspec ]; then
    programs+=(openspec-cold)
else
    if [ -n "${MADO:-}" ]; then programs+=(mado-cold); fi
    if [ -n "${RUMDL:-}" ]; then programs+=(rumdl-cold); fi
    if [ -n "${MDSMITH:-}" ]; then programs+=(mdsmith-cold); fi
    if [ -n "${BIOME:-}" ]; then programs+=(biome-cold); fi
    programs+=(stopgate-warm)
    if [ -n "${RUMDL:-}" ]; then programs+=(rumdl-warm); fi
fi
for name in STOPGATE MADO RUMDL MDSMITH BIOME OPENSPEC; do
    if [ -n "${!name:-}" ]; then echo "$name: $("${!name}" --version 2>/dev/null || "${!name}" version)"; fi
done
echo "processors: $(nproc)"
echo
case ${1:-} in
--openspec) openspec_documents ;;
--corpus) corpus "$2" ;;
*) made_up ;;
esac
