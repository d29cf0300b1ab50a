"""A second process that logs in to the same token and says whether it sees an object (rule TOKEN-PROBE).

The PIN goes over its standard input; the answer is its exit code.
"""

import os
import subprocess
import sys
from collections.abc import Callable

from app.strongroom.hardening import harden
from app.strongroom.protocol import TokenAddress
from app.strongroom.stores import OpenStores
from app.wiring import SystemEntropy
from ceremonies.errors import KeyroomError, TokenRefused
from ceremonies.secret import Secret

_UNSEEN, _SEEN, _TROUBLE = 0, 10, 11
_PATIENCE = 60
"""Seconds that a token gets for a login and a listing."""


def second_process(token: TokenAddress, pin: Secret) -> Callable[[str], bool]:
    """A function that looks for an object of that label from another process."""

    def seen(label: str) -> bool:
        words = [token.kind, token.module, token.label, token.serial, label]
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-m", "app.strongroom.elsewhere", *words],
                input=pin.reveal(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=_PATIENCE,
            )
        except subprocess.TimeoutExpired:
            raise TokenRefused("A second process that looks at the token gets no answer from it.") from None
        if done.returncode not in (_UNSEEN, _SEEN):
            raise TokenRefused("A second process can't look at the token while this one has it open.")
        return done.returncode == _SEEN

    return seen


def look(token: TokenAddress, wanted: str, pin: Secret) -> int:
    """The exit code: whether the token shows an object of the label ``wanted``."""
    try:
        with OpenStores(SystemEntropy())(token.kind, token.module).open(
            token.label, token.serial, pin, write=False
        ) as session:
            return _SEEN if any(one.label == wanted for one in session.objects()) else _UNSEEN
    except KeyroomError:
        return _TROUBLE


def main() -> int:
    """Read the words and the PIN, and look."""
    harden((), os.getppid())
    kind, module, label, serial, wanted = sys.argv[1:]
    pin = Secret(sys.stdin.buffer.read())
    token = TokenAddress(kind="software" if kind == "software" else "pkcs11", module=module, label=label, serial=serial)
    return look(token, wanted, pin)


if __name__ == "__main__":
    sys.exit(main())
