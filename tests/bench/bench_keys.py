"""What keys cost: signing a batch through the strong room beside the bare loop, and giving a key back from shares.

Both ratios are of two things measured in one run, on the same token and the same key.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

from app.strongroom import protocol as p
from app.strongroom.client import StrongRoom
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.split import split

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PIN, SO_PIN = "482916", "73510264"
KEY, LABEL = "ROOT-0001", "bench"
BLOCK = 256
"""Things in one request."""
COMMAND_BYTES = 400
SIGNED = 4 * BLOCK
ROUNDS = 5
SIGN_LIMIT = 0.80
"""Of the bare loop's rate, at least."""
M, N = 5, 9
RECOVER_LIMIT = 1.0
"""Seconds, at most."""

BARE = """
import sys
from hashlib import sha256
from time import perf_counter
import pkcs11
module, label, pin, name, count, size, rounds = sys.argv[1:]
token = pkcs11.lib(module).get_token(token_label=label)
with token.open(user_pin=pin) as session:
    key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
    items = [number.to_bytes(4, "big") * (int(size) // 4) for number in range(int(count))]
    for _ in range(int(rounds)):
        start = perf_counter()
        for item in items:
            key.sign(sha256(item).digest(), mechanism=pkcs11.Mechanism.ECDSA)
        print(perf_counter() - start, flush=True)
        sys.stdin.readline()
"""
"""The bare loop: a process of its own, which is told when to take its turn."""


class Entropy:
    """The operating system's random bytes."""

    def take(self, count: int) -> bytes:
        """So many bytes."""
        return os.urandom(count)


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    act()
    return perf_counter() - start


def make_token(folder: Path) -> dict[str, str]:
    """An empty SoftHSM token; the environment in which it is found."""
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(config)}
    words = ["--init-token", "--free", "--label", LABEL, "--so-pin", SO_PIN, "--pin", PIN]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env=environment)
    return environment


def bench_signing(folder: Path) -> float:
    """The rate through the strong room, as a share of the bare loop's; the two take turns."""
    environment = make_token(folder)
    reading, writing = os.pipe()
    os.write(writing, f"{PIN}\n".encode() * 2 + f"{SIGNED}\n".encode() * ROUNDS)
    begin = p.Begin(kind="rehearsal", cost=SMALLEST_COST)
    items = [number.to_bytes(4, "big") * (COMMAND_BYTES // 4) for number in range(SIGNED)]
    with StrongRoom.start(begin, answers=reading, environment=environment) as room:
        listed = room.ask_for(p.ListTokens(kind="pkcs11", module=SOFTHSM), p.TokensSeen).tokens
        seen = next(one for one in listed if one.label == LABEL)
        address = p.TokenAddress(kind="pkcs11", module=SOFTHSM, label=seen.label, serial=seen.serial)
        room.ask(p.OpenToken(token=address, people=("P-01",)))
        made = room.ask_for(p.GenerateTokenKey(key=KEY), p.TokenKeyMade)
    with StrongRoom.start(begin, answers=reading, environment=environment) as room:
        room.ask(p.OpenToken(token=address, people=("P-01",)))
        room.ask(p.Open(key=KEY, public=made.public, limit=SIGNED * ROUNDS))
        room.ask(p.Activate())
        bare, through = _in_turns(room, items, environment)
    os.close(reading)
    os.close(writing)
    rates = [SIGNED / median(each) for each in (through, bare)]
    print(f"signing: {rates[0]:,.0f}/s through the strong room, {rates[1]:,.0f}/s bare, blocks of {BLOCK}")
    return rates[0] / rates[1]


def _in_turns(room: StrongRoom, items: list[bytes], environment: dict[str, str]) -> tuple[list[float], list[float]]:
    """Seconds of each round: bare, and through the strong room."""
    arguments = [SOFTHSM, LABEL, PIN, KEY, str(SIGNED), str(COMMAND_BYTES), str(ROUNDS)]
    bare, through = [], []
    with subprocess.Popen(
        [sys.executable, "-c", BARE, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as loop:
        assert loop.stdin is not None
        assert loop.stdout is not None
        for _ in range(ROUNDS):
            bare.append(float(loop.stdout.readline()))
            room.ask(p.Agree(about=KEY, kind="file", digests=b"".join(sha256(one).digest() for one in items)))
            through.append(timed(lambda: _sign(room, items)))
            loop.stdin.write(b"\n")
            loop.stdin.flush()
    return bare, through


def _sign(room: StrongRoom, items: list[bytes]) -> None:
    for start in range(0, len(items), BLOCK):
        room.ask(p.Sign(items=tuple(items[start : start + BLOCK])))


def bench_recovering() -> float:
    """Seconds to read M shares of N as they are typed, and give the secret back."""
    secret = Secret(os.urandom(32))
    made = split(secret, M, N, taken_identifiers=(), entropy=Entropy())
    typed = made.words[N - M :]
    took = [timed(lambda: recombine([parse_share(one) for one in typed])) for _ in range(ROUNDS)]
    if recombine([parse_share(one) for one in typed]).secret != secret:
        raise SystemExit("The secret did not come back.")
    print(f"recovering {M} of {N}: {median(took) * 1000:.0f} ms")
    return max(took)


def main() -> int:
    """Print each figure beside its limit; 1 when one is missed."""
    with tempfile.TemporaryDirectory() as name:
        signing = bench_signing(Path(name))
    recovering = bench_recovering()
    good = signing >= SIGN_LIMIT, recovering < RECOVER_LIMIT
    print(f"strong room / bare loop: {signing:.2f} (at least {SIGN_LIMIT:.2f}): {'good' if good[0] else 'MISSED'}")
    said = "good" if good[1] else "MISSED"
    print(f"recovering {M} of {N} shares: {recovering:.2f} s (less than {RECOVER_LIMIT:.1f} s): {said}")
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
