"""Ways out of the folder, and what is left of a document when its disk is full."""

import os
import shutil
import subprocess

from tools import run


def out_of_the_root(tool, folders):
    if tool.name not in ("stopgate", "just"):
        return "n/a: its document names no directory"
    folder = folders()
    outside = folder.parent / f"{folder.name}-outside"
    cells = []
    for kind in ("..", "absolute", "link"):
        shutil.rmtree(outside, ignore_errors=True)
        outside.mkdir()
        if kind == "link":
            os.symlink(outside, folder / "link")
        directory = {"..": f"../{outside.name}", "absolute": str(outside), "link": "link"}[kind]
        tool.write(folder, ["printf x >ran"], directory=directory)
        if tool.name == "stopgate":
            tool.approve(folder)
        run(tool.start(), folder)
        cells.append(f"{kind} {'went there' if (outside / 'ran').exists() else 'refused'}")
    return "; ".join(cells)


def writes_outside(tool, folders):
    folder = folders()
    outside = folder.parent / f"{folder.name}-outside"
    outside.mkdir()
    tool.write(folder, [f"printf x >{outside}/ran"])
    if tool.name == "stopgate":
        tool.approve(folder)
    run(tool.start(), folder)
    return "wrote there" if (outside / "ran").exists() else "denied"


def through_a_link(tool, folders):
    if not tool.is_transcript:
        return "n/a: writes nothing into its document"
    folder = folders()
    outside = folder.parent / f"{folder.name}-outside"
    outside.mkdir()
    tool.write(folder, ["echo told"])
    there = outside / tool.document
    shutil.move(folder / tool.document, there)
    os.symlink(there, folder / tool.document)
    before = there.read_bytes()
    if tool.name == "stopgate":
        tool.approve(folder)
        ended = run(tool.start(), folder)
    else:
        ended = run(tool.update(), folder)
    if there.read_bytes() != before:
        return "rewrote the file outside of its folder"
    replaced = not (folder / tool.document).is_symlink()
    return "put a file in the place of the link" if replaced else f"left the file alone, exit {ended.status}"


# What the document ends with, to be found again.
LAST = "The last line of the document."
WORDS = 150


def full_disk(tool, folders):
    if not tool.is_transcript:
        return "n/a: writes nothing into its document"
    if os.geteuid() != 0:
        return "not measured: needs root for a disk of 16 KiB"
    folder = folders()
    disk = folder / "disk"
    disk.mkdir()
    # 14 KiB of output, which a disk with 16 KiB cannot take beside the document.
    (folder / "payload").write_text("".join(f"{number:013d}\n" for number in range(1024)))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], check=True)
    try:
        return on_full_disk(tool, folder, disk)
    finally:
        subprocess.run(["umount", disk], check=True)


def on_full_disk(tool, folder, disk):
    small = type(tool).__new__(type(tool))
    small.__dict__.update(tool.__dict__)
    small.document = f"disk/{tool.document}"
    tool.prepare(folder)
    command = "cat payload" if tool.name == "stopgate" else f"cat {folder}/payload"
    # More than half of the disk, so that a second copy has no room either.
    filler = "Words of a person that nobody may lose.\n" * WORDS
    text = tool.text([command]) + f"\n{filler}\n{LAST}\n"
    (disk / tool.document).write_text(text)
    if tool.name == "stopgate":
        small.approve(folder)
        ended = run(small.start(), folder)
    else:
        ended = run(tool.update(), disk)
    after = (disk / tool.document).read_text(errors="replace")
    if after == text:
        return f"left the document as it was, exit {ended.status}"
    words = after.count("Words of a person that nobody may lose.")
    if LAST in after and words == WORDS:
        return f"wrote it whole, exit {ended.status}"
    return f"cut it off: {words} of {WORDS} lines of the person are left, exit {ended.status}"


ROWS = [
    ("The directory of a step leads out of the folder", out_of_the_root),
    ("A step writes outside of the folder", writes_outside),
    ("The document is a link to a file outside, and output is written into it", through_a_link),
    ("Output is written into a document on a full disk", full_disk),
]
