"""One incident, played once for all tests of documents."""

import shutil
from types import SimpleNamespace

import pytest

from ceremonies.verification import books_of
from ceremonies.workspace import open_workspace
from reports.recovery import recovery_pdf, recovery_report
from reports.source import source_for
from tests.fakes import FixedEntropy
from tests.reports.incident import PASSPHRASE, play


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """A workspace with a whole incident, closed; the name of its last run."""
    folder = tmp_path_factory.mktemp("played") / "workspace"
    player = play(folder)
    run = player.run
    player.workspace.close()
    return SimpleNamespace(folder=folder, run=run)


@pytest.fixture
def workspace(played, tmp_path):
    """A copy of it, open, to be changed."""
    folder = tmp_path / "workspace"
    shutil.copytree(played.folder, folder)
    with open_workspace(folder, PASSPHRASE, entropy=FixedEntropy("copy")) as opened:
        yield opened


@pytest.fixture(scope="session")
def made(played):
    """The report on the whole incident: its source, its document and its bytes."""
    with open_workspace(played.folder, PASSPHRASE, entropy=FixedEntropy("made"), readonly=True) as opened:
        source = source_for(opened, run=played.run)
        vkey, books = opened.vkey, books_of(opened)
        document = recovery_report(played.run, source.entries, note=source.note, vkey=vkey, books=books)
    return SimpleNamespace(
        source=source, document=document, pdf=recovery_pdf(document), vkey=vkey, books=books, run=played.run
    )
