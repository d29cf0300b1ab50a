"""What an entry says, in a line: for the last line of the record, the ledger viewer and whoever reads along."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.key_words import said_of_key
from ceremonies.ledger.entry import Entry
from ceremonies.times import london, london_time, parse_utc

Body = Mapping[str, Any]
Names = Mapping[str, str]
"""Name or alias by person id."""


def _of_step(words: str) -> Callable[[Body], str]:
    return lambda body: f"{body['step']} {words}"


def _item(body: Body) -> str:
    if body["answer"] == "done":
        return f"{body['step']} item {body['item']} ticked"
    return f"{body['step']} item {body['item']}: {body['answer']}"


def _completed(body: Body) -> str:
    then = f", then {', '.join(body['opens'])}" if body.get("opens") else ""
    return f"{body['step']} completed{then}" + (", the run ends" if body.get("ends") else "")


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def in_london(value: str) -> str:
    """A fact as it was written; a time in the form that entries have, as London has it."""
    return london(parse_utc(value)) if _MOMENT.fullmatch(value) else value


def _examined(body: Body) -> str:
    found = f"last recorded {body['recorded']}, found {body['found']}"
    return f"{body['item']} {'opened' if body['opened'] else 'examined'}: {found}" + (
        ", a difference" if body["difference"] else ""
    )


_WORDS: dict[str, Callable[[Body], str]] = {
    "workspace.made": lambda body: f"workspace made, {body['kind']}",
    "sitting.opened": lambda body: f"sitting {body['number']} opened",
    "sitting.closed": lambda _body: "sitting closed",
    "person.enrolled": lambda body: f"{body.get('name') or body['person']} enrolled",
    "person.signed_in": lambda body: f"{body['person']} signed in",
    "person.signed_out": lambda body: f"{body['person']} signed out",
    "person.left": lambda body: f"{body['person']} left",
    "person.rekeyed": lambda body: f"{body['person']} has a new key",
    "person.roles": lambda body: f"{body['person']} is now {', '.join(body['roles'])}",
    "slot.added": lambda body: f"{body['person']} may open the workspace",
    "slot.removed": lambda body: f"{body['person']} may open the workspace no longer",
    "party.registered": lambda body: f"Party {body['party']['id']} entered",
    "party.changed": lambda body: f"Party {body['party']['id']} changed",
    "party.removed": lambda body: f"Party {body['party']} taken off the register",
    "day.added": lambda body: f"one-off day {body['date']} entered: {body['name']}",
    "day.removed": lambda body: f"one-off day {body['date']} taken off the list",
    "clock.stepped": lambda body: f"the clock stands {body['seconds']} s before the last entry",
    "clock.corrected": lambda body: f"the clock is {body['offset_seconds']} s out, says {body['said_by']}",
    "incident.raised": lambda body: f"incident {body['incident']} raised",
    "incident.closed": lambda body: f"incident {body['incident']} closed",
    "compromise.added": lambda body: f"another Compromise: {body['what']}",
    "command.offered": lambda body: f"command offered to {body['to']}",
    "command.taken": lambda body: f"command taken from {body['from']}",
    "command.declined": lambda body: f"command declined: {body['reason']}",
    "run.started": lambda body: f"run {body['run']} of section {body['section']} started",
    "run.paused": lambda body: f"run paused: {body['reason']}",
    "run.resumed": lambda _body: "run goes on",
    "run.stopped": lambda body: f"run stopped by decision {body['reference']}",
    "item.ticked": _item,
    "fact.written": lambda body: f"{body['step']} {body['field']}: {in_london(body['value'])}",
    "recipients.named": lambda body: f"{body['step']} {body['count']} named: {body['who']}",
    "subscriber.joined": lambda body: f"{body['party']} is asked along",
    "date.kept": lambda body: f"done as dated: {body['name']}",
    "party.told": lambda body: f"{body['step']} {body['recipient']} told by {body['means']}",
    "party.excused": lambda body: f"{body['step']} {body['recipient'] or body['who']} need not be told",
    "risks.weighed": lambda body: f"{body['step']} risks weighed: {body['conclusion']}",
    "decision.recorded": lambda body: f"decision {body['id']} {body['reference']}: {body['outcome']}",
    "confirmation.taken": lambda body: f"{body['step']} confirmation: {body['outcome']}",
    "custodians.called": lambda body: f"{body['step']} {body['called']} Key Custodians called",
    "hold.set": lambda body: f"{body['step']} {body['what']} set: {body['amount']:,}",
    "hold.released": lambda body: f"{body['step']} {body['what']} put back: {body['amount']:,}",
    "hold.corrected": lambda body: f"{body['what']}: {body['stands']:,} stand, not {body['was']:,}",
    "hold.left": lambda body: f"{body['what']} stays in force: {body['amount']:,}",
    "step.completed": _completed,
    "step.opened": _of_step("opened"),
    "step.repeated": _of_step("to be done again"),
    "paper.entered": lambda body: f"{len(body['steps'])} steps entered from paper",
    "deviation.recorded": _of_step("deviation recorded"),
    "evidence.added": lambda body: f"{body['step']} evidence {body['name']}",
    "recovery.declared": lambda body: f"recovery declared {body['outcome']}",
    "procedure.moved": lambda _body: "run moved to a newer procedure",
    "rollback.decided": lambda body: f"decided to go on without the newest head: {body['reference']}",
    "item.registered": lambda body: f"{body['item']} entered into custody",
    "item.moved": lambda body: f"{body['item']} moved: {body['reason']}",
    "item.examined": _examined,
    "difference.decided": lambda body: f"{body['item']}: difference decided, {body['decision']}",
    "item.lost": lambda body: f"{body['item']} {body['how']}, Incident {body['incident']}",
    "physical_key.returned": lambda body: f"{body['item']} came back from {body['from']} to {body['manager']}",
    "physical_key.passed_on": lambda body: f"{body['item']} passed on from {body['from']} to {body['to']}",
    "item.ended": lambda body: f"{body['item']} {body['how']}",
    "room.noted": lambda body: f"room: {body['says']}",
    "role.taken": lambda body: f"{body['person']} is {body['role']} in this ceremony",
    "role.laid_down": lambda body: f"{body['person']} is {body['role']} no longer",
    "manager.admitted": lambda body: f"{body['person']} opens the sealed register",
    "nominations.requested": lambda body: f"nominations requested: {body['request']}",
    "record.put": lambda body: f"record of {body['nominee']} sealed",
    "nominee.judged": lambda body: f"{body['nominee']} at {body['step']}: {body['stage']}",
    "custodian.appointed": lambda body: f"{body['nominee']} appointed as {body['alias']}",
    "record.read": lambda body: f"record of {body['nominee']} read: {body['reason']}",
    "record.erased": lambda body: f"record of {body['nominee']} erased",
    "custodians.summoned": lambda body: f"{len(body['aliases'])} Key Custodians called for {body['key']}",
    "custodian.answered": lambda body: f"{body['alias']}: {body['answer']}",
    "custodian.excluded": lambda body: f"{body['alias']} excluded from {body['incident']}",
    "exclusion.notified": lambda body: f"{body['whom']} notified that {body['alias']} is excluded",
    "notice.given": lambda body: f"notice that {body['alias']} ceases on {body['ceases']}",
    "custodian.ceased": lambda body: f"{body['alias']} has ceased as a Key Custodian",
    "organisations.weighed": lambda body: f"{body['key']}: {' and '.join(body['outcomes'])}",
}
"""By kind; another kind is named as it is."""


_PERSON = re.compile(r"\b[A-Z]-\d{2,}\b")
_ONE_PERSON = ("person.signed_in", "person.signed_out")
"""Kinds whose words name who did it already."""


def what_happened(entry: Entry, names: Names) -> str:
    """What the entry says, without when and who. A kind or body of a later version is named, not guessed at."""
    try:
        if entry.stream.startswith("key/"):
            said = said_of_key(entry.stream, entry.kind, entry.body)
        else:
            said = _WORDS[entry.kind](entry.body)
    except (KeyError, TypeError, ValueError):
        return entry.kind
    return _PERSON.sub(lambda found: names.get(found[0], found[0]), said)


def who(entry: Entry, names: Names) -> str:
    """Who did it, by name."""
    return " and ".join(names.get(one, one) for one in entry.by)


def last_line(entry: Entry, names: Names) -> str:
    """The whole entry in a line: "14:05 #1204 4.2.1.7 item b ticked by J. Okafor"."""
    by = f" by {who(entry, names)}" if entry.by and entry.kind not in _ONE_PERSON else ""
    return f"{london_time(parse_utc(entry.recorded_at))} #{entry.seq} {what_happened(entry, names)}{by}"
