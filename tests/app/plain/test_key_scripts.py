"""A key ceremony by its script, in plain lines: its run offers at each step the act that the step waits for."""

import re

import pytest

from app.acts.catalogue import acts_at
from app.standing import where as standing
from tests.app.plain.key_day import CUSTODIANS, HALVES, PIN, SECOND, KeyDay

ROLES = {"P-01": "Ceremony Administrator", "P-02": "Internal Witness"}


@pytest.fixture
def day(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    made = KeyDay(tmp_path, "software")
    made.people()
    made.token()
    yield made
    made.close()


class Script:
    """Carries a ceremony's run out: items ticked, facts written down, each step's own lines at its turn."""

    def __init__(self, day, run, acts, branches=()):
        self.day, self.run, self.acts, self.branches = day, run, acts, dict(branches)

    @property
    def step(self):
        opened = self.day.room.run(self.run).open
        return opened[0] if opened else None

    def noted(self, name):
        """The line that notes in the room's log what the step waits for."""
        where = standing(self.day.room, by="P-01", run=self.run)
        act = next((one for one in acts_at(where, "run") if one.name == "note" + name.replace(" ", "")), None)
        if act is None:
            return []
        wanted = [one for one in act.fields(where) if one.required and not one.default]
        return [f"{act.name} " + " ; ".join(f"{one.name}={'1' if one.choices else 'number 7'}" for one in wanted)]

    def carry_out(self):
        for _ in range(60):
            step = self.step
            if step is None:
                return
            lines = [f"run {self.run}"]
            lines += list(self.acts.pop(step.id, ()))
            lines += self.noted(step.act_name)
            lines += [f"tick {one.id}" for one in step.items if not one.where]
            lines += [
                f"tick item={one.id} ; answer=does not apply ; reason=not in this one"
                for one in step.items
                if one.where
            ]
            lines += [f"record {one.id} ; value=1" for one in step.records if one.required]
            lines.append(f"done {self.branches.get(step.id, '1')} ;")
            said = self.day.play(*lines)
            assert self.step is None or self.step.id != step.id, (step.id, step.missing, said[-2500:])


def test_a_recovery_key_ceremony_goes_by_its_script(day):
    day.authorities()
    opened = day.good(
        "routine reference=TEST-KC-2026-01 ; script=C1 ; because=The first ; about=recovery ; key=REC-0001"
        " ; m=2 ; n=3 ; issuer=ICA-0001"
    )
    run = re.search(r"Run (\S+):", opened)[1]
    acts = {
        "C1.A3": [f"takerole person={who} ; role={role} ; seen=passport" for who, role in ROLES.items()],
        "C1.1": [f"plan {SECOND}"],
        "C1.2": [f"takerole person={who} ; role=Key Custodian ; seen=register" for who in CUSTODIANS],
        "C1.3": [(f"generate {day.media()} ; {SECOND}", PIN)],
        "C1.4": [("handout ;", "seen")] * 3,
        "C1.5": [("prove ;", "=")] * 3,
        "C1.6": [f"commit {SECOND}"],
        "C1.7": ["closekey ;"],
        "C1.8": [(f"openact purpose=a certificate ; until=23:59 ; {SECOND}", *HALVES), "wake"],
        "C1.9": [("sign entity=90B3D51F30000002", "1")],
        "C1.10": ["deactivate ;"],
    }
    script = Script(day, run, acts)
    script.carry_out()
    assert day.room.run(run).status == "ended"
