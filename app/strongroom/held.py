"""What the strong room holds between requests, in memory only: a token's session, a key being made, a key awake."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from app.strongroom.private.port import Surface
from app.strongroom.protocol import Begin, SetKnown, TokenAddress
from ceremonies.errors import Refused
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.shares.collecting import Collecting
from ceremonies.shares.commitment import Commitment
from ceremonies.shares.split import ShareSet
from ceremonies.tokens.port import Handle, Session, TokenKind, TokenStore


class Stores(Protocol):
    """Reaches tokens."""

    def __call__(self, kind: TokenKind, module: str) -> TokenStore:
        """The tokens behind a module, or the software token in a file."""
        ...


Tell = Callable[[str, int, int], None]
"""Tells the main program how far a long act is: what, how many, of how many."""


class Making(msgspec.Struct, kw_only=True):
    """An M#N key between its split and its end.

    Attributes:
        key: its name.
        shares: the set.
        commitments: one a share, in order.
        private, wrapping: the session objects; None for the Contingency Symmetric Key.
    """

    key: str
    shares: ShareSet
    commitments: tuple[Commitment, ...]
    private: Handle | None = None
    wrapping: Handle | None = None


class Waking(msgspec.Struct, kw_only=True):
    """An activation.

    Attributes:
        key: the key's name.
        public: its public key (SubjectPublicKeyInfo, DER); empty for the Contingency Symmetric Key.
        limit: how many signatures were agreed.
        blob: the wrapped key's file and its digest in the record, hex.
        shares: those of the key's own set; None for a token key.
        symmetric: those of the Contingency Symmetric Key, where it is needed too.
        private: the key, once it is awake.
        used: signatures that were agreed to; each counts, made or not (rule SIGN-LIMIT).
        signed: signatures that were made.
        batch: the digests that were agreed to and are not signed yet, and what they are of.
    """

    key: str
    public: bytes
    limit: int
    blob: str = ""
    blob_sha256: str = ""
    shares: "Gathering | None" = None
    symmetric: "Gathering | None" = None
    private: Handle | None = None
    used: int = 0
    signed: int = 0
    batch: "Batch | None" = None

    @property
    def left(self) -> int:
        """How many signatures may still be agreed to."""
        return self.limit - self.used


class Gathering(msgspec.Struct, kw_only=True):
    """The shares of one set as they come in.

    Attributes:
        known: the set as the record knows it.
        superseded: identifiers of older sets of the same key.
        parts: whether each part may come twice (rule CSK).
        taken: what came.
    """

    known: SetKnown
    superseded: tuple[int, ...]
    parts: bool
    taken: Collecting

    def secret(self) -> Secret:
        """What the shares give, compared with its check value."""
        return self.taken.recombine(self.known.check_value)


class Batch(msgspec.Struct, kw_only=True):
    """What was agreed to be signed.

    Attributes:
        kind: what it is.
        digests: SHA-256 of each, 32 bytes, one after the other.
        done: how many were signed.
    """

    kind: str
    digests: bytes
    done: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.digests) // 32


class Held:
    """The strong room's memory.

    Attributes:
        setting: how this strong room works.
        surface: where private turns take place.
        entropy: the operating system's.
        session: with the token that is open.
        token: where that is.
        making: a key that is being made.
        waking: an activation.
        symmetric: the Contingency Symmetric Key, while it is needed.
    """

    def __init__(self, setting: Begin, surface: Surface, stores: Stores, entropy: Entropy) -> None:
        self.setting = setting
        self.surface = surface
        self.stores = stores
        self.entropy = entropy
        self.session: Session | None = None
        self.token: TokenAddress | None = None
        self.making: Making | None = None
        self.waking: Waking | None = None
        self.symmetric: Secret | None = None

    @property
    def rehearsal(self) -> bool:
        """Whether the workspace is a rehearsal."""
        return self.setting.kind == "rehearsal"

    def open_session(self) -> Session:
        """The open token's session.

        Raises:
            Refused: ROOM-ALONE: no token is open.
        """
        if self.session is None:
            raise Refused("ROOM-ALONE", "No token is open in the strong room. Open it first, with its PIN.")
        return self.session

    def key_made(self) -> Making:
        """The key that is being made.

        Raises:
            Refused: KEY-COMMIT: none is.
        """
        if self.making is None:
            raise Refused(
                "KEY-COMMIT", "No key is being made in this strong room. If it was, the way on is to abandon that key."
            )
        return self.making

    def key_waking(self) -> Waking:
        """The activation.

        Raises:
            Refused: ACTIVATION-END: there is none.
        """
        if self.waking is None:
            raise Refused("ACTIVATION-END", "No activation is open in this strong room. Open one; it needs the quorum.")
        return self.waking

    def check_idle(self) -> None:
        """Check that neither a key is being made nor one is awake.

        Raises:
            Refused: ROOM-ALONE: one is.
        """
        busy = self.making.key if self.making else self.waking.key if self.waking else ""
        if busy:
            raise Refused("ROOM-ALONE", f"The strong room still holds {busy}. End that act first.")

    def forget(self) -> None:
        """Let go of everything but the setting; what the token's session held goes with the session."""
        self.making = self.waking = None
        self.symmetric = None
        if self.session is not None:
            self.session.close()
        self.session = self.token = None
