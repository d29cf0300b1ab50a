"""Opening a token with its PIN, and a token's own life: probe, initialise, change a PIN, zeroise."""

from collections.abc import Callable

from app.strongroom.held import Held
from app.strongroom.private.port import PinQuestion
from app.strongroom.protocol import (
    ChangePin,
    Enrol,
    Initialise,
    ListTokens,
    Marked,
    OpenToken,
    Probe,
    Probed,
    TokenAddress,
    TokenChanged,
    TokenOpen,
    TokensSeen,
    Zeroise,
)
from app.strongroom.tokens.elsewhere import seen_elsewhere
from ceremonies.errors import Refused, TokenGone, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.mark import LABEL, check_mark, mark_of, put_mark
from ceremonies.tokens.port import Session, TokenInfo, TokenStore
from ceremonies.tokens.probe import probe as try_token


def list_tokens(held: Held, asked: ListTokens) -> TokensSeen:
    """Every token that is plugged in."""
    return TokensSeen(tokens=held.stores(asked.kind, asked.module).tokens())


def open_token(held: Held, asked: OpenToken) -> TokenOpen:
    """Log in; a wrong PIN is asked for again, with what the token admits about tries left."""
    held.check_idle()
    if held.session is not None:
        held.forget()
    session, wrong = logged_in(held, asked.token, asked.people, write=asked.write)
    held.session, held.token = session, asked.token
    return TokenOpen(token=session.info, wrong=wrong)


def logged_in(held: Held, token: TokenAddress, people: tuple[str, ...], *, write: bool = True) -> tuple[Session, int]:
    """A session with ``token``, and how many PINs did not fit.

    Raises:
        Left: the person left.
        PinLocked: the token takes no more.
        Refused: TOKEN-ENROLLED: the software token in production.
    """
    check_kind(held, token)
    store = held.stores(token.kind, token.module)
    said, wrong = "", 0
    while True:
        pin = held.surface.ask_pin(PinQuestion(title=_title(token), people=people, wrong=said))
        try:
            session = store.open(token.label, token.serial, pin, write=write)
        except WrongPin as error:
            said, wrong = str(error), wrong + 1
        else:
            return _of_this_kind(held, session), wrong


def _of_this_kind(held: Held, session: Session) -> Session:
    """The session, if its token doesn't carry the other kind's mark.

    Raises:
        Refused: TOKEN-ENROLLED: it does.
    """
    try:
        mark = (session.read_marker(LABEL) or b"").decode(errors="replace")
        check_mark(mark, held.setting.kind, session.info)
    except BaseException:
        session.close()
        raise
    return session


def _check_unmarked(held: Held, store: TokenStore, token: TokenAddress) -> None:
    """Check, without a PIN, that a token isn't the other kind's.

    Raises:
        Refused: TOKEN-ENROLLED: it is.
    """
    check_kind(held, token)
    found = next((one for one in store.tokens() if _is(one.label, one.serial, token)), None)
    if found is not None:
        check_mark(mark_of(store, found), held.setting.kind, found)


def check_kind(held: Held, token: TokenAddress) -> None:
    """Check that this workspace may use such a token at all; whether it was enrolled is the record's to know.

    Raises:
        Refused: TOKEN-ENROLLED: the software token in production.
    """
    if token.kind == "software" and not held.rehearsal:
        raise Refused("TOKEN-ENROLLED", "Production never uses the software token. Use the token that was enrolled.")


def probe(held: Held, asked: Probe) -> Probed:
    """Try what a token does and refuses."""
    held.check_idle()
    held.forget()
    token = asked.token
    store = held.stores(token.kind, token.module)
    _check_unmarked(held, store, token)
    said = ""
    while True:
        pin = held.surface.ask_pin(PinQuestion(title=_title(token), people=asked.people, wrong=said))
        try:
            found = try_token(store, token.label, token.serial, pin, elsewhere=_elsewhere(token, pin))
        except WrongPin as error:
            said = str(error)
        else:
            return Probed(token=found.token, checks=found.checks)


def _elsewhere(token: TokenAddress, pin: Secret) -> Callable[[str], bool]:
    """Looks for an object from a second process, logged in to the same token."""
    return lambda wanted: seen_elsewhere(
        token.kind, token.module, wanted, label=token.label, serial=token.serial, pin=pin
    )


def enrol(held: Held, asked: Enrol) -> Marked:
    """Leave the mark of this kind of workspace on a token."""
    held.check_idle()
    held.forget()
    session, _ = logged_in(held, asked.token, asked.people)
    with session:
        return Marked(token=session.info, mark=put_mark(session, asked.kind, asked.origin))


def initialise(held: Held, asked: Initialise) -> TokenChanged:
    """Make a token new. The SO PIN is asked for once if it stands, twice if it is new."""
    held.check_idle()
    held.forget()
    token = asked.token
    store = held.stores(token.kind, token.module)
    _check_unmarked(held, store, token)
    new = any("not initialised" in one.flags for one in store.tokens() if _is(one.label, one.serial, token))
    said = ""
    pin = None
    while True:
        so_pin = held.surface.ask_pin(
            PinQuestion(title=f"SO PIN of {_name(token)}", people=asked.so_people, new=new, wrong=said)
        )
        pin = pin or _new_pin(held, f"New PIN of {asked.new_label}", asked.people)
        try:
            made = store.initialise(token.label, token.serial, new_label=asked.new_label, so_pin=so_pin, pin=pin)
        except WrongPin as error:
            said = str(error)
        else:
            return TokenChanged(token=made)


def change_pin(held: Held, asked: ChangePin) -> TokenChanged:
    """Change a token's PIN."""
    held.check_idle()
    held.forget()
    token = asked.token
    store = held.stores(token.kind, token.module)
    _check_unmarked(held, store, token)
    whose = "PIN" if asked.who == "user" else "SO PIN"
    said = ""
    new = None
    while True:
        old = held.surface.ask_pin(PinQuestion(title=f"{whose} of {_name(token)}", people=asked.people, wrong=said))
        new = new or _new_pin(held, f"New {whose} of {_name(token)}", asked.new_people)
        try:
            store.change_pin(token.label, token.serial, old=old, new=new, who=asked.who)
        except WrongPin as error:
            said = str(error)
        else:
            return TokenChanged(token=_seen(store, token))


def zeroise(held: Held, asked: Zeroise) -> TokenChanged:
    """Destroy everything on a token."""
    held.check_idle()
    held.forget()
    token = asked.token
    store = held.stores(token.kind, token.module)
    _check_unmarked(held, store, token)
    said = ""
    while True:
        so_pin = held.surface.ask_pin(
            PinQuestion(title=f"SO PIN of {_name(token)}, to destroy all on it", people=asked.so_people, wrong=said)
        )
        try:
            return TokenChanged(token=store.zeroise(token.label, token.serial, so_pin=so_pin))
        except WrongPin as error:
            said = str(error)


def _new_pin(held: Held, title: str, people: tuple[str, ...]) -> Secret:
    return held.surface.ask_pin(PinQuestion(title=title, people=people, new=True))


def _seen(store: TokenStore, token: TokenAddress) -> TokenInfo:
    """The token as it describes itself now.

    Raises:
        TokenGone: it was pulled out.
    """
    found = next((one for one in store.tokens() if _is(one.label, one.serial, token)), None)
    if found is None:
        raise TokenGone(f"{_name(token)} isn't plugged in any more.")
    return found


def _is(label: str, serial: str, token: TokenAddress) -> bool:
    return (label, serial) == (token.label, token.serial)


def _name(token: TokenAddress) -> str:
    return f"{token.label or 'the new token'} (serial {token.serial})"


def _title(token: TokenAddress) -> str:
    return f"PIN of {_name(token)}"
