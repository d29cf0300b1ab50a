"""Turns drafts into entries with their place, leaf and signed checkpoint. Pure: the store writes them.

Heads chain through signed notes, so that entries of one transaction are signed here one after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from ceremonies.errors import Misuse, Unusable
from ceremonies.ledger.canonical import check_subset, encode
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.entry import MAX_LEAF, SALT_BYTES, Draft, Entry
from ceremonies.ledger.note import Signer
from ceremonies.ledger.tree import Frontier, leaf_hash
from ceremonies.ports import Entropy


class Tip(msgspec.Struct, frozen=True):
    """Where a ledger ends.

    Attributes:
        frontier: of its tree.
        note: the signed checkpoint stored with its last entry; empty when there is none.
    """

    frontier: Frontier = Frontier()
    note: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where a stream ends.

    Attributes:
        last_seq: number of its last entry.
        count: how many entries it has.
    """

    last_seq: int
    count: int


class Appended(msgspec.Struct, frozen=True):
    """One entry ready to be written.

    Attributes:
        entry: the entry.
        leaf: its canonical bytes.
        tip: the ledger's end with it.
    """

    entry: Entry
    leaf: bytes
    tip: Tip


def to_moment(now: datetime) -> str:
    """An aware moment as the record writes it: ISO 8601, UTC, microseconds, Z.

    Raises:
        Misuse: no time zone.
    """
    if now.tzinfo is None:
        raise Misuse("A moment without a time zone can't be recorded.")
    return now.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def append_drafts(
    drafts: Sequence[Draft],
    moment: str,
    entropy: Entropy,
    *,
    signer: Signer,
    tip: Tip,
    place_of: Callable[[str], Place | None],
) -> list[Appended]:
    """The drafts as entries after ``tip``, in their order.

    Raises:
        Misuse: a draft outside what can be recorded.
        Unusable: an entry of more than 16 MiB.
    """
    places: dict[str, Place | None] = {}
    done: list[Appended] = []
    for draft in drafts:
        check_draft(draft)
        place = places[draft.stream] if draft.stream in places else place_of(draft.stream)
        entry = _entry(draft, moment, entropy.take(SALT_BYTES).hex(), tip, place)
        leaf = encode(entry)
        if len(leaf) > MAX_LEAF:
            raise Unusable("This is more than 16 MiB and too large for the record. Attach it as evidence instead.")
        frontier = tip.frontier.append(leaf_hash(leaf))
        tip = Tip(frontier, signer.sign(Checkpoint(signer.name, frontier.size, frontier.root()).text()))
        places[draft.stream] = Place(entry.seq, entry.n + 1)
        done.append(Appended(entry, leaf, tip))
    return done


def _entry(draft: Draft, moment: str, salt: str, tip: Tip, place: Place | None) -> Entry:
    """The draft with its place and salt."""
    return Entry(
        seq=tip.frontier.size,
        salt=salt,
        recorded_at=moment,
        stream=draft.stream,
        n=place.count if place else 0,
        kind=draft.kind,
        body=_as_read(draft.body),
        by=draft.by,
        head=sha256(tip.note.encode()).hexdigest() if tip.note else "",
        happened_at=draft.happened_at,
        happened_source=draft.happened_source,
        happened_by=draft.happened_by,
        prev=place.last_seq if place else None,
    )


def _as_read(body: Mapping[str, object]) -> dict[str, object]:
    """The body as a reader of the leaf will see it, so that a state folded now and one folded later are the same."""
    return msgspec.json.decode(encode(body), type=dict[str, object])


def check_draft(draft: Draft) -> None:
    """Refuse a draft that a reader would refuse once it is written.

    Raises:
        Misuse: a name that is no printable ASCII text, or a body outside the subset of canonical JSON.
    """
    for name in (draft.stream, draft.kind):
        if not isinstance(name, str) or not name or not name.isascii() or not name.isprintable():
            raise Misuse(f"An entry needs a stream and a kind, each in printable ASCII: {name!r}.")
    if not isinstance(draft.body, Mapping) or not isinstance(draft.by, tuple):
        raise Misuse("An entry's body is an object, and who did it is a tuple of names.")
    if not all(isinstance(name, str) for name in draft.by):
        raise Misuse("An entry is by people, each a name.")
    for text in (draft.happened_at, draft.happened_source, draft.happened_by):
        if text is not None and not isinstance(text, str):
            raise Misuse("When it happened, where that comes from and who says so are texts.")
    check_subset(draft.body)
