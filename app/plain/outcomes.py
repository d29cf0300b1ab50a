"""What came of each line: whatever goes wrong becomes one sentence, and the session's exit code at the end."""

from collections.abc import Callable

from app.cli.exits import Exit
from app.cli.main import fault
from app.plain.asking import Cancelled, Ended
from app.plain.output import Output
from ceremonies.errors import KeyroomError, Refused, Stopped


class Outcomes:
    """Says what was not carried out, and counts it."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._problems = 0
        self._stopped = 0
        self._misused = False

    def guarded(self, carry_out: Callable[[], bool]) -> bool:
        """What ``carry_out`` gives; True when it did not come to its end, so that the session goes on."""
        try:
            return carry_out()
        except Ended:
            self._problem("unusable: The lines ended before the act had what it needs. Nothing was recorded.")
        except Cancelled:
            self._out.line("cancelled")
        except Refused as refusal:
            self._problems += 1
            self.refused(refusal)
        except Stopped as error:
            self._stop(_one_line(error))
        except KeyroomError as error:
            self._problem(f"unusable: {_one_line(error)}")
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of the program must not end the room's session
            self._stop(fault(error))
        return True

    def refused(self, refusal: Refused) -> None:
        """Say which rule refused, and why."""
        self._out.line(f"refused {refusal.rule}: {_one_line(refusal.sentence)}")

    def misused(self, says: str) -> None:
        """Say why a script is not read on."""
        self._misused = True
        self._out.line(f"unusable: {_one_line(says)}")

    def exit_code(self, *, fed: bool) -> Exit:
        """How the session ends. A person at a terminal has read each refusal; a script's are summed up."""
        if not fed:
            return Exit.GOOD
        if self._misused:
            return Exit.MISUSE
        if self._stopped:
            return Exit.STOPPED
        return Exit.PROBLEM if self._problems else Exit.GOOD

    def _problem(self, says: str) -> None:
        self._problems += 1
        self._out.line(says)

    def _stop(self, says: str) -> None:
        self._stopped += 1
        self._out.line(f"stopped: {says}")


def _one_line(error: Exception | str) -> str:
    """A sentence on one line, so that a program that reads along finds its end."""
    return " ".join(str(error).split())
