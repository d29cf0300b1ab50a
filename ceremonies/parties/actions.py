"""What may be asked of the register of Parties."""

from ceremonies.act import Action
from ceremonies.parties.party import Party


class PutParty(Action, frozen=True, kw_only=True):
    """Enter a Party, or replace what is held about the one with its id.

    Attributes:
        source: where it comes from, for example "SMKI Registration Authority, list of 20 Nov 2026".
    """

    party: Party
    source: str


class ImportParties(Action, frozen=True, kw_only=True):
    """Take in the Parties of a file that ``load.py`` has read: all of them, or none.

    Attributes:
        file: the file's name.
        digest: the SHA-256 (hexadecimal) of its bytes.
    """

    parties: tuple[Party, ...]
    file: str
    digest: str


class RemoveParty(Action, frozen=True, kw_only=True):
    """Take a Party off the register."""

    party: str
    reason: str


PartiesAction = PutParty | ImportParties | RemoveParty
