"""How a reader checks this report against the ledger."""

from reports.account import Account
from reports.document import Block, Facts, Fixed, Heading, Paragraph
from reports.wording import when


def checking(account: Account, vkey: str, document: str = "recovery") -> tuple[Block, ...]:
    """The checkpoint, the verifier key, and what to do with them; ``document`` is what ``keyroom report`` calls it."""
    size = account.head.size
    return (
        Paragraph(
            f"This report was made from the first {size:,} entries of the ledger named below and from nothing else."
            " Made again from the same entries it has the same bytes, also when later entries have been added."
        ),
        Facts(
            (
                ("Ledger", account.head.origin),
                ("Entries", f"{size:,}, the last one recorded on {when(account.at)}"),
                ("Run", account.run),
                *((("Continues", account.workspace.continues),) if account.workspace.continues else ()),
            )
        ),
        Heading("The signed checkpoint", level=3),
        Fixed(tuple(account.note.rstrip("\n").split("\n"))),
        Heading("The ledger's verifier key (C2SP signed note, Ed25519)", level=3),
        Fixed((vkey,)),
        Heading("What to do", level=3),
        Paragraph(
            "1. Compare the verifier key with the sheet that was signed when the record was made; it must not come from"
            " this report alone."
        ),
        Paragraph("2. Write the checkpoint above, with its empty line and a last line end, to a file, and verify:"),
        Fixed(("keyroom --workspace DIR ledger verify --checkpoint FILE --vkey KEYFILE",)),
        Paragraph("3. Make the report again and compare the two files byte for byte:"),
        Fixed((f"keyroom --workspace DIR report {document} {account.run} --at {size} --out AGAIN.pdf",)),
        Paragraph(
            "Without the workspace: an export of the ledger holds a line an entry. The SHA-256 of each line, prefixed"
            " by a zero byte, is a leaf of an RFC 6962 tree. The root over the first entries, as many as the checkpoint"
            " says, must be the one in the checkpoint. Any program that reads C2SP checkpoints can check it."
        ),
    )
