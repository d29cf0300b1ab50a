"""Nothing goes over a network: no module of ours imports one, and a whole session opens no connection."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.records import make_workspace

HERE = Path(__file__).parents[1]
PACKAGES = ("app", "ceremonies", "reports")
BANNED = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib",
    "urllib3",
    "webbrowser",
    "xmlrpc",
}
MODULES = sorted(path for package in PACKAGES for path in (HERE / package).rglob("*.py"))
HOOKED = """
import sys
def hook(event, args):
    local = event == "socket.__new__" and args[1] not in (2, 10)
    if event.split(".")[0] in {"socket", "urllib", "http", "ftplib", "smtplib", "webbrowser"} and not local:
        import os
        os.write(2, f"NETWORK {event}\\n".encode())
        os._exit(99)
sys.addaudithook(hook)
from app.cli.main import main
raise SystemExit(int(main(sys.argv[1:])))
"""
"""The program under a hook that ends it at the first touch of a network; 2 and 10 are the internet's families."""
SESSION = """firsttwo first_name=Ada Bell ; first_organisation=DCC ; first_roles=Incident Commander ; \
second_name=Cy Dunn ; second_organisation=DCC ; second_roles=Scribe
signin P-01
signin P-02
party id=ACME ; name=Acme Energy ; roles=Supplier Party ; user_ids=02-00-53-00-00-00-10-01 ; \
sros=Hazel Whitcombe ; telephone=+44 1632 960123 ; email=security@acme.example ; responsible=yes ; source=RA
raise incident=TEST-0042 ; what=Supplier key ; subscriber=ACME ; notified_by=Service Desk
tick u1
evidence path={evidence} ; what=https://acme.example/key
deviate expected=a call ; happened=none came ; decided=to go on ; second=P-02
stop reference=PMA 7 ; reason=a false alarm ; second=P-02
people
ledger
help
endsitting ;
quit
"""


def imported(path: Path) -> set[str]:
    """The top packages that a module imports anywhere, by statement or by name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {node.module or ""}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"import_module", "importlib.import_module"}:
            names |= {one.value for one in node.args if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "__import__":
            names.add("socket")
    return {name.split(".")[0] for name in names}


def test_there_are_modules_to_look_at():
    assert len(MODULES) > 100


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_imports_a_network(package):
    found = {
        f"{path.relative_to(HERE)}: {name}"
        for path in MODULES
        if path.relative_to(HERE).parts[0] == package
        for name in imported(path) & BANNED
    }
    assert found == set()


def test_an_import_anywhere_in_a_module_would_be_found(tmp_path):
    module = tmp_path / "module.py"
    for line in ("import http.client", "def f():\n  from urllib import request", "import_module('ssl')"):
        module.write_text(line)
        assert imported(module) & BANNED


def hooked(*words, stdin="", passphrases=""):
    reading, writing = os.pipe()
    os.write(writing, passphrases.encode())
    os.close(writing)
    try:
        return subprocess.run(
            [sys.executable, "-c", HOOKED, *(str(word).replace("{fd}", str(reading)) for word in words)],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd=HERE,
            pass_fds=[reading],
        )
    finally:
        os.close(reading)


def test_the_hook_does_see_a_connection(tmp_path):
    code = HOOKED.replace("from app.cli.main import main", "import socket; socket.socket()")
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (99, "NETWORK socket.__new__\n")


def test_a_whole_session_its_report_and_its_export_touch_no_network(tmp_path):
    room = tmp_path / "room"
    make_workspace(room).close()
    (tmp_path / "bag.txt").write_text("seal 0042")
    secrets = "correct horse battery staple\nAda Bell=brambles and rain\nCy Dunn=otters in the dark\n"
    script = SESSION.format(evidence=tmp_path / "bag.txt")
    session = hooked("--workspace", room, "--plain", "--passphrase-fd", "{fd}", stdin=script, passphrases=secrets)
    assert (session.returncode, session.stderr) == (0, ""), session.stdout[-2000:]
    opening = "correct horse battery staple\n"
    for words in (
        ["ledger", "verify"],
        ["ledger", "export", tmp_path / "ledger"],
        ["report", "recovery", "TEST-0042/1", "--out", tmp_path / "report.pdf"],
        ["people", "--json"],
        ["procedures", "check"],
    ):
        ended = hooked("--workspace", room, "--passphrase-fd", "{fd}", *words, passphrases=opening)
        assert (ended.returncode, ended.stderr) == (0, ""), words
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
