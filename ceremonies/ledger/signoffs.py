"""Check 7 of ``verify.py``: whose signatures stand in entries (sign-offs) and under checkpoints (counter-signatures).

A sign-off is a signed note in an entry's ``signoffs``: a person's own signature over what that person saw. Keys are
public ones, recorded in the stream ``people``.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ceremonies.errors import KeyroomError
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.heads import Head, stated_by
from ceremonies.ledger.note import KEY_SIZE, Note, Verifier, read_note, verified_signatures, verifier
from ceremonies.ledger.tree import Frontier
from ceremonies.ledger.verdict import Check, Findings, counted
from ceremonies.signing import SIGNOFFS, disagreement, signer_name, statement

PEOPLE = "people"
ENROLLED = "person.enrolled"
REKEYED = "person.rekeyed"
_HEAD_LINE = 6
"""The line of a sign-off's text that says which head of the record its signer saw, counted from 0."""


class Keys(Protocol):
    """Whose key was which, and when. Names are those of ``ceremonies.signing.signer_name``."""

    def at(self, seq: int) -> Mapping[str, Verifier]:
        """The keys that may sign in entry ``seq``, by person."""

    def since(self, seq: int) -> Sequence[Verifier]:
        """The keys in force at entry ``seq`` or at any time after it."""


class PeopleKeys:
    """Keys as the stream ``people`` records them: ``person`` and ``public``, 32 bytes in base64.

    The first two people enrol each other (PEOPLE-FIRST-TWO), so a key of somebody who enrolled themselves with another
    counts from the record's beginning. A replaced key still signs the entry that replaces it.

    Attributes:
        problems: entries whose key can't be read: number and sentence.
    """

    def __init__(self, entries: Iterable[Entry], origin: str) -> None:
        """Learn the keys of ``entries``, which come in order; entries about other things are passed over."""
        self.problems: list[tuple[int, str]] = []
        self._origin = origin
        self._keys: dict[str, list[tuple[int, Verifier]]] = {}
        for entry in entries:
            if entry.stream == PEOPLE and entry.kind in {ENROLLED, REKEYED}:
                self._learn(entry)

    def _learn(self, entry: Entry) -> None:
        """Take in one person's key."""
        person, public = entry.body.get("person"), entry.body.get("public")
        found = _key_of(self._origin, person, public)
        if not isinstance(person, str) or found is None:
            self.problems.append((entry.seq, f"Entry {entry.seq} should record a person's key and doesn't."))
            return
        pair = entry.body.get("enrolled_by")
        first = entry.kind == ENROLLED and isinstance(pair, list) and person in pair
        since = entry.seq + 1 if entry.kind == REKEYED else entry.seq
        self._keys.setdefault(person, []).append((0 if first else since, found))

    def at(self, seq: int) -> dict[str, Verifier]:
        """The keys that may sign in entry ``seq``, by person: each person's latest by then."""
        found = {}
        for person, keys in self._keys.items():
            known = [key for since, key in keys if since <= seq]
            if known:
                found[person] = known[-1]
        return found

    def since(self, seq: int) -> list[Verifier]:
        """The keys in force at entry ``seq`` or at any time after it."""
        later = [key for keys in self._keys.values() for since, key in keys if since > seq]
        return [*self.at(seq).values(), *later]


def _key_of(origin: str, person: object, public: object) -> Verifier | None:
    """The key that an entry records; None when it records none."""
    if not isinstance(person, str) or not isinstance(public, str):
        return None
    try:
        raw = base64.b64decode(public.encode("ascii"), validate=True)
        return verifier(signer_name(origin, person), raw) if len(raw) == KEY_SIZE else None
    except (UnicodeEncodeError, binascii.Error, KeyroomError):
        return None


def check_signoffs(
    entries: Sequence[Entry],
    kept: Sequence[Head],
    *,
    frontiers: Mapping[int, Frontier],
    log: Verifier,
    keys: Keys | None,
    findings: Findings,
) -> Check:
    """Check 7, on entries with sign-offs or about people, and on counter-signed checkpoints."""
    if keys is None:
        keys = recorded = PeopleKeys(entries, log.name)
        for seq, says in recorded.problems:
            findings.add(7, says, seq)
    count = heads = 0
    for entry in entries:
        for note in signoffs_of(entry):
            count += 1
            problem = signoff_problem(entry, note, log.name, keys.at(entry.seq), frontiers)
            if problem:
                findings.add(7, f"A sign-off in entry {entry.seq} doesn't hold: {problem}.", entry.seq)
    for head in kept:
        checkpoint = stated_by(head.note)
        if head.note is None or checkpoint is None:  # check 6 said so
            continue
        heads += 1
        problem = cosignature_problem(read_note(head.note), log, keys.since(checkpoint.size - 1))
        if problem:
            findings.add(7, f"A counter-signature under {head.where} doesn't hold: {problem}.")
    good = f"{counted(count, 'sign-off')} and {counted(heads, 'counter-signed checkpoint')}"
    return findings.check(7, count + heads, good)


def signoffs_of(entry: Entry) -> list[object]:
    """What an entry holds as sign-offs; anything but a list is one thing that can't be one."""
    held = entry.body.get(SIGNOFFS, [])
    return held if isinstance(held, list) else [held]


def sizes_seen(entries: Iterable[Entry]) -> set[int]:
    """The sizes of the heads that signers say they saw."""
    texts = [text for entry in entries for note in signoffs_of(entry) if (text := _text_of(note)) is not None]
    return {size for text in texts if (size := _head_seen(text)[0]) is not None}


def _text_of(note: object) -> str | None:
    """A sign-off's text; None when it is no note."""
    try:
        return read_note(note).text if isinstance(note, str) else None
    except KeyroomError:
        return None


def _head_seen(text: str) -> tuple[int | None, str]:
    """The size, where it is one, and the whole of the head that a sign-off's text names."""
    lines = text.split("\n")
    head = lines[_HEAD_LINE].removeprefix("head ") if len(lines) > _HEAD_LINE else ""
    size = head.split(" ", 1)[0]
    return (int(size) if size.isascii() and size.isdigit() and len(size) < len(str(2**53)) else None), head


def signoff_problem(
    entry: Entry, note: object, origin: str, keys: Mapping[str, Verifier], frontiers: Mapping[int, Frontier]
) -> str | None:
    """Why this is no sign-off of this entry by somebody who may sign it; None when it is one."""
    if not isinstance(note, str):
        return "it is no text"
    try:
        read = read_note(note)
        problem = _signers_problem(read, list(keys.values()), others=0)
    except KeyroomError as error:
        return str(error).removesuffix(".")
    if problem or len(read.signatures) > 1:
        return problem or "several people signed one text"
    signer = next(person for person, key in keys.items() if key.name == read.signatures[0].name)
    size, head = _head_seen(read.text)
    wanted = statement(
        origin=origin,
        stream=entry.stream,
        kind=entry.kind,
        person=signer,
        body=entry.body,
        head=head,
        objection=disagreement(read.text),
    )
    if read.text != wanted:
        return f"what {signer} signed is not this entry"
    frontier = frontiers.get(size) if size is not None and size <= entry.seq else None
    if frontier is None or head not in {_head_text(origin, frontier), "0" if size == 0 else ""}:
        return f"the head that {signer} saw is none of this record's"
    return None


def _head_text(origin: str, frontier: Frontier) -> str:
    """Size and root as a checkpoint has them, on one line."""
    return " ".join(Checkpoint(origin, frontier.size, frontier.root()).text().split("\n")[1:3])


def cosignature_problem(note: Note, log: Verifier, keys: Sequence[Verifier]) -> str | None:
    """Why the counter-signatures under this checkpoint don't hold; None when they do."""
    own = sum((each.name, each.key_id) == (log.name, log.key_id) for each in note.signatures)
    try:
        return _signers_problem(note, [key.as_cosigner() for key in keys], others=own)
    except KeyroomError as error:
        return str(error).removesuffix(".")


def _signers_problem(note: Note, keys: Sequence[Verifier], *, others: int) -> str | None:
    """Why not all signatures but ``others`` of them are by different known keys, and at least one is."""
    signed = verified_signatures(note, keys)
    if len(signed) + others != len(note.signatures):
        return "it carries a signature by somebody whose key the record doesn't know"
    if not signed:
        return "nobody signed it"
    if len({(each.by.name, each.by.key_id) for each in signed}) != len(signed):
        return "somebody signed it twice"
    return None
