"""What the acts on keys share: the key at hand, the step they stand at, the people and tokens to choose from."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from app.acts.act import Answers, Choice, Field, Where
from app.acts.persons import second_field
from ceremonies.errors import Misuse
from ceremonies.keys.actions import TokenName
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.views import HolderView, KeyView, SetView, ShareView
from ceremonies.runbook.views import CeremonyView

Hides = Callable[[Where], bool]

_PREFIXES = ("symmetric ", "issuer ")
_NO = Choice("no", "no")
YES_OR_NO = (Choice("yes", "yes"), _NO)


def act_at(where: Where) -> str:
    """What the script's step waits for, whichever key it is done on; "" where no script's step is at hand."""
    name = where.step.act_name if where.step and where.run and where.run.ceremony else ""
    return next((name.removeprefix(one) for one in _PREFIXES if name.startswith(one)), name)


def only_at(*steps: str, when: Hides = lambda _where: True) -> Hides:
    """Hides an act where another step of a script is at hand, and, outside scripts, unless ``when`` says otherwise."""

    def hidden(where: Where) -> bool:
        if where.key is None:
            return True
        if where.run is not None and where.run.ceremony is not None:
            return act_at(where) not in steps
        return not when(where)

    return hidden


def key_of(where: Where) -> KeyView:
    """The key at hand.

    Raises:
        Misuse: none is.
    """
    if where.key is None:
        raise Misuse("A key's act was asked for where no key is shown.")
    return where.key


def ceremony_of(where: Where) -> CeremonyView | None:
    """What was settled about the ceremony that is shown; None outside one."""
    return where.run.ceremony if where.run else None


def of_key(where: Where, **more: object) -> dict[str, Any]:
    """The part that every action on the key at hand shares."""
    return {"by": where.by, "key": key_of(where).key, **more}


def pair(where: Where, answers: Answers, **more: object) -> dict[str, Any]:
    """The same for an act of two people."""
    return of_key(where, second=answers["second"], **more)


# Tokens


def token_field(where: Where, *, name: str = "token", label: str = "Token", required: bool = True) -> Field:
    """A token of the record; the ceremony's own, or the only one that may be used, is offered first."""
    known = where.tokens.tokens if where.tokens else ()
    choices = tuple(Choice(f"{one.serial} {one.label}", f"{one.name}, {one.what}") for one in known)
    default = _usual_token(where) if required else ""
    return Field(
        name=name, label=label, kind="choice", choices=choices, default=default, required=required and bool(choices)
    )


def _usual_token(where: Where) -> str:
    known = where.tokens.tokens if where.tokens else ()
    ceremony = ceremony_of(where)
    if ceremony is not None and ceremony.token_serial:
        return next((f"{one.serial} {one.label}" for one in known if one.serial == ceremony.token_serial), "")
    usable = [one for one in known if not one.refusal]
    return f"{usable[0].serial} {usable[0].label}" if len(usable) == 1 else ""


def token_named(where: Where, chosen: str) -> TokenName | None:
    """The token that was chosen; None where none was."""
    for one in where.tokens.tokens if where.tokens else ():
        if chosen and f"{one.serial} {one.label}" == chosen:
            address = TokenName(label=one.label, serial=one.serial, module=one.module)
            return structs.replace(address, kind="software") if one.kind == "software" else address
    return None


def token_of(where: Where, answers: Answers) -> TokenName:
    """The token of a field that is needed; an empty one, which the rules refuse, where there was none to choose."""
    return token_named(where, answers.get("token", "")) or TokenName(label="", serial="")


# Shares


def set_at_hand(key: KeyView) -> SetView | None:
    """The set that is being made, or else the one that counts."""
    for status in ("making", "live"):
        found = next((one for one in key.sets if one.status == status), None)
        if found is not None:
            return found
    return None


def shares_of(key: KeyView) -> tuple[ShareView, ...]:
    """The shares of the set at hand."""
    found = set_at_hand(key)
    return found.shares if found else ()


def holder_of(share: ShareView) -> HolderView | None:
    """Who has the share, or may have it; None where it is with nobody."""
    out = [one for one in share.holders if one.status in {"handing", "handed", "proved", "void", "missing"}]
    return out[-1] if out else None


def share_choices(shares: tuple[ShareView, ...]) -> tuple[Choice, ...]:
    """Shares, and how each stands."""
    return tuple(Choice(f"share-{one.index}", f"{one.index}: {one.says}") for one in shares)


def index_of(answer: str) -> int:
    """The number of a share that was chosen."""
    return int(answer.rpartition("-")[2])


def custodians(where: Where) -> tuple[Choice, ...]:
    """Those signed in who may hold shares of the key at hand."""
    role = OF_KIND[key_of(where).kind].custodian
    return tuple(Choice(one.id, one.alias or one.name) for one in where.people if one.present and role in one.roles)


def person_field(choices: tuple[Choice, ...], label: str, default: str = "") -> Field:
    """A person to choose; with nobody there, the rule says who is missing."""
    return Field(name="person", label=label, kind="choice", choices=choices, default=default, required=bool(choices))


def second(where: Where) -> Field:
    """The second person, who signs as well."""
    return second_field(where)
