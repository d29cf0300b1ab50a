import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.errors import Unusable
from ceremonies.parties.load import LARGEST_FILE, load_parties

TOML = """\
# from the RA
[[party]]
id = "BOREALIS"
name = "Borealis Energy Ltd"
party_roles = ["Supplier Party"]
user_ids = ["00db1234567890a0", "00-DB-12-34-56-78-90-A1"]
sros = ["Mair Evans"]
aros = ["Tom Hale", "Una Byrne"]
telephone = "+44 20 7946 0000"
email = "smki@borealis.example"
responsible_supplier = true

[[party]]
id = "GRIDCO"
name = "Grid Co plc"
party_roles = ["Electricity Distributor", "Gas Transporter"]
"""
CSV = """\
id,name,party_roles,user_ids,sros,aros,telephone,email,responsible_supplier
BOREALIS,Borealis Energy Ltd,Supplier Party,00db1234567890a0;00-DB-12-34-56-78-90-A1,Mair Evans,Tom Hale; Una Byrne,\
+44 20 7946 0000,smki@borealis.example,yes

GRIDCO,Grid Co plc,Electricity Distributor;Gas Transporter,,,,,,
"""


def problems(text, name):
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Unusable) as caught:
        load_parties(data, name)
    return str(caught.value).splitlines()


def test_toml_and_csv_say_the_same():
    parties = load_parties(TOML.encode(), "parties.toml")
    assert parties == load_parties(CSV.encode(), "parties.CSV")
    assert parties[0].user_ids == ("00-DB-12-34-56-78-90-A0", "00-DB-12-34-56-78-90-A1")
    assert parties[0].responsible_supplier
    assert parties[1].party_roles == ("Electricity Distributor", "Gas Transporter")


def test_a_byte_order_mark_and_windows_line_ends_are_taken():
    data = codecs.BOM_UTF8 + CSV.replace("\n", "\r\n").encode()
    assert load_parties(data, "parties.csv") == load_parties(CSV.encode(), "parties.csv")


def test_every_problem_of_a_toml_file_is_named_with_line_and_field():
    text = TOML.replace('"00db1234567890a0"', '"00db"').replace('id = "GRIDCO"', 'id = "gridco"\nfax = "1"')
    text = text.replace('name = "Grid Co plc"\n', "").replace(
        "responsible_supplier = true", 'responsible_supplier = "x"'
    )
    found = problems(text, "parties.toml")
    assert found[0] == "parties.toml has 5 problems; nothing was taken in."
    assert [line.split(": ")[0] for line in found[1:]] == [
        "parties.toml, line 6, user_ids",
        "parties.toml, line 11, responsible_supplier",
        "parties.toml, line 13, name",
        "parties.toml, line 14, id",
        "parties.toml, line 15, fax",
    ]


def test_every_problem_of_a_csv_file_is_named_with_line_and_field():
    text = CSV.replace("00db1234567890a0", "00db").replace("yes", "perhaps").replace("GRIDCO,Grid Co plc", "gridco,")
    found = problems(text, "parties.csv")
    assert [line.split(": ")[0] for line in found[1:]] == [
        "parties.csv, line 2, responsible_supplier",
        "parties.csv, line 2, user_ids",
        "parties.csv, line 4, id",
        "parties.csv, line 4, name",
    ]


def test_lines_are_right_after_a_cell_with_a_line_end_in_it():
    text = 'id,name,party_roles\n"A","Two\nlines",Other\nb,B,Other\n'
    assert problems(text, "p.csv")[1].startswith("p.csv, line 4, id")


def test_two_parties_of_a_file_may_not_share_an_id_or_a_user_id():
    row = "BOREALIS,Again Ltd,Other,00-DB-12-34-56-78-90-A0,,,,,\n"
    assert problems(CSV + row, "parties.csv")[1].startswith("parties.csv, line 5, id")
    row = "AGAIN,Again Ltd,Other,00-DB-12-34-56-78-90-A0,,,,,\n"
    assert "line 5, user_ids" in problems(CSV + row, "parties.csv")[1]


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        pytest.param("", "p.toml", "holds no Party", id="empty TOML"),
        pytest.param("", "p.csv", "holds no Party", id="empty CSV"),
        pytest.param("id,name,party_roles\n", "p.csv", "holds no Party", id="header only"),
        pytest.param("[[party]\n", "p.toml", "line 1", id="broken TOML"),
        pytest.param("party = 3\n", "p.toml", "list of tables", id="no table"),
        pytest.param("party = [3]\n", "p.toml", "list of tables", id="a list of something else"),
        pytest.param("[[parties]]\n", "p.toml", "'parties'", id="another key"),
        pytest.param("a = " + "[" * 50_000, "p.toml", "isn't TOML", id="nested too deep"),
        pytest.param("id,name\nA,B\n", "p.csv", "'party_roles' is missing", id="a column short"),
        pytest.param("id,name,party_roles,id\n", "p.csv", "'id' stands there twice", id="a column twice"),
        pytest.param("id,name,party_roles,fax\n", "p.csv", "'fax' is no field", id="an unknown column"),
        pytest.param("id,name,party_roles\nA,B\n", "p.csv", "line 2: 2 fields", id="a short row"),
        pytest.param('id,name,party_roles\nA,"B,Other\n', "p.csv", "not CSV", id="an open quote"),
        pytest.param(b"id,name,party_roles\nA,\xff,Other\n", "p.csv", "line 2: not UTF-8", id="not UTF-8"),
        pytest.param(b"id,name,party_roles\nA,\x00,Other\n", "p.csv", "line 2", id="a NUL"),
        pytest.param(b" " * (LARGEST_FILE + 1), "p.csv", "at most", id="too large"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(text, name, says):
    found = problems(text, name)
    assert says in "\n".join(found)


def test_control_characters_of_a_file_never_reach_the_terminal():
    fields = [
        '"fa\\u001bx" = 1',
        'id = "A\\u001b"',
        'name = "A"',
        'party_roles = ["Ot\\u001bher"]',
        'user_ids = ["\\u001b"]',
    ]
    text = "\n".join(["[[party]]", *fields, ""])
    found = problems(text + text, "p.toml")
    assert len(found) > 6
    assert all(line.isprintable() for line in found)


def test_tables_written_inline_are_read_too():
    text = 'party = [{id = "A", name = "A Ltd", party_roles = ["Other"]}]\n'
    assert load_parties(text.encode(), "p.toml")[0].id == "A"


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.sampled_from(["p.csv", "p.toml"]))
def test_no_bytes_end_in_anything_but_parties_or_a_sentence(data, name):
    try:
        said = load_parties(data, name)
    except Unusable as error:
        said = str(error)
    assert said
