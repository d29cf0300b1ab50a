"""``workspace.toml``: what a workspace says about itself before it is opened, and the slots that open it.

Nothing here is secret by itself. That nobody changed it is shown on opening: the log key is sealed together with
format, kind, origin, id and verifier key.
"""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from ceremonies.errors import NotAWorkspace
from ceremonies.sealing import KEY_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES, Cost, Lock
from ceremonies.workspace.layout import DESCRIPTION, as_sentence, write_atomically

FORMAT = 1
"""The format this version writes, and the newest it reads."""

ORIGIN_HOST = "keyroom.invalid"
"""A name that can never be registered (RFC 2606, 2): a ledger is known by its kind and id."""

Kind = Literal["rehearsal", "production"]

_Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
_Origin = Annotated[str, msgspec.Meta(pattern="^[!-*,-~]+$", max_length=200)]  # printable ASCII, no space, no plus
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Salt = Annotated[bytes, msgspec.Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
_SealedKey = Annotated[
    bytes,
    msgspec.Meta(min_length=NONCE_BYTES + KEY_BYTES + TAG_BYTES, max_length=NONCE_BYTES + KEY_BYTES + TAG_BYTES),
]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The workspace key, sealed under one authorised person's passphrase (rule KEY-SLOTS).

    Attributes:
        person: whose slot it is; the seal is bound to it.
        salt: Argon2id's salt.
        memory_kib, passes, lanes: Argon2id's cost.
        wrapped: nonce, ciphertext and tag of AES-256-GCM.
    """

    person: _Name
    salt: _Salt
    memory_kib: int
    passes: int
    lanes: int
    wrapped: _SealedKey

    def lock(self) -> Lock:
        """The slot as something to open.

        Raises:
            NotAWorkspace: a cost that no version writes.
        """
        try:
            cost = msgspec.convert(
                {"memory_kib": self.memory_kib, "passes": self.passes, "lanes": self.lanes}, type=Cost
            )
        except msgspec.ValidationError as error:
            raise NotAWorkspace(
                f"The slot of {self.person} in {DESCRIPTION} is damaged: {error}. Restore it from a copy."
            ) from None
        return Lock(salt=self.salt, cost=cost, wrapped=self.wrapped)

    @classmethod
    def of(cls, person: str, locked: Lock) -> "Slot":
        """The slot of ``person`` that ``locked`` makes."""
        cost = locked.cost
        return cls(
            person=person,
            salt=locked.salt,
            memory_kib=cost.memory_kib,
            passes=cost.passes,
            lanes=cost.lanes,
            wrapped=locked.wrapped,
        )


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``workspace.toml`` holds.

    Attributes:
        format: of the folder.
        kind: practice or production; the first entry of the ledger says the same.
        origin: the ledger's name in its checkpoints (C2SP tlog-checkpoint).
        id: sixteen hexadecimal digits, random.
        created: when, in UTC.
        vkey: the ledger's verifier key (C2SP signed-note).
        log_key: the seed of the ledger's Ed25519 key, sealed under the workspace key.
        slot: whoever can open the workspace; at least one.
    """

    format: int
    kind: Kind
    origin: _Origin
    id: _Id
    created: str
    vkey: _Name
    log_key: _SealedKey
    slot: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1)]

    def seal_label(self) -> bytes:
        """What the sealed log key is bound to."""
        return "\0".join(("keyroom log key", str(self.format), self.kind, self.origin, self.id, self.vkey)).encode()


def origin_for(kind: Kind, id_: str) -> str:
    """The name of a workspace's ledger in its checkpoints: a rehearsal's says that it is one."""
    return f"{ORIGIN_HOST}/{kind}/{id_}"


def load_description(folder: Path) -> Description:
    """What the workspace in ``folder`` says about itself.

    Raises:
        NotAWorkspace: unreadable, damaged, or of a newer format.
    """
    path = folder / DESCRIPTION
    try:
        raw = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise NotAWorkspace(str(as_sentence(error, f"{path} can't be read"))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotAWorkspace(f"{path} can't be understood ({error}). Restore it from a copy.") from None
    _check_format(path, raw.get("format"))
    try:
        description = msgspec.convert(raw, type=Description)
    except msgspec.ValidationError as error:
        raise NotAWorkspace(f"{path} is damaged: {error}. Restore it from a copy.") from None
    if description.origin != origin_for(description.kind, description.id):
        raise NotAWorkspace(f"{path} was changed: its origin doesn't fit its kind and id. Restore it from a copy.")
    return description


def save_description(folder: Path, description: Description) -> None:
    """Replace the description, durably."""
    write_atomically(folder / DESCRIPTION, to_toml(description).encode())


def to_toml(description: Description) -> str:
    """The description as TOML."""
    plain = msgspec.to_builtins(description)
    slots = plain.pop("slot")
    lines = ["# A Keyroom workspace. Keyroom writes this file; a changed line keeps the workspace from opening.", ""]
    lines += [f"{key} = {_value(value)}" for key, value in plain.items()]
    for slot in slots:
        lines += ["", "[[slot]]", *(f"{key} = {_value(value)}" for key, value in slot.items())]
    return "\n".join(lines) + "\n"


def _value(value: str | int) -> str:
    """A TOML basic string or integer. JSON writes the same, if it keeps characters outside ASCII as they are."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _check_format(path: Path, found: object) -> None:
    """Say of a newer format that it is newer, whatever else it holds.

    Raises:
        NotAWorkspace: no format, or a newer one.
    """
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise NotAWorkspace(f"{path} names no format, so it is no Keyroom workspace or it is damaged.")
    if found > FORMAT:
        raise NotAWorkspace(
            f"{path} has format {found}; this version reads up to {FORMAT}."
            " Open the workspace with the newer Keyroom that made it."
        )
