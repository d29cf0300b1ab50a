"""What may be asked about Key Custodians. People put forward are N-01, N-02 ...; custodians go by their alias."""

from typing import Literal

from ceremonies.act import Action

Step = Literal["3.4.3.4", "3.4.3.6", "3.4.3.8", "3.4.3.9", "3.4.3.10"]
Whom = Literal["the Key Custodian", "a SMKI SRO of the Subscriber"]


class CustodianAction(Action, frozen=True, kw_only=True):
    """An act about Key Custodians."""


class CustodianPair(CustodianAction, frozen=True, kw_only=True):
    """An act of two people; both sign."""

    second: str = ""


class AdmitManager(CustodianPair, frozen=True, kw_only=True):
    """Let a Registration Authority Manager open the sealed register.

    Attributes:
        public: their X25519 public key, in hexadecimal.
    """

    person: str
    public: str


class RequestNominations(CustodianAction, frozen=True, kw_only=True):
    """The request for nominations was issued (SMKI RP 3.4.3.2); nominations come within 10 Working Days.

    Attributes:
        request: its reference.
        key_kind: "Recovery Private Key" or "Contingency Private Key".
        means: by which secured electronic means.
        locations: where the ceremonies take place.
    """

    request: str
    key_kind: Literal["Recovery Private Key", "Contingency Private Key"]
    means: str
    locations: str


class PutRecord(CustodianAction, frozen=True, kw_only=True):
    """A nomination form came, or was put right (SMKI RP 3.4.3.3): it lies in the sealed register.

    Attributes:
        nominee: whose; the next free N-number for somebody new.
        request: the request for nominations that it answers.
        digest: of the sealed record, salted: SHA-256 in hexadecimal.
    """

    nominee: str
    request: str
    digest: str


class JudgeNominee(CustodianAction, frozen=True, kw_only=True):
    """The outcome of one step of 3.4.3 for one person.

    Attributes:
        outcome: "yes" where it was complete, selected, verified or told; "no" otherwise.
        reference: where that is written: the SMKI PMA's decision, the receipt. No personal data.
    """

    nominee: str
    step: Step
    outcome: Literal["yes", "no"]
    reference: str


class Appoint(CustodianPair, frozen=True, kw_only=True):
    """The person becomes a Key Custodian under the alias that was enrolled with their record's digest (3.4.3.11)."""

    nominee: str
    alias: str
    pma_informed: str


class ReadRecord(CustodianAction, frozen=True, kw_only=True):
    """A Registration Authority Manager reads one record."""

    nominee: str
    reason: str


class EraseRecord(CustodianPair, frozen=True, kw_only=True):
    """The record is erased; the entry's digest then points to nobody."""

    nominee: str
    reason: str


class CallCustodians(CustodianAction, frozen=True, kw_only=True):
    """Key Custodians are called to a ceremony (rule CUSTODIAN-CALL).

    Attributes:
        call: its reference; an Incident's reference where it is for one.
        key: the key whose shares are needed.
        aliases: who is called.
    """

    call: str
    incident: str = ""
    key: str
    aliases: tuple[str, ...]


class AnswerCall(CustodianAction, frozen=True, kw_only=True):
    """What one Key Custodian answered, and later whether they came."""

    call: str
    alias: str
    answer: Literal["can come", "can't come", "came", "did not come"]
    note: str = ""


class Exclude(CustodianPair, frozen=True, kw_only=True):
    """Keep a Key Custodian away from an Incident's ceremonies: they act for its Subscriber (SMKI RP 3.4.1).

    Attributes:
        subscriber: the Subscriber's Party id; not the DCC.
    """

    alias: str
    incident: str
    subscriber: str
    reason: str


class TellExcluded(CustodianAction, frozen=True, kw_only=True):
    """The Key Custodian, or a SMKI SRO of the Subscriber, was notified of the exclusion."""

    alias: str
    incident: str
    whom: Whom
    means: str
    receipt: str = ""


class GiveNotice(CustodianAction, frozen=True, kw_only=True):
    """Notice in writing that somebody is to cease as a Key Custodian, a month in advance (SMKI RP 3.4.2 (a)).

    Attributes:
        received: the day it came, as 2026-11-22.
        ceases: the day on which they are to cease.
        decision: what allows a shorter notice.
    """

    alias: str
    received: str
    ceases: str
    reference: str
    decision: str = ""


class Cease(CustodianPair, frozen=True, kw_only=True):
    """They have ceased: the key was returned and the records are updated (SMKI RP 3.4.2 (b) and (c))."""

    alias: str
    replacement: str


class RecordBalance(CustodianPair, frozen=True, kw_only=True):
    """What came out when a manager looked how the shares of a set lie among organisations (rule PEOPLE-CONFLICT).

    Attributes:
        outcomes: of ``organisations.balance``.
        decision: what allows anything but "fits".
    """

    key: str
    set: int
    outcomes: tuple[str, ...]
    decision: str = ""
