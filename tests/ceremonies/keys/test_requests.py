"""Every request that work carries is one that the strong room understands."""

import msgspec
import pytest

from app.strongroom import protocol
from ceremonies.keys import actions as ask
from ceremonies.work import work_of
from tests.key_table import CUSTODIANS, MEDIA, SYMMETRIC, TOKEN

PUT_TOGETHER = {"sign"}
"""The front end has the list agreed on and hands over what is signed itself, never its digests."""


def played(table):
    """A table on which every act was done."""
    _, issuing = table.authority()
    key = table.committed(issuer=issuing)
    table.certify(issuing, key, "03")
    table.set_state(key, "in use")
    table.work(ask.ProveShare(key=key, by="P-01", index=1, person="K-01"))
    table.active(key)
    table.work(table.signing(key, count=3))
    table.deactivate(key)
    table.open(key, purpose="reshare", signs=(), limit=0)
    table.take_shares(key, CUSTODIANS[:3])
    table.work(table.pair(ask.Reshare, key, reason="loss", decision="PMA-9", m=2, n=4, media=MEDIA))
    table.hand_all(key, CUSTODIANS[3:])
    table.do(table.pair(ask.CommitKey, key))
    table.work(ask.CloseCeremony(key=key, by="P-01"))
    table.work(ask.DestroyCopy(key=key, by="P-01", copy=1, path=""))
    table.committed("CON-0001", "contingency")
    table.committed("CSK-0001", "contingency symmetric", m=3, n=3, size=32)
    table.open("CON-0001", symmetric="CSK-0001")
    table.take_shares("CON-0001", CUSTODIANS[:3])
    table.take_shares("CON-0001", SYMMETRIC[:3], of="symmetric")
    table.work(ask.Activate(key="CON-0001", by="P-01"))
    table.open("CSK-0001", purpose="wrap apex", signs=(), limit=0)
    table.take_shares("CSK-0001", SYMMETRIC[:3])
    table.work(ask.Activate(key="CSK-0001", by="P-01"))
    table.work(ask.WrapApex(key="CSK-0001", by="P-01", contingency="CON-0001", algorithm="2.16.840.1.101.3.4.1.48"))
    table.generated("ROOT-0002", "root")
    table.do(table.pair(ask.Abandon, "ROOT-0002", reason="a test"))
    table.work(table.pair(ask.DestroyTokenKey, "ROOT-0002", token=TOKEN))
    return table


@pytest.fixture
def works(table):
    return [work for work in map(work_of, played(table).written) if work]


def test_every_request_is_one_of_the_strong_room_s(works):
    acts = set()
    for work in works:
        if work.act in PUT_TOGETHER:
            continue
        acts.add(work.act)
        request = protocol.to_request(msgspec.json.encode({"act": work.act, **work.request}))
        assert type(request).__struct_config__.tag == work.act
    assert len(acts) == 14


def test_every_token_is_addressed_as_the_strong_room_does(works):
    addressed = [work.token for work in works if work.token]
    assert addressed
    for token in addressed:
        assert msgspec.convert(token, protocol.TokenAddress).serial == TOKEN.serial


def test_no_request_and_no_entry_needs_more_than_the_record_can_hold(works):
    assert all(isinstance(work.request, dict) for work in works)
