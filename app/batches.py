"""What is to be signed: gathered and listed before the act that says so, and what was made of it afterwards."""

import base64
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from app.acts.act import Act, Answers, Where
from app.orders import Ordered, certificate_of, list_of
from app.strongroom.protocol import Agree, SignedKind, manifest_of
from ceremonies.certificates.outbox import Output, write_output
from ceremonies.certificates.public_key import signature_to_der
from ceremonies.errors import Refused, Unusable
from ceremonies.keys.views import KeyView
from ceremonies.ports import Entropy
from ceremonies.room import Room
from ceremonies.work import Work
from ceremonies.workspace.layout import OUTBOX, SIGNATURES, os_errors_as_sentences

SIGN = "sign"
OPEN = "openact"
"""The acts that something must be gathered for."""
SIGNATURE_BYTES = 64
LONGEST = 32 * 1024 * 1024
"""Bytes of one file that is signed."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What one act signs, in order.

    Attributes:
        about: the key, as the private screen names it.
        kind: what it is, as the strong room says it.
        names: one for each thing.
        digests: SHA-256 of each, 32 bytes each.
        read: gives the bytes of one.
        ordered: the certificate or list, where it is one.
    """

    about: str
    kind: SignedKind
    names: tuple[str, ...]
    digests: bytes
    read: Callable[[int], bytes]
    ordered: Ordered | None = None

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def manifest(self) -> str:
        """The SHA-256 that is read aloud, hex."""
        return manifest_of(self.digests)

    def agreement(self) -> Agree:
        """What is asked at the private screen."""
        shown = tuple(self.read(at) for at in range(self.count)) if self.kind != "file" else ()
        return Agree(about=self.about, kind=self.kind, digests=self.digests, items=shown)

    def blocks(self, most: int, most_bytes: int) -> Iterator[list[bytes]]:
        """Everything, in blocks of so many things and, but for a larger one alone, so many bytes."""
        block: list[bytes] = []
        size = 0
        for at in range(self.count):
            item = self.read(at)
            if block and (len(block) == most or size + len(item) > most_bytes):
                yield block
                block, size = [], 0
            block.append(item)
            size += len(item)
        if block:
            yield block


class Batches:
    """Gathers batches, keeps each until its work is done, and writes what came of it to the outbox."""

    def __init__(self, room: Room, entropy: Entropy) -> None:
        self._room = room
        self._entropy = entropy
        self._gathered: dict[str, Batch] = {}

    def answered(self, act: Act, where: Where, answers: Answers) -> dict[str, str]:
        """The answers with what follows from the things to be signed: manifest, count, serial number.

        Raises:
            Unusable: something can't be signed.
            Refused: it may not be.
        """
        filled = dict(answers)
        if act.name == OPEN and filled.get("folder") and where.key is not None:
            listed = of_folder(where.key, filled["folder"])
            filled["manifests"] = listed.manifest
            filled["limit"] = filled.get("limit") or str(listed.count)
        if act.name == SIGN and where.key is not None:
            batch = self._gather(where.key, filled)
            self._gathered[batch.manifest] = batch
            filled |= {"manifest": batch.manifest, "count": str(batch.count)}
            filled |= batch.ordered.answers if batch.ordered else {}
        return filled

    def _gather(self, key: KeyView, answers: Answers) -> Batch:
        if answers["signs"] not in {"certificate", "crl", "arl"}:
            return of_folder(key, answers.get("folder", ""))
        if answers["signs"] == "certificate":
            ordered = certificate_of(self._room, key, answers, self._entropy)
        else:
            ordered = list_of(self._room, key, answers)
        der = ordered.prepared.der
        return Batch(
            about=about_key(key),
            kind="certificate" if answers["signs"] == "certificate" else "crl",
            names=(ordered.name,),
            digests=sha256(der).digest(),
            read=lambda _at: der,
            ordered=ordered,
        )

    def of(self, work: Work) -> Batch:
        """The batch that ``work`` signs.

        Raises:
            Refused: SIGN-SEEN: it was gathered by a program that has ended.
        """
        found = self._gathered.get(work.request["manifest"])
        if found is None:
            raise Refused("SIGN-SEEN", "What was to be signed is not gathered any more. Name it again.")
        return found

    def write(self, work: Work, batch: Batch, signatures: bytes) -> list[Output]:
        """What was signed, in the outbox.

        Raises:
            Unusable: a file of that name is there.
            Stopped: the disk is full or fails.
        """
        outbox = self._room.workspace.path / OUTBOX
        each = [signatures[at : at + SIGNATURE_BYTES] for at in range(0, len(signatures), SIGNATURE_BYTES)]
        if not each:
            return []
        if batch.ordered is not None:
            return [write_output(outbox, batch.ordered.name, batch.ordered.finished(each[0]))]
        name = f"{work.id.replace('/', '-')}.txt"
        return [write_output(outbox, name, signature_list(batch, each), folder=SIGNATURES)]


def signature_list(batch: Batch, signatures: list[bytes]) -> bytes:
    """A line for each file: its SHA-256, its signature (ECDSA-Sig-Value, DER, base64), its name."""
    lines = []
    for at, (name, signature) in enumerate(zip(batch.names, signatures, strict=False)):
        digest = batch.digests[at * 32 : at * 32 + 32].hex()
        lines.append(f"{digest} {base64.b64encode(signature_to_der(signature)).decode()} {name}\n")
    return "".join(lines).encode()


def of_folder(key: KeyView, folder: str) -> Batch:
    """The files of a folder, by name.

    Raises:
        Unusable: there are none, one is too large, or it can't be read.
    """
    if not folder.strip():
        raise Unusable("Name the folder with the files that are to be signed.")
    with os_errors_as_sentences(f"The files in {folder} can't be read"):
        paths = sorted(one for one in Path(folder).expanduser().iterdir() if one.is_file() and one.name[0] != ".")
        if not paths:
            raise Unusable(f"There is no file to be signed in {folder}. Name another folder.")
        for one in paths:
            if not one.name.isprintable() or one.stat().st_size > LONGEST:
                raise Unusable(f"{one} is larger than {LONGEST // 2**20} MiB, or its name can't be printed.")
        digests = b"".join(sha256(one.read_bytes()).digest() for one in paths)
    return Batch(
        about=about_key(key),
        kind="file",
        names=tuple(one.name for one in paths),
        digests=digests,
        read=lambda at: _bytes_of(paths[at]),
    )


def _bytes_of(path: Path) -> bytes:
    with os_errors_as_sentences(f"{path} can't be read any more"):
        return path.read_bytes()


def about_key(key: KeyView) -> str:
    """A key as people know it: name, generation, OLD or NEW, certificate."""
    serial = f", certificate {key.certificates[-1].serial}" if key.certificates else ""
    return f"{key.mark} {key.key}, {key.title}, generation {key.generation}{serial}".strip()
