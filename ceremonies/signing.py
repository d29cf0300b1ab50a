"""A person's own signature over what they saw: a C2SP signed note that stands in the entry it signs.

The note's text names the ledger, the stream, the kind, the person, the SHA-256 of the facts, and the head of the record
that the person had before them. ``Ledger`` check 7 makes the text again from the entry and verifies the signature.
"""

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ceremonies.ledger.canonical import to_canonical
from ceremonies.ledger.note import sign_note

SIGNOFFS = "signoffs"
"""The key under which an entry's body holds its sign-offs."""
_HEADING = "keyroom sign-off"


def facts_digest(body: dict[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the facts that are signed: the body in canonical form, without the sign-offs."""
    return hashlib.sha256(to_canonical({key: value for key, value in body.items() if key != SIGNOFFS})).hexdigest()


def signer_name(origin: str, person: str) -> str:
    """The name of a person's key in a signed note."""
    return f"{origin}/{person}"


def statement(
    *, origin: str, stream: str, kind: str, person: str, body: dict[str, Any], head: str, objection: str
) -> str:
    """The text that ``person`` signs; ``head`` is the checkpoint's size and root, as they stand in it."""
    says = f"I do not agree, because: {objection}" if objection else "I agree."
    return "\n".join(
        [
            _HEADING,
            origin,
            f"stream {stream}",
            f"kind {kind}",
            f"person {person}",
            f"facts sha256:{facts_digest(body)}",
            f"head {head}",
            says.replace("\n", " "),
            "",
        ]
    )


def sign_off(text: str, *, origin: str, person: str, key: Ed25519PrivateKey) -> str:
    """The signed note of one sign-off."""
    return sign_note(text, signer_name(origin, person), key)


def disagreement(text: str) -> str:
    """Whether and why a sign-off's text disagrees; empty when it agrees."""
    last = text.rstrip("\n").rsplit("\n", 1)[-1]
    return last.removeprefix("I do not agree, because: ") if last.startswith("I do not agree") else ""
