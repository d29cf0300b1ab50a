"""Key ceremonies in words, the same on screens and in plain lines."""

from ceremonies.runbook.views import CalledView, CeremonyView, StepView


def ceremony_line(one: CalledView) -> str:
    """A ceremony that a step calls for, and how it stands."""
    where = f", if {one.where}" if one.where else ""
    held = f"{one.run} " if one.run else ""
    return f"{one.script}, {one.says}{where}: {held}{one.stands or 'not opened yet'}"


def script_lines(step: StepView) -> list[str]:
    """What a script's step waits for: its act, the quorum, the roles."""
    said = []
    if step.act:
        said.append(f"{'Done' if step.act_done else 'To be done'}: {step.act}")
    if step.quorum:
        said.append("A quorum of Key Custodians is signed in, counted as people")
    if step.roles:
        said.append(f"Must be here: {', '.join(step.roles)}")
    return said


def key_line(one: CeremonyView) -> str:
    """The key of a ceremony: name, OLD or NEW, M of N, certificate."""
    shares = f" {one.m} of {one.n}" if one.n else ""
    symmetric = f", with {one.symmetric} in {one.parts} parts" if one.symmetric else ""
    serial = f", certificate {one.serial}" if one.serial else ""
    status = f", {one.status}" if one.status else ""
    return f"{one.mark} {one.key or 'token'}".strip() + f"{shares}{symmetric}{status}{serial}"


def people_line(one: CeremonyView) -> str:
    """Who is needed, and how many of them are signed in."""
    return ", ".join(f"{each.here} of {each.needed} {each.role}s" for each in one.quorum)
