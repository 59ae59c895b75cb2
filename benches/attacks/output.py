"""Much output, output that a terminal obeys, and secrets in output."""

import base64
import os

from tools import run

MEGABYTES = int(os.environ.get("OUTPUT_MB", "50"))
LINE = "rows of this day went into the ledger and none of them is left\\n"


def lines(megabytes):
    return f"import sys; [sys.stdout.write('{LINE}' * 1024) for _ in range({megabytes * 16})]"


BOMBS = {
    "lines": lines(MEGABYTES),
    "one line": f"import sys; [sys.stdout.write('x' * 65536) for _ in range({MEGABYTES * 16})]",
    "line ends": "import sys; [sys.stdout.write('\\n' * 10000) for _ in range(1000)]",
    "1 MB": lines(1),
}


def bomb(tool, folders, kind, is_accepted):
    folder = folders()
    (folder / "bomb.py").write_text(BOMBS[kind] + "\n")
    accepted = {"scrut": ["* (glob+)"]}.get(tool.name, []) if is_accepted else []
    expect = "exit code 0" if is_accepted else "no output"
    tool.write(folder, ["python3 bomb.py"], expected=accepted, expect=expect)
    if tool.name == "stopgate":
        tool.approve(folder)
    ended = run(tool.start(), folder)
    keeps = {"just": "; keeps nothing", "mask": "; keeps nothing"}.get(tool.name, "")
    if not ended.is_done:
        return f"not done after {ended.seconds:.0f} s, {ended.memory:.0f} MB"
    return f"{ended.seconds:.2f} s, {ended.memory:.0f} MB, exit {ended.status}{keeps}"


def much(kind, is_accepted):
    def row(tool, folders):
        if is_accepted and tool.name == "prysk":
            return "n/a: no pattern for any number of lines"
        return bomb(tool, folders, kind, is_accepted)
    return row


# What a terminal would do: its clipboard is set, its title is set, it is cleared, the cursor goes up.
ESCAPES = {"clipboard": b"\x1b]52;c;aGk=\x07", "title": b"\x1b]0;owned\x07", "clear": b"\x1b[2J",
           "cursor": b"\x1b[9A", "8-bit control": "\u009b9A".encode(), "right-to-left override": "\u202e".encode()}


# Stands beside each of them, so that what is not shown at all is told from what is shown and harmless.
MARK = b"beside-it"


def told(passed, shown):
    if MARK not in shown:
        return "n/a: does not show it"
    some = 0 < len(passed) < len(ESCAPES)
    return f"{len(passed)} of {len(ESCAPES)} reach the terminal" + (f": {', '.join(passed)}" if some else "")


def escapes_in_output(tool, folders):
    folder = folders()
    (folder / "payload").write_bytes(b"\n".join(sequence + MARK for sequence in ESCAPES.values()) + b"\n")
    tool.write(folder, ["cat payload; exit 3"])
    if tool.name == "stopgate":
        tool.approve(folder)
    shown = run(tool.start(), folder, on_terminal=True).output
    return told([name for name, sequence in ESCAPES.items() if sequence in shown], shown)


def escapes_in_command(tool, folders):
    passed, shown = [], b""
    for name, sequence in ESCAPES.items():
        folder = folders()
        tool.write(folder, [f"test {MARK.decode()} = '{sequence.decode()}'"])
        said = b""
        if tool.name == "stopgate":
            tool.approve(folder)
            said = run(tool.review(), folder, on_terminal=True).output
        said += run(tool.start(), folder, on_terminal=True).output
        shown += said
        if sequence in said:
            passed.append(name)
    return told(passed, shown)


SECRET = "s3cr3t-Kq8ZpT41xW"
# The second half comes later, so that no reader gets it in one piece.
TELL = """printf 'raw %s\\n' "$API_SECRET"
printf 'base64 %s\\n' "$(printf %s "$API_SECRET" | base64)"
printf 'hex %s\\n' "$(printf %s "$API_SECRET" | od -An -tx1 | tr -d ' \\n')"
printf 'halves %.8s' "$API_SECRET"; sleep 0.2; printf '%s\\n' "${API_SECRET#????????}"
exit 3
"""


def forms():
    raw = SECRET.encode()
    return {"raw": raw, "base64": base64.b64encode(raw), "hex": raw.hex().encode()}


def secrets(tool, folders):
    folder = folders()
    (folder / "tell.sh").write_text(TELL)
    tool.write(folder, ["sh tell.sh"])
    run_with = {"API_SECRET": SECRET}
    if tool.name == "stopgate":
        (folder / ".stopgate/config.toml").write_text('[secrets]\nAPI_SECRET = { env = "API_SECRET" }\n')
        tool.approve(folder)
    shown = run(tool.start(), folder, extra=run_with).output
    if tool.is_transcript and tool.name != "stopgate":
        if tool.name == "scrut":
            tool.write(folder, [f"sh {folder}/tell.sh"])
        run(tool.update(), folder, extra=run_with)
    if b"raw " not in shown:
        return "not measured: the step did not tell it"
    on_screen = sum(shown.count(form) for form in forms().values())
    in_files = 0
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            in_files += sum(text.count(form) for form in forms().values())
    return f"readable {on_screen} times on the screen, {in_files} times in files"


ROWS = [
    (f"{MEGABYTES} MB of lines, right whatever they are", much("lines", True)),
    (f"{MEGABYTES} MB of lines, none of them expected", much("lines", False)),
    (f"{MEGABYTES} MB without a line end", much("one line", False)),
    ("10,000,000 line ends and nothing else", much("line ends", False)),
    ("1 MB of lines, none of them expected", much("1 MB", False)),
    ("Output that a terminal obeys", escapes_in_output),
    ("A command that a terminal obeys", escapes_in_command),
    ("A step tells a secret (raw, base64, hex, in two halves)", secrets),
]
