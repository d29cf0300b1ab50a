"""What goes wrong in a ceremony: a sentence, an entry where an act had begun, a way on. Through the whole room."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from app.batches import Batch, of_folder
from app.orders import Ordered
from ceremonies.certificates.prepare import prepare
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.sittings.actions import SignIn, SignOut
from tests import torture
from tests.app.strongroom.test_client import module_that
from tests.issuing import PROFILES, Authorities
from tests.records import perform
from tests.torture.ceremony import BY, CUSTODIANS, PAIR, Player, Stuck
from tests.torture.stage import LABEL, Stage
from tests.torture.starting import start_by

TROUBLED = str(Path(next(iter(torture.__path__))) / "troubled_room.py")
KEY = "REC-0001"
HALVES = ("482", "916")
"""The PIN as two people enter it."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A rehearsal with a software token: before the first key, and with one key that counts."""
    made = Stage(tmp_path_factory.mktemp("troubles") / "stage", "software")
    made.build()
    made.save("fresh")
    with made.open() as workspace:
        player = Player(made, made.enter(workspace))
        player.generation()
        player.close()
    made.save("made")
    return made


@pytest.fixture
def playing(stage):
    """Starts the program on the stage as it was saved."""
    opened = []

    def play(saved):
        stage.restore(saved)
        opened.append(stage.open())
        opened.append(Player(stage, stage.enter(opened[0])))
        return opened[-1]

    yield play
    for one in reversed(opened):
        one.close()


@pytest.fixture
def fresh(playing):
    """A program in which no key was made yet."""
    return playing("fresh")


@pytest.fixture
def made(playing):
    """A program with one key that counts."""
    return playing("made")


def troubled(player, how):
    """Every strong room that starts from now on has this trouble with its token; the way back."""
    usual = player.rooms._start
    environment = player.stage.environment

    def start(begin):
        return start_by([TROUBLED, how], begin, answers=player.reading, environment=environment)[0]

    player.rooms._start = start
    return lambda: setattr(player.rooms, "_start", usual)


def stuck(player, action, *answers):
    """The sentence of an act that came to nothing."""
    with pytest.raises(Stuck) as caught:
        player.work(action, *answers)
    return str(caught.value)


def last_end(player, key=KEY):
    """The entry that says how the last piece of work ended."""
    entries = player.room.ledger.entries(stream=f"key/{key}")
    return [one.body for one in entries if one.kind == "work.ended"][-1]


def planned(player, kind="recovery", key=KEY, **numbers):
    numbers = numbers or {"m": 2, "n": 3}
    perform(player.room, ask.PlanKey(key=key, **PAIR, kind=kind, **numbers))


def generate(player, **more):
    return ask.Generate(key=KEY, **PAIR, **{"token": player.stage.token, "media": player.stage.media, **more})


def share_file(player, index):
    return str(player.stage.shares / f"{KEY}-{player.state(KEY).live.identifier}-{index}.sealed")


# The token


def test_a_token_that_is_pulled_out_in_the_middle_leaves_nothing_and_the_key_is_made_again(fresh):
    planned(fresh)
    back = troubled(fresh, "unplugged")
    assert "is gone. Plug it in again" in stuck(fresh, generate(fresh))
    assert (last_end(fresh)["outcome"], last_end(fresh)["act"]) == ("failed", "generate")
    assert "is gone" in last_end(fresh)["why"]
    assert fresh.stage.blobs == []
    back()
    fresh.rooms.dismiss_all()
    fresh.generation()
    assert fresh.state(KEY).committed


def test_a_pin_that_is_locked_ends_the_act_and_another_token_or_an_unlocked_one_goes_on(fresh):
    planned(fresh)
    back = troubled(fresh, "locked")
    assert "is locked" in stuck(fresh, generate(fresh))
    assert "is locked" in last_end(fresh)["why"]
    back()
    fresh.rooms.dismiss_all()
    fresh.generation()
    assert fresh.state(KEY).committed


def test_a_token_that_is_full_makes_no_key_and_says_what_to_do(fresh):
    planned(fresh, "root", "ROOT-0001", m=0, n=0)
    making = ask.Generate(key="ROOT-0001", **PAIR, token=fresh.stage.token)
    back = troubled(fresh, "full")
    assert "is full" in stuck_with_pin(fresh, making, HALVES)
    assert "is full" in last_end(fresh, "ROOT-0001")["why"]
    back()
    fresh.rooms.dismiss_all()
    work_with_pin(fresh, making, HALVES)
    assert fresh.state("ROOT-0001").public


def work_with_pin(player, action, pin):
    """An act on a token whose PIN these people enter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.torture.ceremony.PIN", "\n".join(pin))
        player.work(action)


def stuck_with_pin(player, action, pin):
    with pytest.raises(Stuck) as caught:
        work_with_pin(player, action, pin)
    return str(caught.value)


def test_a_wrong_module_path_is_named_and_the_right_one_goes_on(fresh):
    planned(fresh)
    wrong = ask.TokenName(label=LABEL, serial=fresh.stage.token.serial, kind="pkcs11", module="/nowhere/module.so")
    said = stuck(fresh, generate(fresh, token=wrong))
    assert "/nowhere/module.so" in said
    assert "/nowhere/module.so" in last_end(fresh)["why"]
    fresh.rooms.dismiss_all()
    fresh.generation()
    assert fresh.state(KEY).committed


def test_a_module_that_crashes_ends_the_act_and_the_key_is_abandoned_for_another(fresh, tmp_path):
    planned(fresh)
    token = fresh.stage.token
    if shutil.which("cc"):
        module = module_that(tmp_path, "abort()")
        token = ask.TokenName(label=LABEL, serial=token.serial, kind="pkcs11", module=module)
        back = list
    else:
        back = troubled(fresh, "crashing")
    assert "a token's module may have crashed" in stuck(fresh, generate(fresh, token=token))
    assert last_end(fresh)["over"]
    back()
    fresh.settle()
    fresh.collect_all()
    fresh.generation()
    assert fresh.state("REC-0002").committed


# Shares


def opened(player):
    """An activation that waits for shares."""
    player.open(KEY, purpose="a batch", signs=("files",), limit=2, shares=0)


def take(player, index, *answers, path=""):
    taking = ask.TakeShare(key=KEY, by=BY, person=CUSTODIANS[index - 1], path=path or share_file(player, index))
    return player.work(taking, *answers)


def taken(player):
    return [(one.person, one.reason) for one in player.state(KEY).activation.taken]


def test_a_share_under_another_passphrase_is_asked_for_again_and_can_be_left(made):
    opened(made)
    with pytest.raises(Stuck):
        take(made, 1, "another", "quit")
    assert (last_end(made)["outcome"], last_end(made)["why"]) == ("cancelled", "")
    assert taken(made) == []
    take(made, 1, "another", "w1")
    take(made, 2, "w2")
    assert taken(made) == [("K-01", ""), ("K-02", "")]


@pytest.mark.rule("SHARE-REFUSED")
def test_thirty_two_of_thirty_three_words_are_asked_for_again_and_can_be_left(fresh):
    planned(fresh)
    fresh.work(generate(fresh))
    share = {"key": KEY, "by": BY, "index": 1, "person": "K-01"}
    fresh.work(ask.HandOut(**share, carrier="words"), "seen")
    with pytest.raises(Stuck):
        fresh.work(ask.ProveShare(**share), " ".join(["academic"] * 32), "quit")
    assert (last_end(fresh)["act"], last_end(fresh)["outcome"]) == ("prove", "cancelled")
    fresh.work(ask.ProveShare(**share), " ".join(["academic"] * 32), "=")
    assert fresh.state(KEY).being_made.shares[0].proved


@pytest.mark.rule("SHARE-REFUSED")
def test_a_card_that_is_scanned_twice_is_recorded_as_repeated_and_the_next_one_counts(made):
    opened(made)
    take(made, 1, "w1")
    take(made, 1, "w1")
    take(made, 2, "w2")
    assert taken(made) == [("K-01", ""), ("K-01", "repeated"), ("K-02", "")]
    made.work(ask.Activate(key=KEY, by=BY))
    made.work(ask.Deactivate(key=KEY, by=BY))


def test_somebody_else_s_share_is_recorded_as_foreign_and_the_right_one_counts(made):
    opened(made)
    take(made, 1, "w2", path=share_file(made, 2))
    take(made, 1, "w1")
    assert taken(made)[0] == ("K-01", "foreign")


# People


@pytest.mark.rule("KEY-SPLIT")
def test_fewer_people_than_the_quorum_open_nothing_until_another_comes(made):
    for person in CUSTODIANS[1:]:
        perform(made.room, SignOut(by=person, person=person))
    with pytest.raises(Refused, match="1 of them are here") as caught:
        opened(made)
    assert caught.value.rule == "KEY-SPLIT"
    perform(made.room, SignIn(by="K-02", person="K-02"))
    opened(made)
    assert made.state(KEY).activation.status == "open"


@pytest.mark.rule("ACTIVATION-END")
def test_a_key_whose_quorum_leaves_signs_nothing_more_and_is_shown_to_be_gone(made):
    opened(made)
    take(made, 1, "w1")
    take(made, 2, "w2")
    made.work(ask.Activate(key=KEY, by=BY))
    for person in CUSTODIANS[1:]:
        perform(made.room, SignOut(by=person, person=person))
    assert made.state(KEY).activation.status == "ended"
    batch = of_folder(made.room.key(KEY), str(made.stage.batch))
    signing = ask.Sign(key=KEY, by=BY, expects="made", signs="files", count=2, manifest=batch.manifest)
    with pytest.raises(Refused, match="ACTIVATION-END"):
        made.work(signing, "2")
    made.work(ask.Deactivate(key=KEY, by=BY))
    assert made.state(KEY).activation.status == "closed"


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_one_person_takes_no_two_shares_and_another_one_does(fresh):
    planned(fresh)
    fresh.work(generate(fresh))
    at = {"key": KEY, "by": BY, "carrier": "words"}
    fresh.work(ask.HandOut(**at, index=1, person="K-01"), "seen")
    with pytest.raises(Refused, match="Nobody holds two"):
        perform(fresh.room, ask.HandOut(**at, index=2, person="K-01"))
    fresh.work(ask.HandOut(**at, index=2, person="K-02"), "seen")


@pytest.mark.rule("KEY-SPLIT")
def test_more_shares_needed_than_there_are_is_refused_and_nothing_is_planned(fresh):
    with pytest.raises(Refused, match="4 of 3 shares can't be"):
        planned(fresh, m=4, n=3)
    assert fresh.keys == []
    planned(fresh)


# Files


def test_a_share_s_file_that_exists_is_not_written_over(fresh):
    planned(fresh)
    fresh.work(generate(fresh))
    share = {"key": KEY, "by": BY, "index": 1, "person": "K-01", "carrier": "file"}
    there = fresh.stage.shares / "there.sealed"
    there.write_text("something else", encoding="utf-8")
    assert "exists already" in stuck(fresh, ask.HandOut(**share, path=str(there)), "w1")
    assert (last_end(fresh)["act"], last_end(fresh)["outcome"]) == ("hand out", "failed")
    assert there.read_text(encoding="utf-8") == "something else"
    fresh.work(ask.HandOut(**share, path=str(there.with_name("other.sealed"))), "w1")
    assert fresh.state(KEY).being_made.shares[0].holders[0].status == "handed"


@pytest.mark.rule("SIGN-LIMIT")
def test_an_output_that_exists_is_not_written_over_and_the_signatures_count_as_used(made):
    made.activation()
    (folder,) = (made.stage.workspace / "outbox").glob("signatures")
    (written,) = folder.iterdir()
    next_work = f"{KEY}-{made.state(KEY).works + 5}.txt"
    (folder / next_work).write_text("something else", encoding="utf-8")
    with pytest.raises(Stuck, match="is there already"):
        made.activation()
    assert (last_end(made)["act"], last_end(made)["outcome"]) == ("sign", "failed")
    assert (folder / next_work).read_text(encoding="utf-8") == "something else"
    assert made.state(KEY).activation.reserved == 2
    made.settle()
    made.activation()
    assert len(list(folder.iterdir())) == 3
    assert written.is_file()


# Certificates


class TokenKey:
    """A key that only a token can use."""

    def __init__(self, pem):
        key = load_pem_public_key(pem.encode())
        self.public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def root(fresh, monkeypatch):
    """A program with a Root OCA key that has no certificate yet."""
    monkeypatch.setattr("tests.torture.ceremony.PIN", "\n".join(HALVES))
    planned(fresh, "root", "ROOT-0001", m=0, n=0)
    fresh.work(ask.Generate(key="ROOT-0001", **PAIR, token=fresh.stage.token))
    perform(fresh.room, ask.RecordBackup(key="ROOT-0001", **PAIR, how="none", restore_tested="never"))
    perform(fresh.room, ask.CommitKey(key="ROOT-0001", **PAIR))
    return fresh


def certificate(player, key, order):
    """A batch of one certificate, and the act that has it signed."""
    prepared = prepare(order, PROFILES, "rehearsal", signer=key.public, issuer=None)
    serial = f"{order.serial:032x}"
    ordered = Ordered(prepared=prepared, signer=key.public, name=f"{serial}.der", answers={})
    batch = Batch(
        about="ROOT-0001",
        kind="certificate",
        names=(ordered.name,),
        digests=sha256(prepared.der).digest(),
        read=lambda _at: prepared.der,
        ordered=ordered,
    )
    player.worker.batches._gathered[batch.manifest] = batch
    what = {"signs": "certificate", "count": 1, "subject": "ROOT-0001", "serial": serial, "manifest": batch.manifest}
    return ask.Sign(key="ROOT-0001", by=BY, expects="made", **what)


@pytest.mark.rule("SIGN-SEEN")
def test_a_certificate_that_names_another_issuing_key_is_not_signed_and_the_right_one_is(root):
    own, other = TokenKey(root.state("ROOT-0001").public), Authorities("other")
    for key, order in (
        (other.root_key, other.order("root", other.root_key, "TEST Root OCA", contingency=other.wrapped())),
        (own, other.order("root", own, "TEST Root OCA", contingency=other.wrapped())),
    ):
        root.open("ROOT-0001", purpose="its certificate", signs=("certificate",), limit=1, shares=0)
        root.work(ask.Activate(key="ROOT-0001", by=BY))
        signing = certificate(root, key, order)
        if key is own:
            root.work(signing, "1")
        else:
            assert "SIGN-SEEN" in stuck(root, signing, "1")
            assert last_end(root, "ROOT-0001")["rule"] == "SIGN-SEEN"
        root.work(ask.Deactivate(key="ROOT-0001", by=BY))
    assert [one.serial for one in root.state("ROOT-0001").certificates] == [f"{order.serial:032x}"]
