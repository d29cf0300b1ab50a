"""The form that every act gets."""

import pytest
from textual.app import App
from textual.message import Message
from textual.widgets import Input

from app.acts.act import HAPPENED, Choice, Field
from app.dialogs.form import FormDialog
from app.dialogs.gate import GateDialog
from app.widgets.picker import Picker
from tests.app.screens.showing import text_of

ONE = Field(name="one", label="First")
MAY = Field(name="may", label="Not needed", required=False)
LONG = Field(name="long", label="In full", kind="long")
PICK = Field(name="pick", label="Which", kind="choice", choices=(Choice("a", "Apple"), Choice("b", "Pear")))
ONLY = Field(name="only", label="The one", kind="choice", choices=(Choice("z", "Quince"),))
SEVERAL = Field(name="several", label="Some", kind="many", choices=(Choice("x", "Ex"), Choice("y", "Why")))


class Asking(App[None]):
    def __init__(self, form: FormDialog) -> None:
        super().__init__()
        self.form = form
        self.filled: list[Message] = []

    def on_mount(self) -> None:
        self.push_screen(self.form)

    def on_form_dialog_filled(self, event: FormDialog.Filled) -> None:
        self.filled.append(event)


def form_of(*fields: Field, chosen: dict[str, str] | None = None) -> FormDialog:
    return FormDialog("act", "An act", "It does this.", fields, chosen or {})


async def test_enter_goes_from_one_thing_that_must_be_answered_to_the_next_and_then_records() -> None:
    app = Asking(form_of(ONE, MAY, LONG, PICK))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"abc", "enter", *"text", "enter", "down", "down", "enter", "enter")
        assert app.filled[0].answers == {"one": "abc", "may": "", "long": "text", "pick": "b"}


async def test_a_form_with_one_question_is_recorded_by_its_answer() -> None:
    app = Asking(form_of(PICK))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        assert app.filled[0].answers == {"pick": "a"}


async def test_where_there_is_one_choice_only_it_is_made() -> None:
    app = Asking(form_of(ONE, ONLY))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "enter", "enter")
        assert app.filled[0].answers["only"] == "z"


async def test_what_the_person_points_at_is_chosen_and_what_is_no_choice_is_not() -> None:
    for chosen, expected in (("b", "b"), ("elsewhere", "")):
        app = Asking(form_of(ONE, PICK, chosen={"pick": chosen}))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert app.form.query(Picker).first().value == expected


async def test_several_are_chosen_with_space_and_joined_by_commas() -> None:
    app = Asking(form_of(SEVERAL, ONE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "down", "space", "enter", "q", "ctrl+s")
        assert app.filled[0].answers["several"] == "x,y"


async def test_enter_chooses_the_row_the_pointer_is_on_where_one_is_required() -> None:
    app = Asking(form_of(PICK, SEVERAL))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "down", "enter", "ctrl+s")
        assert app.filled[0].answers == {"pick": "a", "several": "y"}


async def test_enter_chooses_nothing_where_nothing_need_be_chosen() -> None:
    may = Field(name="may", label="Some", kind="many", required=False, choices=SEVERAL.choices)
    either = Field(name="either", label="Which", kind="choice", required=False, choices=PICK.choices)
    app = Asking(form_of(ONE, may, either))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "tab", "enter", "shift+tab", "shift+tab", "tab", "tab", "enter", "ctrl+s")
        assert app.filled[0].answers == {"one": "x", "may": "", "either": ""}


async def test_the_time_it_happened_is_asked_for_on_request() -> None:
    app = Asking(form_of(ONE, *HAPPENED))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "When it happened" not in text_of(app)
        await pilot.press("f2")
        await pilot.pause()
        assert "When it happened" in text_of(app)


async def test_a_refusal_and_the_keys_stay_in_sight_however_long_the_form_is() -> None:
    fields = tuple(Field(name=f"f{n}", label=f"Field {n}", kind="long", required=False) for n in range(20))
    app = Asking(form_of(*fields))
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.refusal = "RULE: " + "a sentence that goes on " * 8
        await pilot.pause()
        shown = text_of(app)
        assert "REFUSED  RULE" in shown
        assert "Esc leave" in shown


async def test_a_hundred_thousand_pasted_characters_do_not_stop_it() -> None:
    app = Asking(form_of(ONE, LONG))
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.query(Input).first().value = "x" * 100_000
        await pilot.press("enter", "y", "ctrl+s")
        assert len(app.filled[0].answers["one"]) == 100_000


async def test_while_it_is_being_recorded_it_is_neither_sent_again_nor_left() -> None:
    app = Asking(form_of(MAY))
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.busy = True
        await pilot.press("ctrl+s", "escape")
        assert not app.filled
        assert app.screen is app.form


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_gate_shows_what_the_act_does_and_both_sides(size: tuple[int, int]) -> None:
    fields = (
        Field(name="if_we_act", label="What follows if we act", kind="long"),
        Field(name="if_we_do_not", label="What follows if we don't act", kind="long"),
        Field(name="conclusion", label="Conclusion", kind="choice", choices=(Choice("act", "act"),)),
    )
    app = Asking(GateDialog("weigh", "4.2.1.7 Decide", "It can't be undone.", fields, {}))
    async with app.run_test(size=size) as pilot:
        await pilot.press("a", "enter", "b", "enter", "enter")
        shown = text_of(app)
        assert "WEIGH BEFORE YOU ACT" in shown
        assert "It can't be undone." in shown
        both = next(line for line in shown.splitlines() if "if we act" in line)
        assert "if we don't act" in both
        assert app.filled[0].answers == {"if_we_act": "a", "if_we_do_not": "b", "conclusion": "act"}
