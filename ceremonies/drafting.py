"""A ruling becomes an entry's draft: who acted, when it happened, and the signatures of those who sign it."""

import base64
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from ceremonies.act import Action, Ruling
from ceremonies.errors import Misuse, Refused
from ceremonies.keyring import Keyring
from ceremonies.known import Known
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import Draft
from ceremonies.people import keys
from ceremonies.secret import Secret
from ceremonies.signing import SIGNOFFS, sign_off, statement
from ceremonies.times import parse_typed, to_iso

Passphrases = Mapping[str, Secret]
"""By person id, what opens their signing key."""


class Signers:
    """Those who sign what is about to be recorded.

    Args:
        known: the room, of which the head is signed as well.
        keyring: has their keys.
        passphrases: open them.
        named: the public keys (base64) that the rulings bring, for who signs their own enrolment.
    """

    def __init__(self, known: Known, keyring: Keyring, passphrases: Passphrases, named: Collection[str] = ()) -> None:
        self._known = known
        self._keyring = keyring
        self._passphrases = passphrases
        self._named = named

    def sign(self, ruling: Ruling, body: dict[str, Any], person: str) -> str:
        """One person's sign-off on ``body``, the facts of ``ruling``.

        Raises:
            Refused: SIGNED-IN: their passphrase was not given.
            WrongPassphrase: it opens no key of theirs.
        """
        if person not in self._passphrases:
            raise Refused("SIGNED-IN", f"{person} signs this. Ask for their passphrase.")
        text = statement(
            origin=self._known.workspace.origin,
            stream=ruling.stream,
            kind=ruling.kind,
            person=person,
            body=body,
            head=self._head(),
            objection=ruling.objections.get(person, ""),
        )
        key = keys.unseal_key(self._sealed_key(ruling, person), self._passphrases[person])
        return sign_off(text, origin=self._known.workspace.origin, person=person, key=key)

    def _head(self) -> str:
        """Size and root of the record, as a sign-off names them."""
        ledger = self._known.ledger
        if not ledger.size:
            return "0"
        head = parse_checkpoint(ledger.note.split("\n\n", 1)[0] + "\n")
        return f"{head.size} {base64.b64encode(head.root).decode()}"

    def _sealed_key(self, ruling: Ruling, person: str) -> keys.SealedKey:
        """The key a person signs with: theirs, or the one that their own enrolment brings."""
        kept = self._keyring.kept(person, self._known.public_of(person))
        sealed = kept or self._keyring.new_among(person, self._named)
        if sealed is None:
            raise Misuse(f"{person} has no key to sign {ruling.kind} with.")
        return sealed


def named_keys(rulings: Iterable[Ruling]) -> frozenset[str]:
    """The public keys (base64) that ``rulings`` bring."""
    return frozenset(str(one.body["public"]) for one in rulings if "public" in one.body)


def draft_of(ruling: Ruling, action: Action, now: datetime, signers: Signers) -> Draft:
    """The ruling as an entry's draft, with the signatures it needs in its body.

    Raises:
        Refused: SIGNED-IN: a passphrase is missing.
        WrongPassphrase: a signature could not be made.
    """
    body = dict(ruling.body)
    if ruling.signed_by:
        body[SIGNOFFS] = [signers.sign(ruling, body, person) for person in ruling.signed_by]
    return Draft(
        stream=ruling.stream,
        kind=ruling.kind,
        body=body,
        by=_acted(ruling, action),
        happened_at=action.happened_at and to_iso(parse_typed(action.happened_at, now)),
        happened_source=action.happened_at and action.happened_source,
        happened_by=action.happened_at and action.happened_by,
    )


def _acted(ruling: Ruling, action: Action) -> tuple[str, ...]:
    """Who acted: the person at the keyboard, or else who signs, and the second of a pair. Each is named once."""
    by = (action.by,) if action.by else ruling.signed_by
    second = getattr(action, "second", "")
    paired = (second,) if isinstance(second, str) and second else ()
    return tuple(dict.fromkeys((*by, *paired)))
