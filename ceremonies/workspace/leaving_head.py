"""The signed head as a file that is taken away: it shows later that the record was not cut or rolled back."""

from pathlib import Path

from ceremonies.workspace.handle import Workspace
from ceremonies.workspace.layout import HEADS, make_folder, os_errors_as_sentences, sync_folder, write_atomically


def write_head(workspace: Workspace) -> Path:
    """Write the record's head, with its counter-signatures so far, to ``outbox/heads/head-SIZE.note``; where it is.

    The file replaces one of the same size, which has fewer signatures. It is durable when this returns.

    Raises:
        Stopped: the disk is full or fails; an older file stands as it was.
        Unusable: the outbox may not be written to.
    """
    size = workspace.ledger.size
    note = workspace.ledger.cosigned().get(size, workspace.ledger.note)
    folder = workspace.outbox / HEADS
    path = folder / f"head-{size}.note"
    with os_errors_as_sentences(f"The head can't be written to {path}"):
        if not folder.exists():
            make_folder(folder)
            sync_folder(workspace.outbox)
        write_atomically(path, note.encode())
    return path
