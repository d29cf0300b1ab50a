"""The command ``keyroom`` from the outside: its exit codes, its sentences, and what it does when the world fails it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.exits import Exit
from app.cli.main import GROUPS, default_workspace, exit_for, fault, group_named, main
from ceremonies.errors import BadProcedure, Misuse, NotAWorkspace, NotRecorded, Refused, Unverified, WrongPassphrase
from tests.records import make_workspace, small_record

SUBCOMMANDS = [
    "",
    *GROUPS,
    *(f"ledger {one}" for one in ("verify", "rebuild", "show", "export", "prove", "check-proof")),
    "procedures show",
    "procedures check",
    "report recovery",
    "parties import",
]
ENTRY = "from app.cli.main import run; run()"
FAULTY = """
import sys, types
import app.cli.main as cli
group = types.ModuleType("app.cli.people")
group.add_arguments = lambda parser: None
def fail(args):
    passphrase = "brambles and rain"
    raise {error}
group.run = fail
sys.modules["app.cli.people"] = group
cli.run()
"""


def keyroom(*words, code=ENTRY, stdin="", env=None, **more):
    """The program, as a process of its own; its code, what it printed, what it complained of."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "COLUMNS": "80", **(env or {})},
        **more,
    )


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A record of some fifty entries, and its folder."""
    path = tmp_path_factory.mktemp("main") / "room"
    small_record(path).close()
    return path


def one_sentence(said: str) -> bool:
    return bool(said.strip()) and "Traceback" not in said and said.count("\n") == 1 and said.rstrip().endswith(".")


def test_0_what_was_asked_for_was_done(record):
    ended = keyroom("--workspace", record, "ledger", "verify")
    assert (ended.returncode, ended.stderr) == (Exit.GOOD, "")


def test_1_a_problem_was_found_and_named(record):
    ended = keyroom("--workspace", record, "--plain", stdin="signin P-09\nquit\n")
    assert ended.returncode == Exit.PROBLEM
    assert "unusable: " in ended.stdout
    assert ended.stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["ledger"],
        ["ledger", "prove"],
        ["ledger", "prove", "five"],
        ["--passphrase-fd", "x", "people"],
        ["--work", "x", "people"],
        ["people", "--no-such-option"],
        ["procedures", "show", "9.9.9"],
        ["new"],
    ],
    ids=" ".join,
)
def test_2_wrong_use(words):
    ended = keyroom(*words)
    assert ended.returncode == Exit.MISUSE
    assert ended.stderr.strip()
    assert "Traceback" not in ended.stderr


def test_3_the_act_could_not_be_carried_out():
    ended = keyroom("procedures", code=f"import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1); {ENTRY}")
    assert ended.returncode == Exit.STOPPED
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_4_the_ledger_does_not_verify(record, tmp_path):
    with make_workspace(tmp_path / "other") as other:
        (tmp_path / "log.vkey").write_text(other.vkey)
    ended = keyroom("--workspace", record, "ledger", "verify", "--vkey", tmp_path / "log.vkey")
    assert ended.returncode == Exit.UNVERIFIED
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("READ-ONLY", "No."), Exit.PROBLEM),
        (Misuse("No."), Exit.MISUSE),
        (NotAWorkspace("No."), Exit.MISUSE),
        (WrongPassphrase("No."), Exit.MISUSE),
        (BadProcedure(["No."]), Exit.MISUSE),
        (NotRecorded("No."), Exit.STOPPED),
        (Unverified("No."), Exit.UNVERIFIED),
    ],
    ids=lambda one: type(one).__name__,
)
def test_every_branch_of_the_tree_of_errors_has_its_code(error, code):
    assert exit_for(error) is code


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("ValueError(passphrase)", "The program failed (ValueError in <string>"),
        ("KeyError(passphrase)", "The program failed (KeyError in <string>"),
        ("OSError(28, 'No space left on device', passphrase)", "The system refused: No space left on device."),
        ("RecursionError(passphrase)", "The program failed (RecursionError"),
    ],
    ids=["value", "key", "system", "recursion"],
)
def test_a_fault_is_one_sentence_without_values(error, says):
    ended = keyroom("people", code=FAULTY.format(error=error))
    assert ended.returncode == Exit.STOPPED
    assert says in ended.stderr
    assert one_sentence(ended.stderr)
    assert "brambles" not in ended.stdout + ended.stderr


def test_a_fault_names_the_place_and_the_kind_only():
    with pytest.raises(ValueError, match="brambles") as caught:
        int("brambles and rain")
    said = fault(caught.value)
    assert "ValueError in test_main.py, line " in said
    assert "brambles" not in said


def test_ctrl_c_says_that_what_was_recorded_stands():
    ended = keyroom("people", code=FAULTY.format(error="KeyboardInterrupt"))
    assert (ended.returncode, ended.stderr) == (Exit.STOPPED, "Stopped. What was recorded before stands.\n")


@pytest.mark.parametrize("words", [["procedures"], ["procedures", "--json"], ["procedures", "show", "4.2"], ["--help"]])
def test_a_reader_that_leaves_early_is_no_fault(words):
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-c", ENTRY, *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    os.close(writing)
    assert ended.stderr == b""
    assert ended.returncode == Exit.GOOD


@pytest.mark.parametrize(
    "words", [["procedures", "show", "4.2"], ["procedures", "show", "4.2", "--script"], ["procedures"]], ids=" ".join
)
def test_a_console_without_our_characters_shows_others(words):
    ended = keyroom(*words, env={"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, ended.stderr) == (Exit.GOOD, "")
    assert ended.stdout.isascii()


def test_a_folder_that_is_no_text_is_a_sentence_on_a_console_without_our_characters(tmp_path):
    ended = keyroom(
        "--workspace", os.fsdecode(bytes(tmp_path) + b"/\xff\xe9"), "people", env={"PYTHONIOENCODING": "ascii"}
    )
    assert ended.returncode == Exit.MISUSE
    assert one_sentence(ended.stderr)


@pytest.mark.parametrize("words", [["people"], ["ledger", "verify"], ["runs"], ["--plain"]], ids=" ".join)
def test_without_a_workspace_it_says_how_to_make_one(tmp_path, words):
    ended = keyroom(*words, env={"XDG_DATA_HOME": str(tmp_path), "KEYROOM_WORKSPACE": ""})
    assert ended.returncode == Exit.MISUSE
    assert f"There is no workspace at {tmp_path}/keyroom/workspace. Make one with `keyroom new`" in ended.stderr
    assert one_sentence(ended.stderr)
    assert list(tmp_path.iterdir()) == []


def test_the_screens_need_a_terminal_and_say_so(record):
    ended = keyroom("--workspace", record)
    assert ended.returncode == Exit.MISUSE
    assert "--plain" in ended.stderr


@pytest.mark.parametrize("words", SUBCOMMANDS)
def test_help_fits_eighty_columns_and_names_every_argument(words, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as end:
        main([*words.split(), "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert f"usage: keyroom {words}".strip() in said
    assert max(len(line) for line in said.splitlines()) <= 80


def test_a_workspace_may_be_called_like_a_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small_record(tmp_path / "ledger").close()
    assert main(["--workspace", "ledger", "people", "--json"]) is Exit.GOOD
    assert main(["--workspace", "people", "ledger", "verify"]) is Exit.MISUSE


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("ledger verify", "ledger"),
        ("--workspace ledger people", "people"),
        ("--workspace=ledger people", "people"),
        ("--plain --head new runs", "runs"),
        ("--plain", None),
        ("nonsense ledger", None),
        ("--workspace", None),
    ],
)
def test_the_command_is_the_first_word_that_is_no_option(words, group):
    assert group_named(words.split()) == group


def test_the_workspace_is_named_by_the_environment_or_follows_xdg(monkeypatch, tmp_path):
    monkeypatch.setenv("KEYROOM_WORKSPACE", "/srv/room")
    assert default_workspace() == Path("/srv/room")
    monkeypatch.delenv("KEYROOM_WORKSPACE")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert default_workspace() == Path("/srv/data/keyroom/workspace")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_workspace() == tmp_path / ".local" / "share" / "keyroom" / "workspace"
