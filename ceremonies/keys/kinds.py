"""The kinds of key, how each is held, and their names: ``REC-0001`` is the Recovery key's first generation."""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal, get_args

import msgspec

from ceremonies.errors import Refused

Kind = Literal["recovery", "contingency", "contingency symmetric", "root", "issuing"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_NAME = re.compile(r"([A-Z]+)-(\d{4,})")


class KindFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for every key of a kind.

    Attributes:
        prefix: its names begin so.
        title: the governing text's words for it.
        must_split: it is M#N, never a token key (rule KEY-SPLIT).
        signs: it has a private key that signs; the Contingency Symmetric Key has none.
        certified: it gets a certificate of its own before it is used.
        custodian: the role of those who hold its shares.
        may_sign: what it signs; a key that signs certificates is a certificate authority's.
        replaced_by: the section that replaces it when it is Compromised.
    """

    prefix: str
    title: str
    must_split: bool
    signs: bool
    certified: bool
    custodian: str
    may_sign: tuple[str, ...]
    replaced_by: str


OF_KIND: Mapping[str, KindFacts] = MappingProxyType(
    {
        "recovery": KindFacts(
            prefix="REC",
            title="Recovery Private Key",
            must_split=True,
            signs=True,
            certified=True,
            custodian="Key Custodian",
            may_sign=("files", "commands"),
            replaced_by="6.2",
        ),
        "contingency": KindFacts(
            prefix="CON",
            title="Contingency Private Key",
            must_split=True,
            signs=True,
            certified=False,  # its public key stands, wrapped, in the Root OCA Certificate
            custodian="Key Custodian",
            may_sign=("files", "commands"),
            replaced_by="6.1",
        ),
        "contingency symmetric": KindFacts(
            prefix="CSK",
            title="Contingency Symmetric Key",
            must_split=True,
            signs=False,
            certified=False,
            custodian="Symmetric Key Custodian",
            may_sign=(),
            replaced_by="6.1",
        ),
        "root": KindFacts(
            prefix="ROOT",
            title="Root OCA Private Key",
            must_split=False,
            signs=True,
            certified=True,
            custodian="Key Custodian",
            may_sign=("certificate", "crl", "arl"),
            replaced_by="5.2",
        ),
        "issuing": KindFacts(
            prefix="ICA",
            title="Issuing OCA Private Key",
            must_split=False,
            signs=True,
            certified=True,
            custodian="Key Custodian",
            may_sign=("certificate", "crl", "arl"),
            replaced_by="6.3",
        ),
    }
)
"""By kind."""


def stream_of(key: str) -> str:
    """The stream of the key called ``key``."""
    return f"key/{key}"


def generation_of(key: str) -> int:
    """The generation that a key's name says, from 1.

    Raises:
        Refused: KEY-STATE: that is no key's name.
    """
    found = _NAME.fullmatch(key)
    if found is None:
        raise Refused("KEY-STATE", f"{key!r} is no key's name. Names look like REC-0001.")
    return int(found[2])


def next_name(kind: str, known: Collection[str]) -> str:
    """The name of the next key of ``kind``; ``known`` are the names of all keys, also of those that were abandoned."""
    prefix = OF_KIND[kind].prefix
    used = [generation_of(name) for name in known if name.startswith(f"{prefix}-")]
    return f"{prefix}-{max(used, default=0) + 1:04}"
