#!/bin/sh
# A tour of Stopgate in one command: builds it, and has the plan in examples/tour approved and run from
# its first phase to its last, in a copy that is gone afterwards.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)

for tool in cargo ssh-keygen; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing. cargo comes with Rust (https://rustup.rs), ssh-keygen with the Debian package openssh-client." >&2
        exit 2
    fi
done

echo "Building stopgate; the first time takes a few minutes."
built=$(cargo build --locked --manifest-path "$root/Cargo.toml" -p stopgate-cli --bin stopgate \
    --message-format json-render-diagnostics)
program=$(printf '%s\n' "$built" | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p')
PATH=$(dirname "$program"):$PATH

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
cp -R "$root/examples/tour" "$folder/seeds"
cd "$folder/seeds"

# Says what comes, shows the command as somebody would type it, and carries it out: TEXT EXIT COMMAND
station() {
    printf '\n%s\n\n$ %s\n' "$1" "$3"
    code=0
    eval "$3" 2>&1 || code=$?
    if [ "$code" -ne "$2" ]; then
        echo "The tour ends here: exit code $code, and $2 was expected." >&2
        exit 1
    fi
}

plan=plans/shelf-pages.md
signed="--as ruta@seeds.example --key ../ruta"

station "Is anything wrong with the plan?" 0 \
    "stopgate check $plan"
station "May it pass its gate? That alone lets nothing run." 0 \
    "stopgate gate $plan"
station "A person needs a key to sign with; this one is thrown away afterwards." 0 \
    'ssh-keygen -q -t ed25519 -N "" -C ruta -f ../ruta'
station "The repository says whose signature counts." 0 \
    'mkdir .stopgate && echo "ruta@seeds.example $(cat ../ruta.pub)" > .stopgate/allowed_signers'
station "Nobody approved the plan, so it does not run: exit code 3." 3 \
    "stopgate run $plan"
station "Ruta reads what would run, and signs." 0 \
    "stopgate approve $plan $signed"
station "Now it runs, up to its first stop-gate: exit code 10 says that it waits there for a person." 10 \
    "stopgate run $plan"
station "Without a go it stays there." 10 \
    "stopgate resume"
station "Ruta compares the two counts, and says go." 0 \
    "stopgate go $signed --reason 'two lines less, as Emil remembers'"
station "The second phase, up to its stop-gate." 10 \
    "stopgate resume"
station "One check is for a person: she saw to it, confirms it, and closes the plan." 0 \
    "stopgate go $signed --confirm-all"
station "What was done, how it ended, and who decided." 0 \
    "stopgate show"
station "Is the record what was written, and did people sign what it says?" 0 \
    "stopgate verify"
station "The same without Stopgate: the approval is signed, says ssh-keygen alone." 0 \
    'for file in .stopgate/approvals/*.json; do ssh-keygen -Y verify -f .stopgate/allowed_signers -I ruta@seeds.example -n stopgate-approval@v1 -s "$file.sig" < "$file"; done'
station "Evidence stands in the plan, where the next reader finds it." 0 \
    "sed -n '/^## Run record/,\$p' $plan | head -n 12"
station "Run it again: what is done is not repeated." 0 \
    "stopgate run $plan"

printf '\nThe run finished: both phases passed, and a person said go after each. The copy and the key are gone.\n'
