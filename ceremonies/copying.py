"""A verified copy of a workspace (rule KEY-SLOTS): copied, opened, and only then named."""

from pathlib import Path

import msgspec

from ceremonies.errors import KeyroomError
from ceremonies.ledger.verdict import Verdict
from ceremonies.verification import verify_record
from ceremonies.workspace import Workspace


class CopyVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a copy.

    Attributes:
        ok: the record verifies and every file of evidence is what its name says: the copy was kept.
        verdict: of the nine checks.
        files: number of files of evidence.
        size: bytes in them, before they were encrypted.
        damaged: a sentence for each file of evidence that isn't what its name says.
        head: the record's signed head.
    """

    ok: bool
    verdict: Verdict
    files: int
    size: int
    damaged: tuple[str, ...]
    head: str

    def lines(self) -> list[str]:
        """The findings to read, a line a check."""
        evidence = f"{self.files} files, {self.size} bytes"
        if self.damaged:
            evidence = f"{len(self.damaged)} of {self.files} files are damaged"
        mark = "BAD " if self.damaged else "good"
        return [*self.verdict.lines()[:-1], f"{mark} - evidence: {evidence}", *self.damaged, self.verdict.lines()[-1]]


def copy_verified(workspace: Workspace, path: Path) -> CopyVerdict:
    """Copy ``workspace`` to the new folder ``path`` and verify the copy; one that doesn't verify is not kept.

    Raises:
        Unusable: there is something at ``path`` already, or no place for it.
        Unverified: a page of the database is damaged.
        Stopped: the medium is full, fails or is gone.
    """
    with workspace.copying(path) as made:
        found = look_at(made.workspace)
        if found.ok:
            made.keep()
    return found


def look_at(copy: Workspace) -> CopyVerdict:
    """Verify the record in ``copy`` by all nine checks, and each file of evidence by its digest."""
    verdict = verify_record(copy)
    size, damaged = 0, []
    digests = copy.evidence.digests()
    for digest in digests:
        try:
            size += copy.evidence.check(digest).size
        except KeyroomError as error:
            damaged.append(str(error))
    return CopyVerdict(
        ok=verdict.ok and not damaged,
        verdict=verdict,
        files=len(digests),
        size=size,
        damaged=tuple(damaged),
        head=copy.ledger.note,
    )
