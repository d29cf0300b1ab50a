"""Makes the recovery slot's secret and shows its three shares; puts it together from two (rule KEY-SLOTS)."""

from shamir_mnemonic.wordlist import WORDLIST

from app.strongroom.private.port import ShareAsked, ShareShown, Surface
from app.strongroom.recovery_task import Recovery, Task
from ceremonies.errors import Refused, ShareRefused
from ceremonies.people.state import RECOVERY_SLOT
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.shares.limits import WORDS_OF
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.share import Share
from ceremonies.shares.split import ShareSet, split
from ceremonies.shares.words import numbers

NEEDED, SHARES = 2, 3
BYTES = 16
SECONDS = 120
"""How long the words of one share stay on the screen."""


def make_or_take(surface: Surface, task: Task, entropy: Entropy) -> Recovery:
    """Do what is asked.

    Raises:
        Refused: the shares don't belong together.
        Left: somebody left the private screen.
    """
    return _make(surface, task, entropy) if task.act == "make" else _take(surface, task)


def _make(surface: Surface, task: Task, entropy: Entropy) -> Recovery:
    """A new secret; each of three people sees a share, then gives it back once."""
    secret = Secret(entropy.take(BYTES))
    made = split(secret, NEEDED, SHARES, taken_identifiers=task.taken, entropy=entropy)
    for number, person in enumerate(task.people, 1):
        surface.show_share(
            ShareShown(
                key=RECOVERY_SLOT,
                identifier=made.identifier,
                share=number,
                of=SHARES,
                needed=NEEDED,
                alias=person,
                rehearsal=task.rehearsal,
                words=made.words[number - 1],
                numbers=numbers(made.words[number - 1]),
                seconds=SECONDS,
            )
        )
        _prove(surface, task, made, number, person)
    return Recovery(secret=secret.reveal().hex(), identifier=made.identifier)


def _prove(surface: Surface, task: Task, made: ShareSet, number: int, person: str) -> None:
    """The share as its holder wrote it down is the one that was made."""
    words = made.words[number - 1]

    def check(typed: Secret) -> str:
        said = _wrong(typed)
        return said or ("" if parse_share(typed).words == words else "This is not the share that was shown.")

    surface.take_share(
        ShareAsked(
            key=RECOVERY_SLOT,
            alias=person,
            purpose="to prove what was written down",
            rehearsal=task.rehearsal,
            lengths=(WORDS_OF[BYTES],),
            vocabulary=WORDLIST,
            check=check,
            handed=words if task.rehearsal else None,
        )
    )


def _take(surface: Surface, task: Task) -> Recovery:
    """The secret of two people's shares."""
    taken: list[Share] = []

    def check(typed: Secret) -> str:
        return _wrong(typed) or _foreign(taken, parse_share(typed))

    for person in task.people[:NEEDED]:
        given = surface.take_share(
            ShareAsked(
                key=RECOVERY_SLOT,
                alias=person,
                purpose="to open the workspace",
                rehearsal=task.rehearsal,
                lengths=(WORDS_OF[BYTES],),
                vocabulary=WORDLIST,
                check=check,
            )
        )
        taken.append(parse_share(given.words))
    if len(taken) < NEEDED:
        raise Refused("KEY-SLOTS", f"{NEEDED} people open the recovery slot together.")
    return Recovery(secret=recombine(taken).secret.reveal().hex(), identifier=taken[0].identifier)


def _wrong(typed: Secret) -> str:
    """What is wrong with what was typed as a share; empty for nothing."""
    try:
        share = parse_share(typed, expected_words=WORDS_OF[BYTES])
    except ShareRefused as refused:
        return refused.sentence
    return "" if share.threshold == NEEDED else "This is a share of a key, not of the recovery slot. Put it away."


def _foreign(taken: list[Share], share: Share) -> str:
    """Why the share doesn't go with those that were taken; empty when it does."""
    if any(one.parameters != share.parameters for one in taken):
        return f"This is {share.name}; the first was of set {taken[0].parameters.name}. Bring one of that set."
    if any(one.index == share.index for one in taken):
        return f"Share {share.number} was taken before. Another person brings another share."
    return ""
