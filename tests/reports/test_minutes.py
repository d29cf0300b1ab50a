import hashlib
import os
import re
from pathlib import Path

import pytest

from app.cli.report import blank_card, rebuilding
from app.cli.report import minutes as made_by_cli
from ceremonies.errors import Refused
from ceremonies.people.pgp_words import to_words
from ceremonies.runbook import actions as run_ask
from ceremonies.shares.share import set_name
from ceremonies.verification import books_of
from reports.chapters.ceremonies import minutes_name
from reports.document import to_text
from reports.minutes import minutes, minutes_pdf
from reports.recovery import recovery_report
from reports.source import source_for
from tests.key_table import ADMINISTRATOR, MANIFEST
from tests.reports.ceremony_played import CUSTODIANS, MAKING, CeremonyPlayer
from tests.reports.reading import outline_of, pages_of, text_of

GOLDEN = Path(__file__).with_name("golden_minutes.txt")
WRITE_GOLDEN = "KEYROOM_WRITE_GOLDEN"
"""Set in the environment, the golden text is written anew, for a reviewer to read."""
STEPS = ("Steps carried out", "Each step in full", "Sign-offs", "Sittings", "How to check")
"""Chapters that follow the wording of the scripts, or are those of every report."""


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    """A Recovery key made in a routine ceremony and woken in an Incident's."""
    played = CeremonyPlayer(tmp_path_factory.mktemp("minutes") / "room")
    played.make()
    played.waking = played.wake()
    yield played
    played.workspace.close()


def document_of(player, run, at=None):
    source = source_for(player.workspace, run=run, at=at)
    return minutes(run, source.entries, note=source.note, vkey=player.workspace.vkey, books=books_of(player.workspace))


@pytest.fixture(scope="module")
def making(player):
    return document_of(player, MAKING)


@pytest.fixture(scope="module")
def waking(player):
    return document_of(player, player.waking)


def chapter(document, title):
    """The text of the one chapter whose title holds ``title``."""
    text = to_text(document)
    return re.search(rf"^## \d+  [^\n]*{re.escape(title)}.*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)[0]


def test_every_custodian_is_there_by_alias_and_without_an_organisation(making):
    said = chapter(making, "Who was there")
    for alias in CUSTODIANS:
        assert f"{alias} | Key Custodian | " in said
        assert f"{alias} | Key Custodian, by alias |  | Key Custodian" in said
    assert "Cy Dunn | DCC | Internal Witness" in said


def test_the_room_log_stands_whole_with_who_signed(making):
    said = chapter(making, "The room")
    assert "E. Vaughan of Castell Audit witnesses from outside / What they watch: the safe and the screen" in said
    assert re.search(r"seal last recorded 88120, found 88120, intact \| Ada Bell \(P-01\), Cy Dunn \(P-02\)", said)


def test_a_software_token_is_said_wherever_it_was_used(making, waking):
    assert to_text(making).splitlines()[3] == "Token ceremony, serial 0001: SOFTWARE TOKEN, for rehearsals only."
    for document, title in ((making, "Tokens"), (making, "Keys"), (waking, "Activations")):
        assert "SOFTWARE TOKEN, for rehearsals only" in chapter(document, title)


def test_the_probe_stands_check_by_check(making):
    said = chapter(making, "Tokens")
    assert "passed; an M#N key can be made on it" in said
    assert "trusted wrapping | wrapped under an untrusted key | not supported | the token knows no trusted keys" in said


def test_the_fingerprint_stands_in_hex_and_in_the_words_that_were_read_aloud(player, making):
    fingerprint = player.state("REC-0001").fingerprint
    said = " ".join(chapter(making, "Keys").split())
    assert fingerprint in said
    assert " ".join(to_words(bytes.fromhex(fingerprint))) in said


def test_attributes_stand_as_they_were_read_back(making):
    said = chapter(making, "Keys")
    assert "usages | sign | wrap, unwrap" in said
    assert "always sensitive | yes | yes" in said


@pytest.mark.rule("BLOB-CUSTODY")
def test_each_copy_stands_by_digest_medium_and_place_and_none_by_its_bytes(player, making):
    said = chapter(making, "Copies")
    for copy in player.state("REC-0001").copies:
        assert f"{copy.number} | {copy.medium} | {copy.place}" in said
    digest = player.state("REC-0001").copies[-1].digest
    assert digest in said
    assert hashlib.sha256(b"blob 1001").hexdigest() == digest
    assert b"blob 1001" not in to_text(making).encode()


def test_every_share_stands_with_its_alias_number_and_proof(making):
    said = chapter(making, "Shares")
    for index, alias in enumerate(CUSTODIANS, 1):
        assert re.search(rf"^{index} of 5 \| {alias} \| .* \| proved$", said, re.MULTILINE)
    assert "words copied from the screen / at deposit box 1" in said


def test_the_certificate_stands_with_serial_and_digest(making):
    said = chapter(making, "Certificates")
    assert "0c5a | REC-0001 | ICA-0001 | out-0.der | " in said
    assert "cd" * 32 in said


def test_what_failed_is_told_with_its_reason(making):
    assert "make REC-0001 | failed: The medium CD-2 is full." in chapter(making, "came to nothing")


def test_an_activation_says_what_was_agreed_used_and_refused(waking):
    said = chapter(waking, "Activations")
    assert "Agreed: 10 signatures at most, until Fri 27 Mar 2026 23:30 GMT" in said
    assert "Used: 7 promised, 7 made, in 1 batch" in said
    assert "K-03 | share REFUSED: mistyped" in said
    assert "The listing shows no private object of the key." in said
    assert MANIFEST in said


def test_a_deviation_and_a_disagreement_stand_in_the_words_of_those_who_signed(making):
    said = chapter(making, "Deviations")
    assert "Happened: CD-2 was full." in said
    assert "the medium should have been tried the day before" in said


def test_sign_offs_name_what_was_signed_and_by_whom(making):
    said = chapter(making, "Sign-offs")
    assert re.search(r"Committed: REC-0001 \| Ada Bell \(P-01\), Cy Dunn \(P-02\)", said)


def test_every_page_names_the_checkpoint_its_number_and_the_rehearsal(making):
    pages = pages_of(minutes_pdf(making))
    origin, size, root = making.made_from
    for number, page in enumerate(pages, 1):
        assert f"Made from {origin} at size {size}" in page
        assert f"root {root}" in page
        assert f"page {number} of {len(pages)}" in page
        assert "REHEARSAL" in page
        assert f"run {MAKING}" in page


def test_the_same_record_gives_the_same_bytes_also_through_the_command(player, making):
    assert minutes_pdf(making) == minutes_pdf(making) == made_by_cli(player.workspace, MAKING, None)


def test_the_outline_has_every_chapter(making):
    outline = outline_of(minutes_pdf(making))
    assert [one.title for one in making.chapters] == [one for one in outline if one[0].isdigit()]


def test_minutes_of_a_ceremony_that_goes_on_say_so(player):
    entries = source_for(player.workspace).entries
    size = next(entry.seq for entry in entries if entry.kind == "share.proved" and entry.stream == "key/REC-0001") + 1
    text = to_text(document_of(player, MAKING, at=size))
    assert "These are interim minutes" in text
    assert "Set 1001, 3 of 5, not committed." in text
    assert "2 of 5 | K-02" in text
    assert "handed out, not proved" in text


def test_a_run_that_is_no_ceremony_and_one_that_is_not_there_are_refused(player):
    with pytest.raises(Refused, match=r"no key ceremony\. Its report is made by: keyroom report recovery"):
        document_of(player, player.run)
    with pytest.raises(Refused, match="There is no run TEST-9/1"):
        document_of(player, "TEST-9/1")


def test_the_recovery_report_tells_of_the_ceremonies_and_the_digest_of_their_minutes(player):
    pdf = minutes_pdf(document_of(player, player.waking))
    kept = player.workspace.evidence.add(pdf)
    name = minutes_name(player.waking)
    step = player.room_of_record.run(player.run).open[0].id
    attach = run_ask.Attach(
        run=player.run, step=step, by=ADMINISTRATOR, name=name, digest=kept.digest, size=kept.size, what="the minutes"
    )
    before = source_for(player.workspace, run=player.run)
    player.tell(attach)
    after = source_for(player.workspace, run=player.run)
    told = [
        chapter(
            recovery_report(
                player.run, one.entries, note=one.note, vkey=player.workspace.vkey, books=books_of(player.workspace)
            ),
            "Key ceremonies",
        )
        for one in (before, after)
    ]
    assert f"No minutes were added as evidence yet of: {player.waking}." in told[0]
    assert f"{player.waking} | {name} | {hashlib.sha256(pdf).hexdigest()}" in told[1]
    assert "REC-0001 in use / serial 0c5a | 4.2.2.3" in told[1]


def test_the_words_of_the_minutes_are_the_golden_ones(making, waking):
    texts = [to_text(making), to_text(waking)]
    said = "\n\n".join(_without(text) for text in texts) + "\n"
    said = re.sub(r"[A-Za-z0-9+/]{43}=", "ROOT", said)
    if os.environ.get(WRITE_GOLDEN):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_the_pdf_holds_the_text_of_each_chapter(making):
    text = text_of(minutes_pdf(making))
    for words in ("K-05", "deposit box 5", "Recombined", "The medium CD-2 is full."):
        assert words in text


def _without(text):
    """The text without the chapters that follow the scripts' wording."""
    parts = re.split(r"(?=^## )", text, flags=re.MULTILINE)
    return "".join(part for part in parts if not any(title in part.split("\n")[0] for title in STEPS))


def test_a_blank_card_names_the_newest_set_of_the_key_and_no_word(player):
    page = text_of(blank_card(player.workspace, "REC-0001"))
    assert "Key REC-0001" in page
    assert f"Set {set_name(player.state('REC-0001').sets[-1].identifier)}" in page
    assert "Share ____ of" in page
    assert "REHEARSAL" in page


def test_the_page_on_rebuilding_a_key_is_one_page_and_says_that_it_is_a_rehearsals(player):
    (page,) = pages_of(rebuilding(player.workspace))
    assert "REHEARSAL" in page
    assert "shamir" in page
