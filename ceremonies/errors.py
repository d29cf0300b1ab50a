"""The tree of errors. Every message is a sentence for the person at the keyboard.

KeyroomError
├── Misuse              the author's fault: called in a way that can't be right
├── Refused             an answer, not a failure: a named rule says no and nothing was recorded
│   └── ShareRefused    a share is not taken: mistyped, repeated, foreign, superseded, or one too many
├── Unusable            what was given can't be used: a file, a passphrase, a folder, a field
│   ├── BadProcedure    procedure data with problems, all of them listed
│   ├── NotAWorkspace   the folder holds no workspace, or a damaged or newer one
│   ├── WrongPassphrase no slot opens with it
│   ├── WrongPin        a token's PIN doesn't fit
│   └── BadModule       a token's module can't be loaded
├── Stopped             the act can't be carried out and the record stands as it was
│   ├── NotRecorded     the entry could not be written, so the act did not happen
│   └── TokenTrouble    a token didn't do what it was asked
│       ├── TokenGone     it isn't plugged in, or was pulled out
│       ├── TokenRefused  it says no to this
│       ├── TokenCannot   it has no such function
│       ├── TokenFull     it has no room left
│       └── PinLocked     it takes no more PINs
└── Unverified          the ledger does not verify
"""

from collections.abc import Sequence
from typing import Literal

LONGEST_LINE = 700
"""Characters of one line of a message. What is longer repeats somebody's words; its middle is left out."""
_KEPT_AT_ITS_END = 200


def readable(message: str) -> str:
    """``message`` as it may be shown: a control character that was typed shows as one, and no line goes on for ever."""
    return "\n".join(_shortened(line) for line in message.split("\n"))


def _shortened(line: str) -> str:
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE - _KEPT_AT_ITS_END - 5]} ... {line[-_KEPT_AT_ITS_END:]}"
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)


class KeyroomError(Exception):
    """The root of the tree."""

    def __init__(self, message: str = "") -> None:
        super().__init__(readable(message))


class Misuse(KeyroomError):
    """A caller broke the contract of a function; never shown as an answer to a person."""


class Refused(KeyroomError):
    """A rule says no. Nothing was recorded.

    Attributes:
        rule: the rule's name as it stands in the design, the ledger, the tests and the report,
            for example ``GATE-RISKS``.
        sentence: what is wrong and what to do, for the person at the keyboard.
    """

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(f"{rule}: {sentence}")
        self.rule = rule
        self.sentence = readable(sentence)


ShareFault = Literal["repeated", "foreign", "superseded", "mistyped", "too many"]


class ShareRefused(Refused):
    """A share is not taken (rule SHARE-REFUSED). The sentence repeats no word of it.

    Attributes:
        reason: which of the five faults it has.
        places: which words are meant, from 1, where that is known.
    """

    def __init__(self, reason: ShareFault, sentence: str, *, places: Sequence[int] = ()) -> None:
        super().__init__("SHARE-REFUSED", sentence)
        self.reason = reason
        self.places = tuple(places)


class Unusable(KeyroomError):
    """Something given from outside can't be used; the sentence says what, where and what to do."""


class BadProcedure(Unusable):
    """Procedure data that can't be carried out.

    Attributes:
        problems: one sentence each, with file, step and key.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class NotAWorkspace(Unusable):
    """The folder is no workspace, or one this version can't open."""


class WrongPassphrase(Unusable):
    """No key slot, or no person's key, opens with the passphrase given."""


class WrongPin(Unusable):
    """A token's PIN doesn't fit; the sentence says what the token admits about tries left."""


class BadModule(Unusable):
    """A token's module is not there, is no PKCS #11 module, or can't be started."""


class Stopped(KeyroomError):
    """The act can't go on. What was acknowledged before it stands."""


class NotRecorded(Stopped):
    """The record could not be written, so the act did not happen."""


class TokenTrouble(Stopped):
    """A token did not do what it was asked."""


class TokenGone(TokenTrouble):
    """No such token is plugged in, or it was pulled out in the middle."""


class TokenRefused(TokenTrouble):
    """The token says no: the object may not be used, read or changed like that, or isn't there."""


class TokenCannot(TokenTrouble):
    """The token has no such function."""


class TokenFull(TokenTrouble):
    """The token has no room left."""


class PinLocked(TokenTrouble):
    """The token takes no more PINs until its Security Officer unlocks it."""


class Unverified(KeyroomError):
    """The ledger does not verify, so nothing may be built from it."""
