"""One private turn on the terminal this runs in, without a main program.

Arguments: what; "screen" or "lines"; a folder; and, if it isn't the terminal's own, a value for TERM.

What came of it stands in the folder's file ``result``. "fails" breaks the hand-out while its words are shown.
"""

import os
import sys
from pathlib import Path

from shamir_mnemonic.wordlist import WORDLIST

from app.strongroom.guard import Guard
from app.strongroom.private.hand_out import HandOutApp
from app.strongroom.private.lines import Lines, Talk
from app.strongroom.private.port import PinQuestion, Seen, ShareAsked, ShareShown
from app.strongroom.private.screens import Screens
from app.strongroom.protocol import Sight
from app.strongroom.serving import fault_sentence
from app.terminal import terminal_for
from ceremonies.errors import KeyroomError, ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.words import numbers

WORDS = Secret(Path(__file__).with_name("share_words.txt").read_text().strip())
WHAT, FORM, FOLDER = sys.argv[1:4]
os.environ["TERM"] = [*sys.argv, os.environ["TERM"]][4]


def check(words: Secret) -> str:
    try:
        parse_share(words)
    except ShareRefused as error:
        return error.sentence
    return ""


SHARE = ShareShown(
    key="REC-0001",
    identifier=7945,
    share=1,
    of=3,
    needed=2,
    alias="K-01",
    rehearsal=True,
    words=WORDS,
    numbers=numbers(WORDS),
    seconds=int(os.environ.get("SECONDS_SHOWN", "600")),
)
ASKED = ShareAsked(
    key="REC-0001",
    alias="K-01",
    purpose="to activate it",
    rehearsal=True,
    lengths=(33,),
    vocabulary=WORDLIST,
    check=check,
)
SEEN = Seen(
    about="ROOT-0001, NEW",
    kind="2 certificates",
    count=2,
    limit=2,
    digest=bytes(range(32)),
    rehearsal=True,
    sights=((Sight(label="Subject", value="OU 01"),) * 12,) * 2,
)


def fail(*_: object) -> None:
    kept = WORDS.reveal_text()  # stands among the variables of the function that fails
    raise RuntimeError(kept)


def main() -> object:  # noqa: PLR0911 - one line a turn
    guard = Guard(os.pipe()[0])
    guard.begin()
    surface = (Lines if FORM == "lines" else Screens)(guard, terminal_for(os.environ, "utf-8"), rehearsal=True)
    match WHAT:
        case "hand":
            return surface.show_share(SHARE)
        case "fails":
            HandOutApp._tick = fail
            Talk.key = fail
            return surface.show_share(SHARE)
        case "take":
            given = surface.take_share(ASKED)
            return given.words == WORDS, given.tries
        case "pin":
            return surface.ask_pin(PinQuestion(title="PIN of CA-1", people=("P-01", "P-02"))).reveal_text()
        case "new":
            return surface.ask_pin(PinQuestion(title="PIN of CA-1", people=("P-01",), new=True)).reveal_text()
        case "seen":
            return surface.agree(SEEN)
        case "tell":
            return surface.tell("Something to say.")


if __name__ == "__main__":
    try:
        result = repr(main())
    except KeyroomError as error:
        result = f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 - as the strong room does
        result = fault_sentence(error)
    Path(FOLDER, "result").write_text(result)
    print("OVER", flush=True)
    sys.stdin.readline()
