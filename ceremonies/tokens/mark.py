"""The mark that enrolling leaves on a token, so that the other kind of workspace refuses it (rule TOKEN-ENROLLED)."""

from ceremonies.errors import Refused, TokenTrouble
from ceremonies.tokens.port import Session, TokenInfo, TokenStore

LABEL = "keyroom enrolled"
_KINDS = ("production", "rehearsal")


def put_mark(session: Session, kind: str, origin: str) -> str:
    """Mark the token as this workspace's kind of token; the mark. One that is there already stays.

    Args:
        session: logged in.
        kind: "production" or "rehearsal".
        origin: the log's.

    Raises:
        Refused: TOKEN-ENROLLED: it carries the other kind's mark.
    """
    found = session.read_marker(LABEL)
    if found is None:
        session.put_marker(LABEL, f"{kind} {origin}".encode())
        found = session.read_marker(LABEL) or b""
    mark = found.decode(errors="replace")
    check_mark(mark, kind, session.info)
    return mark


def mark_of(store: TokenStore, token: TokenInfo) -> str:
    """The mark of a token, read without login; empty if it has none, or shows none."""
    if "not initialised" in token.flags:
        return ""
    try:
        with store.open(token.label, token.serial, None, write=False) as session:
            return (session.read_marker(LABEL) or b"").decode(errors="replace")
    except TokenTrouble:
        return ""


def check_mark(mark: str, kind: str, token: TokenInfo) -> None:
    """A token marked by the other kind of workspace isn't used here.

    Raises:
        Refused: TOKEN-ENROLLED.
    """
    marked = mark.split(" ", 1)[0]
    if marked in _KINDS and marked != kind:
        raise Refused(
            "TOKEN-ENROLLED",
            f"{token.name} was enrolled for {marked}, and this workspace is {kind}. Use another token; one that served "
            f"{marked} never serves {kind}.",
        )
