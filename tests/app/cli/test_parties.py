import json
import os

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from app.wiring import SystemClock, SystemEntropy
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, SignIn
from ceremonies.workspace import create_workspace, open_workspace

WORKSPACE = "heather otter candle"
CSV = "id,name,party_roles,user_ids\nGRIDCO,Grid Co plc,Electricity Distributor,00db1234567890c0\n"


def descriptor(*lines):
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    return str(reading)


def enrol(path, kind, first, second):
    """A workspace with two people in it, who went home."""
    clock, entropy = SystemClock(), SystemEntropy()
    with create_workspace(path, kind, Secret(WORKSPACE), clock=clock, entropy=entropy, cost=SMALLEST_COST) as made:
        room = Room(made, clock, entropy, cost=SMALLEST_COST)
        room.open_sitting()
        passphrases = {"P-01": Secret(first), "P-02": Secret(second)}
        people = [
            Enrolment(
                name=name,
                organisation="DCC",
                roles=("Scribe",),
                public_key=room.make_key(passphrases[f"P-0{place + 1}"], ("Scribe",), after=place),
            )
            for place, name in enumerate(("Ada Okafor", "Ben Price"))
        ]
        room.perform(EnrolFirstTwo(first=people[0], second=people[1]), passphrases)
        room.perform(SignIn(by="P-01", person="P-01"), passphrases)
        room.perform(CloseSitting(by="P-01"), passphrases)


@pytest.fixture
def rehearsal(tmp_path):
    path = tmp_path / "rehearsal"
    enrol(path, "rehearsal", WORKSPACE, "hers alone")
    return path


@pytest.fixture
def production(tmp_path):
    path = tmp_path / "production"
    enrol(path, "production", "adas own", "bens own")
    return path


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "parties.csv"
    path.write_text(CSV)
    return path


def kinds(path):
    with open_workspace(path, Secret(WORKSPACE), entropy=SystemEntropy(), readonly=True) as workspace:
        return [(entry.stream, entry.kind) for entry in workspace.ledger.entries()]


def test_a_rehearsal_takes_parties_in_without_a_question(rehearsal, file, capsys):
    assert main(["--workspace", str(rehearsal), "parties", "import", str(file)]) is Exit.GOOD
    out = capsys.readouterr().out
    assert "parties party.registered" in out
    assert "Took in 1 of 1" in out
    assert kinds(rehearsal)[-4:] == [
        ("sitting/0002", "sitting.opened"),
        ("sitting/0002", "person.signed_in"),
        ("parties", "party.registered"),
        ("sitting/0002", "sitting.closed"),
    ]


def test_what_was_taken_in_is_listed_and_printed_as_one_document(rehearsal, file, capsys):
    main(["--workspace", str(rehearsal), "parties", "import", str(file)])
    capsys.readouterr()
    assert main(["--workspace", str(rehearsal), "parties"]) is Exit.GOOD
    out = capsys.readouterr().out
    assert "GRIDCO  Grid Co plc" in out
    assert "methods open to it: 4.1, 4.1A, 4.3" in out
    assert main(["--workspace", str(rehearsal), "parties", "--json"]) is Exit.GOOD
    (party,) = json.loads(capsys.readouterr().out)["parties"]
    assert party["id"] == "GRIDCO"
    assert party["user_ids"] == ["00-DB-12-34-56-78-90-C0"]
    assert party["source"] == "parties.csv"


def test_a_second_time_nothing_changes_and_the_sitting_is_closed_all_the_same(rehearsal, file, capsys):
    main(["--workspace", str(rehearsal), "parties", "import", str(file)])
    assert main(["--workspace", str(rehearsal), "parties", "import", str(file)]) is Exit.PROBLEM
    assert "says all of this already" in capsys.readouterr().err
    assert kinds(rehearsal)[-1] == ("sitting/0003", "sitting.closed")


def test_in_production_who_takes_them_in_is_said_and_signs(production, file, capsys):
    command = ["--workspace", str(production), "--passphrase-fd", descriptor(WORKSPACE, "bens own")]
    assert main([*command, "parties", "import", str(file), "--by", "P-02"]) is Exit.GOOD
    assert "recorded" in capsys.readouterr().out


def test_a_wrong_passphrase_of_the_person_records_nothing(production, file, capsys):
    before = kinds(production)
    command = ["--workspace", str(production), "--passphrase-fd", descriptor(WORKSPACE, "adas own")]
    assert main([*command, "parties", "import", str(file), "--by", "P-02"]) is Exit.MISUSE
    assert capsys.readouterr().err.strip()
    assert kinds(production) == before


@pytest.mark.parametrize("by", [[], ["--by", "P-07"]])
def test_in_production_somebody_enrolled_must_be_named(production, file, capsys, by):
    command = ["--workspace", str(production), "--passphrase-fd", descriptor(WORKSPACE)]
    assert main([*command, "parties", "import", str(file), *by]) is Exit.MISUSE
    assert "P-01 Ada Okafor, P-02 Ben Price" in capsys.readouterr().err


def test_a_bad_file_is_named_before_a_passphrase_is_asked_for(tmp_path, file, capsys):
    file.write_text(CSV.replace("GRIDCO", "gridco"))
    nowhere = str(tmp_path / "nowhere")
    assert main(["--workspace", nowhere, "parties", "import", str(file)]) is Exit.MISUSE
    assert "parties.csv, line 2, id" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    path = str(tmp_path / "absent.csv")
    assert main(["--workspace", str(tmp_path), "parties", "import", path]) is Exit.MISUSE
    assert path in capsys.readouterr().err


def test_an_empty_register_says_how_to_fill_it(rehearsal, capsys):
    assert main(["--workspace", str(rehearsal), "parties"]) is Exit.GOOD
    assert "keyroom parties import" in capsys.readouterr().out


def test_nobody_enrolled_means_nobody_can_sign_for_parties(tmp_path, file, capsys):
    path = tmp_path / "new"
    create_workspace(
        path, "rehearsal", Secret(WORKSPACE), clock=SystemClock(), entropy=SystemEntropy(), cost=SMALLEST_COST
    ).close()
    assert main(["--workspace", str(path), "parties", "import", str(file)]) is Exit.MISUSE
    assert "first two people" in capsys.readouterr().err
