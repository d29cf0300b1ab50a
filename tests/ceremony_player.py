"""Carries key ceremonies out by their scripts: each step's items, facts, people and act, to the end of the run."""

from tests.ceremony_day import CUSTODIANS, LEADS, SYMMETRIC, WATCHES, Day
from tests.walker import fact_for

PIN, SO_PIN = "482916", "73510264"
HALVES = ("4829", "16")
"""The PIN as two people enter it."""
ENTITY = "90B3D51F30000002"
MOST_STEPS = 60
M, N = 2, 3


class Player:
    """One ceremony's run.

    Attributes:
        ways: by step, which branch is taken, where it isn't the first.
        more: by act of the script, what its form is answered with besides.
        done: the steps that were carried out, in turn.
    """

    def __init__(self, day: Day, run: str, *, ways=None, more=None):
        self.day = day
        self.run = run
        self.ways = ways or {}
        self.more = more or {}
        self.done = []

    @property
    def view(self):
        return self.day.room.run(self.run)

    def go(self):
        """Carry the run out; how it ended."""
        for _ in range(MOST_STEPS):
            if self.view.status == "ended":
                return self.view
            self.step()
        raise AssertionError(self.done)

    def step(self):
        """Carry out the open step."""
        at = self.view.open[0]
        if at.act_name:
            name = at.act_name.removeprefix("symmetric ").removeprefix("issuer ")
            getattr(self, "_" + name.replace(" ", "_"))(at)
        for item in at.items:
            self._do("tick", at, item=item.id)
        for one in at.records:
            self._do("record", at, field=one.id, value=fact_for(one.kind, one.choices))
        way = self.ways.get(at.id, 0)
        broken_off = "the decision of both" if at.ways[way].breaks_off else ""
        self._do("done", at, branch=str(at.ways[way].branch), note=broken_off)
        self.done.append(at.id)

    def _do(self, name, at, *private, **answers):
        return self.day.act(name, *private, at=(self.run, at.id), **answers)

    def _key(self, at):
        return self.day.at(self.run, at.id).key

    def _answers(self, at):
        return self.more.get(at.act_name, {})

    # People and the room

    def _take_roles(self, at):
        there = dict(self.view.ceremony.roles)
        wanted = [(LEADS, "Ceremony Administrator"), (WATCHES, "Internal Witness")]
        wanted += [(one, "Key Custodian") for one in CUSTODIANS] + [
            (one, "Symmetric Key Custodian") for one in SYMMETRIC
        ]
        for person, role in wanted:
            if person not in there.get(role, ()):
                self._do("takerole", at, person=person, role=role, seen="passport")

    def _recording_on(self, at):
        self._do("noterecordingon", at, note_media="R-7")
        self._do("notesafeopened", at, note_safe="safe A")

    def _documents_seen(self, at):
        self._do("notedocumentsseen", at, note_person=LEADS, note_document="passport", note_number="123")
        self._take_roles(at)

    def _recording_off(self, at):
        self._do("notesafeclosed", at, note_safe="safe A")
        self._do("noterecordingoff", at, note_media="R-7", note_kept="safe B")

    # Making a key

    def _plan(self, at):
        self._do("plan", at, **self._answers(at))

    def _generate(self, at):
        key = self._key(at)
        media = self.day.media() if key.n and key.kind != "contingency symmetric" else {}
        self._do("generate", at, *((PIN,) if key.n else HALVES), token=self.day.token, **media)

    def _share(self, key, index):
        made = next(one for status in ("making", "live") for one in key.sets if one.status == status)
        return str(self.day.folder / "shares" / f"{key.key}-{made.identifier}-{index}.sealed")

    def _hand_out(self, at):
        self._do("notedark", at, note_person=WATCHES)
        key = self._key(at)
        people = SYMMETRIC if key.kind == "contingency symmetric" else CUSTODIANS
        made = next(one for one in key.sets if one.status == "making")
        for index, person in zip(range(1, made.n + 1), people, strict=False):
            file = self._share(key, index)
            self._do("handout", at, f"w{index}", index=f"share-{index}", person=person, carrier="file", file=file)
        self._do("notelight", at)

    def _prove(self, at):
        key = self._key(at)
        made = next(one for one in key.sets if one.status == "making")
        for index in range(1, made.n + 1):
            self._do("prove", at, f"w{index}", index=f"share-{index}", file=self._share(key, index))

    def _commit(self, at):
        self._do("commit", at)

    def _close(self, at):
        self._do("closekey", at)

    def _back_up(self, at):
        self._do("backup", at, how="cloned", restore_tested="today, on a third", copies="token B, safe B")

    def _wrap_apex(self, at):
        self._do("wrapapex", at)

    def _abandon(self, at):
        self._do("abandon", at, reason="it is not to be committed")

    # Waking one

    def _open(self, at):
        key = self._key(at)
        purpose = {} if at.id.startswith("C7") else {"purpose": "what was agreed"}
        more = {**purpose, **self._answers(at)}
        self._do("openact", at, *((PIN,) if key.n else HALVES), token=self.day.token, until="23:59", **more)
        if not key.n:
            self._do("wake", at)

    def _take_shares(self, at):
        key = self._key(at)
        self._take(at, key)
        if key.activation.symmetric:
            self._take(at, self.day.room.key(key.activation.symmetric))

    def _take(self, at, key):
        live = next(one for one in key.sets if one.status == "live")
        for share in live.shares[: live.m]:
            (holder,) = (one.person for one in share.holders if one.status == "proved")
            self._do("takeshare", at, f"w{share.index}", person=holder, file=self._share(key, share.index))

    def _activate(self, at):
        self._take_shares(at)
        self._do("wake", at)

    def _certify(self, at):
        self._do("sign", at, "1", **self._answers(at))

    def _sign(self, at):
        self._do("sign", at, str(self.more["count"]), **self._answers(at))

    def _issue_list(self, at):
        self._do("sign", at, "1", **self._answers(at))

    def _deactivate(self, at):
        key = self._key(at)
        closing = any(one.startswith("close") for one in key.next)
        self._do("closekey" if closing else "deactivate", at)

    def _reshare(self, at):
        self._do("reshare", at, reason="doubt", decision="PMA-9", **self.day.media())

    def _transfer(self, at):
        self._do("transfershare", at, reason="the custodian ceases", **self._answers(at))

    # Ending one

    def _decide_destruction(self, at):
        self._do("decidedestruction", at, decision="PMA-4")

    def _account_for_shares(self, at):
        for _ in range(sum(len(one.shares) for one in self._key(at).sets)):
            if not any(h.status != "returned" for s in self._key(at).sets for x in s.shares for h in x.holders):
                return
            self._do("collect", at, note="shredded")

    def _account_for_copies(self, at):
        """All of them; in a re-sharing those from before it."""
        key = self._key(at)
        live = next((one.identifier for one in key.sets if one.status == "live"), -1)
        spared = live if at.id.startswith("C7") else -1
        for copy in self.day.room.state(f"key/{key.key}").copies:
            if copy.status == "here" and copy.set != spared:
                self._do("destroycopy", at, copy=f"copy-{copy.number}")

    def _destroy_token_key(self, at):
        self._do("destroytokenkey", at, *HALVES, token=self.day.token)
        self._do("account", at, what="destroyed", note="zeroised")

    def _declare_destroyed(self, at):
        self._do("declaredestroyed", at)

    # A token's life

    def _own_token(self):
        return self.day.token_called(self.view.ceremony.token_label)

    def _probe(self, at):
        self._do("probe", at, PIN, token=self._own_token())

    def _enrol(self, at):
        serial = self._own_token().partition(" ")[0]
        self._do("enroltoken", at, *HALVES, token=self._own_token(), serial_read=serial, certificate="4711", seal="S-1")

    def _initialise(self, at):
        one = {"so_people": LEADS, "people": LEADS, "so_custody": "bag 1", "custody": "bag 2"}
        self._do("initialise", at, SO_PIN, PIN, module=self.day.module, **one, **self._answers(at))

    def _change_pin(self, at):
        self._do("changepin", at, PIN, PIN, token=self._own_token(), custody="bag 3")

    def _zeroise(self, at):
        self._do("zeroise", at, SO_PIN, token=self._own_token(), reason="it is worn out")
