"""Whatever people do in whatever order, what must hold of a key holds."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.facts import ruling
from ceremonies.keys.standing import why_not_destroyed
from ceremonies.keys.state import KeyState, apply
from ceremonies.work import work_of
from tests.key_table import ADMINISTRATOR, CUSTODIANS, MEDIA, NO_DEVICES, TOKEN, KeyTable

KEY = "REC-0001"
M, N = 2, 3
people = st.sampled_from(CUSTODIANS[:4])
indices = st.integers(1, N)
outcomes = st.sampled_from(["done", "done", "done", "failed", "gone", "never"])


class Keys(RuleBasedStateMachine):
    """One Recovery key, restless people, a power supply that can't be trusted."""

    @initialize(start=st.sampled_from(["planned", "generated", "committed", "in use", "awake", "being replaced"]))
    def begin(self, start):
        self.table = KeyTable()
        self.open_work = None
        if start == "planned":
            self.table.plan(KEY, "recovery", m=M, n=N)
            return
        self.table.generated(KEY, m=M, n=N)
        if start == "generated":
            return
        self.hand_out_the_rest()
        self.commit()
        self.close("done")
        self.certify()
        if start == "awake":
            self.table.active(KEY)
        if start in {"in use", "being replaced"}:
            self.set_state("in use")
        if start == "being replaced":
            self.set_state("being replaced")

    @property
    def state(self) -> KeyState:
        return self.table.state(KEY)

    def attempt(self, action, outcome="done"):
        """Try it; work that it promises ends as ``outcome`` says, or never."""
        try:
            taken = self.table.do(action)
        except Refused:
            return
        work = next(filter(None, map(work_of, taken)), None)
        if work is not None and outcome != "never":
            self.end(work, outcome)
        elif work is not None:
            self.open_work = work

    def end(self, work, outcome):
        try:
            if outcome == "done":
                self.table.end(work)
            else:
                self.table.end(work, "failed", over=outcome == "gone")
        except Refused:
            return

    def pair(self, form, **more):
        return self.table.pair(form, KEY, **more)

    @rule(outcome=outcomes)
    def generate(self, outcome):
        self.attempt(self.pair(ask.Generate, token=TOKEN, media=MEDIA), outcome)

    @rule(index=indices, person=people, outcome=outcomes)
    def hand_out(self, index, person, outcome):
        self.attempt(ask.HandOut(key=KEY, by=ADMINISTRATOR, index=index, person=person), outcome)

    @rule(index=indices, person=people, outcome=outcomes)
    def prove(self, index, person, outcome):
        self.attempt(ask.ProveShare(key=KEY, by=ADMINISTRATOR, index=index, person=person), outcome)

    @rule()
    def hand_out_the_rest(self):
        made = self.state.being_made
        for share in made.shares if made else ():
            person = share.out[0].person if share.out else CUSTODIANS[share.index - 1]
            self.attempt(ask.HandOut(key=KEY, by=ADMINISTRATOR, index=share.index, person=person))
            self.attempt(ask.ProveShare(key=KEY, by=ADMINISTRATOR, index=share.index, person=person))

    @rule()
    def commit(self):
        self.attempt(self.pair(ask.CommitKey))

    @rule(outcome=outcomes)
    def close(self, outcome):
        self.attempt(ask.CloseCeremony(key=KEY, by=ADMINISTRATOR), outcome)

    @rule(patience=st.integers(0, 4))
    def abandon(self, patience):
        lost = self.state.making is not None and self.state.making.sitting != self.table.sitting
        if lost or not patience:
            self.attempt(self.pair(ask.Abandon, reason="restless"))

    @rule(limit=st.integers(1, 6), reshare=st.booleans(), outcome=outcomes)
    def open(self, limit, reshare, outcome):
        agreed = {"purpose": "reshare", "signs": (), "limit": 0} if reshare else {"limit": limit}
        self.attempt(self.table.opening(KEY, **agreed), outcome)

    @rule(person=people, outcome=outcomes)
    def take(self, person, outcome):
        self.attempt(ask.TakeShare(key=KEY, by=ADMINISTRATOR, person=person), outcome)

    @rule()
    def take_all(self):
        for person in CUSTODIANS[:M]:
            self.attempt(ask.TakeShare(key=KEY, by=ADMINISTRATOR, person=person))

    @rule(outcome=outcomes)
    def activate(self, outcome):
        self.attempt(ask.Activate(key=KEY, by=ADMINISTRATOR), outcome)

    @rule(count=st.integers(0, 7), outcome=outcomes)
    def sign(self, count, outcome):
        self.attempt(self.table.signing(KEY, count=count), outcome)

    @rule(m=st.integers(1, 3), n=st.integers(2, 3), outcome=outcomes)
    def reshare(self, m, n, outcome):
        given = {"reason": "loss", "decision": "PMA-1", "m": m, "n": n, "media": MEDIA}
        self.attempt(self.pair(ask.Reshare, **given), outcome)

    @rule(count=st.integers(1, 4), more=st.integers(1, 4), outcome=outcomes)
    def wake_and_sign(self, count, more, outcome):
        self.table.present |= set(CUSTODIANS)
        self.deactivate("done")
        self.open(limit=5, reshare=False, outcome="done")
        self.take_all()
        self.activate("done")
        self.sign(count, outcome)
        self.sign(more, outcome)

    @rule(n=st.integers(2, 3), outcome=outcomes, commits=st.booleans())
    def reshare_it(self, n, outcome, commits):
        self.table.present |= set(CUSTODIANS)
        self.deactivate("done")
        self.open(limit=0, reshare=True, outcome="done")
        self.take_all()
        self.reshare(m=2, n=n, outcome=outcome)
        self.hand_out_the_rest()
        if commits:
            self.commit()

    @rule(keep=st.integers(0, 5), copies=st.integers(0, 4))
    def destroy_it(self, keep, copies):
        self.set_state("being replaced")
        self.destroy(declare=False)
        for number in range(1, copies + 1):
            self.account(number, "destroyed")
        held = [
            (place, share.index, one.person)
            for place, made in enumerate(self.state.sets)
            for share in made.shares
            for one in share.out
        ]
        for place, index, person in held[keep:]:
            self.collect(place, index, person, "back")
        self.destroy(declare=True)

    @rule()
    def end_activation(self):
        self.attempt(ask.EndActivation(key=KEY, by=ADMINISTRATOR, because="evacuate"))

    @rule(outcome=outcomes)
    def deactivate(self, outcome):
        self.attempt(ask.Deactivate(key=KEY, by=ADMINISTRATOR), outcome)

    @rule(person=people)
    def leave(self, person):
        self.table.leave(person)

    @rule(person=people)
    def come(self, person):
        self.table.present.add(person)

    @rule(hours=st.integers(0, 5))
    def wait(self, hours):
        self.table.now += timedelta(hours=hours)

    @rule(crashed=st.booleans())
    def start_again(self, crashed):
        self.table.next_sitting(crashed=crashed)

    @rule()
    def answer_late(self):
        if self.open_work is not None:
            self.end(self.open_work, "done")

    @rule(number=st.integers(1, 4), what=st.sampled_from(["destroyed", "missing"]))
    def account(self, number, what):
        self.attempt(self.pair(ask.AccountForCopy, copy=number, what=what, note="x"))

    @rule(place=st.integers(0, 1), index=indices, person=people, how=st.sampled_from(["missing", "back"]))
    def collect(self, place, index, person, how):
        known = self.state.sets[place].identifier if place < len(self.state.sets) else 0
        how = "missing" if how == "missing" else "returned and destroyed"
        self.attempt(self.pair(ask.CollectShare, set=known, index=index, person=person, how=how, note="x"))

    @rule(to=st.sampled_from(["in use", "being replaced"]))
    def set_state(self, to):
        self.attempt(self.pair(ask.SetState, expects=self.state.status, to=to, reason="x"))

    @rule()
    def certify(self):
        """A certificate from elsewhere, so that the key can be taken into use."""
        if self.state.committed and not self.state.certificates:
            body = {"serial": "0a", "subject": KEY, "issuer": "ICA-0001", "name": "x.der", "digest": "ab" * 32}
            self.table.take([ruling(KEY, "key.certified", body)])

    @rule(declare=st.booleans())
    def destroy(self, declare):
        given = {"expects": self.state.status, "decision": "PMA-2", "devices": NO_DEVICES}
        self.attempt(self.pair(ask.DeclareDestroyed) if declare else self.pair(ask.DecideDestruction, **given))

    # What must hold

    @invariant()
    def nothing_is_committed_without_every_share_proved(self):
        handed, proved = {}, {}
        for entry in self.table.written:
            body = entry.body
            if entry.kind == "share.handed":
                handed.setdefault(body["set"], set()).add(body["index"])
                proved.setdefault(body["set"], set()).discard(body["index"])
            if entry.kind == "share.proved":
                proved.setdefault(body["set"], set()).add(body["index"])
            if entry.kind == "key.committed":
                assert proved[body["set"]] == set(range(1, body["n"] + 1))

    @invariant()
    def no_share_goes_out_before_the_key_is_on_two_media(self):
        written = set()
        for entry in self.table.written:
            if entry.kind == "blob.written":
                written.add((entry.body["set"], entry.body["medium"]))
            if entry.kind == "work.about" and entry.body["act"] == "hand out":
                assert {(entry.body["about"]["set"], one.name) for one in MEDIA} <= written

    @invariant()
    def void_shares_never_count(self):
        live = [one for one in self.state.sets if one.status == "live"]
        assert len(live) == (1 if self.state.committed else 0)
        for one in self.state.sets:
            if one.status in {"void", "superseded"}:
                assert one is not self.state.live
        if live:
            assert live[0].reach(CUSTODIANS) == len(
                {held.person for share in live[0].shares for held in share.out if held.status == "proved"}
            )

    @invariant()
    def nothing_is_signed_beyond_the_limit_or_by_too_few(self):
        agreed, used = 0, 0
        taken = set()
        for entry in self.table.written:
            body = entry.body
            if entry.kind == "activation.opened":
                agreed, used, need = body["limit"], 0, body["need"]
                taken = set()
            if entry.kind == "share.taken":
                taken.add(body["person"])
            if entry.kind == "activation.woken":
                assert len(taken) >= need
            if entry.kind == "work.about" and body["act"] == "sign":
                used += body["about"]["count"]
                assert used <= agreed
        activation = self.state.activation
        if activation is not None:
            assert activation.signed <= activation.reserved <= activation.limit

    @invariant()
    def one_piece_of_work_at_a_time_and_each_ends_once(self):
        open_work, seen = None, set()
        for entry in self.table.written:
            if entry.kind == "work.about":
                assert open_work is None
                open_work = entry.body["work"]
                assert open_work not in seen
                seen.add(open_work)
            if entry.kind == "work.ended":
                assert entry.body["work"] == open_work
                open_work = None

    @invariant()
    def a_destroyed_key_can_t_be_given_back(self):
        if self.state.status == "destroyed":
            assert why_not_destroyed(self.state) == []

    @invariant()
    def the_state_is_the_fold_of_the_entries_and_can_be_shown(self):
        again = KeyState()
        for entry in self.table.written:
            apply(again, entry)
        assert again == self.state
        assert self.table.view(KEY).key == KEY

    @invariant()
    def there_is_always_a_way_on_after_a_crash(self):
        for waits in self.table.register.unfinished(self.table.sitting + 1):
            assert waits.way in {"abandon", "finish", "again"}
            making = self.state.making is not None
            assert (waits.way == "abandon") == making


Keys.TestCase.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestKeys = Keys.TestCase
