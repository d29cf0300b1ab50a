"""What the README promises to a stranger holds."""

import re
import subprocess
import sys
from pathlib import Path

from app.cli.main import GROUPS
from tests.records import PASSPHRASE, small_record

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_auditors_recipe_opens_the_database_without_keyroom(tmp_path):
    recipe = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    with small_record(tmp_path / "workspace") as workspace:
        leaves = [entry.leaf().decode() for entry in workspace.ledger.entries()]
    asked = recipe.replace("getpass.getpass()", repr(PASSPHRASE.reveal().decode()))
    done = subprocess.run(
        [sys.executable, "-I", "-c", asked, str(tmp_path / "workspace")], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == leaves


def test_every_make_target_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets


def test_every_file_the_readme_names_is_there():
    named = re.findall(r"\]\(([^)#]+)\)", README) + re.findall(r"`(\.github/[^`]+|ceremonies/[a-z_]+\.py)`", README)
    assert named
    assert [name for name in named if "://" not in name and not (ROOT / name).exists()] == []


def test_every_command_the_readme_shows_is_known():
    shown = {line.split()[1] for line in README.splitlines() if re.match(r"keyroom [a-z]", line)}
    assert shown <= set(GROUPS)
