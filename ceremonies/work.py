"""Work: what an entry says is about to be done outside the record, by the strong room.

An act that reaches outside is two entries. The first, ``work.about``, says what will be done, and the Room hands out a
``Work`` for it. The front end has it done, without the Room's lock, and records its end by ``work.ended``. Work without
an end in the record is what the next start of the program asks about.
"""

from typing import Any, Literal

import msgspec

from ceremonies.ledger.entry import Entry

ABOUT = "work.about"
ENDED = "work.ended"

Outcome = Literal["done", "failed", "cancelled"]
"""How work ends. "unrecorded" stands in the record beside these, where the program ended before the work did."""
UNRECORDED = "unrecorded"


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done now.

    Attributes:
        id: names this piece of work in its stream, for example ``REC-0001/3``.
        stream: where its end is recorded.
        act: the kind of work, for example ``hand out``; the strong room has one request for each.
        request: the facts of that request, without any secret.
        token: the token that must be open for it: ``kind``, ``module``, ``label`` and ``serial``; empty for none.
        people: who enters that token's PIN: one person all of it, or two people a half each (rule KEY-CA-DUAL).
    """

    id: str
    stream: str
    act: str
    request: dict[str, Any]
    token: dict[str, str] = msgspec.field(default_factory=dict)
    people: tuple[str, ...] = ()


def work_of(entry: Entry) -> Work | None:
    """The work that an entry promises; None for an entry that promises none."""
    if entry.kind != ABOUT:
        return None
    body = msgspec.convert(entry.body, dict[str, Any])
    return Work(
        id=body["work"],
        stream=entry.stream,
        act=body["act"],
        request=body["request"],
        token=body.get("token") or {},
        people=tuple(body.get("people") or ()),
    )


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """What was begun and has no end in the record.

    Attributes:
        key: the key it was begun for.
        work: the id of the work; empty where a ceremony stands between two pieces of work.
        act: what was about to be done.
        says: the same in words.
        way: how it goes on: ``abandon`` before the commit, ``finish`` after it, ``again`` where only the act is lost.
        since: when it began: ISO 8601, UTC.
        sitting: the sitting it was begun in.
    """

    key: str
    work: str
    act: str
    says: str
    way: Literal["abandon", "finish", "again"]
    since: str
    sitting: int
