"""``make opinions``: other people's software checks what leaves the room.

An opinion that can't be asked is named with what to install; ``KEYROOM_OPINIONS=all`` makes that a failure.
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.opinions import record, shares

Opinion = tuple[Callable[[], list[str]], Callable[[], list[str]]]
"""What is missing, and every disagreement."""

OPINIONS: Mapping[str, Opinion] = {
    "the record, by golang.org/x/mod sumdb/note and sumdb/tlog": (record.missing, record.ask),
    "shares, by the shamir command of shamir-mnemonic": (shares.missing_commands, shares.ask_shamir),
    "shares, by bip39-slip39": (list, shares.ask_bip39_slip39),
    "shares, by the npm package slip39": (shares.missing_npm, shares.ask_npm),
}


def main() -> int:
    """Ask every opinion; 1 when one disagrees, or wasn't asked although all were wanted."""
    problems: list[str] = []
    unasked: list[str] = []
    for name, (missing, ask) in OPINIONS.items():
        print(name)
        lacking = missing()
        if lacking:
            unasked += [f"not asked: {name}. Missing: {', '.join(lacking)}."]
        else:
            problems += ask()
    print("\n".join([*problems, *unasked, f"{len(problems)} disagreements, {len(unasked)} opinions not asked."]))
    return int(bool(problems) or (bool(unasked) and os.environ.get("KEYROOM_OPINIONS") == "all"))


if __name__ == "__main__":
    sys.exit(main())
