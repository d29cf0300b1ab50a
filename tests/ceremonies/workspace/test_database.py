import pytest
from sqlcipher3 import dbapi2

from ceremonies.errors import NotAWorkspace, NotRecorded, Unusable
from ceremonies.secret import Secret
from ceremonies.workspace.database import (
    as_database_sentence,
    close_database,
    create_database,
    database_errors_as_sentences,
    open_database,
)

KEY = Secret(bytes(range(32)))


@pytest.fixture
def connection(tmp_path):
    opened = create_database(tmp_path, KEY)
    yield opened
    close_database(opened, "write")


def setting(connection, name):
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_what_is_committed_is_on_the_disk(connection):
    assert setting(connection, "journal_mode") == "wal"
    assert setting(connection, "synchronous") == 2  # FULL


def test_the_file_is_sqlcipher_4_under_the_raw_key(connection, tmp_path):
    connection.execute("CREATE TABLE t (a TEXT)")
    connection.execute("INSERT INTO t VALUES ('the door is shut')")
    close_database(connection, "write")
    data = (tmp_path / "keyroom.db").read_bytes()
    assert not data.startswith(b"SQLite format 3")
    assert b"door" not in data
    shell = dbapi2.connect(str(tmp_path / "keyroom.db"))
    shell.execute(f"PRAGMA key = \"x'{bytes(range(32)).hex()}'\"")
    assert shell.execute("SELECT a FROM t").fetchall() == [("the door is shut",)]
    assert setting(shell, "cipher_version").startswith("4.")
    shell.close()


def test_a_database_is_never_made_by_opening_it(tmp_path):
    with pytest.raises(Unusable):
        open_database(tmp_path, KEY, "write")
    assert not list(tmp_path.iterdir())


def test_another_key_is_damage_and_writes_nothing_on_the_screen(connection, tmp_path, capfd):
    with pytest.raises(NotAWorkspace, match="is damaged"):
        open_database(tmp_path, Secret(bytes(32)), "read")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("SQLITE_FULL", NotRecorded, "is full, so nothing was recorded"),
        ("SQLITE_IOERR_WRITE", NotRecorded, "fails or is full"),
        ("SQLITE_BUSY", NotRecorded, "Another program keeps"),
        ("SQLITE_CORRUPT", NotAWorkspace, "a page fails its check"),
        ("SQLITE_NOTADB", NotAWorkspace, "a page fails its check"),
        ("SQLITE_READONLY_DBMOVED", Unusable, "can't be opened or written"),
        ("SQLITE_ERROR", Unusable, "can't be used"),
        (None, Unusable, "can't be used"),
    ],
)
def test_what_the_driver_says_becomes_a_sentence(tmp_path, name, error, sentence):
    said = dbapi2.OperationalError("words of the driver")
    said.sqlite_errorname = name
    answer = as_database_sentence(said, tmp_path)
    assert isinstance(answer, error)
    assert sentence in str(answer)


def test_the_drivers_error_does_not_come_through(tmp_path):
    with pytest.raises(Unusable) as answer, database_errors_as_sentences(tmp_path):
        raise dbapi2.OperationalError("words of the driver")
    assert answer.value.__cause__ is None
