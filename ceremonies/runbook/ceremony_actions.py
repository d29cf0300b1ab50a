"""What may be asked about key ceremonies: opening one at a step or by itself, or saying why none is opened."""

import msgspec

from ceremonies.act import Action
from ceremonies.keys.kinds import Kind
from ceremonies.runbook.actions import StepAction
from ceremonies.runbook.schema import Script, Which


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is settled about a ceremony before it begins.

    Attributes:
        key: the key it is about, by name; empty only where a token alone is handled (C9).
        m: how many shares will give the key, where a set of shares is made.
        n: how many shares the set will have.
        symmetric: the Contingency Symmetric Key that goes with a Contingency key.
        parts: how many parts that will have, where it is made; every one is needed.
        issuer: the key of the certificate authority that certifies this one.
        token_label: the token that is used.
        token_serial: its serial number.
        words_seconds: how long a share's words stay on the screen.
    """

    key: str = ""
    m: int = 0
    n: int = 0
    symmetric: str = ""
    parts: int = 0
    issuer: str = ""
    token_label: str = ""
    token_serial: str = ""
    words_seconds: int = 60


class OpenCeremony(StepAction, frozen=True, kw_only=True):
    """Open the key ceremony that a step calls for: a run of its script, in the same Incident.

    Attributes:
        number: which of the step's ceremonies, from 0.
    """

    number: int = 0
    details: Details


class HeldOutside(StepAction, frozen=True, kw_only=True):
    """Record that the ceremony that a step calls for was held without Keyroom (rule OUTSIDE).

    Attributes:
        key: the key it was about, by whatever name it has there.
        who: who led it, or who reports it.
        minutes: the reference of its minutes.
    """

    number: int = 0
    key: str
    who: str
    minutes: str


class NotCalledFor(StepAction, frozen=True, kw_only=True):
    """Record why a ceremony that takes place under a condition is not called for."""

    number: int = 0
    reason: str


class OpenRoutine(Action, frozen=True, kw_only=True):
    """Open a key ceremony that belongs to no Incident: the first generation, a re-sharing, the life of a token.

    Attributes:
        reference: its own, for example ``KC-2026-01``; the run is ``KC-2026-01/1``.
        about: the kind of key; left out where a token alone is handled.
        which: which generation of it.
    """

    reference: str
    script: Script
    because: str
    about: Kind | None = None
    which: Which = "new"
    details: Details
