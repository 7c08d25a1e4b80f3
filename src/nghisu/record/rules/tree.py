"""The Merkle tree of RFC 6962 section 2.1, over leaf hashes in order.

``Frontier`` is what an append needs: the roots of the perfect subtrees that make up the tree, largest
first, at most one a bit of the size. ``Tree`` holds all nodes and gives the proofs.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of one leaf's bytes."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


def _fold(roots: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees given largest first."""
    if not roots:
        return EMPTY_ROOT
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = node_hash(left, root)
    return root


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of ``size`` leaves, kept by the roots of its perfect subtrees, largest first."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Self:
        """Return the tree with one more leaf, given by its hash."""
        roots = [*self.roots, leaf]
        carry = self.size
        while carry & 1:
            right = roots.pop()
            roots[-1] = node_hash(roots[-1], right)
            carry >>= 1
        return type(self)(self.size + 1, tuple(roots))

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        return _fold(self.roots)

    def packed(self) -> bytes:
        """Return the subtree roots as one string of bytes."""
        return b"".join(self.roots)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Self:
        """Return the frontier that ``packed`` stands for.

        :raises ValueError: if the bytes do not fit the size
        """
        if len(packed) != size.bit_count() * HASH_BYTES:
            raise ValueError("The frontier does not fit the size of the record.")
        roots = (packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES))
        return cls(size, tuple(roots))


class Tree:
    """All nodes over a list of leaf hashes. ``levels[h][i]`` is the root of leaves i*2^h to (i+1)*2^h."""

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        self.levels: list[list[bytes]] = [list(leaf_hashes)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            pairs = zip(below[::2], below[1::2], strict=False)
            self.levels.append([node_hash(left, right) for left, right in pairs])

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self.levels[0])

    def _between(self, first: int, until: int) -> bytes:
        """Return the hash of the leaves from ``first``, which starts a perfect subtree, up to ``until``."""
        roots = []
        while first < until:
            height = (until - first).bit_length() - 1
            roots.append(self.levels[height][first >> height])
            first += 1 << height
        return _fold(roots)

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves, of all where no size is named."""
        return self._between(0, self.size if size is None else size)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the hashes, nearest first, that lead from leaf ``index`` to the root over ``size`` leaves.

        Source: RFC 6962, section 2.1.1.
        """
        until = self.size if size is None else size
        if not 0 <= index < until <= self.size:
            raise ValueError("No such leaf in a tree of that size.")
        first, proof = 0, []
        while until - first > 1:
            middle = first + _split(until - first)
            if index < middle:
                proof.append(self._between(middle, until))
                until = middle
            else:
                proof.append(self._between(first, middle))
                first = middle
        return proof[::-1]

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Return the hashes that show the first ``old_size`` leaves unchanged in the tree of ``size``.

        Source: RFC 6962, section 2.1.2.
        """
        until = self.size if size is None else size
        if not 0 < old_size <= until <= self.size:
            raise ValueError("No proof between trees of these sizes.")
        first, proof, is_whole = 0, [], True
        while old_size != until:
            middle = first + _split(until - first)
            if old_size <= middle:
                proof.append(self._between(middle, until))
                until = middle
            else:
                proof.append(self._between(first, middle))
                first, is_whole = middle, False
        if not is_whole:
            proof.append(self._between(first, until))
        return proof[::-1]


def _split(width: int) -> int:
    """Return the largest power of two below ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def is_included(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the proof leads from the leaf's hash to the root. Source: RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            found = node_hash(found, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and found == root


def is_consistent(*, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether the proof shows that the larger tree only added leaves. Source: RFC 9162, 2.1.4.2."""
    if not 0 <= old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == root
