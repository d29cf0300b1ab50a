"""Opening a token with its PIN, and a token's own life: probe, initialise, change a PIN, zeroise."""

from app.strongroom.elsewhere import second_process
from app.strongroom.held import Held
from app.strongroom.private.port import PinQuestion
from app.strongroom.protocol import (
    ChangePin,
    Initialise,
    ListTokens,
    OpenToken,
    Probe,
    Probed,
    TokenAddress,
    TokenChanged,
    TokenOpen,
    TokensSeen,
    Zeroise,
)
from ceremonies.errors import Refused, TokenGone, WrongPin
from ceremonies.secret import Secret
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
            return store.open(token.label, token.serial, pin, write=write), wrong
        except WrongPin as error:
            said, wrong = str(error), wrong + 1


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
    check_kind(held, asked.token)
    token = asked.token
    store = held.stores(token.kind, token.module)
    said = ""
    while True:
        pin = held.surface.ask_pin(PinQuestion(title=_title(token), people=asked.people, wrong=said))
        try:
            found = try_token(store, token.label, token.serial, pin, elsewhere=second_process(token, pin))
        except WrongPin as error:
            said = str(error)
        else:
            return Probed(token=found.token, checks=found.checks)


def initialise(held: Held, asked: Initialise) -> TokenChanged:
    """Make a token new. The SO PIN is asked for once if it stands, twice if it is new."""
    held.check_idle()
    held.forget()
    check_kind(held, asked.token)
    token = asked.token
    store = held.stores(token.kind, token.module)
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
