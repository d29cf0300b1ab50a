"""The private screens alone, worked by key, without a terminal."""

import pytest
from shamir_mnemonic.wordlist import WORDLIST

from app.strongroom.private.app import Look
from app.strongroom.private.hand_out import HandOutApp
from app.strongroom.private.notice import NoticeApp
from app.strongroom.private.pin import PinApp
from app.strongroom.private.port import PinQuestion, Seen, ShareAsked, ShareShown
from app.strongroom.private.seen import SeenApp
from app.strongroom.private.share_entry import ShareEntryApp
from app.widgets.band import Band
from ceremonies.secret import Secret

WORDS = " ".join(WORDLIST[:20])


def shown(app) -> str:
    """What stands on the screen."""
    lines = [line for band in app.screen.query(Band) for line in band.lines(app.size.width)]
    return "\n".join("".join(span.text for span in line.spans) for line in lines)


def share(**more):
    facts = {
        "key": "REC-0001",
        "identifier": 7,
        "share": 1,
        "of": 3,
        "needed": 2,
        "alias": "K-01",
        "rehearsal": False,
        "words": Secret(WORDS),
        "numbers": Secret("".join(f"{number:04}" for number in range(20))),
        "seconds": 60,
    }
    return ShareShown(**{**facts, **more})


def asked(check=lambda _words: ""):
    return ShareAsked(
        key="REC-0001",
        alias="K-01",
        purpose="to prove it",
        rehearsal=True,
        lengths=(20,),
        vocabulary=WORDLIST,
        check=check,
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_words_fit_and_a_key_hides_them(size):
    app = HandOutApp(Look(), share())
    async with app.run_test(size=size) as pilot:
        assert "PRODUCTION" in shown(app)
        await pilot.press("s")
        assert all(word in shown(app) for word in WORDS.split())
        await pilot.press("enter")
        assert not any(word in shown(app) for word in WORDS.split()[:3])
        await pilot.press("enter")
    assert app.return_value == 1


async def test_the_screen_is_blank_before_it_goes():
    app = HandOutApp(Look(), share())
    async with app.run_test() as pilot:
        await pilot.press("s", "x")
        app.leave(1)
        assert shown(app) == ""
        await pilot.pause()


async def test_a_terminal_without_signs_offers_no_square_code():
    app = HandOutApp(Look(signs=False), share())
    async with app.run_test() as pilot:
        await pilot.press("q")
        assert "QR" not in shown(app)
        assert app.shown == 0


async def test_a_square_code_fits_the_smallest_terminal():
    app = HandOutApp(Look(), share(numbers=Secret("0123" * 33)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        lines = [one for one in shown(app).splitlines() if "█" in one]
        assert len(lines) == 19
        assert max(len(one) for one in lines) == 39


async def test_no_key_of_textual_does_anything():
    app = HandOutApp(Look(), share())
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q", "ctrl+c", "ctrl+p", "tab", "f1", "ctrl+z")
        assert app.return_value is None
        assert app.is_running
        assert not app.ENABLE_COMMAND_PALETTE


async def test_a_share_is_entered_and_forgotten():
    app = ShareEntryApp(Look(), asked())
    async with app.run_test() as pilot:
        await pilot.press(*[key if key != " " else "space" for key in WORDS], "enter")
    assert app.return_value.words == Secret(WORDS)
    assert app._typed.words == []


async def test_what_the_check_says_is_shown_and_counted():
    answers = iter(("Another share.", ""))
    app = ShareEntryApp(Look(), asked(lambda _words: next(answers)))
    async with app.run_test() as pilot:
        await pilot.press(*[key if key != " " else "space" for key in WORDS], "enter")
        assert "Another share." in shown(app)
        await pilot.press("enter")
    assert app.return_value.tries == 1


async def test_two_people_enter_a_half_each():
    app = PinApp(Look(), PinQuestion(title="PIN", people=("P-01", "P-02")), rehearsal=True)
    async with app.run_test() as pilot:
        await pilot.press("1", "2", "enter")
        assert "P-02" in shown(app)
        await pilot.press("enter")
        assert "Nothing was typed" in shown(app)
        await pilot.press("3", "enter")
    assert app.return_value == Secret("123")


async def test_a_notice_goes_with_any_key():
    app = NoticeApp(Look(), "Something.", rehearsal=True)
    async with app.run_test() as pilot:
        assert "Something." in shown(app)
        await pilot.press("x")
    assert app.return_value is True


async def test_many_things_are_agreed_to_by_their_number():
    seen = Seen(about="REC-0001", kind="412 files", count=412, limit=500, digest=bytes(32), rehearsal=True)
    app = SeenApp(Look(), seen)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "1", "enter")
        assert "not the count" in shown(app)
        await pilot.press("4", "x", "1", "2", "enter")
    assert app.return_value is True


async def test_a_fault_prints_nothing(capfd):
    app = HandOutApp(Look(), share())

    def fail() -> None:
        kept = WORDS
        raise RuntimeError(kept)

    with pytest.raises(RuntimeError):
        await _run_and_fail(app, fail)
    assert app.failed == "RuntimeError"
    assert WORDLIST[0] not in "".join(capfd.readouterr())


async def _run_and_fail(app, fail):
    async with app.run_test() as pilot:
        await pilot.press("s")
        app.call_later(fail)
        await pilot.pause()
