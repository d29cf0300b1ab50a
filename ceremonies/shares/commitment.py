"""What is kept of a share so that it can be proved later without being shown (rule SHARE-PROVED).

Argon2id over the set's identity, the share's place and its value, with a salt of its own. A plain hash would not do:
somebody who saw most of a card could try the rest against it.

Sources: RFC 9106 (Argon2id); SLIP-0039 for the fields.
"""

import hmac

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ceremonies.errors import Stopped, Unusable
from ceremonies.ports import Entropy
from ceremonies.sealing import SALT_BYTES, Cost
from ceremonies.secret import Secret
from ceremonies.shares.share import Share

DIGEST_BYTES = 32
PROOF_COST = Cost(memory_kib=64 * 1024, passes=3)
"""What one try costs: a fifth of a second, so that a guess is dear and a custodian hardly waits."""


class Commitment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the record of one share.

    Attributes:
        salt: 16 bytes, of this share alone.
        cost: what one try costs.
        digest: 32 bytes.
    """

    salt: bytes
    cost: Cost
    digest: bytes


def commitment(share: Share, *, entropy: Entropy, cost: Cost = PROOF_COST) -> Commitment:
    """A commitment to ``share``.

    Raises:
        Stopped: the machine lacks the memory.
    """
    salt = entropy.take(SALT_BYTES)
    return Commitment(salt=salt, cost=cost, digest=_digest(share, salt, cost).reveal())


def proves(committed: Commitment, share: Share) -> bool:
    """Whether ``share`` is the one that was committed to: the same set, place and value.

    Raises:
        Unusable: the commitment has a cost or salt that can't be used.
        Stopped: the machine lacks the memory.
    """
    return hmac.compare_digest(_digest(share, committed.salt, committed.cost).reveal(), committed.digest)


def _digest(share: Share, salt: bytes, cost: Cost) -> Secret:
    """Argon2id over what identifies the share and what it carries."""
    try:
        kdf = Argon2id(
            salt=salt, length=DIGEST_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
        )
    except ValueError:
        raise Unusable("What the record keeps of a share can't be used to prove it. Verify the record.") from None
    try:
        return Secret(kdf.derive(_identity(share) + share.value.reveal()))
    except MemoryError:
        raise Stopped(f"The machine has no {cost.memory_kib:,} KiB of memory to prove a share with.") from None


def _identity(share: Share) -> bytes:
    """Which share it is, a line a fact, so that no two shares can be written alike."""
    parameters = share.parameters
    facts = (
        parameters.identifier,
        int(parameters.extendable),
        parameters.iteration_exponent,
        parameters.group_threshold,
        parameters.group_count,
        share.group,
        share.threshold,
        share.index,
    )
    return "".join(["keyroom share\n", *(f"{fact}\n" for fact in facts)]).encode()
