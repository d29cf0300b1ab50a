"""Counter-signing the head of the record at a sitting's end (C2SP cosignature/v1; rule COSIGN-CONSISTENT).

A counter-signature asserts that its signer checked consistency. So it is made only after the head they carry, from the
last time they signed, was proved to be a head of this very record.
"""

from collections.abc import Iterable, Mapping

from ceremonies.errors import KeyroomError, Refused
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.note import Verifier, read_note
from ceremonies.ledger.seen import check_extends, leaves_of, read_seen


def last_signed(cosigned: Mapping[int, str], name: str) -> int:
    """The size of the newest head that ``name`` counter-signed; 0 when none."""
    sizes = [size for size, note in cosigned.items() if any(one.name == name for one in read_note(note).signatures)]
    return max(sizes, default=0)


def check_seen(
    carried: str, *, last: int, log: Verifier, head: Checkpoint, hashes: Iterable[bytes], person: str
) -> None:
    """What a person carries is a head that this record extends.

    Args:
        carried: the signed note from their file or sheet; empty the first time.
        last: the size of the head they counter-signed last; 0 when they never did.
        log: the log's verifier key.
        head: the head that is to be counter-signed.
        hashes: the record's leaf hashes, in order.
        person: whose it is, for the sentence.

    Raises:
        Refused: COSIGN-CONSISTENT: nothing is carried though they signed before, it is older than what they signed
            last, it is not this log's, or the record does not extend it.
        Unverified: the record does not fold to its own head.
    """
    if not carried.strip():
        if last:
            raise Refused(
                "COSIGN-CONSISTENT",
                f"{person} counter-signed the head at {last} entries. Bring that head, as it was taken away.",
            )
        return
    try:
        seen = read_seen(carried, log)
    except KeyroomError as error:
        raise Refused("COSIGN-CONSISTENT", f"What {person} carries is no head of this record: {error}") from None
    if seen.size < last:
        raise Refused(
            "COSIGN-CONSISTENT", f"{person} signed the head at {last} entries later than this. Bring that one."
        )
    leaves = leaves_of(head, hashes)
    try:
        check_extends(seen, head, leaves)
    except KeyroomError as error:
        raise Refused(
            "COSIGN-CONSISTENT",
            f"The record does not extend the head that {person} carries ({error}). Stop, and keep both as evidence.",
        ) from None
