"""The Recovery Action Risks gate (SMKI RP 3.5; rule GATE-RISKS): acting is weighed against not acting."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.lacking import Lack, refuse_first
from ceremonies.runbook.schema import RiskAct, Step
from ceremonies.runbook.state import StepState

WHAT_IT_DOES: dict[RiskAct, str] = {
    "request": (
        "Asking for Method 2, Method 3 or section 5 leads to the DCC blocking communications with the affected Devices,"
        " and with them prepayment through the DCC, before the SMKI PMA has decided. Method 1 leaves the key usable"
        " until every Device is repaired and the key destroyed."
    ),
    "set recovery": (
        "Setting the SMI Status to recovery blocks prepayment through the DCC on these Devices until it is lifted."
    ),
    "revoke": (
        "Revoking does not stop a supplier key from instructing SMETS2+ Devices. It does stop one that stands behind"
        " S1SP Held Device Security Credentials, and it ends a key's use for signing XML."
    ),
    "destroy": (
        "Destroying a key can't be undone: what only that key could sign or repair, Devices in the supply chain"
        " included, can then never be signed or repaired."
    ),
    "revoke and destroy": (
        "Revoking does not stop a supplier key from instructing SMETS2+ Devices; it does for S1SP Held credentials."
        " Destroying a key can't be undone, also for Devices not yet recovered or still in the supply chain."
    ),
    "access control broker": (
        "Access Control Broker Certificates in Supplier Trust Anchor Cells lock out every supplier function, prepayment"
        " included, until supplier Certificates are back."
    ),
    "decide": (
        "The decision orders acts that can cut consumers off from their supply, or leaves a compromised key usable."
        " Both sides are weighed before it is taken."
    ),
}
"""What each gated act does, said before it is weighed (SMKI RP 3.5.1, 3.5.2, 3.5.3)."""


def weigh(_state: object, facts: RunFacts, action: ask.Weigh, now: datetime) -> list[Ruling]:
    """Record one weighing, signed by the two people who decided."""
    moment_of(action, now)
    step = facts.book.step(action.step)
    if step.gate is None:
        raise Refused("GATE-RISKS", f"Step {step.id} stands behind no gate.")
    if min(action.esme_prepayment, action.gsme_prepayment) < 0:
        raise Refused("GATE-RISKS", "The numbers of ESME and GSME in Prepayment Mode can't be negative.")
    some_on_prepayment = action.esme_prepayment + action.gsme_prepayment > 0
    body = {
        "step": step.id,
        "act": step.gate,
        "what_it_does": WHAT_IT_DOES[step.gate],
        "if_we_act": checked_text("What follows if we act", action.if_we_act),
        "if_we_do_not": checked_text("What follows if we don't act", action.if_we_do_not),
        "esme_prepayment": action.esme_prepayment,
        "gsme_prepayment": action.gsme_prepayment,
        "done_for_prepayment": checked_text(
            "What is done for Devices in Prepayment Mode", action.done_for_prepayment, required=some_on_prepayment
        ),
        "supply_chain": checked_text("Devices in the supply chain", action.supply_chain),
        "mitigations": checked_text("Mitigations", action.mitigations, required=False),
        "conclusion": action.conclusion,
        "wait_until": checked_text("Until when to wait", action.wait_until, required=action.conclusion == "wait"),
        "review_at": checked_text("The later review", action.review_at, required=False),
        "decided_by": [action.by, action.second],
    }
    signers = (action.by, action.second)
    objections = {action.second: action.objection} if action.objection else {}
    return [ruling(action.run, "risks.weighed", body, signed_by=signers, objections=objections)]


def on_paper(step: Step, said: ask.PaperWeighing) -> dict[str, Any]:
    """A weighing that was written on paper, as it stands in an entry: the paper itself says what was weighed.

    Raises:
        Refused: GATE-RISKS: the step stands behind no gate. TEXT: the paper has no reference.
    """
    if step.gate is None:
        raise Refused("GATE-RISKS", f"Step {step.id} stands behind no gate.")
    return {
        "step": step.id,
        "act": step.gate,
        "what_it_does": WHAT_IT_DOES[step.gate],
        "paper": checked_text("The reference of the paper on which the risks were weighed", said.reference),
        "conclusion": said.conclusion,
        "decided_by": list(said.decided_by),
    }


def check_weighed(step: Step, at: StepState, *, acting: bool) -> None:
    """A gated act, or the end of a gated step, comes after its weighing.

    Args:
        step: the step as the procedure has it.
        at: the step as it stands.
        acting: the act itself is to be recorded, which only a conclusion to act allows.

    Raises:
        Refused: GATE-RISKS.
    """
    refuse_first(unweighed(step, at))
    if acting and at.weighed is not None and at.weighed["conclusion"] != "act":
        raise Refused("GATE-RISKS", "It was decided not to act here. Weigh again if that has changed.")


def unweighed(step: Step, at: StepState) -> Iterator[Lack]:
    """The weighing that a gated step still lacks."""
    if step.gate is None:
        return
    if at.weighed is None:
        sentence = f"Weigh the Recovery Action Risks of step {step.id} first (3.5). Two people sign it."
        yield Lack("GATE-RISKS", sentence, ("weigh the risks",))
    elif at.weighed["conclusion"] == "wait":
        sentence = f"It was decided to wait until {at.weighed['wait_until']}. Weigh again before going on."
        yield Lack("GATE-RISKS", sentence, ("weigh the risks again",))
