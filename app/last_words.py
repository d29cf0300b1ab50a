"""What is printed when the program stops by a fault of its own: a sentence, and no values of variables."""

import traceback
from pathlib import Path


def last_words(error: BaseException | None) -> str:
    """The sentence. It names the kind of fault and our own line, never a value: that may be a secret."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    last = next((one for one in reversed(frames) if "site-packages" not in one.filename), None)
    place = f" in {Path(last.filename).name}, line {last.lineno}" if last else ""
    return (
        f"Keyroom stopped by a fault of its own ({type(error).__name__}{place}).\n"
        "What was recorded stands: open it again, and it goes on there. Please report the line above.\n"
    )
