"""People's own keys in the room: those the workspace keeps, and those made for people who are about to be enrolled."""

import base64
from collections.abc import Collection, Iterable
from datetime import datetime

from ceremonies.act import Ruling
from ceremonies.people import keys
from ceremonies.ports import Entropy
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.workspace import Workspace


class Keyring:
    """The sealed keys of people. A new one lies here until the entry that names it is about to be written.

    Args:
        workspace: where keys are kept.
        entropy: what new keys are made from.
        cost: of opening a seal; the usual one when none is given.
    """

    def __init__(self, workspace: Workspace, entropy: Entropy, cost: Cost | None = None) -> None:
        self._workspace = workspace
        self._entropy = entropy
        self._cost = cost
        self._new: dict[str, keys.SealedKey] = {}

    def make(self, person: str, passphrase: Secret) -> str:
        """Make a key for ``person``, sealed under ``passphrase``; the public key, 32 bytes in base64.

        Raises:
            Refused: PEOPLE-FIRST-TWO: the passphrase is empty.
        """
        key = keys.generate(self._entropy)
        sealed = keys.seal_key(key, person, passphrase, self._entropy, self._cost)
        public = base64.b64encode(sealed.public).decode("ascii")
        # a refused act is tried again with a new passphrase: what was made for the first try must not sign the second
        self._new = {known: one for known, one in self._new.items() if one.person != person}
        self._new[public] = sealed
        return public

    def owner_of_new(self, public: str) -> str:
        """The id of the person for whom ``make`` made this key."""
        return self._new[public].person

    def kept(self, person: str, public: bytes | None) -> keys.SealedKey | None:
        """The key of theirs that the workspace keeps under ``public``; None when the record names none yet."""
        return self._workspace.person_keys.load(person, public.hex()) if public else None

    def new_among(self, person: str, named: Collection[str]) -> keys.SealedKey | None:
        """The key that was made for ``person`` and is among the public keys ``named`` (base64); None when none is."""
        found = (one for public, one in self._new.items() if one.person == person and public in named)
        return next(found, None)

    def keep_new(self, rulings: Iterable[Ruling], now: datetime) -> None:
        """Keep the new keys that ``rulings`` name, before their entries are written."""
        for ruling in rulings:
            public = ruling.body.get("public")
            if ruling.kind in ("person.enrolled", "person.rekeyed") and public in self._new:
                self._workspace.person_keys.store(self._new[public], now)


def id_after(person: str, count: int) -> str:
    """The id ``count`` places after ``person``: P-02 for P-01 and 1."""
    letter, number = person.split("-")
    return f"{letter}-{int(number) + count:02}"
