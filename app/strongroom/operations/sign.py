"""Signing what was seen and agreed to, no more of it, and nothing else (rules SIGN-SEEN, SIGN-LIMIT)."""

from hashlib import sha256

from app.strongroom.held import Batch, Held, Waking
from app.strongroom.private.port import Seen
from app.strongroom.protocol import Agree, Agreed, Sight, Sign, Signed
from ceremonies.certificates.to_be_signed import DIGESTS, Shown, check_signer, read_to_be_signed
from ceremonies.errors import Refused

DIGEST = 32
MOST_SHOWN = 64
"""Certificates and lists in one agreement: as many as people can look at."""

_KINDS = {"certificate": "certificate", "crl": "CRL"}
"""By what is asked for, what the bytes must say they are."""
_NAMES = {
    "certificate": ("certificate", "certificates"),
    "crl": ("revocation list", "revocation lists"),
    "file": ("file", "file"),
}


def agree(held: Held, asked: Agree) -> Agreed:
    """Show what the key will sign. What was agreed to counts as used, signed or not.

    Raises:
        Refused: SIGN-LIMIT or SIGN-SEEN.
        Left: nobody agreed.
    """
    waking = _awake(held)
    count = _count(asked)
    if waking.batch is not None:
        raise Refused("SIGN-SEEN", "Something was agreed to and isn't signed whole. Sign it, or end the activation.")
    if count > waking.left:
        raise Refused(
            "SIGN-LIMIT",
            f"{count} signatures are more than the {waking.left} that are left of the {waking.limit} agreed. "
            "Open another activation with its own quorum.",
        )
    sights = _read_all(waking, asked, count)
    manifest = sha256(asked.digests).digest()
    kind = f"{count} {_NAMES[asked.kind][count != 1]}"
    held.surface.agree(
        Seen(
            about=asked.about,
            kind=kind,
            count=count,
            limit=waking.left,
            digest=manifest,
            rehearsal=held.rehearsal,
            sights=sights,
        )
    )
    waking.used += count
    waking.batch = Batch(kind=asked.kind, digests=asked.digests)
    return Agreed(count=count, manifest=manifest.hex(), left=waking.left)


def sign(held: Held, asked: Sign) -> Signed:
    """Sign the next things of what was agreed to.

    Raises:
        Refused: SIGN-SEEN: nothing was agreed to, a bare digest, or another thing than the next one.
    """
    waking, session = _awake(held), held.open_session()
    batch, private = waking.batch, waking.private
    if batch is None or private is None:
        raise Refused("SIGN-SEEN", "Nothing was seen and agreed to. Have what is to be signed looked at first.")
    digests = []
    for number, item in enumerate(asked.items, batch.done + 1):
        _check_no_digest(item)
        digest = sha256(item).digest()
        if batch.digests[(number - 1) * DIGEST : number * DIGEST] != digest:
            raise Refused("SIGN-SEEN", f"Number {number} is not what was agreed to. Nothing of this block was signed.")
        digests.append(digest)
    if batch.kind != "file":
        for item in asked.items:
            _read(waking, item, batch.kind)
    batch.done += len(digests)
    signatures = session.sign_many(private, digests)
    waking.signed += len(signatures)
    left = batch.count - batch.done
    if not left:
        waking.batch = None
    return Signed(signatures=b"".join(signatures), left=left)


def _awake(held: Held) -> Waking:
    waking = held.key_waking()
    if waking.private is None:
        raise Refused("ACTIVATION-END", f"{waking.key} is not awake. Activate it first.")
    return waking


def _count(asked: Agree) -> int:
    """How many things are to be signed.

    Raises:
        Refused: SIGN-SEEN: the manifest is empty or cut short.
    """
    count, rest = divmod(len(asked.digests), DIGEST)
    if rest or not count:
        raise Refused("SIGN-SEEN", "The manifest of what is to be signed is empty or cut short. Make it again.")
    return count


def _read_all(waking: Waking, asked: Agree, count: int) -> tuple[tuple[Sight, ...], ...]:
    """What is shown of each thing, read from its bytes.

    Raises:
        Refused: SIGN-SEEN: something isn't there, or is not what the manifest says.
    """
    if asked.kind == "file" and not asked.items:
        return ()
    if len(asked.items) != count or count > MOST_SHOWN:
        raise Refused(
            "SIGN-SEEN", f"Up to {MOST_SHOWN} certificates or lists are looked at in one go, and all of them."
        )
    for number, item in enumerate(asked.items):
        _check_no_digest(item)
        if sha256(item).digest() != asked.digests[number * DIGEST : (number + 1) * DIGEST]:
            raise Refused("SIGN-SEEN", f"Number {number + 1} is not what the manifest says. Make the manifest again.")
    if asked.kind == "file":
        return tuple(_file_sights(item) for item in asked.items)
    return tuple(_sights(_read(waking, item, asked.kind)) for item in asked.items)


def _read(waking: Waking, item: bytes, kind: str) -> Shown:
    """What ``item`` says it is.

    Raises:
        Refused: SIGN-SEEN: it can't be read, is of another kind, or names another key.
    """
    shown = read_to_be_signed(item)
    if shown.kind != _KINDS[kind]:
        raise Refused("SIGN-SEEN", f"What is to be signed is a {shown.kind}, and a {kind} was agreed to.")
    check_signer(shown, waking.public)
    return shown


def _sights(shown: Shown) -> tuple[Sight, ...]:
    return (
        Sight(label="What", value=shown.title),
        *(Sight(label=label, value=value) for label, value in shown.fields),
    )


def _file_sights(item: bytes) -> tuple[Sight, ...]:
    return (
        Sight(label="Bytes", value=f"{len(item):,}"),
        Sight(label="SHA-256", value=sha256(item).hexdigest()),
    )


def _check_no_digest(item: bytes) -> None:
    """Check that this is no digest: nobody could see what it stands for.

    Raises:
        Refused: SIGN-SEEN.
    """
    if len(item) in DIGESTS:
        raise Refused("SIGN-SEEN", "This is a bare digest. Nobody can see what it stands for, so it isn't signed.")
