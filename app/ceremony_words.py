"""Key ceremonies in words, the same on screens and in plain lines."""

from ceremonies.keys.views import ActivationView, KeyView
from ceremonies.runbook.views import CalledView, CeremonyView, StepView
from ceremonies.tokens.view import TokensView, TokenView


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


def signatures_line(one: ActivationView) -> str:
    """How many signatures an activation made, and may still make."""
    if not one.limit:
        return "It signs nothing."
    return f"{one.signed} of {one.limit} signatures made, {one.left} left."


def token_line(one: CeremonyView, tokens: TokensView | None) -> str:
    """The token of a ceremony, and what it is if it is no hardware."""
    among = tokens.tokens if tokens else ()
    known = next((each for each in among if _is_token(one, each)), None)
    if known is None:
        return f"token {one.token_label}" if one.token_label else ""
    what = "  SOFTWARE TOKEN, rehearsal only" if known.kind == "software" else ""
    return f"token {known.label} (serial {known.serial}){what}"


def _is_token(one: CeremonyView, known: TokenView) -> bool:
    """Whether this is the ceremony's token, by its serial or, where only that was settled, by its label."""
    if one.token_serial:
        return known.serial == one.token_serial
    return bool(one.token_label) and known.label == one.token_label


def shares_line(key: KeyView) -> str:
    """How far the shares at hand are: proved, handed out, still here."""
    at_hand = next((one for one in key.sets if one.status in {"making", "live"}), None)
    if at_hand is None:
        return ""
    proved = sum(one.proved for one in at_hand.shares)
    out = sum(bool(one.holders) for one in at_hand.shares) - proved
    return f"shares: {proved} proved, {out} handed out, {at_hand.n - proved - out} not yet, of {at_hand.n}"
