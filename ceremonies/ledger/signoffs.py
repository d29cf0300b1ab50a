"""Check 7 of ``verify.py``: whose signatures stand in entries (sign-offs) and under checkpoints (counter-signatures).

A sign-off is a signed note in an entry's ``signoffs``: a person's own signature over what that person saw. Keys are
public ones, recorded in the stream ``people``.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from ceremonies.errors import KeyroomError
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.heads import Head, stated_by
from ceremonies.ledger.note import Note, Verifier, parse_verifier_key, read_note, verified_signatures
from ceremonies.ledger.verdict import Check, Findings

PEOPLE = "people"
KEY_KINDS = frozenset({"person.enrolled", "person.rekeyed"})


class Keys(Protocol):
    """Whose key was which, and when."""

    def at(self, seq: int) -> Sequence[Verifier]:
        """The keys that may sign in entry ``seq``."""

    def since(self, seq: int) -> Sequence[Verifier]:
        """The keys in force at entry ``seq`` or at any time after it."""


class PeopleKeys:
    """Keys as the stream ``people`` records them.

    A person's first key counts from the record's beginning, because the first two people enrol each other
    (PEOPLE-FIRST-TWO) and one of them signs before being entered. A later key counts from the entry that records it,
    and ends the one before.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Learn the keys of ``entries``, which come in order; entries about other things are passed over.

        Attributes:
            problems: entries whose key can't be read: number and sentence.
        """
        self.problems: list[tuple[int, str]] = []
        self._keys: dict[str, list[tuple[int, Verifier]]] = {}
        for entry in entries:
            if entry.stream == PEOPLE and entry.kind in KEY_KINDS:
                self._learn(entry)

    def _learn(self, entry: Entry) -> None:
        """Take in one person's key."""
        person, vkey = entry.body.get("person"), entry.body.get("vkey")
        if not isinstance(person, str) or not isinstance(vkey, str):
            self.problems.append((entry.seq, f"Entry {entry.seq} should record a person's key and doesn't."))
            return
        try:
            found = parse_verifier_key(vkey)
        except KeyroomError as error:
            self.problems.append((entry.seq, f"Entry {entry.seq} records a key that can't be read: {error}"))
            return
        held = self._keys.setdefault(person, [])
        held.append((entry.seq if held else 0, found))

    def at(self, seq: int) -> list[Verifier]:
        """The keys that may sign in entry ``seq``: each person's latest by then."""
        return [known[-1] for keys in self._keys.values() if (known := [key for since, key in keys if since <= seq])]

    def since(self, seq: int) -> list[Verifier]:
        """The keys in force at entry ``seq`` or at any time after it."""
        later = [key for keys in self._keys.values() for since, key in keys if since > seq]
        return [*self.at(seq), *later]


def signoffs_of(entry: Entry) -> list[object]:
    """What an entry holds as sign-offs; anything but a list is one thing that can't be one."""
    held = entry.body.get("signoffs", [])
    return held if isinstance(held, list) else [held]


def verify_signoff(note: object, keys: Sequence[Verifier]) -> str | None:
    """Why this is no sign-off by people who may sign; None when it is one."""
    if not isinstance(note, str):
        return "it is no text"
    try:
        return _problem(read_note(note), keys, 0)
    except KeyroomError as error:
        return str(error)


def verify_cosignatures(note: Note, log: Verifier, keys: Sequence[Verifier]) -> str | None:
    """Why the counter-signatures under this checkpoint don't hold; None when they do."""
    own = sum((each.name, each.key_id) == (log.name, log.key_id) for each in note.signatures)
    try:
        return _problem(note, [key.as_cosigner() for key in keys], own)
    except KeyroomError as error:
        return str(error)


def _problem(note: Note, keys: Sequence[Verifier], others: int) -> str | None:
    """Why not all signatures but ``others`` of them are by different known keys, and at least one is."""
    signed = verified_signatures(note, keys)
    if len(signed) + others != len(note.signatures):
        return "it carries a signature by somebody whose key the record doesn't know"
    if not signed:
        return "nobody signed it"
    if len({(each.by.name, each.by.key_id) for each in signed}) != len(signed):
        return "somebody signed it twice"
    return None


def check_signoffs(
    entries: Sequence[Entry], kept: Sequence[Head], log: Verifier, keys: Keys | None, findings: Findings
) -> Check:
    """Check 7, on the entries with sign-offs or about people, and on the counter-signed checkpoints kept."""
    if keys is None:
        keys = recorded = PeopleKeys(entries)
        for seq, says in recorded.problems:
            findings.add(7, says, seq)
    count = 0
    for entry in entries:
        for note in signoffs_of(entry):
            count += 1
            problem = verify_signoff(note, keys.at(entry.seq))
            if problem:
                findings.add(7, f"A sign-off in entry {entry.seq} doesn't hold: {problem}.", entry.seq)
    for head in kept:
        checkpoint = stated_by(head.note)
        if head.note is None or checkpoint is None:  # check 6 said so
            continue
        count += 1
        problem = verify_cosignatures(read_note(head.note), log, keys.since(checkpoint.size - 1))
        if problem:
            findings.add(7, f"A counter-signature under {head.where} doesn't hold: {problem}.")
    return findings.check(7, count, f"{count} sign-offs and counter-signed checkpoints")
