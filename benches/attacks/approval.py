"""What happens when something changes between the look of a person and the run."""

from tools import run


def reviewed(tool, folder):
    if tool.name == "stopgate":
        tool.approve(folder)
    elif tool.review():
        run(tool.review(), folder)


def told(folder, ended, tool):
    if (folder / "changed").exists():
        return "ran what was changed" + ("" if tool.name == "stopgate" else "; it knows no approval")
    return f"refused, exit {ended.status}, nothing ran"


def changed_document(tool, folders):
    folder = folders()
    tool.write(folder, ["printf x >approved"])
    reviewed(tool, folder)
    tool.write(folder, ["printf x >changed"])
    return told(folder, run(tool.start(), folder), tool)


def changed_script(tool, folders):
    folder = folders()
    (folder / "step.sh").write_text("printf x >approved\n")
    tool.write(folder, ["sh step.sh"])
    reviewed(tool, folder)
    (folder / "step.sh").write_text("printf x >changed\n")
    return told(folder, run(tool.start(), folder), tool)


def changed_while_running(tool, folders):
    folder = folders()
    commands = ["sh swap.sh", "printf x >approved"]
    tool.write(folder, commands)
    text = (folder / tool.document).read_text()
    (folder / "other").write_text(text.replace(">approved", ">changed"))
    (folder / "swap.sh").write_text(f"cp other {tool.document}.new && mv {tool.document}.new {tool.document}\n")
    if tool.name == "prysk":
        (folder / "swap.sh").write_text("cp other steps.t.new && mv steps.t.new steps.t\n")
    reviewed(tool, folder)
    run(tool.start(), folder)
    ran = [name for name in ("approved", "changed") if (folder / name).exists()]
    return f"went on with {'what it had read' if ran == ['approved'] else ' and '.join(ran) or 'nothing'}"


ROWS = [
    ("A command is changed after it was looked at", changed_document),
    ("The script that a command starts is changed after the look", changed_script),
    ("A command is changed while an earlier one runs", changed_while_running),
]
