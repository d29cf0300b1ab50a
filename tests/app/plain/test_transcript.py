"""A short session as reviewers read it. ``KEYROOM_WRITE_TRANSCRIPTS=1 pytest tests/app/plain`` writes it again."""

import os
from pathlib import Path

TRANSCRIPT = Path(__file__).parent / "transcripts" / "first_step.txt"
LINES = (
    "# The notification is taken down. Nothing goes on before the checklist is answered.",
    "tick u1",
    "done ;",
    "tick",
    "2",
    "",
    "",
    "",
    "tick u3",
    "record reference ; value=TEST-0042",
    "record reporter ; value=Hazel Whitcombe, by telephone",
    "record noticed ; value=2026-03-02 09:15",
    "done ;",
    "handover to=P-02 ; note=The SMKI PMA is to be told next.",
    "take",
    "home",
    "help",
    "quit",
)


def test_a_short_session_reads_as_it_was_reviewed(play):
    printed = play(*LINES).printed
    assert "\nstopped:" not in printed
    if os.environ.get("KEYROOM_WRITE_TRANSCRIPTS"):
        TRANSCRIPT.write_text(printed, encoding="utf-8")
    assert printed == TRANSCRIPT.read_text(encoding="utf-8")
