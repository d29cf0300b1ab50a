"""The command that shamir-mnemonic brings, on shares made here; the others are asked by ``make opinions``."""

import subprocess
import sys
from pathlib import Path

SHAMIR = Path(sys.executable).parent / "shamir"


def test_the_shamir_command_recovers_what_is_shared_out_here(made, secret):
    typed = "\n".join(made.words[place].reveal_text() for place in (4, 1, 3))
    done = subprocess.run([SHAMIR, "recover"], input=typed, capture_output=True, text=True, check=True)
    assert f"Your master secret is: {secret.reveal().hex()}" in done.stdout
