"""What makes procedure data unfit to carry out once its shape is right: references, reach, ways out, silent changes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ceremonies.runbook.book import END, Book
from ceremonies.runbook.graph import dead_ends, followers, reached, resolve
from ceremonies.runbook.schema import Correction, Kind, Next, Section, Step
from ceremonies.runbook.script_acts import ACTS

TITLE_LENGTH = 60
"""Characters that a step's title may have, so that it fits a list at 80 columns."""

EXPLAINS_NEXT: frozenset[Kind] = frozenset({"next", "reference", "missing step", "missing branch", "harmful reading"})
"""The corrections that can say why another step follows than the text says."""

Found = Iterator[tuple[str, str]]
"""The key at fault, within its step or section, and what is wrong with it."""

Placed = tuple[str, Section]
"""A section and the file that it came from."""


def problems_in(placed: Sequence[Placed]) -> list[str]:
    """Every problem in these sections, a sentence each, in the text's order."""
    book = Book(sections=tuple(section for _, section in placed))
    graph = _graph_problems(book)
    return [*_twice(placed), *(each for file, section in placed for each in _in_section(book, file, section, graph))]


def _twice(placed: Sequence[Placed]) -> Iterator[str]:
    """Ids of sections and steps that stand twice, whichever files they stand in."""
    sections = [(section.id, file) for file, section in placed]
    steps = [(step.id, file) for file, section in placed for step in section.steps]
    for kind, ids in (("section", sections), ("step", steps)):
        for id_, count in Counter(id_ for id_, _ in ids).items():
            if count > 1:
                files = " and ".join(sorted({file for each, file in ids if each == id_}))
                yield f"file {files}, {kind} {id_}, key id: it stands {count} times. Give each {kind} an id of its own."


def _in_section(book: Book, file: str, section: Section, graph: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for key, words in (*_section_words(section), *_step_ids(section)):
        yield f"file {file}, section {section.id}, key {key}: {words}"
    for step in section.steps:
        for check in STEP_CHECKS:
            for key, words in check(book, step):
                yield f"file {file}, step {step.id}, key {key}: {words}"
        for words in graph.get(step.id, ()):
            yield f"file {file}, step {step.id}, key next: {words}"


def _section_words(section: Section) -> Found:
    yield from _text({"title": section.title})
    yield from _correction_words(section.corrections)


def _step_ids(section: Section) -> Found:
    """Numbered steps stand in their own table and in order; a step of ours has a number of ours."""
    numbers = []
    for step in section.steps:
        number = re.fullmatch(re.escape(section.id) + r"\.(\d+)", step.id)
        if step.numbered_by == "source" and not (number and section.table):
            yield "steps", f"step {step.id} is numbered by the text, but is not of table {section.id}."
        elif step.numbered_by == "keyroom" and not step.id.startswith(f"{section.id}."):
            yield "steps", f"step {step.id} is ours and needs an id that begins with {section.id}."
        numbers.extend([int(number[1])] if number else [])
    if numbers != sorted(numbers):
        yield "steps", "its steps don't stand in the order of their numbers."


def _graph_problems(book: Book) -> dict[str, list[str]]:
    """Steps that nothing leads to, and steps from which no end can be reached."""
    roots = [section.steps[0].id for part in sorted(book.part_ids) for section in _first(book.part(part))]
    beside = [step.id for step in book.steps.values() if step.flow == "beside"]
    live = reached([*roots, *beside], {id_: followers(book, step) for id_, step in book.steps.items()})
    found: dict[str, list[str]] = {}
    for id_ in book.steps:
        if id_ not in live:
            found.setdefault(id_, []).append("no path leads to this step. Name it in another step's next.")
    for id_ in dead_ends(book):
        found.setdefault(id_, []).append("no path leads from here to an end. Give it a way out.")
    return found


def _first(sections: Sequence[Section]) -> Sequence[Section]:
    return [section for section in sections if section.steps][:1]


def _references(book: Book, step: Step) -> Found:
    for index, each in enumerate(step.next):
        if each.to != END and each.to not in book.steps and each.to not in book.section_ids:
            hint = f" Name its first section, {book.part(each.to)[0].id}." if each.to in book.part_ids else ""
            yield f"next[{index}].to", f"there is no step or section {each.to}.{hint}"
        elif each.to in book.section_ids and not book.section(each.to).steps:
            yield f"next[{index}].to", f"section {each.to} has no steps to go to."
    if step.deadline and step.deadline.step not in book.steps:
        yield "deadline.step", f"there is no step {step.deadline.step}."


def _ways_out(_: Book, step: Step) -> Found:
    onward = [(index, each) for index, each in enumerate(step.next) if each.how != "call"]
    if len([each for _, each in onward if each.if_ is None]) > 1:
        yield "next", "more than one way on has no condition, so nobody could tell which to take. Give each an if."
    for (index, each), count in zip(onward, _counts([each for _, each in onward]), strict=True):
        if count > 1:
            yield f"next[{index}]", f"the way to {each.to} stands twice."


def _counts(nexts: Sequence[Next]) -> list[int]:
    return [Counter(nexts)[each] for each in nexts]


def _source(book: Book, step: Step) -> Found:
    """What the text says and what is carried out may differ only with a reason."""
    kinds = {each.kind for each in step.corrections}
    if step.numbered_by == "keyroom":
        if step.source_next:
            yield "source_next", "the text doesn't have this step, so it says nothing about what follows. Take it out."
        if step.source_actors is not None:
            yield "source_actors", "the text doesn't have this step, so it names nobody. Take it out."
        return
    if not step.source_next:
        yield "source_next", "it is empty. Write down what the text's column says."
    said = {resolve(book, each) for each in step.source_next}
    done = {resolve(book, each.to) for each in step.next if each.how != "call"}
    if step.source_next and said != done and not kinds & EXPLAINS_NEXT:
        differ = ", ".join(sorted(said ^ done))
        yield "next", f"it differs from what the text says ({differ}) and no correction says why."
    if step.source_actors is not None and set(step.source_actors) != set(step.actors) and "actor" not in kinds:
        yield "source_actors", "who acts differs from what the text says and no correction of kind actor says why."


def _decisions(_: Book, step: Step) -> Found:
    if step.gate == "decide" and not step.decision:
        yield "gate", 'a gate "decide" stands only before a decision. Add decision = true or change the gate.'
    if "recovery status" in step.holds and step.gate != "set recovery":
        yield "gate", 'the step sets the SMI Status to recovery and needs the gate "set recovery".'
    if step.custodian_call and "custodians called" not in step.holds:
        yield "holds", 'Key Custodians are called here, so "custodians called" belongs among its holds.'


def _words(_: Book, step: Step) -> Found:
    yield from _text({"title": step.title, "does": step.does})
    if len(step.title) > TITLE_LENGTH:
        yield "title", f"it has {len(step.title)} characters; at most {TITLE_LENGTH} fit."
    if not step.actors:
        yield "actors", "nobody acts. Name at least one."
    for index, item in enumerate(step.items):
        yield from _text({f"items[{index}].id": item.id, f"items[{index}].does": item.does})
    for index, tell in enumerate(step.tells):
        yield from _text({f"tells[{index}].who": tell.who, f"tells[{index}].what": tell.what})
        if tell.devices and not tell.form:
            yield f"tells[{index}].devices", "it says which devices a file lists, but no file goes with it. Add a form."
    yield from _correction_words(step.corrections)


def _correction_words(corrections: Iterable[Correction]) -> Found:
    for index, each in enumerate(corrections):
        said = {"source_says": each.source_says, "carried_out": each.carried_out, "why": each.why}
        yield from _text({f"corrections[{index}].{key}": words for key, words in said.items()})


def _text(texts: Mapping[str, str]) -> Found:
    for key, words in texts.items():
        if not words.strip():
            yield key, "it has no text."
        elif words != " ".join(words.split()):
            yield key, "it has stray spaces or line breaks."


def _ceremonies(book: Book, step: Step) -> Found:
    """A step calls for ceremonies that have a script; only a script's own steps wait for acts and for people."""
    scripts = {script.id for script in book.scripts}
    for index, each in enumerate(step.ceremonies):
        yield from _text({f"ceremonies[{index}].says": each.says})
        if each.script not in scripts:
            yield f"ceremonies[{index}].script", f"there is no ceremony script {each.script}."
    if step.act is not None and step.act not in ACTS:
        yield "act", f"there is no act {step.act}. It may be one of: {', '.join(ACTS)}."
    if book.section_of(step.id).script:
        if step.ceremonies:
            yield "ceremonies", "a ceremony calls for no other. Take it out."
    elif step.act or step.quorum or step.roles or any(each.breaks_off for each in step.next):
        yield (
            "act",
            "only a script's step has an act, a quorum, roles or a way that breaks off. Take them out.",
        )


def _lengths(_: Book, step: Step) -> Found:
    if not step.deadline:
        return
    limit = step.deadline
    given = [each for each in (limit.hours, limit.working_days, limit.months, limit.years) if each is not None]
    if len(given) != 1:
        yield "deadline", f"it has {len(given)} lengths. Give one: hours, working_days, months or years."
    if any(each < 1 for each in given):
        yield "deadline", "its length must be one or more."


def _own_ids(_: Book, step: Step) -> Found:
    for key, ids in (("items", [each.id for each in step.items]), ("records", [each.id for each in step.records])):
        for id_, count in Counter(ids).items():
            if count > 1:
                yield key, f"the id {id_} stands {count} times in the step."


def _choices(_: Book, step: Step) -> Found:
    for index, record in enumerate(step.records):
        yield from _text({f"records[{index}].id": record.id, f"records[{index}].label": record.label})
        if (record.kind == "choice") != (len(record.choices) > 1):
            yield (
                f"records[{index}].choices",
                "a choice needs two words or more to choose from, and only a choice has any.",
            )


STEP_CHECKS: Sequence[Callable[[Book, Step], Found]] = (
    _words,
    _own_ids,
    _references,
    _ways_out,
    _source,
    _decisions,
    _lengths,
    _choices,
    _ceremonies,
)
"""What is asked of each step."""
