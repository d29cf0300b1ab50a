"""The rules and folds of keys without a ledger, and a strong room that answers as a good one does.

``KeyTable.do`` records an action; ``KeyTable.work`` records one that promises work, lets ``answer_to`` answer it and
records the end.
"""

import base64
import hashlib
from datetime import timedelta
from math import comb

import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.activating import leaving
from ceremonies.keys.decide import decide, second_key
from ceremonies.keys.facts import KeyFacts
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.register import Register, register_of, summary
from ceremonies.keys.state import KeyState, apply
from ceremonies.keys.view import view
from ceremonies.keys.views import KeyView
from ceremonies.ledger.canonical import to_canonical
from ceremonies.recorded import copy_of
from ceremonies.times import to_iso
from ceremonies.tokens.state import KnownToken, TokensState, address_of
from ceremonies.work import Work, work_of
from tests.fakes import START

ADMINISTRATOR, WITNESS = "P-01", "P-02"
TOKEN = ask.TokenName(label="ceremony", serial="0001")
MEDIA = (
    ask.Medium(name="CD-1", place="safe A", path="/media/one"),
    ask.Medium(name="CD-2", place="safe B", path="/media/two"),
)
MANIFEST = "ab" * 32
CUSTODIANS = tuple(f"K-{number:02}" for number in range(1, 9))
SYMMETRIC = tuple(f"K-{number:02}" for number in range(11, 17))
ROLES = (
    {ADMINISTRATOR: ("Ceremony Administrator",), WITNESS: ("Internal Witness",), "P-03": ("Auditor",)}
    | dict.fromkeys(CUSTODIANS, ("Key Custodian",))
    | dict.fromkeys(SYMMETRIC, ("Symmetric Key Custodian",))
)
NO_DEVICES = (ask.DeviceSet(what="not recovered", count=0), ask.DeviceSet(what="in the supply chain", count=0))


class Written(msgspec.Struct, frozen=True):
    """An entry as the ledger would number it."""

    seq: int
    stream: str
    kind: str
    body: dict
    by: tuple[str, ...]
    recorded_at: str
    happened_at: str | None = None


def public_of(seed: str) -> tuple[str, str]:
    """Something that stands for a public key: PEM and the fingerprint of what is in it."""
    der = hashlib.sha512(seed.encode()).digest()
    text = base64.b64encode(der).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n", hashlib.sha256(der).hexdigest()


def attributes(label: str, usages: tuple[str, ...], **more) -> dict:
    """A key's attributes as a good token gives them back."""
    found = {
        "label": label,
        "key_class": "private",
        "key_type": "EC",
        "token": False,
        "private": True,
        "sensitive": True,
        "always_sensitive": True,
        "extractable": False,
        "never_extractable": True,
        "local": True,
        "trusted": None,
        "wrap_with_trusted": None,
        "modifiable": None,
        "usages": list(usages),
    }
    return found | more


def set_made(identifier: int, m: int, n: int, check_value: str) -> dict:
    """A set of shares, checked in full."""
    commitments = [
        {
            "share": index,
            "salt": base64.b64encode(hashlib.md5(f"{identifier}/{index}".encode()).digest()).decode(),  # noqa: S324
            "cost": {"memory_kib": 8, "passes": 1, "lanes": 1},
            "value": base64.b64encode(hashlib.sha256(f"{identifier}/{index}".encode()).digest()).decode(),
        }
        for index in range(1, n + 1)
    ]
    return {
        "identifier": identifier,
        "m": m,
        "n": n,
        "check_value": check_value,
        "commitments": commitments,
        "checked": min(comb(n, m), 1000),
        "checked_of": comb(n, m),
        "checked_how": "every",
    }


class GoodRoom:
    """Answers work as the strong room does when all goes well. Each set it makes is another one."""

    def __init__(self) -> None:
        self.sets = 0

    def answer_to(self, work: Work, state: KeyState) -> dict:
        return getattr(self, work.act.replace(" ", "_"))(work.request, state)

    def _next_set(self, m: int, n: int) -> dict:
        self.sets += 1
        return set_made(1000 + self.sets, m, n, f"{self.sets:06x}")

    def _wrapped(self, request: dict, state: KeyState, m: int, n: int) -> dict:
        public, fingerprint = public_of(state.key)
        made = self._next_set(m, n)
        copies = [{"path": f"{path}/{state.key}.p8w", "device": path} for path in request["media"]]
        return {
            "is": "key made",
            "key": state.key,
            "public": public,
            "fingerprint": fingerprint,
            "attributes": attributes(state.key, ("sign",), extractable=True, never_extractable=False),
            "wrapping_attributes": attributes("w", ("wrap", "unwrap"), key_class="secret", key_type="AES", local=False),
            "wrap_origin": "C_CreateObject",
            "blob": {
                "sha256": hashlib.sha256(f"blob {made['identifier']}".encode()).hexdigest(),
                "size": 152,
                "wrap_format": "RFC 5649",
                "copies": copies,
                "separate": True,
                "trailing_zeros": 6,
            },
            "set": made,
            "tests": ["signed and verified", "read back from both media"],
        }

    def generate(self, request: dict, state: KeyState) -> dict:
        return self._wrapped(request, state, request["m"], request["n"])

    def reshare(self, request: dict, state: KeyState) -> dict:
        return self._wrapped(request, state, request["m"], request["n"])

    def generate_symmetric(self, request: dict, state: KeyState) -> dict:
        made = self._next_set(request["n"], request["n"])
        return {"is": "symmetric made", "key": state.key, "length": request["length"], "set": made}

    def generate_token_key(self, _request: dict, state: KeyState) -> dict:
        public, fingerprint = public_of(state.key)
        return {
            "is": "token key made",
            "key": state.key,
            "public": public,
            "fingerprint": fingerprint,
            "attributes": attributes(state.key, ("sign",), token=True),
            "tests": ["signed and verified"],
        }

    def hand_out(self, request: dict, _state: KeyState) -> dict:
        told = {name: request[name] for name in ("share", "alias", "carrier")}
        return {"is": "handed out", **told, "shown": 0, "sha256": "", "token": None}

    def prove(self, request: dict, _state: KeyState) -> dict:
        return {"is": "proved", **{name: request[name] for name in ("share", "alias", "carrier")}, "tries": 0}

    def close(self, _request: dict, state: KeyState) -> dict:
        return {"is": "closed", "key": state.key, "objects": [], "tests": ["listed"], "signed": 0}

    def deactivate(self, request: dict, state: KeyState) -> dict:
        stays = {"label": state.key, "key_class": "private", "stays": True}
        return self.close(request, state) | {"objects": [] if state.is_split else [stays]}

    destroy_token_key = close

    def open(self, _request: dict, state: KeyState) -> dict:
        activation = state.activation
        return {
            "is": "opened",
            "key": state.key,
            "need": activation.need,
            "symmetric_need": activation.symmetric_need,
        }

    def take_share(self, request: dict, state: KeyState) -> dict:
        return {
            "is": "share taken",
            "attempt": request["attempt"],
            "alias": request["alias"],
            "share": state.work.about["index"],
            "have": 1,
            "need": 3,
            "tries": 0,
            "again": False,
        }

    def activate(self, _request: dict, state: KeyState) -> dict:
        return {
            "is": "activated",
            "key": state.key,
            "fingerprint": state.fingerprint,
            "attributes": attributes(state.key, ("sign",), token=not state.is_split) if state.fingerprint else None,
            "limit": state.activation.limit,
        }

    def sign(self, request: dict, _state: KeyState) -> dict:
        outputs = [{"name": f"out-{place}.der", "sha256": "cd" * 32} for place in range(request["count"])]
        return {"is": "batch signed", "count": request["count"], "manifest": request["manifest"], "outputs": outputs}

    def wrap_apex(self, _request: dict, _state: KeyState) -> dict:
        return {"is": "apex wrapped", "extension": "MAA="}

    def destroy_blob(self, request: dict, _state: KeyState) -> dict:
        return {"is": "blob destroyed", "path": request["path"], "sha256": request["sha256"]}


class KeyTable:
    """All keys, with the people who are in the room."""

    def __init__(self, *, production: bool = False) -> None:
        self.now = START
        self.states: dict[str, KeyState] = {}
        self.written: list[Written] = []
        self.present = set(ROLES)
        self.roles = dict(ROLES)
        self.sitting = 1
        self.production = production
        self.doubt = ""
        self.room = GoodRoom()
        self.token_name = TOKEN
        self.media = MEDIA
        self.tokens = TokensState(tokens={address_of(self.token_name.label, self.token_name.serial): self.token()})

    # What is known

    def token(self, **more) -> KnownToken:
        """The ceremony's token, tried and, in production, enrolled."""
        at = to_iso(START)
        mark = f"{'production' if self.production else 'rehearsal'} keyroom.test/log"
        tried = {"probed_at": at, "probe_passed": True, "wraps": True, "enrolled_at": at, "mark": mark}
        return KnownToken(label=self.token_name.label, serial=self.token_name.serial, **{**tried, **more})

    def state(self, key: str) -> KeyState:
        return self.states.get(stream_of(key), KeyState())

    @property
    def register(self) -> Register:
        rows = {name: msgspec.json.decode(to_canonical(summary(state))) for name, state in self.states.items()}
        return register_of(rows)

    def facts(self, other: str = "") -> KeyFacts:
        return KeyFacts(
            present=frozenset(self.present),
            roles=self.roles,
            sitting=self.sitting,
            production=self.production,
            register=self.register,
            tokens=self.tokens,
            other=self.state(other) if other else None,
            doubt=self.doubt,
        )

    def view(self, key: str) -> KeyView:
        state = self.state(key)
        return view(state, self.facts(state.activation.symmetric if state.activation else ""), self.now)

    # What is done

    def do(self, action: ask.KeyAction) -> list[Written]:
        state = self.state(action.key)
        rulings = decide(state, self.facts(second_key(state, action)), action, self.now)
        return self.take(rulings)

    def take(self, rulings) -> list[Written]:
        taken = []
        trial = {}
        for one in rulings:
            body = msgspec.json.decode(to_canonical(one.body))
            at = to_iso(self.now)
            entry = Written(len(self.written) + len(taken), one.stream, one.kind, body, one.signed_by, at)
            known = trial.setdefault(one.stream, copy_of(self.states.get(one.stream, KeyState())))
            apply(known, entry)
            taken.append(entry)
            self.now += timedelta(seconds=1)
        self.states |= trial
        self.written += taken
        return taken

    def begin(self, action: ask.KeyAction) -> Work:
        """Record an action that promises work."""
        return next(filter(None, map(work_of, self.do(action))))

    def answer(self, work: Work) -> dict:
        return self.room.answer_to(work, self.states[work.stream])

    def end(self, work: Work, outcome: str = "done", **results) -> list[Written]:
        told = (self.answer(work) | results) if outcome == "done" else {"is": "failed", **results}
        key = work.stream.removeprefix("key/")
        return self.do(ask.EndWork(key=key, by=ADMINISTRATOR, work=work.id, outcome=outcome, results=told))

    def work(self, action: ask.KeyAction) -> list[Written]:
        """Record an action that promises work, and its good end."""
        return self.end(self.begin(action))

    def fails(self, action: ask.KeyAction, **results) -> list[Written]:
        """Record an action that promises work, and that it came to nothing."""
        return self.end(self.begin(action), "failed", **results)

    def refusal(self, action: ask.KeyAction) -> Refused:
        """The refusal of an action, which changed nothing."""
        before = msgspec.msgpack.encode(self.states)
        with pytest.raises(Refused) as caught:
            self.do(action)
        assert msgspec.msgpack.encode(self.states) == before
        assert caught.value.sentence.endswith(".")
        return caught.value

    def leave(self, person: str) -> list[Written]:
        """``person`` signs out."""
        self.present.discard(person)
        return self._leaving(closing=False)

    def _leaving(self, *, closing: bool) -> list[Written]:
        rulings = []
        for state in self.states.values():
            other = self.state(state.activation.symmetric) if state.activation else None
            rulings += leaving(state, other, self.present, closing=closing)
        return self.take(rulings)

    def next_sitting(self, *, crashed: bool = False) -> None:
        """The program ends and is started again; everybody comes back."""
        if not crashed:
            self._leaving(closing=True)
        self.sitting += 1
        self.present = set(ROLES)

    # Ceremonies

    def pair(self, form, key: str, **more):
        return form(key=key, by=ADMINISTRATOR, second=WITNESS, **more)

    def plan(self, key: str, kind: str, **more) -> None:
        self.do(self.pair(ask.PlanKey, key, kind=kind, **more))

    def generated(self, key: str = "REC-0001", kind: str = "recovery", **more) -> str:
        """A key that was planned and generated."""
        numbers = {"m": 3, "n": 5} if kind in {"recovery", "contingency"} else {}
        self.plan(key, kind, **{**numbers, **more})
        media = self.media if numbers else ()
        self.work(self.pair(ask.Generate, key, token=self.token_name, media=media))
        return key

    def hand_all(self, key: str, custodians: tuple[str, ...] = CUSTODIANS) -> None:
        for index in range(1, self.state(key).being_made.n + 1):
            self.hand(key, index, custodians[index - 1])

    def hand(self, key: str, index: int, person: str, **more) -> None:
        """Hand one share out and have it proved."""
        self.work(ask.HandOut(key=key, by=ADMINISTRATOR, index=index, person=person, **more))
        self.work(ask.ProveShare(key=key, by=ADMINISTRATOR, index=index, person=person))

    def committed(self, key: str = "REC-0001", kind: str = "recovery", **more) -> str:
        """A key whose ceremony has ended."""
        self.generated(key, kind, **more)
        if self.state(key).is_split:
            self.hand_all(key, SYMMETRIC if kind == "contingency symmetric" else CUSTODIANS)
        else:
            self.do(self.pair(ask.RecordBackup, key, how="a second token", restore_tested="on 1 March"))
        self.do(self.pair(ask.CommitKey, key))
        if self.state(key).closing:
            self.work(ask.CloseCeremony(key=key, by=ADMINISTRATOR))
        return key

    def open(self, key: str, **more) -> str:
        """An activation that waits for shares."""
        self.work(self.opening(key, **more))
        return self.state(key).activation.id

    def opening(self, key: str, **more) -> ask.OpenActivation:
        agreed = {
            "expects": self.state(key).status,
            "purpose": "recovery",
            "signs": ("files",),
            "limit": 10,
            "until": "18:00",
            "token": self.token_name,
        }
        return self.pair(ask.OpenActivation, key, **{**agreed, **more})

    def take_shares(self, key: str, people: tuple[str, ...], **more) -> None:
        for person in people:
            self.work(ask.TakeShare(key=key, by=ADMINISTRATOR, person=person, **more))

    def active(self, key: str = "REC-0001", **more) -> str:
        """A key that is awake."""
        self.open(key, **more)
        if self.state(key).is_split:
            self.take_shares(key, CUSTODIANS[: self.state(key).m])
        self.work(ask.Activate(key=key, by=ADMINISTRATOR))
        return key

    def signing(self, key: str, signs: str = "files", count: int = 1, **more) -> ask.Sign:
        status = self.state(key).status
        given = {"expects": status, "signs": signs, "count": count, "manifest": MANIFEST}
        return ask.Sign(key=key, by=ADMINISTRATOR, **{**given, **more})

    def deactivate(self, key: str) -> None:
        self.work(ask.Deactivate(key=key, by=ADMINISTRATOR))

    def certify(self, issuer: str, subject: str, serial: str) -> None:
        """Have ``issuer`` sign the certificate of ``subject``."""
        self.active(issuer, signs=("certificate",), limit=1)
        self.work(self.signing(issuer, "certificate", subject=subject, serial=serial))
        self.deactivate(issuer)

    def set_state(self, key: str, to: str) -> None:
        self.do(self.pair(ask.SetState, key, expects=self.state(key).status, to=to, reason="decided"))

    def authority(self) -> tuple[str, str]:
        """A Root OCA key and an Issuing OCA key, certified and in use."""
        root = self.committed("ROOT-0001", "root")
        self.certify(root, root, "01")
        issuing = self.committed("ICA-0001", "issuing", issuer=root)
        self.certify(root, issuing, "02")
        for key in (root, issuing):
            self.set_state(key, "in use")
        return root, issuing
