"""Who may act: people who are signed in to this sitting, and two different ones where two are needed."""

from collections.abc import Collection

from ceremonies.errors import Refused


def check_signed_in(present: Collection[str], person: str) -> None:
    """Nothing, if ``person`` is signed in to this sitting.

    Raises:
        Refused: SIGNED-IN.
    """
    if not person:
        raise Refused("SIGNED-IN", "Nobody is signed in at the keyboard. Sign in first.")
    if person not in present:
        raise Refused("SIGNED-IN", f"{person} isn't signed in to this sitting. {person} must sign in first.")


def check_two_people(present: Collection[str], first: str, second: str) -> None:
    """Nothing, if ``first`` and ``second`` are two different people, both signed in.

    Raises:
        Refused: TWO-PEOPLE: the second is missing or the same person. SIGNED-IN: one of them isn't here.
    """
    check_signed_in(present, first)
    if not second:
        raise Refused("TWO-PEOPLE", "This needs two people. Ask a second one to sign in and sign with you.")
    if second == first:
        raise Refused("TWO-PEOPLE", f"This needs two different people; {first} can't be both. Ask somebody else.")
    check_signed_in(present, second)
