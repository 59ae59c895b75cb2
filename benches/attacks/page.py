"""Commands that a reader of the page does not see, or sees otherwise than they are, and output that wants to
become a command."""

import json

from tools import DAY, FENCE, run


def hidden(tool, kind):
    """A part of a page that no reader sees without opening the source, with a command in it."""
    block = tool.fenced(["printf x >hidden"])
    return {
        "comment": f"<!--\n{block}-->\n",
        "closed details": f"<details>\n<summary>Notes</summary>\n\n{block}\n</details>\n",
        "hidden element": f"<div hidden>\n\n{block}\n</div>\n",
        "attribute": f"<div title=\"\n{block}\">\n</div>\n",
        "script element": f"<script type=\"text/plain\">\n{block}</script>\n",
        "sample in a longer fence": f"{FENCE}`text\n{block}{FENCE}`\n",
    }[kind]


KINDS = ["comment", "closed details", "hidden element", "attribute", "script element", "sample in a longer fence"]


def carry_out(tool, folder, text):
    """Writes a document, has it approved where that exists, and carries it out."""
    tool.prepare(folder)
    (folder / tool.document).write_text(text)
    if tool.name == "stopgate":
        tool.approve(folder)
    return run(tool.start(), folder)


def hidden_commands(tool, folders):
    if not tool.is_page:
        return "n/a: its document is not a page, all of it is seen"
    ran, kept = [], 0
    for kind in KINDS:
        visible = tool.block(["printf x >visible"])
        marks = []
        # Where only one block of a section counts, its place decides.
        for body in (f"{visible}\n{hidden(tool, kind)}", f"{hidden(tool, kind)}\n{visible}"):
            folder = folders()
            carry_out(tool, folder, tool.page(body))
            marks.append(((folder / "hidden").exists(), (folder / "visible").exists()))
        if any(was_hidden for was_hidden, _ in marks):
            ran.append(kind)
        kept += all(was_visible for _, was_visible in marks)
    told = f"ran {len(ran)} of {len(KINDS)}" + (f": {', '.join(ran)}" if ran else "")
    return f"{told}; the visible command ran beside {kept} of {len(KINDS)}"


def last_block(tool, folders):
    if not tool.is_page:
        return "n/a: no blocks"
    folder = folders()
    blocks = [tool.block([f"printf x >block-{number}"]) for number in (1, 2)]
    carry_out(tool, folder, tool.page("\nThen:\n\n".join(blocks)))
    ran = [str(number) for number in (1, 2) if (folder / f"block-{number}").exists()]
    return f"ran {' and '.join(ran) or 'none'}"


UNSEEN = {"right-to-left override": "printf x >ran # \u202e", "zero-width space": "printf x >ran\u200b",
          "tag characters": "printf x >ran # \U000e0072\U000e006d", "escape sequence": "printf x >ran # \x1b[8m",
          "carriage return": "printf x >ran # \r."}


def looks_otherwise(tool, folders):
    ran = []
    for kind, command in UNSEEN.items():
        folder = folders()
        carry_out(tool, folder, tool.text([command]))
        if any(path.name.startswith("ran") for path in folder.iterdir()):
            ran.append(kind)
    return f"ran {len(ran)} of {len(UNSEEN)}" + (f": {', '.join(ran)}" if 0 < len(ran) < len(UNSEEN) else "")


def payloads(tool):
    """Output that looks like a part of the document with a command in it."""
    block = tool.fenced(["printf x >injected"]) if tool.is_page else ""
    return [
        f"done\n{FENCE}\n\n{block}",
        f"done\n{FENCE}`\n\n{block}\n{FENCE}`\n",
        f"done\n{'`' * 40}\n\n{block}",
        f"done\n~~~\n\n{block}",
        "$ printf x >injected\n",
        "  $ printf x >injected\n",
        "done\n\n## Phase 9: More\n\n    printf x >injected\n",
        "\n\n-->\n</details>\n\n" + block,
    ]


def injection(tool, folders):
    if not tool.is_transcript:
        return "n/a: writes nothing into its document"
    ran, written = 0, 0
    for payload in payloads(tool):
        folder = folders()
        (folder / "payload").write_text(payload)
        command = f"cat {folder}/payload" if tool.name == "scrut" else "cat payload"
        tool.write(folder, [command])
        before = (folder / tool.document).read_bytes()
        if tool.name == "stopgate":
            ran += steps_changed(tool, folder)
        else:
            run(tool.update(), folder)
            run(tool.start(), folder)
            ran += (folder / "injected").exists()
        written += (folder / tool.document).read_bytes() != before
    return f"became a command in {ran} of {written} documents that it was written into"


def steps_changed(tool, folder):
    """True where a run makes other steps of its plan, or an injected one is carried out."""
    listed = [tool.program, "steps", tool.document, "--output-format", "json"]

    def commands():
        steps = json.loads(run(listed, folder).output)["steps"]
        return [(step["command"], step["runnable"]) for step in steps]

    before = commands()
    tool.approve(folder)
    run(tool.start(), folder)
    run([tool.program, "go", "--confirm-all", *tool.signed()], folder)
    run([tool.program, "run", tool.document, "--as-of", DAY], folder)
    return commands() != before or (folder / "injected").exists()


ROWS = [
    ("Hidden commands: what is not on the rendered page", hidden_commands),
    ("Two blocks in one section: which are carried out", last_block),
    ("Commands that look otherwise than they are", looks_otherwise),
    ("Output that looks like a command is written into the document, which is carried out again", injection),
]
