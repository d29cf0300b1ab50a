"""No passphrase and no key stands in a file of a workspace, in an error, or in anything that prints."""

import base64
import traceback

import pytest

from ceremonies.errors import KeyroomError
from ceremonies.people.keys import generate, seal_key, unseal_key
from ceremonies.sealing import SMALLEST_COST, derive_key
from ceremonies.secret import Secret
from ceremonies.workspace.opening import load_log_key
from ceremonies.workspace.slots import open_slots

HERS = "brambles and rain"


def forms(secret):
    """How bytes may be written down."""
    return {
        secret,
        secret.hex().encode(),
        secret.hex().upper().encode(),
        base64.b64encode(secret).rstrip(b"="),
        base64.urlsafe_b64encode(secret).rstrip(b"="),
        repr(secret).encode(),
    }


@pytest.fixture
def lived_in(make, clock, entropy):
    """A rehearsal with people, evidence and slots, still open so that its -wal is there too, and all its secrets."""
    workspace = make()
    key = generate(entropy)
    workspace.person_keys.store(seal_key(key, "P-01", Secret(HERS), entropy, SMALLEST_COST), clock.now())
    workspace.add_slot("P-01", Secret(HERS))
    workspace.evidence.add(b"a photograph of bag 0042")
    description = workspace._description
    _, workspace_key = open_slots(description.slot, Secret(HERS))
    log_key = load_log_key(workspace.path, description, workspace_key)
    secrets = {
        "passphrase": b"heather otter candle",
        "her passphrase": HERS.encode(),
        "her key": key.private_bytes_raw(),
        "workspace key": workspace_key.reveal(),
        "log key": log_key.private_bytes_raw(),
        "key of the log key": derive_key(workspace_key, "log key").reveal(),
        "evidence": b"bag 0042",
    }
    return workspace, secrets


def test_no_secret_stands_in_any_file(lived_in):
    workspace, secrets = lived_in
    files = [path for path in workspace.path.rglob("*") if path.is_file() and path.name != "passphrase"]
    assert {"workspace.toml", "keyroom.db", "keyroom.db-wal", "lock"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes()
        assert [name for name, secret in secrets.items() for form in forms(secret) if form in data] == [], path.name
    names = "".join(str(path) for path in workspace.path.rglob("*")).encode()
    assert [name for name, secret in secrets.items() for form in forms(secret) if form in names] == []


def shown(error):
    """Everything of an error that could be printed, local variables and causes included."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [repr(frame.locals) for frame in report.stack if frame.filename.find("/tests/") < 0]
    return " ".join([str(error), repr(error), repr(error.args), repr(error.__cause__), *frames]).encode()


def test_no_secret_stands_in_what_is_printed_of_an_error(lived_in, reopen):
    workspace, secrets = lived_in
    sealed = workspace.person_keys.load("P-01")
    workspace.close()
    path = workspace.path
    database = (path / "keyroom.db").read_bytes()

    def damage():
        (path / "keyroom.db").write_bytes(b"x" + database[1:])
        reopen(path)

    def unknown_description():
        (path / "keyroom.db").write_bytes(database)
        toml = path / "workspace.toml"
        toml.write_text(toml.read_text().replace(workspace.vkey, workspace.vkey[:-1] + "A"))
        reopen(path)

    acts = [
        lambda: reopen(path, Secret("heather otter candle?")),
        lambda: workspace.remove_slot("nobody"),
        lambda: unseal_key(sealed, Secret("brambles and rain?")),
        damage,
        unknown_description,
    ]
    for act in acts:
        with pytest.raises(KeyroomError) as refusal:
            act()
        said = shown(refusal.value)
        assert [name for name, secret in secrets.items() for form in forms(secret) if form in said] == []


def test_no_secret_stands_in_what_is_printed_of_a_workspace(lived_in):
    workspace, secrets = lived_in
    kept = [workspace, workspace.evidence, workspace.ledger, workspace.person_keys, workspace.session(), workspace._key]
    printed = " ".join(repr(thing) + repr(getattr(thing, "__dict__", "")) for thing in kept).encode()
    assert [name for name, secret in secrets.items() for form in forms(secret) if form in printed] == []
