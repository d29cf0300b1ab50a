"""The numbered menu: the acts that make sense here, from the one list of acts, then the ways to go elsewhere."""

import msgspec

from app.acts.act import Act, Scope, Where
from app.acts.catalogue import acts_at
from app.plain.output import wrapped
from ceremonies.errors import Unusable


class Way(msgspec.Struct, frozen=True):
    """A word that records nothing: going elsewhere, looking something up, ending.

    Attributes:
        name: the word.
        takes: what follows it, in capitals; empty for nothing.
        title: what it does.
    """

    name: str
    takes: str
    title: str


WAYS = (
    Way("look", "", "Show the place and its menu again; at a terminal an empty line does so too"),
    Way("home", "", "Go to the first page"),
    Way("incident", "REFERENCE", "Go to an incident"),
    Way("run", "NAME", "Go to a run"),
    Way("step", "ID", "Take up another open step of the run"),
    Way("people", "", "Go to the people"),
    Way("keys", "", "Go to the keys"),
    Way("key", "NAME", "Go to a key"),
    Way("tokens", "", "Go to the tokens"),
    Way("ledger", "", "Go to the record: its newest entries, the sitting, the clock, Parties"),
    Way("who", "PERSON", "Say who is at the keyboard"),
    Way("show", "NUMBER", "Show an entry of the record"),
    Way("again", "", "Try the last act again, with its answers as defaults"),
    Way("help", "ACT", "Explain the lines, or an act"),
    Way("quit", "", "End; what was recorded stands"),
)
"""Every word that is no act, in the order of the menu."""

UNLISTED = (Way("expect", "RULE", "Say that the next line is to be refused by this rule"),)
"""Words for scripts only."""

Item = Act | Way
_TIED = "\u00a0"
"""A space at which no line is broken."""


class Menu(msgspec.Struct, frozen=True):
    """What can be done here, in order; numbers count from 1."""

    acts: tuple[Act, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything in it, in order."""
        return (*self.acts, *WAYS)

    @property
    def names(self) -> tuple[str, ...]:
        """The words, in order."""
        return tuple(one.name for one in self.items)

    def lines(self) -> list[str]:
        """The menu as it is printed: a line an act, then the words that record nothing."""
        acts = [f"{number:>3} {one.name:<12} {one.title}" for number, one in enumerate(self.acts, 1)]
        numbered = (f"{number} {_usage(one)}" for number, one in enumerate(WAYS, len(self.acts) + 1))
        words = ", ".join(one.replace(" ", _TIED) for one in numbered)
        return acts + [line.replace(_TIED, " ") for line in wrapped(words, "    ")]


FIRST_OF_ALL = ("firsttwo", "signin")
"""Acts of the people's page that the first page offers too: nothing else can be done before."""


def menu_at(where: Where, scope: Scope) -> Menu:
    """The menu of a place."""
    before = [one for one in acts_at(where, "people") if scope == "home" and one.name in FIRST_OF_ALL]
    return Menu((*before, *acts_at(where, scope)))


def _usage(way: Way) -> str:
    return f"{way.name} {way.takes}".strip()


def find(word: str, printed: Menu, where: Where, scope: Scope) -> Item:
    """What a word or a number of the printed menu stands for.

    An act of another page is found too, where what it is about is shown: command can be handed over at a step.

    Raises:
        Unusable: it stands for nothing here.
    """
    if word.isdecimal():
        return _numbered(word, printed)
    known: tuple[Item, ...] = (*acts_at(where, scope), *printed.acts, *_elsewhere(where), *WAYS, *UNLISTED)
    for one in known:
        if one.name == word.lower():
            return one
    raise Unusable(f"There is no act {word[:40]!r} here. look shows what there is; help explains it.")


def _numbered(word: str, printed: Menu) -> Item:
    number = int(word[:6])
    if 1 <= number <= len(printed.items):
        return printed.items[number - 1]
    raise Unusable(f"The menu goes from 1 to {len(printed.items)}; there is no {word[:6]}. look shows it.")


def _elsewhere(where: Where) -> tuple[Act, ...]:
    """Acts of other pages that can be done from here."""
    scopes: list[Scope] = ["people", "record", "home", "keys", "tokens"]
    if where.incident is not None:
        scopes.insert(0, "incident")
    return tuple(act for scope in scopes for act in acts_at(where, scope))
