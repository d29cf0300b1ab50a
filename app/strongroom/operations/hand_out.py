"""Handing shares out, proving them, and ending the ceremony of a key."""

from app.strongroom.held import Held, Making
from app.strongroom.memory import wipe
from app.strongroom.operations.carrying import Awaited, Judge, hand_over, take_back
from app.strongroom.operations.generate import give_up
from app.strongroom.operations.keys_shown import show_gone
from app.strongroom.protocol import Close, Closed, HandedOut, HandOut, Prove, Proved
from ceremonies.errors import Refused, ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.commitment import Commitment, proves
from ceremonies.shares.parse import parse_share


def hand_out(held: Held, asked: HandOut) -> HandedOut:
    """Give one share to its custodian."""
    making = held.key_made()
    _check_number(asked.share, making.shares.n)
    return hand_over(held, making, asked)


def prove(held: Held, asked: Prove) -> Proved:
    """Have a custodian show the share they hold, against its commitment (rule SHARE-PROVED)."""
    awaited, committed = _awaited(held, asked)
    given = take_back(held, asked, awaited, _Proving(asked.share, awaited.identifier, committed))
    return Proved(share=asked.share, alias=asked.alias, carrier=asked.carrier, tries=given.tries)


def close(held: Held, asked: Close) -> Closed:
    """Destroy what the ceremony held, show that it is gone, and end the token's session."""
    session = held.open_session()
    if held.making is None and asked.key:
        objects, tests = show_gone(session, asked.key, None)
        held.forget()
        return Closed(key=asked.key, objects=objects, tests=tests)
    making = held.key_made()
    give_up(session, making.private, making.wrapping)
    objects, tests = show_gone(session, making.key, making.private)
    wipe(held.symmetric, *making.shares.words)
    held.forget()
    return Closed(key=making.key, objects=objects, tests=tests)


class _Proving(Judge):
    """A share must be the one that was committed to."""

    def __init__(self, share: int, identifier: int, committed: Commitment) -> None:
        self._number = share
        self._identifier = identifier
        self._committed = committed

    def check(self, words: Secret) -> None:
        """Check the share.

        Raises:
            ShareRefused: mistyped, or another share.
        """
        share = parse_share(words)
        if share.identifier != self._identifier or share.number != self._number:
            raise ShareRefused("foreign", f"This is {share.name}. Bring share {self._number}.")
        if not proves(self._committed, share):
            raise ShareRefused("foreign", f"This is not the share {self._number} that was handed out. Keep it apart.")


def _awaited(held: Held, asked: Prove) -> tuple[Awaited, Commitment]:
    """The share that is to be proved: of the set that was just made, or of one in the record."""
    if asked.known is not None:
        known = next((one for one in asked.known.commitments if one.share == asked.share), None)
        if known is None:
            raise Refused("SHARE-PROVED", f"The record holds no commitment to share {asked.share}. Verify the record.")
        awaited = Awaited(key=asked.key, purpose="to prove it", identifier=asked.known.identifier, share=asked.share)
        return awaited, Commitment(salt=known.salt, cost=known.cost, digest=known.value)
    making = held.key_made()
    _check_number(asked.share, making.shares.n)
    return _of(making, asked.share), making.commitments[asked.share - 1]


def _of(making: Making, share: int) -> Awaited:
    words = making.shares.words[share - 1]
    return Awaited(
        key=making.key,
        purpose="to prove it",
        identifier=making.shares.identifier,
        share=share,
        lengths=(len(words.reveal_text().split()),),
        handed=words,
    )


def _check_number(share: int, n: int) -> None:
    """Check a share's number.

    Raises:
        Refused: SHARE-SET: there is no such share.
    """
    if not 1 <= share <= n:
        raise Refused("SHARE-SET", f"There is no share {share}: the set has {n}.")
