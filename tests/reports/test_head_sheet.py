import qrcode

from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.note import parse_verifier_key, read_note
from ceremonies.people.pgp_words import from_words, to_words
from reports.head_sheet import head_pdf, head_sheet
from tests.reports.reading import pages_of


def sheet(made, **more):
    return head_sheet(made.source.entries, note=made.source.note, vkey=made.vkey, **more)


def test_the_page_holds_the_signed_checkpoint_whole(made):
    (page,) = pages_of(head_pdf(sheet(made)))
    for line in made.source.note.splitlines():
        assert line in page


def test_the_words_are_the_root_and_the_key(made):
    held = sheet(made)
    head = parse_checkpoint(read_note(made.source.note).text)
    assert from_words(held.root_words) == head.root
    assert from_words(held.key_words) == parse_verifier_key(made.vkey).public
    (page,) = pages_of(head_pdf(held))
    assert all(word in page for word in (*to_words(head.root), made.vkey))


def test_those_in_the_room_have_a_line_to_sign(made):
    assert sheet(made).present == ("Owen Łukasz (P-02)", "Marta Nowak (P-03)")


def test_the_code_holds_the_note(made):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(made.source.note.encode())
    code.make(fit=True)
    matrix = code.get_matrix()
    dark = sum(line[place] and not line[place - 1] for line in matrix for place in range(1, len(line)))
    content = _content(head_pdf(sheet(made)))
    assert content.count(" re f") - 1 == dark


def _content(pdf):
    import io  # noqa: PLC0415

    import pypdf  # noqa: PLC0415

    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return page.get_contents().get_data().decode("latin-1")


def test_the_same_head_gives_the_same_bytes(made):
    assert head_pdf(sheet(made)) == head_pdf(sheet(made))


def test_practice_is_marked_and_so_is_damage(made):
    (page,) = pages_of(head_pdf(sheet(made, warning="The record is damaged from entry 7 on.")))
    assert "REHEARSAL" in page
    assert "damaged from entry 7" in page
