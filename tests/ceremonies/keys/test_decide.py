import pytest

from ceremonies.errors import Misuse
from ceremonies.keys import actions as ask
from tests.key_table import MANIFEST, MEDIA, NO_DEVICES, TOKEN

SHARE = {"index": 1, "person": "K-01"}
MORE = {
    ask.Generate: {"token": TOKEN, "media": MEDIA},
    ask.RecordBackup: {"how": "x", "restore_tested": "x"},
    ask.HandOut: SHARE,
    ask.ProveShare: SHARE,
    ask.CommitKey: {},
    ask.WrapApex: {"contingency": "CON-0001", "algorithm": "1.2"},
    ask.CloseCeremony: {},
    ask.Abandon: {"reason": "x"},
    ask.CollectShare: SHARE | {"set": 1, "how": "missing", "note": "x"},
    ask.TransferShare: SHARE | {"to": "K-02", "reason": "x"},
    ask.AccountForCopy: {"copy": 1, "what": "moved", "place": "x"},
    ask.DestroyCopy: {"copy": 1, "path": ""},
    ask.Reshare: {"reason": "loss", "decision": "x", "m": 2, "n": 2, "media": MEDIA},
    ask.SetState: {"expects": "made", "to": "in use", "reason": "x"},
    ask.AddOutstanding: {"what": "crl", "says": "x"},
    ask.SettleOutstanding: {"number": 1, "how": "signed"},
    ask.OpenActivation: {"expects": "in use", "purpose": "x", "until": "18:00", "token": TOKEN},
    ask.TakeShare: {"person": "K-01"},
    ask.Activate: {},
    ask.Sign: {"expects": "in use", "signs": "files", "count": 1, "manifest": MANIFEST},
    ask.EndActivation: {"because": "finished"},
    ask.Deactivate: {},
    ask.DecideDestruction: {"expects": "in use", "decision": "x", "devices": NO_DEVICES},
    ask.DestroyTokenKey: {"token": TOKEN},
    ask.DeclareDestroyed: {},
    ask.EndWork: {"work": "REC-0001/1", "outcome": "failed"},
}
"""Every action but the one that announces a key, with what it needs besides."""


def test_an_action_that_nobody_rules_on_is_the_author_s_fault(table):
    with pytest.raises(Misuse):
        table.do(ask.KeyAction(key="REC-0001", by="P-01"))


def test_every_action_is_in_the_table_above():
    forms = {one for one in vars(ask).values() if isinstance(one, type) and issubclass(one, ask.KeyAction)}
    assert forms - {ask.KeyAction, ask.KeyPairAction, ask.PlanKey} == set(MORE)


@pytest.mark.rule("KEY-STATE")
@pytest.mark.parametrize("form", MORE, ids=lambda form: form.__name__)
def test_no_act_works_on_a_key_that_is_not_there(table, refused, form):
    pair = {"second": "P-02"} if issubclass(form, ask.KeyPairAction) else {}
    refused("KEY-STATE", form(key="REC-0001", by="P-01", **MORE[form], **pair))


@pytest.mark.rule("TWO-PEOPLE")
@pytest.mark.parametrize(
    "form", [form for form in MORE if issubclass(form, ask.KeyPairAction)], ids=lambda form: form.__name__
)
def test_what_takes_two_people_is_never_done_by_one(table, form):
    table.committed("REC-0001")
    table.committed("ROOT-0001", "root")
    for key in ("REC-0001", "ROOT-0001"):
        refusal = table.refusal(form(key=key, by="P-01", second="P-01", **MORE[form]))
        assert refusal.rule in {"TWO-PEOPLE", "KEY-CA-DUAL", "KEY-COMMIT", "KEY-STATE", "CUSTODY"}
