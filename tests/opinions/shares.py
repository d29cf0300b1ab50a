"""Three other programs for SLIP-39 on shares: they recover those made here, and theirs are recovered here."""

import itertools
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

from bip39_slip39 import slip39
from bip39_slip39.exceptions import Bip39Slip39ValueError

from ceremonies.errors import KeyroomError
from ceremonies.secret import Secret
from ceremonies.shares.inspecting import inspect
from ceremonies.shares.split import split
from tests.fakes import FixedEntropy

SHAMIR = Path(sys.executable).parent / "shamir"
SCRIPT = Path(__file__).parent / "slip39" / "main.js"
MODULES = Path(__file__).parents[2] / "build" / "opinions" / "slip39"
"""Where npm puts the package; nothing of it is kept with the sources."""
SHAPES = ((2, 2), (2, 3), (3, 5), (5, 9), (8, 16), (16, 16))
SUBSETS = 5
"""Subsets of each set that are tried."""

Case = tuple[list[str], str]
"""Words of exactly the threshold, and the secret in hexadecimal."""


def missing_commands() -> list[str]:
    """What the two Python programs lack: nothing, where the checks were installed."""
    return [] if SHAMIR.exists() else ["shamir (pip install shamir-mnemonic[cli])"]


def missing_npm() -> list[str]:
    """What the npm package lacks; it is installed as its lock file says."""
    lacking = [
        f"{name} (Debian: {package})"
        for name, package in (("node", "nodejs"), ("npm", "npm"))
        if not shutil.which(name)
    ]
    if lacking:
        return lacking
    MODULES.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SCRIPT.parent / name, MODULES)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
        cwd=MODULES,
        capture_output=True,
        check=False,
    )
    return [] if done.returncode == 0 else ["the npm package slip39 (npm ci failed)"]


def ask_shamir() -> list[str]:
    """Disagreements with the command of shamir-mnemonic."""
    problems = [_recovered_here("the shamir command", *_by_shamir(m, n)) for m, n in SHAPES[:5]]
    cases = cases_made_here()
    for words, secret in cases:
        done = subprocess.run([SHAMIR, "recover"], input="\n".join(words), capture_output=True, text=True, check=False)
        if f"Your master secret is: {secret}" not in done.stdout:
            problems.append(f"shamir recover does not give the secret of {len(words)} shares made here.")
    print(f"  {len(cases)} subsets made here, 5 sets made there")
    return [problem for problem in problems if problem]


def ask_bip39_slip39() -> list[str]:
    """Disagreements with bip39-slip39, on which every ceremony relies."""
    problems: list[str] = []
    cases = cases_made_here()
    for words, secret in cases:
        if slip39.master_secret_from_mnemonics(words).hex() != secret:
            problems.append(f"bip39-slip39 does not give the secret of {len(words)} shares made here.")
        if _is_taken(words[:-1]):
            problems.append(f"bip39-slip39 takes {len(words) - 1} of {len(words)} shares.")
    for m, n in SHAPES:
        secret = FixedEntropy(f"{m} of {n}").take(32)
        (made,) = slip39.mnemonics_from_master_secret(secret, groups=[(m, n)])
        problems.append(_recovered_here("bip39-slip39", [str(words) for words in made], secret.hex()))
    print(f"  {len(cases)} subsets made here, {len(SHAPES)} sets made there")
    return [problem for problem in problems if problem]


def ask_npm() -> list[str]:
    """Disagreements with the npm package slip39."""
    cases = cases_made_here()
    secrets = [FixedEntropy(f"npm {m} of {n}").take(32).hex() for m, n in SHAPES]
    asked = {
        "recover": [words for words, _ in cases] + [cases[-1][0][:-1]],
        "split": [{"secret": secret, "m": m, "n": n} for secret, (m, n) in zip(secrets, SHAPES, strict=True)],
    }
    done = subprocess.run(
        ["node", str(SCRIPT), str(MODULES)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    problems = [
        f"npm slip39 says of {len(words)} shares made here: {found[:60]}."
        for (words, secret), found in zip(cases, said["recovered"], strict=False)
        if found != secret
    ]
    if not said["recovered"][-1].startswith("refused"):
        problems.append("npm slip39 takes one share too few.")
    problems += [_recovered_here("npm slip39", *pair) for pair in zip(said["sets"], secrets, strict=True)]
    print(f"  {len(cases)} subsets made here, {len(SHAPES)} sets made there")
    return [problem for problem in problems if problem]


def cases_made_here() -> list[Case]:
    """Subsets of exactly the threshold, of sets of several shapes and both lengths."""
    chance = random.Random(39)
    cases: list[Case] = []
    for (m, n), size, exponent in itertools.product(SHAPES, (16, 32), (0, 1)):
        entropy = FixedEntropy(f"{m} {n} {size} {exponent}")
        secret = Secret(entropy.take(size))
        made = split(secret, m, n, taken_identifiers=(), entropy=entropy, iteration_exponent=exponent)
        texts = [words.reveal_text() for words in made.words]
        cases += [(chance.sample(texts, m), secret.reveal().hex()) for _ in range(SUBSETS if exponent else 1)]
    return cases


def _by_shamir(m: int, n: int) -> tuple[list[str], str]:
    """A set that the shamir command made, and its secret."""
    secret = FixedEntropy(f"shamir {m} of {n}").take(16).hex()
    done = subprocess.run(
        [SHAMIR, "create", f"{m}of{n}", "--master-secret", secret], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-n:], secret


def _is_taken(words: list[str]) -> bool:
    """Whether bip39-slip39 makes a secret of them."""
    try:
        slip39.master_secret_from_mnemonics(words)
    except Bip39Slip39ValueError:
        return False
    return True


def _recovered_here(whose: str, shares: list[str], secret: str) -> str:
    """What is wrong with a set that others made, all of it given at once; empty when nothing is."""
    inspection = inspect(list(enumerate(map(Secret, shares), 1)))
    try:
        found = inspection.recombine()
    except KeyroomError as error:
        return f"{len(shares)} shares by {whose} are not recovered here: {error}"
    return "" if found.secret.reveal().hex() == secret else f"Shares by {whose} give another secret here."
