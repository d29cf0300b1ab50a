import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.errors import Misuse, Unusable, Unverified
from ceremonies.ledger.tree import (
    Frontier,
    consistency_proof,
    frontiers_at,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "tlog"
LEAVES = st.lists(st.binary(max_size=4), max_size=70).map(lambda data: [leaf_hash(each) for each in data])
SOME = [leaf_hash(bytes([number])) for number in range(70)]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\x01" + naive_root(leaves[:middle]) + naive_root(leaves[middle:])).digest()


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    if index < middle:
        return [*naive_path(index, leaves[:middle]), naive_root(leaves[middle:])]
    return [*naive_path(index - middle, leaves[middle:]), naive_root(leaves[:middle])]


def naive_subproof(old: int, leaves: list[bytes], *, complete: bool) -> list[bytes]:
    """RFC 6962, 2.1.2, word for word."""
    if old == len(leaves):
        return [] if complete else [naive_root(leaves)]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    if old <= middle:
        return [*naive_subproof(old, leaves[:middle], complete=complete), naive_root(leaves[middle:])]
    return [*naive_subproof(old - middle, leaves[middle:], complete=False), naive_root(leaves[:middle])]


def test_known_hashes():
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(LEAVES)
def test_the_root_is_that_of_the_naive_tree(leaves):
    assert root_of(leaves) == naive_root(leaves)


@given(LEAVES)
def test_a_frontier_has_the_root_at_every_size_and_survives_its_bytes(leaves):
    frontier = Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier = frontier.append(leaf)
        assert frontier.size == size
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
    assert frontier.root() == naive_root(leaves)


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 9, (3).to_bytes(8, "big") + b"x" * 32, b"\xff" * 40])
def test_a_damaged_frontier_is_refused(data):
    with pytest.raises(Unusable):
        Frontier.from_bytes(data)


def test_frontiers_are_given_at_the_sizes_asked_for():
    found = frontiers_at(SOME, {0, 5, 70, 71})
    assert found.keys() == {0, 5, 70}
    assert found[5].root() == naive_root(SOME[:5])


@settings(max_examples=60)
@given(st.integers(1, 70), st.data())
def test_inclusion_proofs_are_the_naive_ones_and_verify_only_what_they_are_for(size, data):
    index = data.draw(st.integers(0, size - 1))
    leaves = SOME[:size]
    proof = inclusion_proof(leaves, index)
    root = root_of(leaves)
    assert proof == naive_path(index, leaves)
    verify_inclusion(index, size, leaves[index], proof, root)
    for wrong in (index + 1, index - 1):
        with pytest.raises(Unverified):
            verify_inclusion(wrong, size, leaves[index], proof, root)
    with pytest.raises(Unverified):
        verify_inclusion(index, size, leaf_hash(b"other"), proof, root)
    with pytest.raises(Unverified):
        verify_inclusion(index, size, leaves[index], [*proof, root], root)


@settings(max_examples=60)
@given(st.integers(1, 70), st.data())
def test_consistency_proofs_are_the_naive_ones_and_verify_only_what_they_are_for(size, data):
    old = data.draw(st.integers(1, size))
    leaves = SOME[:size]
    proof = consistency_proof(leaves, old)
    old_root, root = root_of(leaves[:old]), root_of(leaves)
    assert proof == naive_subproof(old, leaves, complete=True)
    verify_consistency(old, size, proof, old_root, root)
    rewritten = root_of([leaf_hash(b"other"), *leaves[1:]])
    with pytest.raises(Unverified):
        verify_consistency(old, size, proof, old_root, rewritten)
    with pytest.raises(Unverified):
        verify_consistency(old, size, [*proof, root], old_root, root)


@pytest.mark.parametrize("index", [-1, 5])
def test_no_proof_is_made_of_what_is_not_there(index):
    with pytest.raises(Misuse):
        inclusion_proof(SOME[:5], index)


@pytest.mark.parametrize("old", [0, 6])
def test_no_consistency_proof_is_made_from_nothing_or_from_a_larger_tree(old):
    with pytest.raises(Misuse):
        consistency_proof(SOME[:5], old)


def vectors(kind: str) -> list[Path]:
    return sorted((VECTORS / kind).rglob("*.json"))


def hashes(case: dict, *names: str) -> list[bytes]:
    return [base64.b64decode(case[name] or "") for name in names]


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside the project")
@pytest.mark.parametrize(("kind", "count"), [("inclusion", 98), ("consistency", 98)])
def test_the_published_cases_are_judged_as_published(kind, count):
    cases = vectors(kind)
    assert len(cases) == count
    for path in cases:
        case = json.loads(path.read_text())
        proof = [base64.b64decode(each) for each in case["proof"] or []]
        try:
            if kind == "inclusion":
                leaf, root = hashes(case, "leafHash", "root")
                verify_inclusion(case["leafIdx"], case["treeSize"], leaf, proof, root)
            else:
                verify_consistency(case["size1"], case["size2"], proof, *hashes(case, "root1", "root2"))
            refused = False
        except Unverified:
            refused = True
        assert refused == case["wantErr"], path.name
