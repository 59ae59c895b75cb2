#!/usr/bin/env python3
"""The same attacks on Stopgate and on the tools beside it, as a Markdown table of what happened.

    STOPGATE=path SCRUT=path JUST=path MASK=path PRYSK=path benches/attacks/attacks.py [WORD…]

Each path may be left out where the program lies on PATH; a tool that is not there is left out of the table. With
words, only the rows that hold one of them. LIMIT is the longest run of a tool in seconds (60), OUTPUT_MB the size of
an output that is too much (50). Everything takes place in folders of its own below TMPDIR.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import approval
import files
import output
import page
import processes
import record
from tools import Just, Mask, Prysk, Scrut, Stopgate, found

TITLES = {page: "What is seen is what runs", approval: "What was looked at is what runs", processes: "Processes",
          output: "Output", files: "Files", record: "Evidence, repetition, crashes"}


def tools(key):
    built = Path(__file__).resolve().parents[2] / "target/release/stopgate"
    own = found("stopgate", "STOPGATE") or (str(built) if built.exists() else None)
    if own is None:
        sys.exit("no stopgate: give STOPGATE=path, or build it with cargo build --release -p stopgate-cli")
    others = [(Scrut, "SCRUT"), (Just, "JUST"), (Mask, "MASK"), (Prysk, "PRYSK")]
    there = [(kind, found(kind.name, variable)) for kind, variable in others]
    for kind, program in there:
        if program is None:
            print(f"{kind.name} is not here, and left out", file=sys.stderr)
    return [Stopgate(os.path.abspath(own), key)] + [kind(os.path.abspath(program)) for kind, program in there if program]


def folders_below(base):
    return lambda: Path(tempfile.mkdtemp(dir=base))


def demand_control(tool, folders):
    """A tool that carries out nothing would withstand everything."""
    folder = folders()
    page.carry_out(tool, folder, tool.text(["printf x >one", "printf x >two"]))
    if not ((folder / "one").exists() and (folder / "two").exists()):
        sys.exit(f"{tool.name} does not carry out what is allowed; nothing is measured")


def cell(row, tool, folders):
    try:
        return row(tool, folders)
    except Exception as error:  # An attack that cannot be made says so in its place.
        return f"not measured: {type(error).__name__}: {error}"


def shown(text):
    return text.replace("|", "\\|").replace("\n", " ")


def main(words):
    base = Path(tempfile.mkdtemp(prefix="attacks-"))
    try:
        key = base / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "attacks", "-f", key], check=True)
        all_tools = tools(key)
        folders = folders_below(base)
        for tool in all_tools:
            demand_control(tool, folders)
        print("Versions: " + ", ".join(tool.version() for tool in all_tools) + ".")
        for module, title in TITLES.items():
            rows = [(name, row) for name, row in module.ROWS if not words or any(word in name for word in words)]
            if not rows:
                continue
            print(f"\n| {title} | " + " | ".join(tool.name for tool in all_tools) + " |")
            print("|---" * (len(all_tools) + 1) + "|")
            for name, row in rows:
                cells = [shown(cell(row, tool, folders)) for tool in all_tools]
                print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
