"""Records how the pages below docs/formats are followed on a terminal.

    python3 docs/pictures/record.py [--check] [--program PATH] [NAME…]

A page shows files, commands and a file of answers. This makes the files, carries out the commands from `stopgate new` to
`stopgate gate` on a terminal of its own, and types at `stopgate ask` what the file of answers says. NAME.cast is what the
terminal got, as asciinema reads it; NAME.svg is its beginning and its end. With --check nothing is written: it fails where
either is not what the program prints now. Only the moments at which something was printed are not compared.
"""

import argparse
import fcntl
import html
import json
import os
import pty
import re
import select
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGES = ROOT / "docs/formats"
COLUMNS, ROWS = 120, 36
# How long a person looks at a question, and at what they type, seconds. Patience is for a program that says nothing.
READING, TYPING, PATIENCE = 1.0, 0.12, 60
# A table with one of these keys is an answer; another one holds answers.
WAYS = {"answer", "rows", "choose", "confirm", "skip", "defer", "not_applicable"}
PROMPT = "\x1b[1m$ \x1b[0m"
# Beside what a shell shows, nothing is printed that ends like this while the program does not listen.
LISTENS = ("\n> ", "because (may stay empty): ")
# How a line that can be edited ends to be drawn.
SETTLED = "\x1b[?2026l"
# What moves nothing: a paste is marked as one, and a line is drawn at once.
QUIET = {"\x1b[?2004h", "\x1b[?2004l", "\x1b[?2026h", "\x1b[?2026l"}


def blocks(page):
    """The fenced blocks of a page: what stands behind the fence, and the lines."""
    fence = re.compile(r"^(```+|~~~+)([^\n]+)\n(.*?)^\1$", re.M | re.S)
    return [(info.strip(), text) for _, info, text in fence.findall(page)]


def commands(text):
    """The commands of a console block."""
    return re.findall(r"^\$ (.*)$", re.sub(r"\\\n>? *", "", text), re.M)


class Terminal:
    """A terminal on which commands are carried out one after the other, and all it got with the moment."""

    def __init__(self, environment, hurry):
        self.environment, self.hurry = environment, hurry
        self.events, self.begin = [], time.monotonic()
        self.open = None

    def got(self, text):
        self.events.append((round(time.monotonic() - self.begin, 2), text))

    def wait(self, seconds):
        if not self.hurry:
            time.sleep(seconds)

    def prompt(self, command):
        """Shows a command as it is typed to a shell."""
        self.got(PROMPT)
        for word in re.findall(r"\S+\s*", command):
            self.wait(TYPING)
            self.got(word)
        self.wait(READING / 2)
        self.got("\r\n")

    def start(self, command, folder):
        self.open, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        streams = {"stdin": its, "stdout": its, "stderr": its}
        self.child = subprocess.Popen(
            ["sh", "-c", command], cwd=folder, env=self.environment, start_new_session=True, **streams
        )
        os.close(its)

    def hear(self, ends):
        """Takes what is printed until it ends like this, or until the command ends."""
        heard = ""
        while self.open and not ends(heard):
            if not select.select([self.open], [], [], PATIENCE)[0]:
                raise SystemExit(f"nothing was printed any more after:\n{heard[-2000:]}")
            try:
                part = os.read(self.open, 65536)
            except OSError:
                part = b""
            if not part:
                self.child.wait()
                os.close(self.open)
                self.open = None
                return
            while part[-1] & 0x80 and not decodes(part):
                part += os.read(self.open, 1)
            heard += part.decode()
            self.got(part.decode())

    def type(self, line, ends):
        """Types a line and takes what follows it."""
        if not self.open:
            raise SystemExit(f"the command ended before somebody typed: {line}")
        for word in re.findall(r"\S+\s*|^\s+", line):
            self.wait(TYPING)
            os.write(self.open, word.encode())
            self.hear(lambda heard, word=word: len(heard) >= len(word))
        os.write(self.open, b"\n")
        self.hear(ends)


def decodes(part):
    try:
        part.decode()
    except UnicodeDecodeError:
        return False
    return True


def words(heard):
    """What is shown, without what moves the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", heard)


def listens(heard):
    """True where the program takes an answer: the cursor was put behind a prompt."""
    return words(heard).endswith(LISTENS) and heard.endswith(SETTLED)


def goes_on(heard):
    """True where the program takes another line of the same answer, or asks why."""
    return words(heard) == "\n  " and heard.endswith(SETTLED) or listens(heard)


class Follower:
    """Somebody who follows a page."""

    def __init__(self, page, program, hurry):
        self.page, self.hurry = page, hurry
        self.home = tempfile.TemporaryDirectory()
        home = Path(self.home.name).resolve()
        (home / "bin").mkdir()
        os.symlink(program, home / "bin/stopgate")
        (home / "clone/.git").mkdir(parents=True)
        self.folder = home / "clone"
        self.environment = {
            "PATH": f"{home}/bin:{os.environ['PATH']}",
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        self.terminal = Terminal(self.environment, hurry)

    def follow(self):
        """Carries out the page up to its gate; what the terminal got."""
        recording = False
        for info, text in blocks(self.page.read_text()):
            language, _, path = info.partition(" ")
            if path and not path.startswith("{"):
                file = self.folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            for command in commands(text) if info == "console" else []:
                recording = recording or command.startswith("stopgate new")
                if not recording:
                    self.quietly(command)
                    continue
                self.show(command)
                if command.startswith("stopgate gate"):
                    return self.terminal.events
        raise SystemExit(f"{self.page} never comes to `stopgate gate`")

    def quietly(self, command):
        shell = ["sh", "-ec", command + "; pwd"]
        done = subprocess.run(shell, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, check=True)
        self.folder = Path(done.stdout.decode().split("\n")[-2])

    def show(self, command):
        typed, answers = re.subn(r" --answers (\S+)", "", command)
        said, plan, wanted = self.rehearsal(command) if answers else ([], None, None)
        self.terminal.prompt(typed)
        self.terminal.start(typed, self.folder)
        if said:
            self.terminal.hear(listens)
        for answer in said:
            self.terminal.wait(READING)
            for line in answer[:-1]:
                self.terminal.type(line, goes_on)
            self.terminal.type(answer[-1], listens)
        self.terminal.hear(lambda _: False)
        if plan and (self.folder / plan).read_bytes() != wanted:
            raise SystemExit(f"{self.page}: typed, the answers make another plan; a blank line ends an answer")
        self.terminal.wait(READING)

    def rehearsal(self, command):
        """The lines that are typed to each question, found out in a copy by JSON lines; the plan, and what it becomes."""
        said, answers = [], re.search(r"--answers (\S+)", command)[1]
        script = flat(tomllib.loads((self.folder / answers).read_text()))
        copy = Path(self.home.name) / "copy"
        shutil.copytree(self.folder, copy)
        words = shlex.split(command.replace(f"--answers {answers}", "--json"))
        talk = subprocess.Popen(
            words, cwd=copy, env=self.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for line in talk.stdout:
            told = json.loads(line)
            if "refused" in told:
                raise SystemExit(f"{self.page}: {told['refused']}")
            if "question" not in told:
                continue
            question = told["question"]
            reply, lines = answer(question, script)
            said.append(lines)
            talk.stdin.write(json.dumps({"key": question["key"], **reply}) + "\n")
            talk.stdin.flush()
        talk.wait()
        becomes = (copy / words[2]).read_bytes()
        shutil.rmtree(copy)
        return said, words[2], becomes


def flat(table, before=""):
    """The answers by the whole key of their question."""
    keys = {}
    for key, told in table.items():
        is_answer = not isinstance(told, dict) or WAYS & told.keys()
        keys |= {before + key: told} if is_answer else flat(told, f"{before}{key}.")
    return keys


def answer(question, script):
    """What the file of answers says to a question: as JSON, and as the lines that a person types."""
    key = question["key"]
    if (told := script.get(key)) is None:
        raise SystemExit(f"the answers say nothing to {key}: {question['text']}")
    if isinstance(told, dict):
        if "defer" in told:
            return told, [f":defer {told['defer']} {told['until']}"]
        if "choose" in told:
            return told, [str(told["choose"]), told.get("reason", "")]
        if "not_applicable" in told:
            return told, [f":na {told['not_applicable']}"]
        return told, [":skip" if "skip" in told else ":yes"]
    if isinstance(told, list):
        rows = [row if isinstance(row, str) else " | ".join(row) for row in told]
        return {"answer": "\n".join(rows)}, [*rows, ""]
    lines = told.strip("\n").split("\n")
    return {"answer": "\n".join(lines)}, lines if question["form"] == "line" else [*lines, ""]


def cells(text):
    """The lines of a terminal that got this: of each character what it looks like."""
    lines, row, column, style = [[]], 0, 0, ()
    for part in re.findall(r"\x1b\[[\d;?]*[A-Za-z]|[^\x1b]", text):
        steps = int(part[2:-1]) if part.startswith("\x1b") and part[2:-1].isdigit() else 1
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
        elif not part.startswith("\x1b"):
            if column == COLUMNS:
                row, column = row + 1, 0
            lines += [[] for _ in range(row + 1 - len(lines))]
            line = lines[row]
            line += [(" ", ())] * (column + 1 - len(line))
            line[column] = (part, style)
            column += 1
        elif part[-1] == "m":
            for code in part[2:-1].split(";"):
                style = () if code in ("", "0") else (*style, int(code))
        elif part[-1] == "K":
            lines += [[] for _ in range(row + 1 - len(lines))]
            del lines[row][column:]
        elif part[-1] == "A":
            row -= steps
        elif part[-1] == "C":
            column += steps
        elif part not in QUIET:
            raise SystemExit(f"the terminal got what the picture cannot show: {part!r}")
    return lines + [[] for _ in range(row + 1 - len(lines))]


def excerpt(lines):
    """The beginning with the first two questions, the last question, and the check with the gate."""
    texts = ["".join(character for character, _ in line) for line in lines]
    asked = [at for at, text in enumerate(texts) if re.search(r" · \d+ left$", text)]
    commands = [at for at, text in enumerate(texts) if text.startswith("$ ")]
    interview = next(at for at in commands if texts[at].startswith("$ stopgate ask"))
    check = next(at for at in commands if texts[at].startswith("$ stopgate check"))
    after = next(at for at in commands if at > asked[-1])
    more = [("⋮", (2,))]
    end = lines[after:] if check == after else [[], more, [], *lines[check:]]
    return [*lines[interview : asked[2]], more, [], *lines[asked[-1] : after], *end]


COLOURS = {31: "#f4005f", 32: "#98e024", 33: "#fa8419", 34: "#9d65ff", 35: "#f4005f", 36: "#58d1eb"}


def looks(style):
    colours = [COLOURS[code] for code in style if code in COLOURS]
    unknown = set(style) - set(COLOURS) - {1, 2}
    if unknown:
        raise SystemExit(f"the picture does not know the style {unknown}")
    bold = ' font-weight="bold"' if 1 in style else ""
    faint = ' opacity="0.6"' if 2 in style else ""
    return f'fill="{colours[-1] if colours else "#d9d9d9"}"{bold}{faint}'


def picture(text, title):
    """The terminal as an SVG that needs no font and no file beside it."""
    lines = excerpt(cells(text.rstrip()))
    wide, high, left, top = 12.2, 24.4, 18, 62
    width, height = round(COLUMNS * wide + 2 * left), round(len(lines) * high + top + 14)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
        f"<title>{html.escape(title)}</title>",
        f'<rect width="{width}" height="{height}" rx="8" fill="#292929"/>',
        *(f'<circle cx="{26 + 22 * at}" cy="22" r="7" fill="{of}"/>' for at, of in enumerate(["#ff5f57", "#febc2e", "#28c840"])),
        f'<text x="{width / 2:g}" y="28" text-anchor="middle" font-family="sans-serif" font-size="18" fill="#d9d9d9">{html.escape(title)}</text>',
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="20">',
    ]
    for row, line in enumerate(lines):
        at = 0
        while at < len(line):
            end = at
            while end < len(line) and line[end][1] == line[at][1]:
                end += 1
            run = "".join(c for c, _ in line[at:end])
            if run.strip():
                place = f'x="{left + at * wide:.1f}" y="{top + row * high:.1f}" textLength="{len(run) * wide:.1f}"'
                shown = html.escape(run, quote=False).replace(" ", "\u00a0")
                out.append(f"<text {place} {looks(line[at][1])}>{shown}</text>")
            at = end
    return "\n".join([*out, "</g>", "</svg>", ""])


def cast(events, title):
    """What asciinema plays."""
    head = {"version": 2, "width": COLUMNS, "height": ROWS, "title": title}
    lines = [head, *([moment, "o", text] for moment, text in events)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def text_of(recorded):
    head, *events = (json.loads(line) for line in recorded.splitlines())
    return head, "".join(text for _, _, text in events)


def difference(there, now):
    """Where two recordings part, for whoever has to look."""
    for old, new in zip(there.split("\r\n") + [""], now.split("\r\n") + [""]):
        if old != new:
            return f"  recorded: {old}\n  now:      {new}"
    return "  one goes on where the other ends"


def record(name, program, check):
    """Makes a recording and its picture, or says what is wrong with the ones that are there."""
    page = PAGES / f"{name}.md"
    title = f"{name}: from blank to PASS"
    events = Follower(page, program, check).follow()
    now = cast(events, title)
    files = HERE / f"{name}.cast", HERE / f"{name}.svg"
    if not check:
        files[0].write_text(now)
        files[1].write_text(picture(text_of(now)[1], title))
        return ""
    there = text_of(files[0].read_text())
    if there != text_of(now):
        return f"{files[0].name} shows something else than the program:\n{difference(there[1], text_of(now)[1])}"
    if files[1].read_text() != picture(there[1], title):
        return f"{files[1].name} is not the picture of {files[0].name}"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--program", type=Path, default=ROOT / "target/debug/stopgate")
    parser.add_argument("names", nargs="*", default=sorted(page.stem for page in PAGES.glob("*.md")))
    options = parser.parse_args()
    program = options.program.resolve(strict=True)
    with ThreadPoolExecutor() as pool:
        faults = pool.map(lambda name: record(name, program, options.check), options.names)
        wrong = [fault for fault in faults if fault]
    if wrong:
        sys.exit("\n".join(wrong) + "\nmake them again and look at them: python3 docs/pictures/record.py")


if __name__ == "__main__":
    main()
