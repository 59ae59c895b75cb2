"""Checks the runs of a repository without any code of Stopgate: `verify_run.py ROOT [RUN]`.

Hash chain, approvals, signed decisions and outputs, with hashlib and ssh-keygen alone. One line for each
approval and run; exit code 0 where all hold.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

LINE = re.compile(rb'(\{"v":1,"seq":([0-9]+),"prev":"([0-9a-f]{64})","at":"[^"]*",.*),"hash":"([0-9a-f]{64})"\}')
DIGEST = re.compile(r"[0-9a-f]{64}")
BY_PERSON = {"decided": "decision", "resolved": "resolution", "rollback-began": None}


class Bad(Exception):
    """What does not hold."""


def demand(holds, otherwise):
    if not holds:
        raise Bad(otherwise)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def pairs_once(pairs):
    keys = [key for key, _ in pairs]
    demand(len(keys) == len(set(keys)), "a key stands twice")
    return dict(pairs)


def parse(data, what):
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=pairs_once)
    except ValueError as error:
        raise Bad(f"{what}: {error}") from error


def canonical(value):
    """RFC 8785, for documents without fractions."""
    def ordered(value):
        if isinstance(value, dict):
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return {key: ordered(value[key]) for key in keys}
        demand(not isinstance(value, float), "a fraction in a signed document")
        return [ordered(item) for item in value] if isinstance(value, list) else value

    return json.dumps(ordered(value), separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def verify_signature(root, path, name, namespace, when):
    """`when` is UTC, RFC 3339: keys may be valid for a time only."""
    at = re.sub(r"[^0-9]", "", when)[:14]
    command = ["ssh-keygen", "-Y", "verify", "-f", root / ".stopgate/allowed_signers", "-I", name,
               "-n", namespace, "-s", f"{path}.sig", "-O", f"verify-time={at}"]
    environment = {**os.environ, "TZ": "UTC"}
    result = subprocess.run(command, input=path.read_bytes(), capture_output=True, env=environment,
                            timeout=60, check=False)
    demand(result.returncode == 0, f"{path.name}: {(result.stdout + result.stderr).decode(errors='replace').strip()}")


def read_signed(path):
    data = path.read_bytes()
    document = parse(data, path.name)
    demand(isinstance(document, dict) and document.get("schema") == 1, f"{path.name}: not of schema 1")
    demand(canonical(document) == data, f"{path.name}: its bytes are not canonical JSON")
    return document


def check_approval(root, path):
    approval = read_signed(path)
    demand(sha256(canonical(approval["binding"])) == approval["digest"],
           f"{path.name}: its digest is not that of what it binds")
    for phase in approval["phases"]:
        demand(DIGEST.fullmatch(phase["digest"]), f"{path.name}: a phase without digest")
    if (root / ".stopgate/allowed_signers").exists():
        verify_signature(root, path, approval["signer"], "stopgate-approval@v1", approval["when"])
    return f"signed by {approval['signer']}"


def read_chain(data):
    """The records, each of which follows the one before."""
    demand(data.endswith(b"\n"), f"record {data.count(10) + 1}: it was not written to its end")
    records, before = [], "0" * 64
    for number, line in enumerate(data[:-1].split(b"\n"), 1):
        match = LINE.fullmatch(line)
        demand(match, f"record {number}: it is no record")
        hashed, sequence, previous, stated = match.groups()
        demand(sha256(hashed) == stated.decode(), f"record {number}: its bytes are not those that were hashed")
        demand((int(sequence), previous.decode()) == (number, before), f"record {number}: it does not follow")
        records.append(parse(line, f"record {number}"))
        before = stated.decode()
    return records


def check_created(root, folder, record):
    demand(record["kind"] == "run-created", "record 1: it does not create a run")
    created = record["body"]
    demand(created["run"] == folder.name, f"record 1: it is of run {created['run']}")
    path = root / ".stopgate/approvals" / Path(created["approval"]).name
    demand(path.is_file(), f"record 1: the approval {path.name} is missing")
    approval = read_signed(path)
    check_approval(root, path)
    demand((created["digest"], created["plan"], created["approver"])
           == (approval["digest"], approval["plan"], approval["signer"]), f"record 1: {path.name} approves something else")
    approved = [(phase["phase"], phase["digest"]) for phase in approval["phases"]]
    carried_out = [(phase["title"], phase["digest"]) for phase in created["phases"]]
    demand(approved[:len(carried_out)] == carried_out, "record 1: its phases are not those that were approved")
    return created


def check_decision(root, folder, record, created, phase):
    kind, body, number = record["kind"], record["body"], record["seq"]
    signed, who = body["who"]["signed"], body["who"]["name"]
    if signed is None:
        demand(not (root / ".stopgate/allowed_signers").exists(), f"record {number}: nobody signed it")
        return
    path = folder / "decisions" / Path(signed).name
    demand(path.is_file(), f"record {number}: {signed} is missing")
    document = read_signed(path)
    verify_signature(root, path, who, "stopgate-decision@v1", document["when"])
    word = body[BY_PERSON[kind]] if BY_PERSON[kind] else "rollback"
    demand(body.get("phase", phase) == phase, f"record {number}: it is about another phase")
    plan = created["phases"][phase] if phase >= 0 else {"title": None, "digest": None}
    expected = {key: created[key] for key in ("run", "plan", "digest", "target", "on_error", "exists")}
    expected.update(head=record["prev"], seq=number - 1, who=who, decision=word, reason=body.get("reason"),
                    confirmed=body.get("confirmed", []), step=body.get("step"),
                    phase=plan["title"], phase_digest=plan["digest"])
    for key, value in expected.items():
        demand(document.get(key) == value, f"record {number}: {path.name} says another {key}")


def check_outcome(record):
    outcome = record["body"]["outcome"]
    output = outcome["output"]
    if outcome["ending"]["how"] == "not-started":
        return
    demand(DIGEST.fullmatch(output["sha256"]), f"record {record['seq']}: its output has no digest")
    kept = (output["head"] + output["tail"]).encode("utf-8")
    if len(kept) == output["bytes"] and "\ufffd".encode() not in kept:
        demand(sha256(kept) == output["sha256"], f"record {record['seq']}: its output is not what was digested")


def check_starts(records):
    """A step under way starts again only where somebody, or its class, said what became of it."""
    over = {"step-ended", "outcome-proven", "interrupted", "resolved", "probed"}
    under_way = {}
    for record in records:
        body = record.get("body", {})
        step = body.get("step")
        if record["kind"] == "step-started":
            demand(step not in under_way, f"record {record['seq']}: {step} was under way since {under_way.get(step)}")
            under_way[step] = record["seq"]
        elif record["kind"] in over and body.get("finding") != "unclear":
            under_way.pop(step, None)


def done_in(records):
    """The steps that are over for good by what a journal says."""
    done = set()
    for record in records:
        kind, body = record["kind"], record.get("body", {})
        passed = kind in ("step-ended", "outcome-proven") and body["passed"]
        said = "happened" in (body.get("resolution"), body.get("finding"))
        if kind == "step-skipped" or passed or said:
            done.add(body["step"])
        elif kind == "step-started":
            done.discard(body["step"])
    return done


def superseded_by(records):
    """The run that goes on; nothing but what the plan was told may stand behind that record."""
    by = None
    for record in records:
        demand(by is None or record["kind"] in ("wrote-back", "recovered"),
               f"record {record['seq']}: it stands behind the end of its run")
        if record["kind"] == "superseded":
            by = record["body"]["by"]
    return by


def check_succession(folder, records, created):
    """Of two runs one goes on from the other only where both say so, and the first has done what counts."""
    read = lambda name: read_chain((folder.parent / Path(name).name / "journal.jsonl").read_bytes())
    said, by, succeeds = "", superseded_by(records), created.get("succeeds")
    if by:
        after = read(by)[0]["body"].get("succeeds") or {}
        demand(after.get("run") == folder.name, f"record {records[-1]['seq']}: run {by} does not go on from it")
        said += f", superseded by {by}"
    if succeeds:
        before = read(succeeds["run"])
        if superseded_by(before) != folder.name:
            demand(len(records) == 1, f"record 2: run {succeeds['run']} does not say so")
            return said + ", never begun"
        done, steps = done_in(before), {}
        for phase in before[0]["body"]["phases"]:
            steps.update((step["id"], step) for step in phase["steps"])
        now = {step["id"]: step for phase in created["phases"] for step in phase["steps"]}
        for step in succeeds["done"]:
            demand(step in done and steps[step] == now[step], f"record 1: {step} was not done as it is")
        for step, was in succeeds.get("kept", {}).items():
            demand(was in done and step in now, f"record 1: {was} was not done")
        counts = set(succeeds["done"]) | set(succeeds.get("kept", {}))
        skipped = {record["body"]["step"] for record in records if record["kind"] == "step-skipped"}
        demand(skipped <= counts, "record 2: a step is skipped that nobody has done")
        said += f", goes on from {succeeds['run']}"
    return said


def check_run(root, folder):
    data = (folder / "journal.jsonl").read_bytes()
    if b"\n" not in data:
        demand(not list(folder.glob("decisions/*")), "record 1: it is not whole, and somebody decided")
        return "never begun: killed before its first record was whole"
    records = read_chain(data)
    created = check_created(root, folder, records[0])
    check_starts(records)
    succession = check_succession(folder, records, created)
    phase, decisions = -1, 0
    for record in records[1:]:
        phase += record["kind"] == "phase-entered"
        if record["kind"] in BY_PERSON:
            check_decision(root, folder, record, created, phase)
            decisions += 1
        elif "outcome" in record.get("body", {}):
            check_outcome(record)
    heads = [records[0]["prev"]] + [record["hash"] for record in records]
    for path in sorted((folder / "decisions").glob("*.json")):
        document = read_signed(path)
        sequence = document["seq"]
        known = isinstance(sequence, int) and 0 <= sequence < len(heads) and heads[sequence] == document["head"]
        demand(known, f"record {sequence}: {path.name} was signed over it, and it is not there")
    return f"{len(records)} records, {decisions} decisions{succession}"


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    root, name = Path(arguments[0]), (arguments[1:] or ["*"])[0]
    runs = [path.parent for path in sorted(root.glob(f".stopgate/runs/{name}/journal.jsonl"))]
    checks = [("approval", path, check_approval) for path in sorted(root.glob(".stopgate/approvals/*.json"))]
    checks += [("run", folder, check_run) for folder in runs]
    failed = 0
    for kind, path, check in checks:
        try:
            print(f"ok   {kind} {path.name}: {check(root, path)}")
        except (Bad, OSError, KeyError, TypeError, IndexError, AttributeError, subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"FAIL {kind} {path.name}: {error if isinstance(error, (Bad, OSError)) else repr(error)}")
    if not runs:
        print("FAIL no such run")
        failed += 1
    print(f"{len(checks) + (not runs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
