"""Keys and tokens as calm text, a fact a line."""

from app.plain.output import wrapped
from ceremonies.keys.views import ActivationView, KeyLine, KeysView, KeyView, SetView
from ceremonies.times import london, london_end, parse_utc
from ceremonies.tokens.view import TokensView, TokenView

_IN = "  "
_DEEP = "      "


def keys_lines(keys: KeysView | None) -> list[str]:
    """Every key of the record, a line each."""
    known = keys.keys if keys else ()
    lines = ["Keys:", *(line for one in known for line in wrapped(_key_line(one), _IN, _DEEP))]
    return lines if known else ["Keys:", "  none yet; plan announces one."]


def _key_line(one: KeyLine) -> str:
    mark = f"{one.mark} " if one.mark else ""
    serial = f", certificate {one.serial}" if one.serial else ""
    awake = f", activation {one.activation}" if one.activation else ""
    waits = f". Begun and not ended: {'; '.join(one.waits)}" if one.waits else ""
    return f"{mark}{one.key}, {one.title}: {one.status}, {one.held}{serial}{awake}{waits}."


def key_lines(key: KeyView) -> list[str]:
    """One key: what stands, what comes next, its shares, its copies, its activation."""
    mark = f"{key.mark} " if key.mark else ""
    held = f"{key.m} of {key.n} shares" if key.n else "on its token"
    lines = wrapped(f"{mark}{key.key}, {key.title}, generation {key.generation}: {key.status}, {held}.")
    if key.token:
        lines += wrapped(f"Token: {key.token}.", _IN, _DEEP)
    if key.fingerprint:
        lines += wrapped(f"Fingerprint of the public key, SHA-256: {key.fingerprint}.", _IN, _DEEP)
        lines += [f"{_DEEP}{words}" for words in key.words]
    if key.attributes:
        lines += wrapped(f"Read back: {'; '.join(key.attributes)}.", _IN, _DEEP)
    for title, facts in (("Stands", key.stands), ("Mind", key.remark), ("Only it can sign", key.outstanding)):
        lines += [line for one in facts for line in wrapped(f"{title}: {one}.", _IN, _DEEP)]
    lines += [line for one in key.sets for line in _set_lines(one)]
    for copy in key.copies:
        said = f"Copy {copy.number} of the wrapped key, on {copy.medium}, {copy.place}: {copy.status}, {copy.digest}."
        lines += wrapped(said, _IN, _DEEP)
    lines += _activation_lines(key.activation) if key.activation else []
    for each in key.certificates:
        revoked = f", revoked {london(parse_utc(each.revoked_at))}" if each.revoked_at else ""
        lines += wrapped(f"Certificate {each.serial}: {each.name}{revoked}.", _IN, _DEEP)
    for why in key.destroyed_but_for:
        lines += wrapped(f"Not destroyed yet: {why}.", _IN, _DEEP)
    if key.work:
        lines += wrapped(f"Under way: {key.work}.", _IN, _DEEP)
    nexts = "; ".join(key.next) or "nothing is due"
    who = f" It waits for: {', '.join(key.who)}." if key.who else ""
    return lines + wrapped(f"Next: {nexts}.{who}", "", _IN)


def _set_lines(one: SetView) -> list[str]:
    lines = wrapped(f"Shares, set {one.identifier}, {one.m} of {one.n}, {one.status}:", _IN)
    return lines + [line for each in one.shares for line in wrapped(f"{each.index}: {each.says}", "    ", _DEEP)]


def _activation_lines(one: ActivationView) -> list[str]:
    why = f" ({one.because})" if one.because else ""
    lines = wrapped(f"Activation {one.id}, {one.purpose}: {one.status}{why}.", _IN, _DEEP)
    if one.status in {"opening", "open", "active"}:
        over = ", PASSED" if one.over else ""
        lines += wrapped(f"Agreed end {london_end(parse_utc(one.until))}{over}.", _DEEP)
        lines += wrapped(f"Quorum: {one.here} of {one.need} are here; {one.have} have entered their shares.", _DEEP)
        if one.symmetric:
            lines += wrapped(f"{one.symmetric}: {one.symmetric_have} of {one.symmetric_need} parts.", _DEEP)
    return lines + wrapped(f"Signatures: {one.signed} made, {one.left} left of {one.limit}.", _DEEP)


def tokens_lines(tokens: TokensView | None) -> list[str]:
    """Every token of the record."""
    known = tokens.tokens if tokens else ()
    lines = ["Tokens:"]
    for one in known:
        lines += _token_lines(one)
    return lines if known else ["Tokens:", "  none in the record; looktokens looks, initialise makes a software token."]


def _token_lines(one: TokenView) -> list[str]:
    lines = wrapped(f"{one.name}: {one.what}. {one.stands}, probe {one.probe}.", _IN, _DEEP)
    said = [*one.failures, *one.custody, *((one.refusal,) if one.refusal else ())]
    flags = [f"It says: {', '.join(one.flags)}"] if one.flags else []
    return lines + [line for each in (*flags, *said) for line in wrapped(each, _DEEP, _DEEP)]
