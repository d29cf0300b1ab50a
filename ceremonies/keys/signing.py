"""The rules of signing with an activated key (rules SIGN-LIMIT, KEY-CA-DUAL, KEY-COMMIT).

What was promised counts as used, whatever comes of it: a signature without a record must not be made again.
"""

import re
from datetime import datetime

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.activating import SHA256, running
from ceremonies.keys.facts import KeyFacts, begin, check_expected, check_no_doubt
from ceremonies.keys.parts import Activation
from ceremonies.keys.state import KeyState

SERIAL = re.compile(r"[0-9a-f]{2,40}")
"""A certificate's serial number, hexadecimal: at most 20 bytes (RFC 5280, 4.1.2.2)."""
LONGEST_SUBJECT = 200


def sign(state: KeyState, facts: KeyFacts, action: ask.Sign, now: datetime) -> list[Ruling]:
    """Sign one batch."""
    check_no_doubt(facts)
    activation = running(state, facts, now, status="active")
    check_expected(state, facts, action.expects)
    manifest = action.manifest.lower()
    _check_agreed(activation, action, manifest)
    if action.signs == "certificate":
        _check_certificate(state, facts, action)
    if action.signs in {"crl", "arl"}:
        _check_list(state, action)
    about = {
        "activation": activation.id,
        "signs": action.signs,
        "count": action.count,
        "manifest": manifest,
        "subject": action.subject,
        "serial": action.serial.lower(),
        "number": action.number,
        "revoked": [one.lower() for one in action.revoked],
    }
    request = {"count": action.count, "manifest": manifest, "kind": _kind(action.signs)}
    return begin(state, facts, "sign", says=_says(state, action), request=request, about=about)


def _kind(signs: str) -> str:
    """What the strong room calls it when it shows what is signed."""
    return {"certificate": "certificate", "crl": "crl", "arl": "crl"}.get(signs, "file")


def _says(state: KeyState, action: ask.Sign) -> str:
    what = f"{action.signs} {action.number}" if action.number else action.signs
    return f"sign with {state.key}: {what}, {action.count} at most"


def _check_agreed(activation: Activation, action: ask.Sign, manifest: str) -> None:
    """The batch is what the quorum came for, and within the number they agreed on (rule SIGN-LIMIT)."""
    if action.signs not in activation.signs:
        raise Refused("SIGN-LIMIT", f"Activation {activation.id} was opened for {', '.join(activation.signs)} only.")
    left = activation.limit - activation.reserved
    if not 1 <= action.count <= left:
        raise Refused(
            "SIGN-LIMIT",
            f"{action.count} signatures were asked for; of {activation.limit} agreed, {left} are left. "
            "For more, end this activation and open another with the quorum.",
        )
    if not SHA256.fullmatch(manifest):
        raise Refused("SIGN-LIMIT", "The digest of the list must be a SHA-256: 64 hexadecimal characters.")
    if activation.manifests and manifest not in activation.manifests:
        raise Refused("SIGN-LIMIT", "That is none of the lists that were read aloud when the activation was opened.")


def _check_certificate(state: KeyState, facts: KeyFacts, action: ask.Sign) -> None:
    """One certificate, a serial number that is new, and a key that counts (rules KEY-CA-DUAL, KEY-COMMIT)."""
    serial = action.serial.lower()
    if action.count != 1 or not SERIAL.fullmatch(serial):
        raise Refused("KEY-CA-DUAL", "A certificate is signed alone, under a serial number of 1 to 20 bytes in hex.")
    if serial in facts.register.serials:
        raise Refused("KEY-CA-DUAL", f"The serial number {serial} was given to a certificate already. Draw another.")
    if not action.subject.strip() or len(action.subject) > LONGEST_SUBJECT:
        raise Refused("KEY-STATE", "Say whose certificate it is: a key of this record, or whose in a line.")
    subject = facts.register.named(action.subject)
    if subject is None:
        return
    if not subject.committed:
        raise Refused("KEY-COMMIT", f"{subject.key} is not committed, so no certificate is issued for it.")
    if state.key not in {subject.issuer, subject.key if not subject.issuer else ""}:
        raise Refused("KEY-STATE", f"{subject.key} is certified by {subject.issuer or subject.key}, not {state.key}.")


def _check_list(state: KeyState, action: ask.Sign) -> None:
    """One list, under a higher number than was ever promised, with all that earlier lists had (rule KEY-CA-DUAL)."""
    last = state.lists.get(action.signs)
    promised, earlier = (last.promised, last.revoked) if last else (0, [])
    if action.count != 1 or action.number <= promised:
        raise Refused("KEY-CA-DUAL", f"A list is signed alone, and its number never goes back: {promised + 1} or more.")
    revoked = {one.lower() for one in action.revoked}
    if any(not SERIAL.fullmatch(one) for one in revoked):
        raise Refused("KEY-CA-DUAL", "The serial numbers on a list are hexadecimal.")
    left_out = [one for one in earlier if one not in revoked]
    if left_out:
        raise Refused("KEY-CA-DUAL", f"A list keeps its earlier entries: {left_out[0]} is missing.")
