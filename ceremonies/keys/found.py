"""What is checked of the strong room's answers before they count: attributes, the wrapping, the set, the listing.

Everything here was read back from a token or a medium; what is not as it must be is refused by its rule, and the work
is then recorded as failed.
"""

from base64 import b64decode
from math import comb

from ceremonies.errors import Refused
from ceremonies.keys import results as told
from ceremonies.keys.facts import KeyFacts
from ceremonies.keys.state import KeyState
from ceremonies.tokens.port import WRAP_FORMAT, KeyAttributes

MOST_SUBSETS = 1000
"""Where a set has more M-subsets, so many of them are recombined, drawn at random (rule KEY-COMMIT)."""
SALT_BYTES = 16
COMMITMENT_BYTES = 32
ORIGINS = ("RSA-OAEP", "C_CreateObject")
"""How a wrapping key comes into a token (rule WRAP-ORIGIN)."""
_SECRET_CLASSES = ("private", "secret")


def check_own(state: KeyState, key: str, public: str, fingerprint: str) -> None:
    """The answer is about this key, and its fingerprint is that of its public key.

    Raises:
        Refused: WORK.
    """
    if key != state.key or told.fingerprint_of(public) != fingerprint:
        raise Refused(
            "WORK", f"The answer is not about {state.key}, or its fingerprint is not its own. Record a failure."
        )


def check_session_key(key: str, found: KeyAttributes) -> None:
    """The private key of an M#N pair: of the session, sensitive, made here, for signing alone.

    Raises:
        Refused: KEY-SPLIT.
    """
    wrong = _wrong(
        {
            "it stays on the token": found.token,
            "it is not sensitive": found.sensitive is not True,
            "it was not made on this token": found.local is False,
            "it does more than sign": found.usages != ("sign",),
        }
    )
    if wrong:
        raise Refused("KEY-SPLIT", f"The private key of {key} is not as an M#N key must be: {wrong}. Abandon it.")


def check_awake_key(key: str, found: KeyAttributes) -> None:
    """A key woken from shares: of the session, sensitive, not to be taken out, for signing alone.

    Raises:
        Refused: KEY-SPLIT.
    """
    wrong = _wrong(
        {
            "it stays on the token": found.token,
            "it is not sensitive": found.sensitive is not True,
            "it can be taken out": found.extractable is not False,
            "it does more than sign": found.usages != ("sign",),
        }
    )
    if wrong:
        raise Refused("KEY-SPLIT", f"{key} did not wake as it must: {wrong}. Deactivate it, and use another token.")


def check_token_key(key: str, found: KeyAttributes) -> None:
    """A token key: made there, never to leave it, for signing alone.

    Raises:
        Refused: KEY-CA-DUAL.
    """
    wrong = _wrong(
        {
            "it does not stay on the token": not found.token,
            "it is not sensitive": found.sensitive is not True,
            "it was not always sensitive": found.always_sensitive is not True,
            "it can be taken out": found.extractable is not False,
            "it was not always kept in": found.never_extractable is not True,
            "it was not made on this token": found.local is not True,
            "it does more than sign": found.usages != ("sign",),
        }
    )
    if wrong:
        raise Refused("KEY-CA-DUAL", f"{key} is not as a token key must be: {wrong}. Use another token.")


def check_wrapping(found: KeyAttributes, origin: str, blob: told.Blob) -> None:
    """The wrapping key wraps and unwraps and does nothing else; the format has a name.

    Raises:
        Refused: WRAP-ORIGIN or WRAP-PORTABLE.
    """
    wrong = _wrong(
        {
            "it stays on the token": found.token,
            "it is not sensitive": found.sensitive is not True,
            "it does more, or less, than wrap and unwrap": set(found.usages) != {"wrap", "unwrap"},
            f"how it came into the token is not said ({origin!r})": origin not in ORIGINS,
        }
    )
    if wrong:
        raise Refused("WRAP-ORIGIN", f"The wrapping key is not as it must be: {wrong}. Use another token.")
    if blob.wrap_format != WRAP_FORMAT:
        raise Refused("WRAP-PORTABLE", f"The key was wrapped as {blob.wrap_format!r}, not {WRAP_FORMAT}. Abandon it.")


def _wrong(tried: dict[str, bool]) -> str:
    return ", ".join(words for words, bad in tried.items() if bad)


def check_written(blob: told.Blob, media: int, *, production: bool) -> None:
    """The wrapped key lies on as many media as were named, and was read back from each.

    Raises:
        Refused: KEY-COMMIT.
    """
    if len(blob.copies) != media or len({one.path for one in blob.copies}) != media:
        raise Refused("KEY-COMMIT", f"The wrapped key was not written to {media} media and read back. Abandon the key.")
    if production and not blob.separate:
        raise Refused("KEY-COMMIT", "Both copies of the wrapped key lie on one device. Abandon the key; use two media.")


def check_set(state: KeyState, facts: KeyFacts, made: told.SetMade, *, m: int, n: int) -> None:
    """The new set is the one that was asked for, was never made before, and was checked.

    Raises:
        Refused: KEY-SPLIT, SHARE-SET, CSK, RESHARE-NEW-WRAP, KEY-COMMIT or SHARE-PROVED.
    """
    if (made.m, made.n) != (m, n):
        raise Refused("KEY-SPLIT", f"{made.m} of {made.n} shares were made, not {m} of {n}. Abandon them.")
    if made.identifier in facts.register.identifiers:
        raise Refused("SHARE-SET", f"The set identifier {made.identifier} was used before. Abandon the set.")
    _check_new_secret(state, facts, made)
    every = comb(n, m)
    if made.checked_of != every or made.checked < min(every, MOST_SUBSETS):
        raise Refused("KEY-COMMIT", f"{made.checked} of {every} combinations of shares were tried; that is not enough.")
    _check_commitments(made)


def _check_new_secret(state: KeyState, facts: KeyFacts, made: told.SetMade) -> None:
    if made.check_value.lower() not in facts.register.check_values:
        return
    if state.kind == "contingency symmetric":
        raise Refused("CSK", "This symmetric key has wrapped a private key, or was used before. Abandon it.")
    raise Refused("RESHARE-NEW-WRAP", f"The key that wraps {state.key} was used before. Abandon what was made.")


def _check_commitments(made: told.SetMade) -> None:
    salts = {one.salt for one in made.commitments}
    right = (
        [one.share for one in made.commitments] == list(range(1, made.n + 1))
        and len(salts) == made.n
        and all(_length(one.salt) == SALT_BYTES for one in made.commitments)
        and all(_length(one.value) == COMMITMENT_BYTES for one in made.commitments)
    )
    if not right:
        raise Refused("SHARE-PROVED", "Not every share has a commitment under a salt of its own. Abandon the set.")


def _length(text: str) -> int:
    try:
        return len(b64decode(text, validate=True))
    except ValueError:
        return -1


def _is_of(label: str, key: str) -> bool:
    """Whether an object belongs to a key: its label is the key's name, with or without a word behind it."""
    return label == key or label.startswith(f"{key} ")


def check_nothing_left(state: KeyState, closed: told.Closed, *, may_stay: bool) -> None:
    """A listing shows no private or secret object of the key; of a token key that is kept, none but itself.

    Raises:
        Refused: KEY-SPLIT, or KEY-CA-DUAL for a token key.
    """
    left = [
        one.label
        for one in closed.objects
        if one.key_class in _SECRET_CLASSES and _is_of(one.label, state.key) and not (may_stay and one.stays)
    ]
    if closed.key not in {"", state.key}:
        raise Refused("WORK", f"The answer is about {closed.key}, not {state.key}. Record a failure.")
    if left and state.is_split:
        raise Refused("KEY-SPLIT", f"The token still holds {', '.join(left)}. Destroy that, and list the token again.")
    if left:
        raise Refused("KEY-CA-DUAL", f"The token still holds {', '.join(left)}. Destroy that, and list it again.")
