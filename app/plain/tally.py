"""What came of the lines of a session, for its exit code."""

from app.cli.exits import Exit


class Tally:
    """Counts what was not carried out."""

    def __init__(self) -> None:
        self.problems = 0
        self.stopped = 0

    def exit_code(self, *, fed: bool) -> Exit:
        """How the session ends. A person at a terminal has read each refusal; a script's are summed up."""
        if not fed:
            return Exit.GOOD
        if self.stopped:
            return Exit.STOPPED
        return Exit.PROBLEM if self.problems else Exit.GOOD
