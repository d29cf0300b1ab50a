"""Certificates and revocation lists that a ceremony orders: prepared from the answers, finished with the signature."""

from base64 import b64decode
from pathlib import Path

import msgspec

from app.acts.act import Answers, split_many
from ceremonies.certificates.armour import one_of
from ceremonies.certificates.facts import Revoked
from ceremonies.certificates.finish import finish
from ceremonies.certificates.order import Order, first_second, new_serial
from ceremonies.certificates.outbox import Output, is_written
from ceremonies.certificates.parts_to_build import Subject
from ceremonies.certificates.prepare import prepare
from ceremonies.certificates.profile import Profiles, shipped_profiles
from ceremonies.certificates.read_list import parse_list
from ceremonies.certificates.read_request import parse_request
from ceremonies.certificates.revocation import ListOrder, prepare_list
from ceremonies.certificates.to_be_signed import ToBeSigned
from ceremonies.errors import Refused, Unusable
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.register import register_of
from ceremonies.keys.views import CertificateView, KeyView
from ceremonies.ports import Entropy
from ceremonies.room import Room
from ceremonies.workspace.layout import OUTBOX, os_errors_as_sentences


class Ordered(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate or list before its signature.

    Attributes:
        prepared: what is signed.
        signer: the public key that signs, SubjectPublicKeyInfo in DER.
        name: of its file in the outbox.
        answers: what the act says of it: serial number, number, the serial numbers on the list.
    """

    prepared: ToBeSigned
    signer: bytes
    name: str
    answers: dict[str, str]

    def finished(self, signature: bytes) -> bytes:
        """The whole in DER, verified by code that didn't make it."""
        return finish(self.prepared, signature, self.signer)


def certificate_of(room: Room, key: KeyView, answers: Answers, entropy: Entropy) -> Ordered:
    """The certificate that the answers order, signed by ``key``.

    Raises:
        Unusable: something in it doesn't fit.
        Refused: it may not be issued.
    """
    profiles = shipped_profiles()
    signer = public_of(room, key.key)
    subject = str(answers.get("subject", "")).strip()
    own = subject == key.key
    taken = [int(one, 16) for one in register_of(room.rows("key/")).serials]
    serial = new_serial(entropy, taken)
    replaced = _newest(room, key) if own and answers.get("replacement") == "yes" else None
    profile, public = _whose(room, subject, answers)
    order = Order(
        profile=profile,
        public_key=public,
        serial=serial,
        starts=first_second(room.now()),
        subject=Subject() if replaced else _named(room, profiles, profile, answers),
        contingency=_apex(room, str(answers.get("apex", ""))) if profile == "root" else None,
        replaces=replaced,
    )
    issuer = None if own else _newest(room, key)
    prepared = prepare(order, profiles, room.workspace.kind, signer=signer, issuer=issuer)
    serial_text = f"{serial:032x}"
    whose = subject if register_of(room.rows("key/")).named(subject) else profile
    name = f"{whose}-{serial_text}.der"
    return Ordered(prepared=prepared, signer=signer, name=name, answers={"serial": serial_text, "subject": subject})


def _whose(room: Room, subject: str, answers: Answers) -> tuple[str, bytes]:
    """The profile and the public key: of a key of this record, or from a request."""
    known = register_of(room.rows("key/")).named(subject)
    if known is not None:
        return known.kind, public_of(room, subject)
    path = str(answers.get("request", "")).strip()
    profile = str(answers.get("profile", ""))
    if not path or not profile:
        raise Unusable("For a certificate of no key of this record, name its profile and the file with its request.")
    with os_errors_as_sentences(f"{path} can't be read"):
        data = Path(path).expanduser().read_bytes()
    facts = parse_request(one_of(data, Path(path).name, "request"))
    return profile, facts.public_key


def _named(room: Room, profiles: Profiles, profile: str, answers: Answers) -> Subject:
    usual = profiles.named(profile).rehearsal_name if room.workspace.kind == "rehearsal" else ""
    return Subject(str(answers.get("common_name", "")).strip() or usual, str(answers.get("entity", "")).strip())


def list_of(room: Room, key: KeyView, answers: Answers) -> Ordered:
    """The revocation list that the answers order, signed by ``key``.

    Raises:
        Unusable: something on it doesn't fit.
        Refused: KEY-CA-DUAL: its number would go back, or an entry be lost.
    """
    kind = str(answers["signs"])
    before = next((one for one in key.lists if one.list == kind), None)
    number = before.next_number if before else 1
    now = room.now()
    reason = str(answers.get("reason", "")) or "key compromise"
    new = tuple(Revoked(serial=_serial(one), when=now, reason=reason) for one in split_many(answers.get("revoke", "")))
    previous = _list_before(room, kind, key) if before and before.digest else None
    order = ListOrder(
        profile=kind.upper(), number=number, highest=before.number if before else 0, made=now, revoked=new,
        previous=previous,
    )  # fmt: skip
    signer = public_of(room, key.key)
    issuer = _newest(room, key)
    prepared = prepare_list(order, shipped_profiles(), room.workspace.kind, issuer=issuer, signer=signer)
    earlier = tuple(one.serial for one in parse_list(previous)[0].revoked) if previous else ()
    revoked = ",".join(f"{one:032x}" for one in (*earlier, *(each.serial for each in new)))
    return Ordered(
        prepared=prepared,
        signer=signer,
        name=f"{key.key}-{kind}-{number}.der",
        answers={"number": str(number), "revoked": revoked},
    )


def _serial(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        raise Unusable(f"{text[:50]!r} is no serial number. Write it in hexadecimal.") from None


def public_of(room: Room, key: str) -> bytes:
    """A key's public half, SubjectPublicKeyInfo in DER.

    Raises:
        Refused: KEY-STATE: it was not made.
    """
    pem: str = room.state(stream_of(key)).public
    lines = [one for one in pem.splitlines() if not one.startswith("-----")]
    if not lines:
        raise Refused("KEY-STATE", f"{key} was not made yet, so there is nothing to certify or to sign with.")
    return b64decode("".join(lines))


def _newest(room: Room, key: KeyView) -> bytes:
    """The key's newest certificate, DER, as it stands in the outbox."""
    if not key.certificates:
        raise Refused("KEY-STATE", f"{key.key} has no certificate yet. Issue that first.")
    return _from_outbox(room, key.certificates[-1])


def _from_outbox(room: Room, one: CertificateView) -> bytes:
    return _kept(room, one.name, one.digest)


def _kept(room: Room, name: str, digest: str) -> bytes:
    """A file of the outbox, with the bytes that the record names.

    Raises:
        Unusable: it isn't there, or it is another.
    """
    outbox = room.workspace.path / OUTBOX
    if not is_written(outbox, Output(name=name, digest=digest, size=0)):
        raise Unusable(f"{name} does not stand in the outbox as the record has it. Put it back from a copy.")
    with os_errors_as_sentences(f"{name} can't be read"):
        return (outbox / name).read_bytes()


def _list_before(room: Room, kind: str, key: KeyView) -> bytes:
    for entry in reversed(list(room.ledger.entries(stream=stream_of(key.key)))):
        if entry.kind == "list.issued" and entry.body["list"] == kind:
            return _kept(room, str(entry.body["name"]), str(entry.body["digest"]))
    raise Unusable(f"The {kind.upper()} before is not in the record. Verify the record.")


def _apex(room: Room, symmetric: str) -> bytes:
    """The wrapped Contingency Public Key that was made last under ``symmetric``, DER."""
    if symmetric:
        for entry in reversed(list(room.ledger.entries(stream=stream_of(symmetric)))):
            if entry.kind == "apex.wrapped":
                return b64decode(str(entry.body["extension"]))
    raise Refused(
        "CSK", "The root's certificate carries the wrapped Contingency Public Key. Wrap it first, in its own ceremony."
    )
