"""What a stranger finds: the files that are about, held against the record's entries; nothing of Keyroom's own folds.

Shares are read by shamir-mnemonic, the wrapped key is opened by cryptography, the token is listed by OpenSC.
"""

import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from shamir_mnemonic import combine_mnemonics
from shamir_mnemonic.share import Share

from ceremonies.errors import KeyroomError
from ceremonies.secret import Secret
from ceremonies.shares.sealed_file import open_sealed_file
from ceremonies.verification import verify_record
from ceremonies.work import ABOUT, ENDED
from tests.torture.stage import LABEL, PIN, Stage

MAKES = {"generate", "reshare"}
WAYS = {"making": "abandon", "ceremony": "finish", "activation": "finish", "work": "again"}
"""What can be open after a crash, the first of which decides, and the way on."""
ENDS = {
    "work.ended": {"work"},
    "key.committed": {"making"},
    "key.abandoned": {"making"},
    "key.closed": {"ceremony"},
    "activation.ended": {"activation"},
}
"""By kind of entry, what it ends."""


class Carried(msgspec.Struct, frozen=True):
    """A share that somebody carries: its file, its words, its set and its number."""

    path: Path
    words: str
    identifier: int
    index: int


class Outside:
    """The record as entries, and what lies about beside it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        with stage.open() as workspace:
            assert verify_record(workspace).ok
            self.entries = [one for one in workspace.ledger.entries() if one.stream.startswith("key/")]
        self.carried = list(self._carried())

    def _carried(self) -> Iterator[Carried]:
        for path in sorted(self.stage.shares.iterdir()):
            try:
                words = open_sealed_file(path.read_bytes(), Secret(f"w{path.stem[-1]}")).reveal_text()
            except KeyroomError:
                continue  # cut off while it was written: nobody can read it
            share = Share.from_mnemonic(words)
            yield Carried(path, words, share.identifier, share.index + 1)

    def bodies(self, kind: str, *acts: str) -> list[dict]:
        return [one.body for one in self.entries if one.kind == kind and (not acts or one.body["act"] in acts)]

    # At once after the crash

    def check_announced(self) -> None:
        """Whatever lies about was announced by an entry before it was made."""
        handed = {one["request"]["path"]: one["about"] for one in self.bodies(ABOUT, "hand out")}
        for one in self.carried:
            about = handed[str(one.path)]
            assert (about["set"], about["index"]) == (one.identifier, one.index)
        for path in self.stage.shares.iterdir():
            assert str(path) in handed
        media = [folder for one in self.bodies(ABOUT, *MAKES) for folder in one["request"]["media"]]
        assert all(str(path.parent) in media for path in self.stage.blobs)

    def ways_on(self) -> set[tuple[str, str]]:
        """By key, the one way on that the entries leave: abandon until the commit, then finish."""
        ways = set()
        for stream in {one.stream for one in self.entries}:
            open_ends = set()
            for entry in self.entries:
                if entry.stream == stream:
                    open_ends = (open_ends - ENDS.get(entry.kind, set())) | begun_by(entry)
            if open_ends:
                ways.add((stream.removeprefix("key/"), WAYS[min(open_ends, key=list(WAYS).index)]))
        return ways

    # After the way on was taken

    def check_none_is_void_in_silence(self, to_collect: list[str]) -> None:
        """A share that is out counts, or the record says that it doesn't and from whom it is collected."""
        live = {one["set"] for one in self.bodies("key.committed")} - self._superseded()
        voided = {(one["set"], one["index"]) for one in self.bodies("share.voided")}
        for one in self.carried:
            if one.identifier in live:
                assert (one.identifier, one.index) not in voided
            else:
                assert one.identifier in self._superseded() or (one.identifier, one.index) in voided
                said = f"collect share {one.index} of the set {one.identifier} from "
                assert any(line.startswith(said) for line in to_collect)

    def _superseded(self) -> set[int]:
        return {one["superseded"] for one in self.bodies("key.committed")}

    # At the end

    def check_it_ended_well(self) -> None:
        """Every share about counts, any M of them with any copy give the key, and nothing is left in the token."""
        by_set = {one["set"]: one for one in self.bodies("key.committed") if one["set"] not in self._superseded()}
        assert by_set
        assert {one.identifier for one in self.carried} == set(by_set)
        publics = {one["fingerprint"]: one["public_key"] for one in self.bodies("key.made")}
        copies = [one for one in self.bodies("blob.written") if one["set"] in by_set]
        assert {one["path"] for one in copies} == {str(one) for one in self.stage.blobs}
        for identifier, committed in by_set.items():
            words = [one.words for one in self.carried if one.identifier == identifier]
            blobs = {Path(one["path"]).read_bytes() for one in copies if one["set"] == identifier}
            assert len(words) == committed["n"]
            assert len(blobs) == 1
            for some in combinations(words, committed["m"]):
                assert public_of(combine_mnemonics(some), *blobs) == publics[committed["fingerprint"]]
        self._check_ends()
        self._check_token()

    def _check_ends(self) -> None:
        """Each piece of work has one end, and no more was signed than was promised."""
        begun = [one["work"] for one in self.bodies(ABOUT)]
        assert sorted(begun) == sorted(one["work"] for one in self.bodies(ENDED))
        promised = sum(one["about"]["count"] for one in self.bodies(ABOUT, "sign"))
        signed = list((self.stage.workspace / "outbox").rglob("*.txt"))
        assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in signed) <= promised

    def _check_token(self) -> None:
        if self.stage.kind != "pkcs11":
            return
        words = ["--module", self.stage.module, "--token-label", LABEL, "--login", "--pin", PIN, "--list-objects"]
        listed = subprocess.run(
            ["pkcs11-tool", *words], check=True, capture_output=True, text=True, env=self.stage.environment
        )
        assert "Private Key Object" not in listed.stdout
        assert "Secret Key Object" not in listed.stdout


def begun_by(entry) -> set[str]:
    """What an entry begins."""
    begins = {"work.about": {"work"}, "key.committed": {"ceremony"}, "activation.opened": {"activation"}}
    making = {"making"} if entry.kind == ABOUT and entry.body["act"] in MAKES else set()
    return begins.get(entry.kind, set()) | making


def public_of(wrapping: bytes, blob: bytes) -> str:
    """The public key, PEM, of the private key in a blob (RFC 5649); zeros behind its DER are cut off."""
    padded = aes_key_unwrap_with_padding(wrapping, blob)
    short = padded[1] < 0x80
    length = 2 + padded[1] if short else 2 + padded[1] % 0x80 + int.from_bytes(padded[2 : 2 + padded[1] % 0x80], "big")
    key = load_der_private_key(padded[:length], None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
