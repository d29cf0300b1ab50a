"""Carrying an act out, the same way in both front ends: make its keys, ask who must sign, keep files, record.

It is a generator that asks for passphrases one at a time, so that a screen can show a dialog and the plain-line mode
can read a line between them.
"""

from collections.abc import Generator
from pathlib import Path

import msgspec

from app.acts.act import Act, Answers, Where
from app.heads import leave_head, read_head
from ceremonies.act import Action
from ceremonies.errors import KeyroomError, Refused, Unusable
from ceremonies.people.actions import AddSlot, RemoveSlot
from ceremonies.room import Done, Room
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, CounterSign
from ceremonies.workspace.slots import check_passphrase


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A passphrase that is needed.

    Attributes:
        person: whose, by id, or in words for someone who is not enrolled yet.
        says: the prompt.
        new: it is being set, so it is asked for twice.
    """

    person: str
    says: str
    new: bool = False


Performing = Generator[Ask, Secret, Done]


def perform(room: Room, act: Act, where: Where, answers: Answers) -> Performing:
    """Carry ``act`` out.

    Raises:
        Refused: by the rule it names; nothing was recorded.
        WrongPassphrase: a signature could not be made; nothing was recorded.
        Unusable: a file or a number can't be used.
        NotRecorded: the entry could not be written, so the act did not happen.
    """
    if room.workspace.readonly_because:
        raise Refused("READ-ONLY", room.workspace.readonly_because)
    filled = dict(answers)
    passphrases: dict[str, Secret] = {}
    for key in act.new_keys(where, filled):
        secret = yield Ask(person=key.whose, says=f"New passphrase of {key.whose}: ", new=True)
        filled[key.answer] = room.make_key(secret, key.roles, after=key.after, person=key.person)
        passphrases[key.person or room.new_key_of(filled[key.answer])] = secret
    if "path" in filled:
        filled |= _kept(room, filled["path"])
    if filled.get("head"):
        filled["carried"] = read_head(_file(filled["head"]))
    action = act.action(where, filled)
    if isinstance(action, CounterSign):
        says = f"{action.person} counter-signs. Passphrase of {room.shown(action.person)}: "
        secret = yield Ask(person=action.person, says=says)
        return leave_head(room, room.counter_sign(action.person, secret, action.carried))
    for person in room.signers(action):
        if person not in passphrases:
            passphrases[person] = yield Ask(person=person, says=f"{person} signs. Passphrase of {room.shown(person)}: ")
    slot = (yield from _slot_passphrase(room, action)) if isinstance(action, AddSlot) else None
    done = _after(room, action, slot, room.perform(action, passphrases))
    return leave_head(room, done) if isinstance(action, CloseSitting) else done


def _kept(room: Room, path: str) -> dict[str, str]:
    """Keep a file as evidence; its name, digest and size.

    Raises:
        Unusable: it can't be read.
    """
    file = _file(path)
    kept = room.workspace.evidence.add_file(file)
    return {"name": file.name, "digest": kept.digest, "size": str(kept.size)}


def _file(path: str) -> Path:
    """The file that was typed.

    Raises:
        Unusable: it can't be a file's name.
    """
    if not path.isprintable():
        raise Unusable("The file's name holds a control character. Type it again.")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise Unusable(f"{path} begins with ~ and the name of nobody here. Write the whole path.") from None


def _slot_passphrase(room: Room, action: AddSlot) -> Generator[Ask, Secret, Secret]:
    """The passphrase that a new slot opens with.

    Raises:
        Refused: KEY-SLOTS: it is empty; nothing was recorded.
    """
    who = room.shown(action.person)
    secret = yield Ask(person=action.person, says=f"Passphrase with which {who} opens the workspace: ", new=True)
    check_passphrase(secret)
    return secret


def _after(room: Room, action: Action, slot: Secret | None, done: Done) -> Done:
    """Do what the recorded act promised outside the record.

    Where that fails the entry stands, and the sentence says so; the same act again mends it, for it goes by the slots
    that there are.
    """
    try:
        if isinstance(action, AddSlot) and slot is not None:
            room.workspace.add_slot(action.person, slot)
        elif isinstance(action, RemoveSlot):
            room.workspace.remove_slot(action.person)
    except KeyroomError as error:
        says = f"What was recorded stands, but the key slots are as they were. {error} Then do the same again."
        return msgspec.structs.replace(done, said=f"{done.said} {says}".strip())
    return done
