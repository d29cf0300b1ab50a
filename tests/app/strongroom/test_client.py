"""The main program's side: what it is told when the strong room dies, hangs, or is asked out of turn."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.strongroom import client as client_module
from app.strongroom import protocol as p
from app.strongroom.client import StrongRoom
from app.strongroom.hardening import harden
from ceremonies.errors import Misuse, Refused, Stopped, Unusable
from tests.app.strongroom.ceremony import PIN, SOFTHSM

REHEARSAL = p.Begin(kind="rehearsal")
SLOW_MODULE = """
#include <unistd.h>
#include <stdlib.h>
static unsigned long hang(void *a) { HOW; return 0; }
typedef unsigned long (*fn)();
struct list { unsigned char version[2]; fn functions[68]; };
static struct list all;
unsigned long C_GetFunctionList(struct list **found) {
    all.version[0] = 2; all.version[1] = 40;
    for (int i = 0; i < 68; i++) all.functions[i] = (fn) hang;
    *found = &all;
    return 0;
}
"""


def module_that(folder: Path, does: str) -> str:
    """A PKCS#11 module of which every function does the same."""
    source, made = folder / "module.c", folder / "module.so"
    source.write_text(SLOW_MODULE.replace("HOW", does))
    subprocess.run(["cc", "-shared", "-fPIC", "-o", made, source], check=True)
    return str(made)


@pytest.fixture
def room():
    started = StrongRoom.start(REHEARSAL)
    yield started
    started.close()


def test_it_says_what_protects_it(room):
    said = " ".join(room.guards)
    for word in ("network", "dumped", "privileges", "memory"):
        assert word in said


@pytest.mark.rule("ROOM-ALONE")
def test_it_has_nothing_open_but_its_pipes_and_nothing_of_the_environment_that_it_does_not_need(tmp_path):
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003 - as the system has it
        with StrongRoom.start(REHEARSAL, environment={**os.environ, "SECRET_OF_MAIN": "x"}) as room:
            folder = Path(f"/proc/{room.pid}")
            targets = [str(one.readlink()) for one in (folder / "fd").iterdir()]
            assert not [one for one in targets if str(tmp_path) in one]
            assert sum(one.startswith("pipe:") for one in targets) == 2
            assert set(targets) - {one for one in targets if one.startswith("pipe:")} == {os.devnull}
            assert b"SECRET_OF_MAIN" not in (folder / "environ").read_bytes()
            limits = (folder / "limits").read_text()
            assert [line.split()[4:6] for line in limits.splitlines() if "core file" in line] == [["0", "0"]]
            assert "NoNewPrivs:\t1" in (folder / "status").read_text()


@pytest.mark.rule("ROOM-ALONE")
def test_it_has_a_network_of_its_own_where_the_system_allows_it(room):
    if "opens no connection" in room.guards[0]:
        return
    assert Path(f"/proc/{room.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_one_that_is_killed_is_a_sentence_and_answers_no_more(room):
    os.kill(room.pid, signal.SIGKILL)
    with pytest.raises(Stopped, match="ended in the middle of the act by signal SIGKILL"):
        room.ask(p.ListTokens(kind="pkcs11", module=SOFTHSM))
    with pytest.raises(Stopped, match="What was recorded stands"):
        room.ask(p.ListTokens(kind="pkcs11", module=SOFTHSM))
    assert room.over


def test_one_that_is_killed_while_it_is_asked_does_not_hang_the_program(tmp_path):
    module = module_that(tmp_path, "sleep(600)")
    with StrongRoom.start(REHEARSAL) as room:
        threading.Timer(0.5, room.kill).start()
        before = time.monotonic()
        with pytest.raises(Stopped, match="SIGKILL"):
            room.ask(p.ListTokens(kind="pkcs11", module=module))
        assert time.monotonic() - before < 10


def test_a_module_that_hangs_is_ended_when_patience_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(client_module, "PATIENCE", 1.0)
    with StrongRoom.start(REHEARSAL) as room, pytest.raises(Stopped, match="the token hangs"):
        room.ask(p.ListTokens(kind="pkcs11", module=module_that(tmp_path, "sleep(600)")))


def test_a_module_that_crashes_ends_the_act_and_not_the_program(tmp_path):
    with (
        StrongRoom.start(REHEARSAL) as room,
        pytest.raises(Stopped, match="SIGABRT: a token's module may have crashed"),
    ):
        room.ask(p.ListTokens(kind="pkcs11", module=module_that(tmp_path, "abort()")))


def test_a_wrong_module_path_is_a_sentence_and_the_strong_room_goes_on(room):
    with pytest.raises(Unusable):
        room.ask(p.ListTokens(kind="pkcs11", module="/nowhere/module.so"))
    assert not room.over


def test_it_is_started_from_the_main_thread_only():
    raised = []

    def start():
        try:
            StrongRoom.start(REHEARSAL)
        except Misuse as error:
            raised.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(raised) == 1


def test_one_that_was_killed_leaves_no_descriptor_behind():
    before = len(list(Path("/proc/self/fd").iterdir()))
    with StrongRoom.start(REHEARSAL) as room:
        os.kill(room.pid, signal.SIGKILL)
        with pytest.raises(Stopped):
            room.ask(p.ListTokens(kind="pkcs11", module=SOFTHSM))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_closing_twice_does_nothing_more(room):
    room.close()
    room.close()
    with pytest.raises(Stopped, match="was closed"):
        room.ask(p.ListTokens(kind="pkcs11", module=SOFTHSM))


def test_only_private_requests_take_the_terminal(room):
    assert room.takes_terminal(p.OpenToken(token=p.TokenAddress(kind="software", module="x"), people=("P-01",)))
    assert not room.takes_terminal(p.Activate())


def test_a_rehearsals_answers_take_no_terminal():
    reading, writing = os.pipe()
    with StrongRoom.start(REHEARSAL, answers=reading) as room:
        assert not room.takes_terminal(p.OpenToken(token=p.TokenAddress(kind="software", module="x"), people=("P",)))
    os.close(reading)
    os.close(writing)


@pytest.mark.rule("ROOM-PRIVATE")
def test_production_is_never_played_from_prepared_answers():
    reading, writing = os.pipe()
    with pytest.raises(Refused, match="Only a rehearsal"):
        StrongRoom.start(p.Begin(kind="production"), answers=reading)
    os.close(reading)
    os.close(writing)


@pytest.mark.rule("TOKEN-ENROLLED")
def test_production_never_opens_the_software_token():
    with StrongRoom.start(p.Begin(kind="production")) as room, pytest.raises(Refused, match="TOKEN-ENROLLED"):
        room.ask(p.OpenToken(token=p.TokenAddress(kind="software", module="x"), people=("P-01",)))


def test_answers_that_run_out_are_a_sentence(software):
    with software.room() as room:
        os.close(software.writing)
        with pytest.raises(Unusable, match="run out"):
            room.ask(p.OpenToken(token=software.address, people=("P-01",)))
        software.writing = os.open(os.devnull, os.O_RDONLY)


def test_a_wrong_pin_is_counted_and_asked_for_again(table):
    with table.room("000000", PIN) as room:
        assert room.ask(p.OpenToken(token=table.address, people=("P-01",))).wrong == 1


def test_without_a_terminal_a_private_question_is_a_sentence():
    script = (
        "from app.strongroom.client import StrongRoom\n"
        "from app.strongroom import protocol as p\n"
        "with StrongRoom.start(p.Begin(kind='rehearsal')) as room:\n"
        "    try: room.ask(p.OpenToken(token=p.TokenAddress(kind='software', module='x'), people=('P',)))\n"
        "    except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, start_new_session=True
    )
    assert done.stdout.startswith("Unusable There is no terminal")
    assert done.stderr == ""


def test_the_main_program_imports_no_library_of_tokens_or_shares():
    script = (
        "import sys\n"
        "import app.strongroom.client, app.strongroom.step_aside, app.strongroom.protocol\n"
        "print([one for one in ('pkcs11', 'shamir_mnemonic', 'bip39_slip39', 'asn1crypto') if one in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_process_whose_parent_is_another_ends_at_once():
    pid = os.fork()
    if pid == 0:
        harden((0, 1, 2), parent=1 << 22)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1


def test_a_wrong_answer_of_ours_is_the_authors_fault(room):
    with pytest.raises(Misuse):
        room.ask_for(p.ListTokens(kind="software", module="/tmp"), p.Opened)  # noqa: S108 - only looked at
