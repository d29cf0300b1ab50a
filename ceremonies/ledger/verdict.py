"""What a verification found: counts, problems, and the first bad entry."""

import msgspec

NAMES = {
    1: "no gap",
    2: "canonical form",
    3: "row agrees with leaf",
    4: "root and stored checkpoints",
    5: "signatures of the log",
    6: "consistency with heads that left the room",
    7: "sign-offs and counter-signatures",
    8: "schema",
    9: "derived tables",
}
"""The numbered checks; what each looks at stands at the top of ``verify.py``."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 entry", "2 entries"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


class Check(msgspec.Struct, frozen=True):
    """One numbered check.

    Attributes:
        n: its number.
        name: what it looks at.
        ok: whether all is well.
        count: how many things it looked at.
        says: what it found, as a sentence.
    """

    n: int
    name: str
    ok: bool
    count: int
    says: str


class Verdict(msgspec.Struct, frozen=True):
    """The outcome of a verification.

    Attributes:
        ok: every check made is well, and there was something to check.
        entries: number of entries read.
        root: the tree's root over them, base64.
        first_bad: number of the first entry that is wrong or missing; None when all is well or no entry can be named.
        checks: the checks made, in their order.
    """

    ok: bool
    entries: int
    root: str
    first_bad: int | None
    checks: tuple[Check, ...]

    def lines(self) -> list[str]:
        """The verdict to read, a line a check."""
        lines = [f"{'good' if each.ok else 'BAD ':4} {each.n} {each.name}: {each.says}" for each in self.checks]
        end = "The ledger verifies" if self.ok else "The ledger does NOT verify"
        bad = "" if self.first_bad is None else f" First bad entry: {self.first_bad}."
        return [*lines, f"{end}: {counted(self.entries, 'entry', 'entries')}, root {self.root}.{bad}"]


class Findings:
    """Problems as they are found, the first of each check and how many more."""

    def __init__(self) -> None:
        self.first_bad: int | None = None
        self._counts = dict.fromkeys(NAMES, 0)
        self._first: dict[int, tuple[int | None, str]] = {}

    def add(self, check: int, says: str, seq: int | None = None) -> None:
        """Note a problem; ``seq`` is the entry it is in, where one can be named."""
        self._counts[check] += 1
        held = self._first.get(check)
        if held is None or (seq is not None and (held[0] is None or seq < held[0])):
            self._first[check] = (seq, says)
        if seq is not None and (self.first_bad is None or seq < self.first_bad):
            self.first_bad = seq

    def check(self, n: int, count: int, good: str) -> Check:
        """Close a check that looked at ``count`` things; ``good`` is what it says when all is well."""
        if n not in self._first:
            return Check(n, NAMES[n], ok=True, count=count, says=good)
        more = self._counts[n] - 1
        says = self._first[n][1] + (f" And {more} more." if more else "")
        return Check(n, NAMES[n], ok=False, count=count, says=says)
