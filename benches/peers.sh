#!/usr/bin/env bash
# Stopgate next to rumdl and mado: the same plans, the same minutes, run by run in turn.
#
#   RUMDL=path/to/rumdl MADO=path/to/mado benches/peers.sh
#   … benches/peers.sh --corpus DIR      real plans instead of made-up ones, copied up to 2,000 files
#
#   STOPGATE=path    a binary to measure; without it, target/release/stopgate is built
#   ROUNDS=31        rounds over the one plan; ROUNDS_MANY=11 over the 2,000
#
# A peer whose variable is not set is left out. Prints for each program the least and the median of
# the wall time, the ratio of medians to Stopgate's, processor time and peak memory. It ends with 2
# where a plan was not recognised: a checker that skips plans is fast.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
rounds=${ROUNDS:-31}
rounds_many=${ROUNDS_MANY:-11}
files=2000
corpus=""
if [ "${1:-}" = --corpus ]; then
    corpus=$2
fi

make_plans() {
    mkdir -p "$data/one" "$data/many"
    awk -v directory="$data/one" -v count=1 -v bytes=20480 -f "$here/plans.awk"
    if [ -z "$corpus" ]; then
        awk -v directory="$data/many" -v count=$files -v bytes=16384 -f "$here/plans.awk"
    else
        copy_corpus
    fi
}

# Only what Stopgate recognises is copied, so that all programs read the same plans.
copy_corpus() {
    local plans plan number=0
    mapfile -t plans < <("$STOPGATE" check --output-format json "$corpus" 2>/dev/null |
        jq -r '.files[] | select(.format != null) | .path')
    for plan in "${!plans[@]}"; do
        [ -e "${plans[$plan]}" ] || plans[plan]=$corpus/${plans[$plan]}
    done
    while [ $number -lt $files ]; do
        cp "${plans[$((number % ${#plans[@]}))]}" "$data/many/$(printf '%04d' $number)-plan.md"
        number=$((number + 1))
    done
}

verify() {
    local known
    known=$("$STOPGATE" check --output-format json "$1" 2>/dev/null |
        jq '[.files[] | select(.format != null)] | length' || true)
    if [ "$known" != "$2" ]; then
        echo "only $known of $2 plans in $1 are recognised" >&2
        exit 2
    fi
}

# run PROGRAM PATH: what is compared; findings and how the programs end do not matter here.
run() {
    case $1 in
    stopgate) "$STOPGATE" check --output-format concise "$2" ;;
    rumdl) "$RUMDL" check --no-cache "$2" ;;
    mado) "$MADO" check "$2" ;;
    esac </dev/null >/dev/null 2>&1 || true
}

# used PROGRAM PATH: prints processor seconds and peak megabytes of one run.
used() {
    local arguments=(check)
    local program=${1^^}
    case $1 in
    stopgate) arguments+=(--output-format concise) ;;
    rumdl) arguments+=(--no-cache) ;;
    esac
    /usr/bin/time -q -o "$data/used" -f '%U %S %M' "${!program}" "${arguments[@]}" "$2" </dev/null >/dev/null 2>&1 || true
    awk '{ printf "%.2f %.0f", $1 + $2, $3 / 1024 }' "$data/used"
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
    local median own
    own=$(sort -n "$data/stopgate.times" | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')
    printf '%-10s %10s %10s %22s %10s %8s\n' program 'min ms' 'median ms' 'stopgate / program' 'CPU s' 'peak MB'
    for program in "${programs[@]}"; do
        sort -n "$data/$program.times" |
            awk -v name="$program" -v own="$own" -v used="$(used "$program" "$1")" '
                { t[NR] = $1 }
                END {
                    split(used, u, " ")
                    median = t[int((NR + 1) / 2)]
                    printf "%-10s %10.1f %10.1f %22.2f %10.2f %8d\n", name, t[1] / 1000, median / 1000, own / median, u[1], u[2]
                }'
    done
}

rules_evaluated() {
    { "$STOPGATE" check -v --output-format concise "$1" 2>&1 >/dev/null || true; } |
        sed -n 's/.*, \([0-9]*\) rules evaluated.*/\1/p' | sort -n | uniq -c |
        awk '{ printf "%s%d on %d plans", (NR > 1 ? ", " : "rules evaluated: "), $2, $1 } END { print "" }'
}

for tool in jq awk /usr/bin/time; do
    command -v "$tool" >/dev/null || { echo "peers.sh needs $tool" >&2; exit 2; }
done
if [ -z "${STOPGATE:-}" ]; then
    (cd "$here/.." && cargo build --quiet --release -p stopgate-cli)
    STOPGATE=${CARGO_TARGET_DIR:-$here/../target}/release/stopgate
fi
programs=(stopgate)
if [ -n "${RUMDL:-}" ]; then programs+=(rumdl); fi
if [ -n "${MADO:-}" ]; then programs+=(mado); fi
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

make_plans
verify "$data/one" 1
verify "$data/many" $files
for program in "${programs[@]}"; do
    program=${program^^}
    "${!program}" --version
done
echo "processors: $(nproc)"
echo
echo "one plan of $(wc -c <"$data/one/0001-plan.md") bytes, start to exit, $rounds rounds"
compare "$data/one/0001-plan.md" "$rounds"
rules_evaluated "$data/one"
echo
echo "$files plans of $(cat "$data/many"/* | wc -c) bytes together, $rounds_many rounds"
compare "$data/many" "$rounds_many"
rules_evaluated "$data/many"
