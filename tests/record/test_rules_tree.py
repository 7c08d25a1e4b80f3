"""The Merkle tree against published values and against the plain definition of RFC 6962.

Values: the reference data of Certificate Transparency (LeafInputs, RootHashes, NodeHashes and the proofs
of TestRefInclusionProof and TestRefConsistencyProof in transparency-dev/merkle).
"""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nghisu.record.rules.tree import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
)

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = [
    (0, 1, []),
    (0, 2, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
SIZES = st.integers(min_value=1, max_value=300)


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def by_definition(leaf_hashes: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaf_hashes:
        return hashlib.sha256(b"").digest()
    if len(leaf_hashes) == 1:
        return leaf_hashes[0]
    split = 1
    while split * 2 < len(leaf_hashes):
        split *= 2
    return node_hash(by_definition(leaf_hashes[:split]), by_definition(leaf_hashes[split:]))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    frontier = Frontier()
    for leaf in HASHES[:size]:
        frontier = frontier.append(leaf)

    assert Tree(HASHES).root(size).hex() == ROOTS[size]
    assert frontier.root.hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_the_inclusion_proofs_are_the_published_ones(index: int, size: int, proof: list[str]) -> None:
    assert [one.hex() for one in Tree(HASHES).inclusion_proof(index, size)] == proof


@pytest.mark.parametrize(("old_size", "size", "proof"), CONSISTENCY)
def test_the_consistency_proofs_are_the_published_ones(old_size: int, size: int, proof: list[str]) -> None:
    assert [one.hex() for one in Tree(HASHES).consistency_proof(old_size, size)] == proof


@given(SIZES)
@settings(max_examples=60, deadline=None)
def test_the_frontier_the_tree_and_the_definition_give_one_root(size: int) -> None:
    frontier = Frontier()
    for leaf in hashes(size):
        frontier = frontier.append(leaf)

    assert frontier.root == Tree(hashes(size)).root() == by_definition(hashes(size))
    assert Frontier.unpacked(size, frontier.packed()) == frontier


@given(SIZES, st.data())
@settings(max_examples=200, deadline=None)
def test_every_line_is_proved_included_and_no_other_line_is(size: int, data: st.DataObject) -> None:
    tree = Tree(hashes(size))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index or size == 1))
    proof = tree.inclusion_proof(index)

    def holds(leaf: bytes, position: int, steps: list[bytes]) -> bool:
        return is_included(leaf=leaf, index=position, size=size, proof=steps, root=tree.root())

    assert holds(hashes(size)[index], index, proof)
    assert not holds(leaf_hash(b"another"), index, proof)
    assert not holds(hashes(size)[index], index, [*proof, EMPTY_ROOT])
    if size > 1:
        assert not holds(hashes(size)[index], other, proof)
        assert not holds(hashes(size)[index], index, proof[:-1])


@given(SIZES, st.data())
@settings(max_examples=200, deadline=None)
def test_growth_is_proved_and_a_rewritten_past_is_not(size: int, data: st.DataObject) -> None:
    tree = Tree(hashes(size))
    old_size = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old_size - 1))
    rewritten = hashes(old_size)
    rewritten[changed] = leaf_hash(b"another")
    proof = tree.consistency_proof(old_size)

    def holds(old_root: bytes, steps: list[bytes]) -> bool:
        return is_consistent(old_size=old_size, old_root=old_root, size=size, root=tree.root(), proof=steps)

    assert holds(tree.root(old_size), proof)
    assert not holds(Tree(rewritten).root(), proof)
    assert not holds(tree.root(old_size), [*proof, EMPTY_ROOT])
    if proof:
        assert not holds(tree.root(old_size), proof[:-1])


def test_the_empty_tree_grows_into_any_tree_without_proof() -> None:
    assert is_consistent(old_size=0, old_root=EMPTY_ROOT, size=3, root=Tree(hashes(3)).root(), proof=[])
    assert not is_consistent(old_size=0, old_root=hashes(1)[0], size=3, root=Tree(hashes(3)).root(), proof=[])


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 4)])
def test_there_is_no_proof_of_a_line_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="No such leaf"):
        Tree(hashes(3)).inclusion_proof(index, size)


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Frontier.unpacked(3, b"\0" * 32)
