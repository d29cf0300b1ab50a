"""The tree of errors. Every message is a sentence for the person at the keyboard.

KeyroomError
├── Misuse              the author's fault: called in a way that can't be right
├── Refused             an answer, not a failure: a named rule says no and nothing was recorded
├── Unusable            what was given can't be used: a file, a passphrase, a folder, a field
│   ├── BadProcedure    procedure data with problems, all of them listed
│   ├── NotAWorkspace   the folder holds no workspace, or a damaged or newer one
│   └── WrongPassphrase no slot opens with it
├── Stopped             the act can't be carried out and the record stands as it was
│   └── NotRecorded     the entry could not be written, so the act did not happen
└── Unverified          the ledger does not verify
"""

from collections.abc import Sequence

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


class Stopped(KeyroomError):
    """The act can't go on. What was acknowledged before it stands."""


class NotRecorded(Stopped):
    """The record could not be written, so the act did not happen."""


class Unverified(KeyroomError):
    """The ledger does not verify, so nothing may be built from it."""
