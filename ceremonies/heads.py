"""Signed heads that come and go: the one that is brought back is proved, the one that leaves is counter-signed."""

from collections.abc import Iterator
from datetime import datetime

from ceremonies.counter_signing import check_seen, last_signed
from ceremonies.errors import Misuse, NotRecorded, Refused
from ceremonies.keyring import Keyring
from ceremonies.known import Known
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.note import cosign, parse_verifier_key, read_note
from ceremonies.ledger.tree import leaf_hash
from ceremonies.people import keys
from ceremonies.secret import Secret
from ceremonies.signing import signer_name
from ceremonies.sittings.brought import check_brought


def proved_size(known: Known, brought: str) -> int:
    """The size of a signed head that was brought back, after a proof that the record extends it.

    Raises:
        Refused: ROLLBACK: it does not, or it is none of this log's.
        NotRecorded: the record is damaged; the sentence says how.
    """
    if known.ledger.damage:
        raise NotRecorded(known.ledger.damage)
    return check_brought(
        brought,
        log=parse_verifier_key(known.workspace.vkey),
        head=parse_checkpoint(read_note(known.ledger.note).text),
        hashes=_leaf_hashes(known),
    )


def counter_sign(
    known: Known, keyring: Keyring, person: str, passphrase: Secret, carried: str, *, now: datetime
) -> None:
    """Counter-sign the head of the sitting that has just been closed, and keep it (rule COSIGN-CONSISTENT).

    Args:
        known: the room, of which the sitting has been closed.
        keyring: opens the signer's key.
        person: who signs; present when the sitting was closed.
        passphrase: opens their key.
        carried: the signed head they took away last, or "" the first time.
        now: the moment of the signature.

    Raises:
        Refused: COSIGN-CONSISTENT, ALREADY-RECORDED or SITTING.
        WrongPassphrase: it opens no key.
    """
    _check_was_there(known, person)
    kept = known.ledger.cosigned()
    note = kept.get(known.ledger.size, known.ledger.note)
    name = signer_name(known.workspace.origin, person)
    if any(one.name == name for one in read_note(note).signatures):
        raise Refused("ALREADY-RECORDED", f"{person} has counter-signed this head.")
    text = read_note(note).text
    check_seen(
        carried,
        last=last_signed(kept, name),
        log=parse_verifier_key(known.workspace.vkey),
        head=parse_checkpoint(text),
        hashes=_leaf_hashes(known),
        person=person,
    )
    sealed = keyring.kept(person, known.public_of(person))
    if sealed is None:
        raise Misuse(f"{person} has no key.")
    note += cosign(text, name, keys.unseal_key(sealed, passphrase), int(now.timestamp()))
    known.ledger.keep_cosigned(known.ledger.size, note)


def _check_was_there(known: Known, person: str) -> None:
    """The sitting has just ended, and ``person`` was there.

    Raises:
        Refused: SITTING.
    """
    newest = known.newest()
    if newest is None or newest.kind != "sitting.closed":
        raise Refused("SITTING", "The head is counter-signed when the sitting has ended. End it first.")
    present = newest.body["present"]
    if not isinstance(present, list) or person not in present:
        raise Refused("SITTING", f"{person} was not there when the sitting ended, so does not counter-sign it.")


def _leaf_hashes(known: Known) -> Iterator[bytes]:
    return (leaf_hash(entry.leaf()) for entry in known.ledger.entries())
