"""The Merkle tree over the entries (RFC 6962, 2.1; RFC 9162, 2.1). Hashes are SHA-256, 32 bytes each."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

import msgspec

from ceremonies.errors import Misuse, Unusable, Unverified

HASH_SIZE = 32
_SIZE_BYTES = 8


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's data (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier(msgspec.Struct, frozen=True):
    """What has to be known of a tree to append to it: the roots of its complete subtrees.

    Attributes:
        size: number of leaves.
        peaks: roots of the complete subtrees, the largest (leftmost) first; one for each bit set in ``size``.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier with one more leaf, given by its hash."""
        peaks = list(self.peaks)
        left = self.size
        while left & 1:
            leaf = node_hash(peaks.pop(), leaf)
            left >>= 1
        peaks.append(leaf)
        return Frontier(self.size + 1, tuple(peaks))

    def root(self) -> bytes:
        """The root hash of the whole tree (RFC 6962, 2.1)."""
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """Size as 8 bytes, big-endian, then the peaks."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """Read what ``to_bytes`` wrote.

        Raises:
            Unusable: the length doesn't fit the size.
        """
        size = int.from_bytes(data[:_SIZE_BYTES], "big")
        peaks = data[_SIZE_BYTES:]
        if len(data) < _SIZE_BYTES or len(peaks) != HASH_SIZE * size.bit_count():
            raise Unusable("The stored frontier of the tree is damaged; run keyroom ledger rebuild.")
        return cls(size, tuple(peaks[at : at + HASH_SIZE] for at in range(0, len(peaks), HASH_SIZE)))


def frontiers_at(leaf_hashes: Iterable[bytes], sizes: Collection[int]) -> dict[int, Frontier]:
    """The frontier of the tree at each of ``sizes`` that it reaches."""
    frontier = Frontier()
    found = {0: frontier} if 0 in sizes else {}
    wanted = frozenset(sizes)
    for leaf in leaf_hashes:
        frontier = frontier.append(leaf)
        if frontier.size in wanted:
            found[frontier.size] = frontier
    return found


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root hash of the tree over ``leaf_hashes`` (RFC 6962, 2.1).

    Levels are folded pairwise. A node without a sibling moves up as it is, which gives the same tree as splitting at
    the largest power of two.
    """
    if not leaf_hashes:
        return sha256(b"").digest()
    level = list(leaf_hashes)
    while len(level) > 1:
        pairs = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) & 1:
            pairs.append(level[-1])
        level = pairs
    return level[0]


def _split(size: int) -> int:
    """The largest power of two smaller than ``size`` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf ``index``, from its sibling up to a child of the root (RFC 6962, 2.1.1).

    Raises:
        Misuse: no such leaf.
    """
    if not 0 <= index < len(leaf_hashes):
        raise Misuse(f"A tree of {len(leaf_hashes)} entries has no entry {index}.")
    start, stop = 0, len(leaf_hashes)
    path = []
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(root_of(leaf_hashes[middle:stop]))
            stop = middle
        else:
            path.append(root_of(leaf_hashes[start:middle]))
            start = middle
    return path[::-1]


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """The proof that the tree over ``leaf_hashes`` extends its first ``old_size`` leaves (RFC 6962, 2.1.2).

    Raises:
        Misuse: the old tree is empty or larger.
    """
    if not 0 < old_size <= len(leaf_hashes):
        raise Misuse(f"A tree of {len(leaf_hashes)} entries has no proof for its first {old_size}.")
    start, stop = 0, len(leaf_hashes)
    proof = []
    while old_size != stop:
        middle = start + _split(stop - start)
        if old_size <= middle:
            proof.append(root_of(leaf_hashes[middle:stop]))
            stop = middle
        else:
            proof.append(root_of(leaf_hashes[start:middle]))
            start = middle
    if start:  # the old tree's last subtree isn't the old tree itself, so the reader has to be given it
        proof.append(root_of(leaf_hashes[start:stop]))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at ``index`` in the tree of ``size`` with ``root`` (RFC 9162, 2.1.3.2).

    Raises:
        Unverified: it doesn't, or the proof has a hash too few or too many.
    """
    if not 0 <= index < size:
        raise Unverified(f"A tree of {size} entries has no entry {index}.")
    if any(len(each) != HASH_SIZE for each in (leaf, *proof)):
        raise Unverified("The inclusion proof holds something that is no SHA-256 hash.")
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise Unverified("The inclusion proof is too long.")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        position >>= 1
        last >>= 1
    if last != 0 or node != root:
        raise Unverified(f"The inclusion proof doesn't lead from entry {index} to the tree's root.")


def verify_consistency(old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Check that the tree with ``root`` extends the one with ``old_root`` (RFC 9162, 2.1.4.2).

    Raises:
        Unverified: it doesn't. From an empty tree nothing can be proved, and that is refused too.
    """
    if not 0 < old_size <= size:
        raise Unverified(f"A tree of {size} entries can't be shown to extend one of {old_size}.")
    if old_size == size:
        if proof or old_root != root:
            raise Unverified(f"Two different trees of {size} entries are signed.")
        return
    hashes = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    if not hashes or any(len(each) != HASH_SIZE for each in hashes):
        raise Unverified("The consistency proof is empty or holds something that is no SHA-256 hash.")
    _walk_consistency(old_size, size, hashes, old_root, root)


def _walk_consistency(old_size: int, size: int, hashes: list[bytes], old_root: bytes, root: bytes) -> None:
    """Rebuild both roots from one list of hashes (RFC 9162, 2.1.4.2, steps 3 to 6)."""
    position, last = old_size - 1, size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old_node = node = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise Unverified("The consistency proof is too long.")
        if position & 1 or position == last:
            old_node = node_hash(sibling, old_node)
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        position >>= 1
        last >>= 1
    if last != 0 or old_node != old_root or node != root:
        raise Unverified(f"The tree of {size} entries doesn't extend the one of {old_size}: the record was rewritten.")
