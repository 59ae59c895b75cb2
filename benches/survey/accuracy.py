#!/usr/bin/env python3
"""How much of what people expect of a repository does `stopgate survey` find, and how much of it is right?

    STOPGATE=target/debug/stopgate benches/survey/accuracy.py FOLDER [--list]

FOLDER holds a checkout of each repository of `expected/`, by its name, at the commit that its file names. What is
expected was written by hand before the survey was run. What is reported is right unless `wrong.tsv` says otherwise;
that list, too, was written by hand, by reading every fact that was reported (`--list` prints them). Each proof is
looked up: the file is there, has the line, and the line holds the excerpt.

Ends with 1 where fewer than 80 of 100 expected facts are found, fewer than 95 of 100 reported ones are right, or a
proof is none.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOUND = 0.80
RIGHT = 0.95


def rows(path):
    lines = path.read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def survey(checkout):
    program = os.environ.get("STOPGATE", "stopgate")
    run = [program, "survey", str(checkout), "--root", str(checkout), "--output-format", "json"]
    return json.loads(subprocess.run(run, check=True, capture_output=True).stdout)


def says(fact, kind, name, version):
    """True where a fact is the expected one; operators around a version are no part of it."""
    if fact["kind"] != kind or fact["name"].lower() != name.lower():
        return False
    locked = (fact["locked"] or {}).get("version", "")
    versions = [re.sub(r"^[^\d]*", "", text or "") for text in (fact["version"], locked)]
    return not version or any(text.startswith(version) for text in versions)


def is_proved(checkout, path, line, excerpt):
    try:
        lines = (checkout / path).read_bytes().decode("utf-8", "replace").lstrip("\ufeff").split("\n")
    except OSError:
        return False
    if line < 1 or line > max(len(lines), 1):
        return False
    pieces = excerpt.rstrip("…").split("[masked]")
    return all(piece.strip() in lines[line - 1] for piece in pieces)


def proofs(checkout, fact):
    """The proofs of a fact that are none."""
    shown = [fact["proof"]] + ([fact["locked"]] if fact["locked"] else [])
    shown = [proof for proof in shown if "path" in proof]
    return [p for p in shown if not is_proved(checkout, p["path"], p["line"], p["excerpt"])]


def main():
    folder = Path(sys.argv[1])
    wrong = {tuple(row[:4]) for row in rows(HERE / "wrong.tsv")}
    total = [0, 0, 0, 0]
    unproved = []
    print("| repository | commit | expected | found | reported | right |")
    print("|---|---|---|---|---|---|")
    for path in sorted((HERE / "expected").glob("*.tsv")):
        title = path.read_text().splitlines()[0].lstrip("# ")
        repository, commit = title.split()
        checkout = folder / path.stem
        facts = survey(checkout)["facts"]
        expected = [(row + [""] * 3)[:3] for row in rows(path)]
        missed = [row for row in expected if not any(says(fact, *row) for fact in facts)]
        faults = [f for f in facts if (path.stem, f["kind"], f["name"], f["version"] or "") in wrong]
        unproved += [(path.stem, fact["name"], proof) for fact in facts for proof in proofs(checkout, fact)]
        counts = [len(expected), len(expected) - len(missed), len(facts), len(facts) - len(faults)]
        total = [a + b for a, b in zip(total, counts)]
        print(f"| {repository} | {commit[:10]} | " + " | ".join(map(str, counts)) + " |")
        if "--list" in sys.argv:
            for row in missed:
                print("  missed:", *row)
            for fact in facts:
                proof = fact["proof"]
                place = f"{proof['path']}:{proof['line']}" if "path" in proof else proof["commit"][:10]
                locked = (fact["locked"] or {}).get("version")
                print("  ", fact["kind"], "|", fact["name"], "|", fact["version"], "|", locked, "|", fact["value"], "|", place)
    print("| all |  | " + " | ".join(map(str, total)) + " |")
    expected, found, reported, right = total
    print(f"\nfound {found / expected:.1%}, right {right / reported:.1%}, proofs that are none: {len(unproved)}")
    for fault in unproved:
        print("no proof:", fault)
    sys.exit(not (found >= FOUND * expected and right >= RIGHT * reported and not unproved))


main()
