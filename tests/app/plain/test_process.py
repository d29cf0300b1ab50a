"""The plain-line mode as a process of its own: fed through pipes, killed, without a terminal, with a full disk."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.exits import Exit
from app.wiring import SystemEntropy
from ceremonies.sealing import SMALLEST_COST
from ceremonies.verification import verify_record
from ceremonies.workspace import create_workspace, open_workspace
from tests.app.plain.conftest import BEGUN, PASSPHRASE
from tests.fakes import FakeClock

ROOT = Path(__file__).parents[3]
PEOPLE = b"heather\nOwen Pritchard=wren\nMorag Sinclair=oak\n"
COMMAND = [sys.executable, "-c", "from app.cli.main import run; run()"]


@pytest.fixture
def folder(tmp_path):
    """A rehearsal workspace, closed."""
    path = tmp_path / "room"
    create_workspace(
        path, "rehearsal", PASSPHRASE, clock=FakeClock(), entropy=SystemEntropy(), cost=SMALLEST_COST
    ).close()
    return path


def started(folder, *, secrets=PEOPLE, env=None, **more):
    reading, writing = os.pipe()
    os.write(writing, secrets)
    os.close(writing)
    child = subprocess.Popen(
        [*COMMAND, "--workspace", str(folder), *(["--passphrase-fd", str(reading)] if secrets else []), "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(reading,),
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C.UTF-8"} | (env or {}),
        start_new_session=True,  # without a terminal, wherever the tests are run
        **more,
    )
    os.close(reading)
    return child


def said(child):
    line = child.stdout.readline()
    assert line, child.stderr.read()
    return line


def fed(folder, *lines, **more):
    child = started(folder, **more)
    out, err = child.communicate("".join(f"{line}\n" for line in lines).encode(), timeout=120)
    return child.returncode, out, err


def entries(folder):
    with open_workspace(folder, PASSPHRASE, entropy=SystemEntropy(), readonly=True) as workspace:
        assert verify_record(workspace).ok
        return [f"{one.seq} {one.stream} {one.kind}" for one in workspace.ledger.entries()]


def acknowledged(out):
    return [line.removeprefix("recorded ") for line in out.decode().splitlines() if line.startswith("recorded ")]


def test_a_script_is_carried_out_and_acknowledged_whatever_the_order_of_passphrases(folder):
    code, out, err = fed(folder, *BEGUN, "tick u1")
    assert (code, err) == (Exit.GOOD, b"")
    assert acknowledged(out) == entries(folder)[1:]


def test_a_refusal_in_a_script_shows_in_its_code(folder):
    assert fed(folder, *BEGUN, "done ;")[0] == Exit.PROBLEM


def test_after_kill_nothing_acknowledged_is_lost_and_the_run_goes_on_where_it_stood(folder):
    child = started(folder)
    told = b""
    for line in (*BEGUN, "tick u1", "tick u2"):
        child.stdin.write(f"{line}\n".encode())
        child.stdin.flush()
    while told.count(b"item.ticked") < 2:
        told += said(child)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert acknowledged(told) == entries(folder)[1:]
    code, out, _ = fed(folder, "signin P-01", "run", "tick u3", "expect ALREADY-RECORDED", "tick u2")
    assert code == Exit.GOOD
    page = out.decode()
    assert "    [x] u1: Take down who reported it" in page
    assert "    [x] u2: Check that it concerns" in page
    assert "    [ ] u3: Raise the Incident" in page
    assert acknowledged(out)[-1].endswith("run/TEST-0042/1 item.ticked")


def test_without_a_terminal_and_without_a_descriptor_a_sentence_says_where_passphrases_come_from(folder):
    code, out, err = fed(folder, BEGUN[0], secrets=b"")
    assert code == Exit.PROBLEM
    assert b"unusable: There is no terminal to ask for a passphrase." in out
    assert b"--passphrase-fd" in out
    assert b"Traceback" not in out + err


def test_passphrases_are_never_read_from_standard_input(folder):
    code, out, _ = fed(folder, BEGUN[0], "oak", "wren", secrets=b"")
    assert code == Exit.PROBLEM
    assert acknowledged(out) == ["1 sitting/0001 sitting.opened"]


def test_in_a_locale_without_utf8_everything_is_ascii(folder):
    code, out, _ = fed(folder, BEGUN[0].replace("Morag", "Móirín"), "people", env={"LC_ALL": "C"}, secrets=SPOKEN)
    assert code == Exit.GOOD
    assert b"Moirin Sinclair" in out
    assert out.isascii()


SPOKEN = "heather\nMóirín Sinclair=oak\nOwen Pritchard=wren\n".encode()


def test_a_second_program_on_the_workspace_only_reads_and_says_so(folder):
    first = started(folder)
    assert b"sitting.opened" in said(first)
    code, out, _ = fed(folder, BEGUN[0])
    first.communicate(b"")
    assert code == Exit.PROBLEM
    assert b"READ ONLY. Another Keyroom" in out
    assert b"refused READ-ONLY: " in out


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))


def test_with_a_full_disk_the_act_is_not_done_and_nothing_is_lost(folder, tmp_path):
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3_000_000))
    code, out, err = fed(folder, *BEGUN, f"evidence path={large}", "tick u1", preexec_fn=small_files)
    assert code == Exit.STOPPED
    assert b"stopped: The file " in out
    assert b"the disk is full" in out
    assert b"Traceback" not in out + err
    assert acknowledged(out) == entries(folder)[1:]
    assert acknowledged(out)[-1].endswith("item.ticked")


@pytest.mark.parametrize("spoil", ["missing", "wrong passphrase"])
def test_a_workspace_that_does_not_open_is_a_sentence(folder, spoil):
    path = folder / "nowhere" if spoil == "missing" else folder
    code, out, err = fed(path, "look", secrets=b"nettle\n")
    assert code == Exit.MISUSE
    assert out == b""
    assert err.count(b"\n") == 1
    assert b"Traceback" not in err
