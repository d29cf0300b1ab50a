"""Asking for the fields of an act, one prompt a field, and understanding what is answered."""

from collections.abc import Callable, Mapping

from app.acts.act import Act, Choice, Field, Where, whole
from app.plain.command import short
from app.plain.output import Output, wrapped
from ceremonies.errors import Unusable

CANCEL = "!"
END_OF_TEXT = "."
_FOLLOW_A_TIME = ("happened_source", "happened_by")
"""Fields that are asked for only when a time was given before."""

NextLine = Callable[[str], str | None]
"""Prints a prompt and gives the next line; None at the end of the input."""


class Cancelled(Exception):
    """The person thought better of it."""


class Ended(Cancelled):
    """The lines ended before everything was answered."""


class Unanswered(Exception):
    """A script lacks an answer. What follows can't be told from answers, so it is not read as such."""


class Asking:
    """Asks for what an act wants to know.

    A person at a terminal is asked again. A script isn't: its next line may be another act.
    """

    def __init__(self, out: Output, next_line: NextLine, *, fed: bool) -> None:
        """Print to ``out`` and read from ``next_line``; ``fed`` is whether a file or a program gives the lines."""
        self._out = out
        self._next_line = next_line
        self._fed = fed

    def answers(
        self, act: Act, where: Where, given: Mapping[str, str] | None, kept: Mapping[str, str]
    ) -> dict[str, str]:
        """Every field's answer, those left out as "".

        Args:
            act: what is to be done.
            where: where the person stands.
            given: answers from the command line; with any, only what is required and missing is asked for.
            kept: answers of the try before, offered as defaults.

        Raises:
            Unusable: an answer of the command line can't be understood.
            Cancelled: the person thought better of it.
            Ended: so did the input.
            Unanswered: a script lacks an answer, or what it answers can't be understood.
        """
        answers: dict[str, str] = {}
        for declared in act.fields(where):
            field = _with_default(declared, kept.get(declared.name, ""))
            if given is not None and field.name in given:
                answers[field.name] = resolve(field, given[field.name])
            elif (given is not None and (field.default or not field.required)) or _needs_no_asking(field, answers):
                answers[field.name] = field.default
            elif given is not None and self._fed:
                raise Unanswered(f"{act.name} lacks an answer that is needed: {field.name} ({field.label}).")
            else:
                answers[field.name] = self._ask(field)
        return answers

    def _ask(self, field: Field) -> str:
        """One field's answer, asked for until it can be understood."""
        while True:
            self._show(field)
            try:
                return resolve(field, self._text(field))
            except Unusable as error:
                if self._fed:
                    raise Unanswered(f"this does not answer {field.name}. {error}") from None
                self._out.say(f"{error} {CANCEL} cancels.")

    def _show(self, field: Field) -> None:
        for number, choice in enumerate(field.choices, 1):
            self._out.lines(wrapped(choice.label, f"  {number:>2} "))
        if field.hint:
            self._out.lines(wrapped(field.hint, "  (") if field.kind == "long" else [f"  ({field.hint})"])
        if field.kind == "long":
            self._out.say(f"  End with a line that holds only {END_OF_TEXT}")

    def _text(self, field: Field) -> str:
        """What is typed: a line, or for long text all lines up to the one that ends it.

        Raises:
            Cancelled: ``!``.
            Ended: the input did.
            Unanswered: so did a script.
            Unusable: the line can't be read.
        """
        note = "numbers, with commas between" if field.kind == "many" else ""
        optional = "" if field.required else "optional"
        said = ", ".join(part for part in (note, optional) if part)
        default = f" [{_shown_default(field)}]" if field.default else ""
        prompt = f"{field.label}{f' ({said})' if said else ''}{default}: "
        line = self._line(prompt, field)
        if field.kind != "long" or not line:
            return line
        lines = []
        while line != END_OF_TEXT:
            lines.append(line)
            line = self._line("| ", field)
        return "\n".join(lines)

    def _line(self, prompt: str, field: Field) -> str:
        line = self._next_line(prompt)
        if line is None:
            if self._fed:
                raise Unanswered(f"the lines end before {field.name} ({field.label}) is answered.")
            raise Ended
        if line.strip() == CANCEL:
            raise Cancelled
        return line


def _needs_no_asking(field: Field, answers: Mapping[str, str]) -> bool:
    """Whether an answer given before settles it, or there is nothing to choose from (a rule says what is missing)."""
    if field.name in _FOLLOW_A_TIME:
        return not answers.get("happened_at")
    return field.kind == "choice" and not field.choices


def _with_default(field: Field, kept: str) -> Field:
    """The field with the answer of the try before as its default."""
    if not kept:
        return field
    return Field(
        name=field.name,
        label=field.label,
        kind=field.kind,
        required=field.required,
        default=kept,
        hint=field.hint,
        choices=field.choices,
    )


def _shown_default(field: Field) -> str:
    chosen = next((one.label for one in field.choices if one.value == field.default), field.default)
    return short(chosen.replace("\n", " "))


def resolve(field: Field, text: str) -> str:
    """The value that ``text`` stands for: a choice's number, value or label, a count, or the text itself.

    Raises:
        Unusable: it can't be understood, or is missing.
    """
    stripped = text.strip()
    if not stripped:
        if field.required and not field.default:
            raise Unusable(f"{field.label}: this is needed.")
        return field.default
    if field.kind == "choice":
        return chosen(field, stripped)
    if field.kind == "many":
        return ",".join(chosen(field, part.strip()) for part in stripped.split(",") if part.strip())
    if field.kind == "count":
        whole(stripped)
    return text


def chosen(field: Field, text: str) -> str:
    """The value of the one choice that ``text`` names.

    A number counts from 1, as it is shown. Where values are themselves numbers, only the shown number counts. The
    first words of a label will do where they fit one choice only.

    Raises:
        Unusable: it names none, or several.
    """
    if text.isdecimal():
        if 1 <= int(text[:6]) <= len(field.choices):
            return field.choices[int(text) - 1].value
    elif exact := [one for one in field.choices if one.value and one.value.casefold() == text.casefold()]:
        return exact[0].value
    fitting = [one for one in field.choices if _fits(one, text)]
    if len(fitting) == 1:
        return fitting[0].value
    raise Unusable(_not_one(field, text, fitting))


def _fits(choice: Choice, text: str) -> bool:
    """Whether ``text`` is a choice's label or its first words; the mark before the label doesn't count."""
    label = choice.label.casefold()
    wanted = text.casefold()
    return any(
        one == wanted or (one.startswith(wanted) and not one[len(wanted)].isalnum() and one[len(wanted)] != ".")
        for one in (label, label[label.find("] ") + 2 :] if label.startswith("[") else label)
    )


def _not_one(field: Field, text: str, fitting: list[Choice]) -> str:
    if fitting:
        return f"{field.label}: {short(text)!r} fits {len(fitting)} choices. Give the number."
    listed = "; ".join(f"{number} {short(one.label)}" for number, one in enumerate(field.choices, 1))
    return f"{field.label}: {short(text)!r} is none of: {listed or 'nothing to choose from'}."
