"""What a run leaves as evidence, and what a second run does after the first, and after a crash."""

import hashlib
import json
import re
import subprocess
import time

from processes import marker, sleepers
from tools import DAY, end, environment, run


def journal(folder):
    return next(folder.glob(".stopgate/runs/*/journal.jsonl"))


def finished(tool, folder):
    """A run that a person closed."""
    tool.write(folder, ["echo first", "echo second"])
    tool.approve(folder)
    run(tool.start(), folder)
    run([tool.program, "go", "--confirm-all", *tool.signed()], folder)


def rewritten(text, old, new):
    """A journal in which something was changed, and every hash made to fit again."""
    lines, before = [], "0" * 64
    for line in text.replace(old, new).splitlines():
        hashed = re.sub(r'"prev":"[0-9a-f]{64}"', f'"prev":"{before}"', line.rsplit(',"hash":', 1)[0])
        before = hashlib.sha256(hashed.encode()).hexdigest()
        lines.append(f'{hashed},"hash":"{before}"}}\n')
    return "".join(lines)


def forged(tool, folders):
    if tool.name in ("just", "mask"):
        return "n/a: keeps no evidence"
    if tool.name == "scrut":
        return "n/a: keeps no evidence but the document, which anybody can write"
    if tool.name == "prysk":
        return forged_report(tool, folders())
    cells = []
    for kind in ("one byte", "all hashes made to fit", "cut behind a record"):
        folder = folders()
        finished(tool, folder)
        file = journal(folder)
        text = file.read_text()
        output = hashlib.sha256(b"first\n").hexdigest()
        other = hashlib.sha256(b"other\n").hexdigest()
        file.write_text({
            "one byte": text.replace(output, other[:1] + output[1:] if other[0] != output[0] else "0" + output[1:], 1),
            "all hashes made to fit": rewritten(text, output, other),
            "cut behind a record": "".join(text.splitlines(True)[:3]),
        }[kind])
        said = json.loads(run([tool.program, "verify", "--output-format", "json"], folder).output)
        cells.append(f"{kind}: " + ("not noticed" if said["ok"] else f"named, record {said['first_bad']}"))
    return "; ".join(cells)


def forged_report(tool, folder):
    tool.write(folder, ["echo first"], expected=["other"])
    run([tool.program, "--xunit-file", "report.xml", "steps.t"], folder)
    report = folder / "report.xml"
    kept = report.read_text() if report.exists() else ""
    return "a report without signature, which nothing checks" if "<testsuite" in kept else "n/a: keeps no evidence"


def again(tool, folders):
    folder = folders()
    tool.write(folder, ["echo once >>effects"])
    if tool.name == "stopgate":
        tool.approve(folder)
    run(tool.start(), folder)
    if tool.name == "stopgate":
        run([tool.program, "go", "--confirm-all", *tool.signed()], folder)
    said = run(tool.start(), folder)
    count = (folder / "effects").read_text().count("once") if (folder / "effects").exists() else 0
    told = f", said: {said.output.decode().strip().splitlines()[-1]}" if tool.name == "stopgate" else ""
    return f"carried out {count}×{told}"


# The second step is in the middle of its work when the runner is killed.
SLOW = """echo two >>effects
test -e again || sleep $1.1
"""


def after_kill(tool, folders):
    folder, sign = folders(), marker()
    (folder / "slow.sh").write_text(SLOW)
    tool.write(folder, ["echo one >>effects", f"sh slow.sh {sign}", "echo three >>effects"])
    if tool.name == "stopgate":
        tool.approve(folder)
    process = subprocess.Popen(tool.start(), cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    limit = time.monotonic() + 20
    while not sleepers(sign) and time.monotonic() < limit:
        time.sleep(0.02)
    process.kill()
    process.wait()
    left = sleepers(sign)
    if tool.name != "stopgate":
        end(left)
    (folder / "again").write_text("")
    note = ""
    if tool.name == "stopgate":
        note = gone_on(tool, folder)
    else:
        run(tool.start(), folder)
    effects = (folder / "effects").read_text().split()
    counts = ", ".join(f"{name} {effects.count(name)}×" for name in ("one", "two", "three"))
    return f"{counts}{note}"


def gone_on(tool, folder):
    """Resumes, and answers what is asked about the step in between: its work had been done."""
    ended = run([tool.program, "resume"], folder)
    note = f"; resume: exit {ended.status}"
    if ended.status == 11:
        shown = json.loads(run([tool.program, "show", "--output-format", "json"], folder).output)
        step = next(step["id"] for step in shown["steps"] if step["state"] == "unknown")
        run([tool.program, "resolve", step, "--happened", "--reason", "its line is in the file", *tool.signed()], folder)
        run([tool.program, "resume"], folder)
        note += ", the operator was asked about the step that was killed"
    return note


ROWS = [
    ("Evidence is forged after the run", forged),
    ("A finished document is carried out again", again),
    ("The runner is killed in the second of three steps, and started again", after_kill),
]
