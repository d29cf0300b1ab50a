"""The document for other programs has exactly the keys that were promised, on every kind of step."""

import json

from ceremonies.runbook.book import Book
from ceremonies.runbook.document import document
from ceremonies.runbook.load import load_book
from ceremonies.runbook.schema import Correction, Deadline, Item, Next, Section, Step, Tell

MENDED = Correction(kind="next", source_says="4.1A.2.3", carried_out="end", why="It strands the run.")

NUMBERED = Step(
    id="4.2.1.1",
    title="Weigh",
    actors=("Subscriber", "DCC"),
    when="At once",
    does="Weigh the risks.",
    items=(Item(id="a", letter="a", does="Weigh."), Item(id="u1", does="Ask.", actors=("DCC",), optional=True)),
    tells=(Tell(who="SMKI PMA", what="the outcome", form="B", devices="affected", by="in writing"),),
    next=(Next(to="4.2.1.K1", if_="it is refused"), Next(to="end", how="run", if_="it is not")),
    source_next=("4.1A.2.3",),
    corrections=(MENDED,),
    gate="request",
    deadline=Deadline(name="weighing", from_="the request", step="4.2.1.1", working_days=10, not_before=True),
)
OURS = Step(id="4.2.1.K1", numbered_by="keyroom", title="Leave", actors=("DCC",), does="Leave.", next=(Next(to="end"),))
BOOK = Book(
    sections=(Section(id="4.2.1", part_of="4.2", table=True, title="Before", does="It is.", steps=(NUMBERED, OURS)),)
)


def test_the_document_says_exactly_what_was_promised():
    mended = {"kind": "next", "source_says": "4.1A.2.3", "carried_out": "end", "why": "It strands the run."}
    assert document(BOOK) == {
        "ceremonies": [],
        "sections": [
            {
                "id": "4.2.1",
                "part_of": "4.2",
                "table": True,
                "title": "Before",
                "corrections": [],
                "steps": [
                    {
                        "id": "4.2.1.1",
                        "numbered_by": "source",
                        "actors": ["Subscriber", "DCC"],
                        "source_actors": ["Subscriber", "DCC"],
                        "when": "At once",
                        "does": "Weigh the risks.",
                        "items": [
                            {"id": "a", "letter": "a", "actors": None, "does": "Weigh."},
                            {"id": "u1", "letter": None, "actors": ["DCC"], "does": "Ask."},
                        ],
                        "tells": [{"who": "SMKI PMA", "what": "the outcome", "form": "B", "by": "in writing"}],
                        "next": [{"to": "4.2.1.K1", "if": "it is refused"}, {"to": "end", "if": "it is not"}],
                        "source_next": ["4.1A.2.3"],
                        "corrections": [mended],
                        "gate": True,
                        "deadline": {
                            "name": "weighing",
                            "from": "the request",
                            "working_days": 10,
                            "not_before": True,
                        },
                    },
                    {
                        "id": "4.2.1.K1",
                        "numbered_by": "keyroom",
                        "actors": ["DCC"],
                        "source_actors": [],
                        "when": None,
                        "does": "Leave.",
                        "items": [],
                        "tells": [],
                        "next": [{"to": "end", "if": None}],
                        "source_next": [],
                        "corrections": [],
                        "gate": False,
                        "deadline": None,
                    },
                ],
            }
        ],
    }


def test_every_next_of_the_procedures_is_an_id_in_the_document_or_the_end():
    sections = document(load_book())["sections"]
    steps = [step for section in sections for step in section["steps"]]
    ids = {"end", *(section["id"] for section in sections), *(step["id"] for step in steps)}
    assert {each["to"] for step in steps for each in step["next"]} <= ids


def test_the_whole_document_is_json():
    whole = document(load_book())
    assert json.loads(json.dumps(whole)) == whole
