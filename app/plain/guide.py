"""What ``help`` prints."""

from app.acts.act import Act, Where
from app.acts.catalogue import ACTS
from app.plain.menu import UNLISTED, WAYS, Menu, Way
from app.plain.output import wrapped
from ceremonies.errors import Unusable

GUIDE = r"""Type a number of the menu, or a word of it. An act then asks for what it
needs, a line each. An empty answer takes what stands in [ ], or leaves out
what is optional. Choices take their number, their value or the first words of
their label. Long text ends with a line that holds only a full stop. ! cancels
the act.

Answers may stand on the line itself, which is how a script is written:
  tick item=a ; answer=does not apply ; reason=No other supplier is affected.
  tick a
  done ;
They are separated by a semicolon with spaces around it; the first may leave
its name out. With any answer on the line, or a lone semicolon, only what is
required and missing is asked for. Quotes are not needed: \n is a new line, \t
a tab, \; a semicolon with spaces around it that separates nothing, \\ a
backslash.

A line that begins with # is a remark. An empty line shows the place and its
menu again; in a script it is passed over. expect RULE, in a script, says that
the next line is to be refused by that rule.

Each entry that is recorded is acknowledged by one line: recorded NUMBER
STREAM KIND. A refusal names its rule: refused RULE: what to do. Other lines
that begin so are unusable: (what was given can't be used) and stopped: (the
act could not be carried out). In all three cases nothing was recorded.

Passphrases are typed on the terminal, unseen. In a rehearsal --passphrase-fd
N may give them instead: its first line opens the workspace; each line
PERSON=passphrase after it is for that person, by id or name, in any order; a
line without = answers the next question. They never come from the lines of
this mode.

Fed from a file or a program, Keyroom never takes the next line for an answer
that is missing: where answers stand on the line and one that is needed does
not, or where a line does not answer what was asked, the script ends there and
what was recorded stands. Keyroom then ends with code 2; with 0 when every line
was carried out, 1 when one was refused or could not be used, 3 when an act was
stopped."""


def help_lines(word: str, printed: Menu, where: Where) -> list[str]:
    """How the lines work; or one act, also where it can't be done now; or one word that records nothing.

    Raises:
        Unusable: there is no such act or word.
    """
    if not word:
        words = [f"  {_usage(way):<19} {way.title}." for way in WAYS]
        return [*GUIDE.splitlines(), "", "Words that record nothing:", *words]
    name = printed.items[int(word) - 1].name if word in map(str, range(1, len(printed.items) + 1)) else word.lower()
    for way in (*WAYS, *UNLISTED):
        if way.name == name:
            return wrapped(f"{_usage(way)}: {way.title}.")
    for act in ACTS:
        if act.name == name:
            return _act_lines(act, where)
    raise Unusable(f"There is no act or word {word[:40]!r}. help lists the words, look the acts of this place.")


def _usage(way: Way) -> str:
    return f"{way.name} {way.takes}".strip()


def _act_lines(act: Act, where: Where) -> list[str]:
    """What an act is for and, where it makes sense, the fields it asks for."""
    lines = wrapped(f"{act.name}: {act.title}. {act.help}".strip())
    if act.hidden(where):
        return lines + wrapped("It makes no sense here now.", "  ")
    for field in act.fields(where):
        optional = "" if field.required else ", optional"
        default = f", else {field.default}" if field.default else ""
        hint = f" ({field.hint})" if field.hint else ""
        lines += wrapped(f"{field.name}: {field.label}{hint}{optional}{default}", "  ", "      ")
        for number, choice in enumerate(field.choices, 1):
            lines += wrapped(f"{number} {choice.label}", "      ", "        ")
    return lines
