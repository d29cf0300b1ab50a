import base64
import json

from app.cli.exits import Exit
from app.cli.main import main
from app.wiring import SystemClock, SystemEntropy
from ceremonies.ledger.note import parse_verifier_key
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace


def make(path, *, enrol):
    clock, entropy = SystemClock(), SystemEntropy()
    with create_workspace(path, "rehearsal", Secret("w"), clock=clock, entropy=entropy, cost=SMALLEST_COST) as made:
        room = Room(made, clock, entropy, cost=SMALLEST_COST)
        room.open_sitting()
        if not enrol:
            return []
        keys = [room.make_key(Secret("one"), ("Scribe",), after=place) for place in range(2)]
        first, second = (
            Enrolment(name=name, organisation="DCC", roles=("Scribe",), public_key=key)
            for name, key in zip(("Ada Okafor", "Zoë Ní Dhuibhir"), keys, strict=True)
        )
        room.perform(EnrolFirstTwo(first=first, second=second), {"P-01": Secret("one"), "P-02": Secret("one")})
        return keys


def test_people_are_listed_with_roles_and_keys(tmp_path, capsys):
    make(tmp_path / "room", enrol=True)
    assert main(["--workspace", str(tmp_path / "room"), "people"]) is Exit.GOOD
    out = capsys.readouterr().out
    assert "P-01  Ada Okafor, DCC" in out
    assert "P-02  Zoë Ní Dhuibhir, DCC" in out
    assert "by P-01, P-02" in out
    assert "Key slots: workspace maker." in out
    assert "Enrol a third" in out


def test_the_json_document_has_the_verifier_key_that_checks_a_persons_signatures(tmp_path, capsys):
    keys = make(tmp_path / "room", enrol=True)
    assert main(["--workspace", str(tmp_path / "room"), "people", "--json"]) is Exit.GOOD
    document = json.loads(capsys.readouterr().out)
    assert document["active"] == 2
    ada = document["people"][0]
    key = parse_verifier_key(ada["vkey"])
    assert key.name.endswith("/P-01")
    assert base64.b64encode(key.public).decode() == keys[0]


def test_an_empty_register_says_how_to_start(tmp_path, capsys):
    make(tmp_path / "room", enrol=False)
    assert main(["--workspace", str(tmp_path / "room"), "people"]) is Exit.GOOD
    assert "first two people enrol each other" in capsys.readouterr().out
