"""What is left of a step when its runner ends, and when its time is over."""

import os
import signal
import subprocess
import time
import uuid

from tools import end, environment, run, with_marker

# Every process sleeps with the marker in its command line, so that it is found wherever it went.
TREE = """marker=$1
sleep $marker.1 &
setsid sleep $marker.2 >/dev/null 2>&1 &
(nohup sleep $marker.3 >/dev/null 2>&1 &)
sh -c 'trap "" TERM HUP INT; exec sleep '$marker'.4' &
(setsid sh -c "sleep $marker.5 & exit" >/dev/null 2>&1 </dev/null &)
sleep $marker.6
"""
SLEEPERS = 6
# Seconds until the survivors are counted: longer than any grace that a tool documents.
AFTER = 4


def marker():
    """Seconds to sleep that nobody else sleeps."""
    return str(3000 + uuid.uuid4().int % 10**9)


def sleepers(sign):
    return [process for process in with_marker(f"{sign}.") if is_sleep(process)]


def is_sleep(process):
    try:
        return os.readlink(f"/proc/{process}/exe").endswith("sleep")
    except OSError:
        return False


def after_signal(tool, folders, number):
    """How many processes of a tree live after the runner got a signal, and whether it does."""
    folder, sign = folders(), marker()
    (folder / "tree.sh").write_text(TREE)
    tool.write(folder, [f"sh tree.sh {sign}"])
    if tool.name == "stopgate":
        tool.approve(folder)
    process = subprocess.Popen(tool.start(), cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        limit = time.monotonic() + 20
        while len(sleepers(sign)) < SLEEPERS:
            if process.poll() is not None or time.monotonic() > limit:
                return None, False
            time.sleep(0.02)
        os.kill(process.pid, number)
        limit = time.monotonic() + AFTER
        while time.monotonic() < limit and (sleepers(sign) or process.poll() is None):
            time.sleep(0.02)
        return len(sleepers(sign)), process.poll() is None
    finally:
        end(sleepers(sign))
        time.sleep(0.1)
        if process.poll() is None:
            process.kill()
        process.wait()
        end(with_marker(sign))


def runner_ends(tool, folders):
    cells = []
    for name in ("KILL", "TERM", "INT", "HUP"):
        left, runs_on = after_signal(tool, folders, getattr(signal, f"SIG{name}"))
        cells.append(f"{name} {'not started' if left is None else left}" + (", runner too" if runs_on else ""))
    return f"alive of {SLEEPERS} after {AFTER} s: {'; '.join(cells)}"


def time_is_over(tool, folders):
    if tool.name not in ("stopgate", "scrut"):
        return "n/a: no limits of time for a step"
    folder, sign = folders(), marker()
    (folder / "tree.sh").write_text(TREE)
    tool.write(folder, [f"sh tree.sh {sign}"], timeout="1s")
    if tool.name == "stopgate":
        tool.approve(folder)
    try:
        ended = run(tool.start(), folder, limit=20)
        limit = time.monotonic() + AFTER
        while time.monotonic() < limit and sleepers(sign):
            time.sleep(0.02)
        how = f"exit {ended.status} after {ended.seconds:.1f} s" if ended.is_done else "not done after 20 s"
        return f"{how}, {len(sleepers(sign))} of {SLEEPERS} alive {AFTER} s later"
    finally:
        end(with_marker(sign))


ROWS = [
    ("The runner gets a signal while a step with a tree of processes runs", runner_ends),
    ("The time of a step with a tree of processes is over (limit 1 s)", time_is_over),
]
