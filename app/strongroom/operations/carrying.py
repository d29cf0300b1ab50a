"""Shares going out on a carrier and coming back from one, whatever the carrier is."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from shamir_mnemonic.wordlist import WORDLIST

from app.strongroom import durable
from app.strongroom.held import Held, Making
from app.strongroom.operations.tokens import logged_in
from app.strongroom.private.port import PinQuestion, ShareAsked, ShareGiven, ShareShown
from app.strongroom.protocol import HandedOut, HandOut, Prove, TakeShare
from ceremonies.errors import Misuse, Refused, ShareRefused, WrongPassphrase
from ceremonies.secret import Secret
from ceremonies.shares.carriers import share_label
from ceremonies.shares.limits import WORDS_OF
from ceremonies.shares.parse import parse_share
from ceremonies.shares.sealed_file import FILE_COST, open_sealed_file, sealed_file
from ceremonies.shares.share import set_name
from ceremonies.shares.words import numbers
from ceremonies.times import to_iso
from ceremonies.tokens.port import Session

Coming = Prove | TakeShare


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """The share that is asked for.

    Attributes:
        key: whose it is.
        identifier: its set.
        share: its number, from 1; 0 for any.
        purpose: why, in words.
        lengths: how many words it may have.
        handed: as this process handed it out.
    """

    key: str
    purpose: str
    identifier: int
    share: int = 0
    lengths: tuple[int, ...] = tuple(WORDS_OF.values())
    handed: Secret | None = None


def hand_over(held: Held, making: Making, asked: HandOut) -> HandedOut:
    """Put one share on its carrier; returns when its custodian has it."""
    match asked.carrier:
        case "words":
            return _by_words(held, making, asked)
        case "card":
            return _by_card(held, making, asked)
        case "file":
            return _by_file(held, making, asked)
        case "token":
            return _by_token(held, making, asked)


def _by_words(held: Held, making: Making, asked: HandOut) -> HandedOut:
    shares, words = making.shares, making.shares.words[asked.share - 1]
    shown = held.surface.show_share(
        ShareShown(
            key=making.key,
            identifier=shares.identifier,
            share=asked.share,
            of=shares.n,
            needed=shares.m,
            alias=asked.alias,
            rehearsal=held.rehearsal,
            words=words,
            numbers=numbers(words),
            seconds=asked.seconds,
        )
    )
    return HandedOut(share=asked.share, alias=asked.alias, carrier="words", shown=shown)


def _by_card(held: Held, making: Making, asked: HandOut) -> HandedOut:
    """A printed card.

    Raises:
        Refused: ROOM-PRIVATE: in production cards are written by hand.
    """
    if not held.rehearsal:
        raise Refused(
            "ROOM-PRIVATE",
            "In production a card is written by hand on a printed blank: hand the share out by its words.",
        )
    from reports.cards import Card, card_pdf  # noqa: PLC0415 - slow to import, and seldom wanted

    shares, words = making.shares, making.shares.words[asked.share - 1]
    card = Card(
        key=making.key,
        identifier=shares.identifier,
        m=shares.m,
        n=shares.n,
        made_at=to_iso(datetime.now(UTC)),
        index=asked.share - 1,
        banner="REHEARSAL",
    )
    page = card_pdf(card, words, numbers(words)).reveal()
    durable.write_new(Path(asked.path), page)
    return HandedOut(share=asked.share, alias=asked.alias, carrier="card", sha256=sha256(page).hexdigest())


def _by_file(held: Held, making: Making, asked: HandOut) -> HandedOut:
    passphrase = held.surface.ask_pin(
        PinQuestion(title=f"New passphrase for share {asked.share} of {making.key}", people=(asked.alias,), new=True)
    )
    words = making.shares.words[asked.share - 1]
    data = sealed_file(
        words, passphrase, key=making.key, entropy=held.entropy, cost=held.setting.file_cost or FILE_COST
    )
    durable.write_new(Path(asked.path), data)
    return HandedOut(share=asked.share, alias=asked.alias, carrier="file", sha256=sha256(data).hexdigest())


def _by_token(held: Held, making: Making, asked: HandOut) -> HandedOut:
    """Onto the custodian's own token, under their PIN.

    Raises:
        Refused: CUSTODY: it is the token of the ceremony.
    """
    if asked.token is None:
        raise Misuse("A share goes onto a token, and none was named.")
    if asked.token == held.token:
        raise Refused("CUSTODY", "A share doesn't stay on the ceremony's own token. Plug in the custodian's.")
    session, _ = logged_in(held, asked.token, (asked.alias,))
    with session:
        label = share_label(making.key, making.shares.identifier, asked.share - 1)
        session.put_private(label, making.shares.words[asked.share - 1])
        return HandedOut(share=asked.share, alias=asked.alias, carrier="token", token=session.info)


def take_back(held: Held, asked: Coming, awaited: Awaited, judge: "Judge") -> ShareGiven:
    """A share from its carrier. What is typed wrong is asked for again; ``judge`` may refuse it at once too.

    Raises:
        Left: the custodian left.
        ShareRefused: what lies in a file or on a token is no share.
    """
    match asked.carrier:
        case "words" | "card":
            return held.surface.take_share(_question(held, asked, awaited, judge))
        case "file":
            given = _from_file(held, asked)
        case "token":
            given = _from_token(held, asked, awaited)
    judge.check(given.words)
    return given


class Judge:
    """Says what is wrong with a share while its custodian is still at the screen."""

    def check(self, words: Secret) -> None:
        """Check that it can be read at all.

        Raises:
            ShareRefused: it can't.
        """
        parse_share(words)

    def says(self, words: Secret) -> str:
        """The sentence, or ""."""
        try:
            self.check(words)
        except ShareRefused as error:
            return error.sentence
        return ""


def _question(held: Held, asked: Coming, awaited: Awaited, judge: Judge) -> ShareAsked:
    return ShareAsked(
        key=awaited.key,
        alias=asked.alias,
        purpose=awaited.purpose,
        rehearsal=held.rehearsal,
        lengths=awaited.lengths,
        vocabulary=WORDLIST,
        check=judge.says,
        handed=awaited.handed if held.rehearsal else None,
    )


def _from_file(held: Held, asked: Coming) -> ShareGiven:
    data = durable.read_whole(Path(asked.path))
    said, tries = "", 0
    while True:
        passphrase = held.surface.ask_pin(
            PinQuestion(title=f"Passphrase of {Path(asked.path).name}", people=(asked.alias,), wrong=said)
        )
        try:
            return ShareGiven(open_sealed_file(data, passphrase), tries)
        except WrongPassphrase as error:
            said, tries = str(error), tries + 1


def _from_token(held: Held, asked: Coming, awaited: Awaited) -> ShareGiven:
    if asked.token is None:
        raise Misuse("A share comes from a token, and none was named.")
    session, wrong = logged_in(held, asked.token, (asked.alias,), write=False)
    with session:
        return ShareGiven(session.take_private(_label_on(session, awaited)), wrong)


def _label_on(session: Session, awaited: Awaited) -> str:
    """Which of the shares on a custodian's token is meant: the one of the set, else any, to be judged.

    Raises:
        Refused: SHARE-REFUSED: the token holds none, or several.
    """
    if awaited.share:
        return share_label(awaited.key, awaited.identifier, awaited.share - 1)
    labels = [one.label for one in session.objects() if one.key_class == "data" and _SHARE in one.label]
    of_set = [one for one in labels if one.startswith(f"{awaited.key} set {set_name(awaited.identifier)} ")]
    chosen = of_set or labels
    if len(chosen) != 1:
        found = "several shares" if chosen else "no share"
        raise Refused("SHARE-REFUSED", f"The token holds {found} that could be meant. Bring the custodian's own token.")
    return chosen[0]


_SHARE = " share "
