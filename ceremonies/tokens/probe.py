"""The acceptance probe: what a token must do, and must refuse, before a ceremony trusts it (rule TOKEN-PROBE).

Nothing is taken from what a token says of itself: each check tries the thing. It is written on the port alone, so that
every kind of token is judged by the same checks. It leaves nothing on the token. The checks stand in ``trials.py``;
those that need more than one session follow here: a session object isn't seen by a second process, and is gone after
its session; private data isn't seen without login.
"""

from collections.abc import Callable

from ceremonies.errors import TokenCannot, TokenGone, TokenTrouble
from ceremonies.secret import Secret
from ceremonies.tokens.checks import Check, Probe
from ceremonies.tokens.port import Session, TokenStore
from ceremonies.tokens.trials import LABEL, TRIALS, Bench, Failed, NotSupported, refuses

Elsewhere = Callable[[str], bool]
"""Whether a second process, logged in to the same token, sees an object of that label."""

__all__ = ["Check", "Elsewhere", "Probe", "probe"]

_ELSEWHERE = ("second process", "looked for a session object from a second process")
_AFTERWARDS = ("closed session", "looked for a session object after its session was closed")
_WITHOUT_LOGIN = ("without login", "looked for private data without a PIN")


def probe(
    store: TokenStore, label: str, serial: str, pin: Secret | None, *, elsewhere: Elsewhere | None = None
) -> Probe:
    """Try one token. No session with it may be open.

    Args:
        store: through which it is reached.
        label: the token's.
        serial: the token's.
        pin: its user's; None for a token that wants no login.
        elsewhere: looks from a second process; without it that check isn't made, and says so.

    Raises:
        TokenGone: it was pulled out in the middle.
        WrongPin: the PIN doesn't fit.
    """
    with store.open(label, serial, pin) as session:
        _clear(session)
        info, checks = session.info, _in_one_session(session)
        checks.append(_check(*_ELSEWHERE, lambda: _unseen_elsewhere(session, elsewhere)))
        left = _leave_behind(session)
    with store.open(label, serial, pin) as session:
        checks.append(_check(*_AFTERWARDS, lambda: _gone_afterwards(session, left)))
        kept = _keep_private(session)
    checks.append(_check(*_WITHOUT_LOGIN, lambda: _unseen_without_login(store, label, serial, kept)))
    with store.open(label, serial, pin) as session:
        _clear(session)
    return Probe(token=info, checks=tuple(checks))


def _in_one_session(session: Session) -> list[Check]:
    bench = Bench(session=session, value=Secret(b""))
    return [_check(name, tried, lambda trial=trial: trial(bench)) for name, tried, trial in TRIALS]  # type: ignore[misc]


def _check(name: str, tried: str, trial: Callable[[], str]) -> Check:
    try:
        return Check(name=name, tried=tried, outcome="passed", reason=trial())
    except Failed as failure:
        return Check(name=name, tried=tried, outcome="failed", reason=str(failure))
    except (NotSupported, TokenCannot) as missing:
        return Check(name=name, tried=tried, outcome="not supported", reason=str(missing))
    except TokenGone:
        raise
    except TokenTrouble as trouble:
        return Check(name=name, tried=tried, outcome="failed", reason=str(trouble))


def _unseen_elsewhere(session: Session, elsewhere: Elsewhere | None) -> str:
    if elsewhere is None:
        raise NotSupported("It was not tried: there was no second process to look from.")
    key = session.generate_ec(LABEL, session=True, extractable=False)
    try:
        if elsewhere(LABEL):
            raise Failed("A second process sees the session object.")
    finally:
        session.destroy(key)
    return "A second process, logged in, doesn't see it"


def _leave_behind(session: Session) -> str | None:
    """A session object that is left to its session's end; None when the token makes none."""
    try:
        session.generate_ec(f"{LABEL} left", session=True, extractable=False)
    except TokenGone:
        raise
    except TokenTrouble:
        return None
    return f"{LABEL} left"


def _gone_afterwards(session: Session, left: str | None) -> str:
    if left is None:
        raise NotSupported("The token makes no session object.")
    if any(one.label == left for one in session.objects()):
        raise Failed("A session object is still there after its session was closed.")
    return "A new session doesn't list it"


def _keep_private(session: Session) -> str | None:
    """Private data on the token; None when it keeps none."""
    try:
        session.put_private(f"{LABEL} data", Secret(b"seen only after login"))
    except TokenGone:
        raise
    except TokenTrouble:
        return None
    return f"{LABEL} data"


def _unseen_without_login(store: TokenStore, label: str, serial: str, kept: str | None) -> str:
    if kept is None:
        raise NotSupported("The token keeps no private data.")
    with store.open(label, serial, None, write=False) as session:
        if any(one.label == kept for one in session.objects()):
            raise Failed("Private data is listed without login.")
        return refuses(lambda: session.take_private(kept), "Private data was read without login.")


def _clear(session: Session) -> None:
    """Take away what a probe left, this one or one that was cut short."""
    for one in session.objects():
        if one.label.startswith(LABEL):
            session.destroy(one.handle)
