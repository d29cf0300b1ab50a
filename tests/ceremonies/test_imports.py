"""What may be imported where, tried in a fresh interpreter."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

IMPORT_ALL = """
import importlib, json, pkgutil, sys
import ceremonies
found = {}
for module in pkgutil.walk_packages(ceremonies.__path__, "ceremonies."):
    importlib.import_module(module.name)
    for screen in ("textual", "rich", "reportlab", "qrcode", "pkcs11"):
        if screen in sys.modules:
            found.setdefault(screen, module.name)
print(json.dumps([len([name for name in sys.modules if name.startswith("ceremonies.")]), found]))
"""

MAIN_PROCESS = """
import importlib, json, pkgutil, sys
import app, ceremonies
KEPT_APART = ("app.strongroom", "app.cli.shares", "app.cli.tokens", "ceremonies.shares")
for package in (app, ceremonies):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith(KEPT_APART):
            importlib.import_module(module.name)
print(json.dumps([name for name in ("pkcs11", "shamir_mnemonic", "bip39_slip39") if name in sys.modules]))
"""

OPEN_ONE = """
import json, sys
from pathlib import Path
from app.wiring import open_with
from app.passphrases import passphrases_for
path = Path(sys.argv[1])
with open_with(path, passphrases_for(path, None)) as workspace:
    assert workspace.ledger.size == 1
    list(workspace.ledger.stream_summaries())
    assert workspace.person_keys.persons() == []
slow = ("sqlmodel", "sqlalchemy", "pydantic", "holidays", "reportlab", "pyhanko", "pkcs11", "textual", "rich", "qrcode")
print(json.dumps([name for name in slow if name in sys.modules]))
"""


def fresh(script, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_module_of_the_domain_imports_a_screen_or_a_report():
    count, found = fresh(IMPORT_ALL)
    assert count > 20
    assert found == {}


def test_what_keeps_the_record_imports_no_library_of_tokens_or_shares():
    assert fresh(MAIN_PROCESS) == []


def test_opening_a_workspace_imports_nothing_slow(tmp_path):
    make = (
        "import sys; from pathlib import Path; from app.wiring import SystemClock, SystemEntropy;"
        "from ceremonies.secret import Secret; from ceremonies.workspace import create_workspace;"
        "create_workspace(Path(sys.argv[1]), 'rehearsal', Secret('x'), clock=SystemClock(),"
        " entropy=SystemEntropy()).close(); print(1)"
    )
    fresh(make, str(tmp_path / "room"))
    assert fresh(OPEN_ONE, str(tmp_path / "room")) == []
