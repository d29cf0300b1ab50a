"""A share as it is being typed or scanned: words completed, the first bad one named at once. No screen in here."""

from collections.abc import Sequence

from app.strongroom.private.port import LEAVE

_DIGITS = 4
"""Digits of one word's number."""
_UNIQUE = 4
"""Letters after which every word of the list is the only one (SLIP-0039, wordlist)."""


class Typed:
    """Letters, digits, space, Backspace; everything else a keyboard or a scanner sends is left out.

    A scanner sends the words' numbers, four digits each, from 0000.

    Attributes:
        words: what is complete.
        rest: the letters or digits of what isn't.
        wrong: what is wrong, naming the place; "" for nothing.
    """

    def __init__(self, vocabulary: Sequence[str], most: int) -> None:
        """Understand words of ``vocabulary``, at most ``most``."""
        self._vocabulary = vocabulary
        self._known = frozenset(vocabulary)
        self._most = most
        self.words: list[str] = []
        self.rest = ""
        self.wrong = ""

    @property
    def leaves(self) -> bool:
        """Whether the person asks to leave."""
        return self.rest == LEAVE and not self.words

    @property
    def place(self) -> int:
        """The number of the word that is being typed, from 1."""
        return len(self.words) + 1

    @property
    def suggestion(self) -> str:
        """The one word that the letters so far can become, or ""."""
        if not self.rest.isalpha():
            return ""
        fitting = [one for one in self._vocabulary if one.startswith(self.rest)]
        return fitting[0] if len(fitting) == 1 else ""

    def type(self, character: str) -> None:
        """Take one character in; what isn't a letter, a digit or a space is ignored."""
        if character == " ":
            self.finish()
        elif character.isascii() and character.isalnum():
            self._add(character.lower())

    def _add(self, character: str) -> None:
        if self.wrong and not self.rest:
            return
        self.wrong = ""
        if self.rest and self.rest.isdigit() != character.isdigit():
            self.wrong = f"Word {self.place}: letters and digits are mixed. Backspace takes the last one back."
            return
        self.rest += character
        if len(self.rest) == _DIGITS and self.rest.isdigit():
            self.finish()
        elif self.rest.isalpha() and not self._begins_a_word() and not LEAVE.startswith(self.rest):
            self.wrong = f"Word {self.place}: no word of the list begins so. Backspace, and look again."

    def _begins_a_word(self) -> bool:
        return any(one.startswith(self.rest) for one in self._vocabulary)

    def finish(self) -> None:
        """The word is complete: by itself, by its number, or by the letters that only it begins with."""
        if not self.rest:
            return
        word = self._word()
        if not word:
            self.wrong = self.wrong or f"Word {self.place} is not in the list. Backspace, and look again."
        elif len(self.words) >= self._most:
            self.wrong = f"There are more than {self._most} words. Backspace takes the last one back."
        else:
            self.words.append(word)
            self.rest = self.wrong = ""

    def _word(self) -> str:
        if self.rest.isdigit():
            number = int(self.rest)
            return self._vocabulary[number] if len(self.rest) == _DIGITS and number < len(self._vocabulary) else ""
        if self.rest in self._known:
            return self.rest
        return self.suggestion if len(self.rest) >= _UNIQUE else ""

    def back(self) -> None:
        """Take the last character back, or with none the last word."""
        self.wrong = ""
        if self.rest:
            self.rest = self.rest[:-1]
        elif self.words:
            self.words.pop()

    def clear(self) -> None:
        """Forget everything."""
        self.words.clear()
        self.rest = self.wrong = ""
