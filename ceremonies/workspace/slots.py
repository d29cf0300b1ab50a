"""Key slots: one for each authorised person, each opening to the same random workspace key (rule KEY-SLOTS)."""

from collections.abc import Sequence

from ceremonies.errors import Refused, WrongPassphrase
from ceremonies.ports import Entropy
from ceremonies.sealing import Cost, lock, unlock
from ceremonies.secret import Secret
from ceremonies.workspace.description import Slot

LONGEST_NAME = 200


def check_passphrase(passphrase: Secret) -> None:
    """Refuse what nobody could call a passphrase.

    Raises:
        Refused: KEY-SLOTS: it is empty.
    """
    if not passphrase:
        raise Refused("KEY-SLOTS", "The passphrase is empty. Choose one of several words.")


def make_slot(person: str, passphrase: Secret, key: Secret, cost: Cost, entropy: Entropy) -> Slot:
    """A slot for ``person``.

    Raises:
        Refused: KEY-SLOTS: an empty passphrase, or a name that can't be written.
    """
    check_passphrase(passphrase)
    if not person or len(person) > LONGEST_NAME or not person.isprintable():
        raise Refused("KEY-SLOTS", "A slot needs its person's name, in one line without control characters.")
    return Slot.of(person, lock(passphrase, key, _label(person), cost, entropy))


def open_slots(slots: Sequence[Slot], passphrase: Secret) -> tuple[Slot, Secret]:
    """The slot that opens with ``passphrase``, and the workspace key.

    Raises:
        WrongPassphrase: none does.
    """
    for slot in slots:
        try:
            return slot, unlock(slot.lock(), passphrase, _label(slot.person))
        except WrongPassphrase:
            continue
    raise WrongPassphrase(
        "No slot of the workspace opens with that passphrase. Check the keyboard's layout and try again."
    )


def with_slot(slots: Sequence[Slot], new: Slot) -> tuple[Slot, ...]:
    """The slots with ``new`` in place of its person's own, if they had one: that is how a passphrase is changed."""
    return (*(slot for slot in slots if slot.person != new.person), new)


def without_slot(slots: Sequence[Slot], person: str) -> tuple[Slot, ...]:
    """The slots without that of ``person``.

    Raises:
        Refused: KEY-SLOTS: there is none, or it is the last.
    """
    left = tuple(slot for slot in slots if slot.person != person)
    if len(left) == len(slots):
        raise Refused("KEY-SLOTS", f"{person} has no slot. The slots are those of {_names(slots)}.")
    if not left:
        raise Refused(
            "KEY-SLOTS", "The last slot can't be removed: nobody could open the workspace. Add another first."
        )
    return left


def _label(person: str) -> bytes:
    """What binds a slot to its person."""
    return b"keyroom slot\0" + person.encode()


def _names(slots: Sequence[Slot]) -> str:
    """Whose slots there are."""
    return ", ".join(slot.person for slot in slots)
