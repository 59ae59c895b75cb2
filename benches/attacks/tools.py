"""The tools under attack: how each is given commands, run as its documentation says, and looked at."""

import hashlib
import os
import pty
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

PERSON = "attacks@example.org"
DAY = "2026-11-20"
# Longest run of a tool, seconds; what takes longer is said to be not done.
LIMIT = float(os.environ.get("LIMIT", "60"))
FENCE = "```"


class Ended:
    """What came of a run of a tool."""

    def __init__(self, status, output, seconds, memory):
        self.status = status
        self.output = output
        self.seconds = seconds
        # Peak memory of the tool's own processes, MB.
        self.memory = memory

    @property
    def is_done(self):
        return self.status is not None


def running_processes():
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            yield int(entry)


def with_marker(marker):
    """Processes that live and have a text in their command line."""
    found = []
    for process in running_processes():
        try:
            line = Path(f"/proc/{process}/cmdline").read_bytes()
            state = Path(f"/proc/{process}/stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if marker.encode() in line and state not in "ZX":
            found.append(process)
    return found


def end(processes):
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def below(process):
    """A process and all that it started, as far as they did not leave it."""
    found = [process]
    for each in found:
        try:
            found += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            pass
    return found


class Memory:
    """Peak memory of those processes below one that are the same program as it."""

    def __init__(self, process):
        self.process, self.most = process, {}

    def look(self):
        try:
            program = os.readlink(f"/proc/{self.process}/exe")
        except OSError:
            return
        for process in below(self.process):
            try:
                if os.readlink(f"/proc/{process}/exe") != program:
                    continue
                for line in Path(f"/proc/{process}/status").read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        self.most[process] = max(self.most.get(process, 0), int(line.split()[1]))
            except OSError:
                pass

    def megabytes(self):
        return sum(self.most.values()) / 1024


def environment(extra=None):
    """What every tool gets: no locale of the user, no colours."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**inherited, "LANG": "C.UTF-8", "TERM": "xterm", "NO_COLOR": "1", **(extra or {})}


def run(line, folder, extra=None, keep=1 << 20, limit=None, on_terminal=False):
    """Runs a tool to its end; keeps the first bytes of what it says, counts none of the rest."""
    begun = time.monotonic()
    limit = limit or LIMIT
    if on_terminal:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(line, cwd=folder, env=environment(extra), stdin=theirs, stdout=theirs, stderr=theirs,
                                   start_new_session=True)
    else:
        ours, theirs = os.pipe()
        process = subprocess.Popen(line, cwd=folder, env=environment(extra), stdin=subprocess.DEVNULL, stdout=theirs,
                                   stderr=theirs, start_new_session=True)
    os.close(theirs)
    memory, kept, status, looked = Memory(process.pid), bytearray(), None, 0
    is_open = True
    while True:
        now = time.monotonic()
        if now - looked > 0.01:
            memory.look()
            looked = now
        if is_open and select.select([ours], [], [], 0.005)[0]:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:
                piece = b""
            is_open = bool(piece)
            kept += piece[: max(0, keep - len(kept))]
            continue
        if not is_open:
            time.sleep(0.005)
        status = process.poll()
        # What a tool left behind may keep the pipe open.
        if status is not None or now - begun > limit:
            break
    seconds = time.monotonic() - begun
    if status is None:
        end(below(process.pid))
        process.wait()
    os.close(ours)
    return Ended(status, bytes(kept), seconds, memory.megabytes())


class Tool:
    """A program, its name and its version."""

    name = ""
    # Whether people read its document as a rendered page.
    is_page = False
    # Whether it compares output with what the document expects, and can write it there.
    is_transcript = False
    # A folder that it needs beside the document, which may lie elsewhere.
    document = ""

    def __init__(self, program):
        self.program = program

    def version(self):
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False)
        return (said.stdout + said.stderr).strip().splitlines()[-1]

    def prepare(self, folder):
        """Makes what a document needs around it."""

    def write(self, folder, commands, **options):
        """A document with commands in it."""
        self.prepare(folder)
        (folder / self.document).write_text(self.text(commands, **options))

    def start(self):
        """The command line that carries the document out."""
        raise NotImplementedError


class Just(Tool):
    name, document = "just", "justfile"

    def text(self, commands, directory=None, **_):
        attribute = f"[working-directory: '{directory}']\n" if directory else ""
        return attribute + "steps:\n" + "".join(f"    {command}\n" for command in commands)

    def start(self):
        return [self.program, "steps"]

    def review(self):
        return [self.program, "--dry-run", "steps"]


class Mask(Tool):
    name, document, is_page = "mask", "maskfile.md", True

    def fenced(self, commands, **_):
        return f"{FENCE}sh\nset -e\n" + "\n".join(commands) + f"\n{FENCE}\n"

    block = fenced

    def page(self, body):
        return f"# Tasks\n\n## steps\n\n> Carries out the steps\n\n{body}"

    def text(self, commands, **options):
        return self.page(self.block(commands, **options))

    def start(self):
        return [self.program, "steps"]

    def review(self):
        return [self.program, "--introspect"]

    def version(self):
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False)
        return said.stdout.strip().splitlines()[-1]


class Scrut(Tool):
    name, document, is_page, is_transcript = "scrut", "steps.md", True, True

    def block(self, commands, **options):
        blocks = [self.fenced([command], **options) for command in commands]
        return "\n".join(f"Step {number}\n\n{block}" for number, block in enumerate(blocks, 1))

    def fenced(self, commands, timeout=None, expected=(), **_):
        setting = f" {{timeout: {timeout}}}" if timeout else ""
        lines = "".join(f"{line}\n" for line in expected)
        return f"{FENCE}scrut{setting}\n$ {commands[0]}\n{lines}{FENCE}\n"

    def page(self, body):
        return f"# Steps\n\n{body}"

    def text(self, commands, **options):
        return self.page(self.block(commands, **options))

    def start(self):
        return [self.program, "test", "--no-color", "--work-directory", ".", "steps.md"]

    def update(self):
        return [self.program, "update", "--replace", "--assume-yes", "steps.md"]

    def review(self):
        return None

    def version(self):
        # It says when it was built.
        said = super().version()
        listed = Path(self.program).resolve().parent.parent / ".crates.toml"
        for line in listed.read_text().splitlines() if listed.is_file() else []:
            if line.startswith('"scrut '):
                said = line.split('"')[1].rsplit(" (", 1)[0]
        return said


class Prysk(Tool):
    name, document, is_transcript = "prysk", "steps.t", True

    def text(self, commands, expected=(), **_):
        lines = "".join(f"  {line}\n" for line in expected)
        # A test runs in a folder of its own; this is the one that its documentation calls by this name.
        return "".join(f"Step {number}\n\n  $ {command}\n{lines}\n"
                       for number, command in enumerate(["cd \"$TESTDIR\"", *commands]))

    def start(self):
        return [self.program, "steps.t"]

    def update(self):
        return [self.program, "--interactive", "--yes", "steps.t"]

    def review(self):
        return None

    def version(self):
        return f"prysk {super().version()}"


PLAN = """# Carry out the steps of the attacks, each once

This ExecPlan is a living document and follows `.agent/PLANS.md`. Keep Progress, Surprises & Discoveries, Decision Log, and
Outcomes & Retrospective up to date while working.

## Purpose / Big Picture

After this plan has run, a person finds what each step left in the repository, and can see that none was carried out twice.

## Progress

- [x] (2026-11-16 08:00Z) Initial planning completed.
- [ ] All steps carried out.

## Surprises & Discoveries

- Observation: None so far.
  Evidence: the list of files in the repository.

## Decision Log

- Decision: The steps are carried out in the order in which they are written.
  Rationale: A later one may need an earlier one.
  Date/Author: 2026-11-16, Edda

## Outcomes & Retrospective

Before the first run: nothing has been produced yet.

## Context and Orientation

The repository holds this plan and the small scripts that its steps use. `docs/steps.md` is the page for the operator.

## Plan of Work

No code is changed. The steps leave files in the repository, and a person looks at them.

## Concrete Steps

Run all commands of this plan from the repository root; a POSIX shell is the only requirement.

@BODY@
## Validation and Acceptance

- The repository is still there: `test -d .` exits with 0.
- Every run is on record with its id, inputs and counts in the section `## Run record` of this page; `test -e .` exits with 0.
- The operator finds the steps in `docs/steps.md`; nothing in it changes with this plan.

No credentials are needed: this local path is complete. In production the operator runs the same commands and expects the same.

## Idempotence and Recovery

No step may be repeated. After an interruption look at the files, then go on. To undo everything run `test -d .`; nothing else is
touched.

## Artifacts and Notes

What the steps leave behind is written down here.

## Interfaces and Dependencies

A POSIX shell. The files of the steps must exist at completion.
"""


class Stopgate(Tool):
    name, document, is_page, is_transcript = "stopgate", "plan.md", True, True

    def __init__(self, program, key):
        super().__init__(program)
        self.key = key

    def prepare(self, folder):
        settings = folder / ".stopgate"
        settings.mkdir(exist_ok=True)
        public = Path(f"{self.key}.pub").read_text()
        (settings / "allowed_signers").write_text(f"{PERSON} {public}")

    def block(self, commands, expect="exit code 0", **options):
        return "\n".join(f"{self.fenced([command], **options)}\nExpected: {expect}\n" for command in commands)

    def fenced(self, commands, timeout=None, directory=None, **_):
        settings = [f"timeout={timeout}"] if timeout else []
        settings += [f"cwd={directory}"] if directory else []
        attributes = f" {{{' '.join(settings)}}}" if settings else ""
        return f"{FENCE}bash{attributes}\n" + "".join(f"{command}\n" for command in commands) + f"{FENCE}\n"

    def page(self, body):
        return PLAN.replace("@BODY@", body)

    def text(self, commands, **options):
        return self.page(self.block(commands, **options))

    def signed(self):
        return ["--as", PERSON, "--key", str(self.key)]

    def approve(self, folder, document=None):
        return run([self.program, "approve", document or self.document, *self.signed(), "--as-of", DAY], folder)

    def start(self):
        return [self.program, "run", self.document, "--as-of", DAY]

    def review(self):
        return [self.program, "steps", self.document]


def found(name, variable):
    """Where a program is: the variable names it, or it lies on the path."""
    return os.environ.get(variable) or shutil.which(name)


def digest(folder):
    """What lies in a folder, by name and content."""
    sums = {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and not path.is_symlink():
            sums[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return sums
