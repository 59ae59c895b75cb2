# Writes made-up ExecPlans: awk -v directory=DIR -v count=2000 -v bytes=16000 -f plans.awk
#
# Every plan has the twelve sections, with entries, decisions, commands and checks of its own; sizes
# vary by a third around `bytes`, or not at all where `count` is 1. The same arguments give the same
# bytes with any awk.

function random(below) {
    state = (state * 16807) % 2147483647
    return state % below
}

function one(words,    n, list) {
    n = split(words, list, "|")
    return list[random(n) + 1]
}

function system_name() { return one("ledger|depot scanner|price feed|invoice export|visit counter|tariff table|route planner|claims archive|meter readings|parcel index") }
function verb() { return one("copies|validates|groups|deletes|compares|renames|counts|compresses|signs|orders") }
function reason() { return one("one path means one set of checks|the key is the smallest that the supplier confirmed|a second table would have to be kept in step|readers ask for days and not for hours|the old name stands in three reports|the lock is held for less than a second") }
function person() { return one("Marta|Jonas|Aylin|Pavel|Noor") }
function file() { return one("src/load|src/check|src/report|tests/load|migrations") "/" one("reader|writer|rows|days|keys|zones|totals") "_" random(90) one(".py|.sql|.py") }
function day(n) { return sprintf("2026-%02d-%02d", 1 + int(n / 28) % 12, 1 + n % 28) }
function clock() { return sprintf("%02d:%02dZ", 6 + random(14), random(60)) }

function sentence() {
    return one("The|Each run of the|Until now the|After this change the") " " system_name() " " verb() " the rows of `" \
        file() "` " one("before|after|while") " the " system_name() " " verb() " what " \
        one("the day|the operator|the supplier|the nightly run") " has left, because " reason() "."
}

function paragraph(sentences,    text, line, words, n, i) {
    text = ""
    while (sentences-- > 0) text = text (text == "" ? "" : " ") sentence()
    n = split(text, words, " ")
    text = line = ""
    for (i = 1; i <= n; i++) {
        if (length(line) + length(words[i]) > 98) {
            text = text line "\n"
            line = ""
        }
        line = line (line == "" ? "" : " ") words[i]
    }
    return text line "\n\n"
}

function progress(n,    text, i) {
    for (i = 1; i <= n; i++)
        text = text "- [" (i < n ? "x" : " ") "] (" day(i + offset) " " clock() ") Milestone " i ": the " \
            system_name() " " verb() " its rows by `" file() "`.\n"
    return text "\n"
}

function discoveries(n,    text, i) {
    for (i = 1; i <= n; i++)
        text = text "- Observation: the " system_name() " " verb() " a row twice when the connection ends; " \
            random(90) / 10 " % of the rows of a file.\n  Evidence: `python -m tools.count --day " day(i) \
            "` printed `rows=" 1000 + random(9000) " copies=" random(200) "`.\n"
    return text "\n"
}

function decisions(n,    text, i) {
    for (i = 1; i <= n; i++)
        text = text "- Decision: the " system_name() " " verb() " the key `(" one("depot|day|meter") "_id, " \
            one("read|sent|made") "_at)` of `" file() "`.\n  Rationale: " reason() ", and " reason() \
            ".\n  Date/Author: " day(i + offset) ", " person() "\n"
    return text "\n"
}

function work(n,    text, i) {
    for (i = 1; i <= n; i++)
        text = text "### Milestone " i ": the " system_name() " " verb() " whole days\n\n" paragraph(2 + random(3))
    return text
}

function steps(n,    text, i, rows) {
    text = "Run everything from the repository root, with the virtual environment `.venv` active.\n\n"
    for (i = 1; i <= n; i++) {
        rows = 100 + random(900)
        text = text "Load day " i ", which " verb() " the " system_name() ":\n\n```sh\npython -m load --day " day(i) \
            " --part " random(40) "\n```\n\nExpected: `rows=" rows " rejected=0`.\n\n"
    }
    return text
}

function checks(n,    text, i) {
    for (i = 1; i <= n; i++)
        text = text i ". The " system_name() " " verb() " its rows once: `python -m tools.view --day " day(i) \
            " --key " random(9000) "`\n   prints `rows=" random(90) "` and exits with 0.\n"
    return text "\n"
}

function files(n,    text) {
    while (n-- > 0) text = text "- `" file() "`, which " verb() " what the " system_name() " " verb() ",\n"
    return text "- `README.md`, which says how the parts fit together.\n\n"
}

function notes(n,    text) {
    text = "From the first local trial:\n\n```text\n"
    while (n-- > 0) text = text day(n) " " clock() " load: rows=" random(9000) " copies=" random(90) " seconds=" random(600) / 10 "\n"
    return text "```\n\n"
}

function table(n,    text) {
    text = "| Function | Takes | Gives | Errors |\n|---|---|---|---|\n"
    while (n-- > 0) text = text "| `" one("read|load|undo|count") "_" random(90) "(day)` | a day | rows of the " system_name() " | `DayMissing` |\n"
    return text "\n"
}

# A plan of about 900 + 1540 × k bytes.
function plan(k) {
    return "# The " system_name() " " verb() " whole days\n\n" \
        "This ExecPlan is a living document. Progress, Surprises & Discoveries, Decision Log and Outcomes &\n" \
        "Retrospective are kept current while the work proceeds.\n\n" \
        "## Purpose / Big Picture\n\n" paragraph(2) \
        "## Progress\n\n" progress(2 * k) \
        "## Surprises & Discoveries\n\n" discoveries(int(k / 2) + 1) \
        "## Decision Log\n\n" decisions(int(k / 2) + 1) \
        "## Outcomes & Retrospective\n\n" paragraph(2) \
        "## Context and Orientation\n\n" paragraph(int(k / 2) + 1) files(k) paragraph(int(k / 3) + 1) \
        "## Plan of Work\n\n" work(int(k / 2) + 1) \
        "## Concrete Steps\n\n" steps(k) \
        "## Validation and Acceptance\n\n" checks(k) \
        "## Idempotence and Recovery\n\nEvery step can be repeated: a day is loaded as a whole or not at all. To undo a day, run\n" \
        "`python -m load --undo " day(k) "`, which prints `undone=1` and restores the rows from the backup.\n\n" \
        "## Artifacts and Notes\n\n" notes(k) \
        "## Interfaces and Dependencies\n\n" table(k)
}

BEGIN {
    for (number = 1; number <= count; number++) {
        state = 7919 * number + 17
        for (i = 0; i < 8; i++) random(2)
        offset = random(200)
        wanted = count == 1 ? bytes : bytes * (0.67 + random(67) / 100)
        name = sprintf("%s/%04d-plan.md", directory, number)
        k = int((wanted - 900) / 1540 + 0.5)
        printf "%s", plan(k < 1 ? 1 : k) > name
        close(name)
    }
}
