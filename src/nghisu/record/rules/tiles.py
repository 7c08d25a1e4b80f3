"""Where the hashes and the lines of a tree lie, cut into tiles of 256. Source: c2sp.org/tlog-tiles."""

from collections.abc import Iterator, Sequence

from nghisu.record.rules.tree import HASH_BYTES, Tree

WIDTH = 256
HEIGHT = 8
ENTRIES = "entries"


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile: ``tile/0/x001/x234/067``, and ``….p/W`` for one not yet full.

    :param level: 0 for the hashes of lines, and up; ENTRIES for the lines themselves
    """
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    path = f"tile/{level}/{'/'.join(parts)}"
    return path if width == WIDTH else f"{path}.p/{width}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield level, index and width of every tile of a tree of ``size`` lines."""
    level, count = 0, size
    while count:
        for index in range(count // WIDTH):
            yield level, index, WIDTH
        if count % WIDTH:
            yield level, count // WIDTH, count % WIDTH
        level, count = level + 1, count // WIDTH


def bundles_of(size: int) -> Iterator[tuple[int, int]]:
    """Yield index and width of every bundle of lines of a tree of ``size`` lines."""
    return ((index, width) for level, index, width in tiles_of(size) if level == 0)


def tile(tree: Tree, level: int, index: int, width: int) -> bytes:
    """Return the bytes of one tile."""
    row = tree.levels[level * HEIGHT]
    return b"".join(row[index * WIDTH : index * WIDTH + width])


def hashes_in(tile_bytes: bytes, width: int) -> list[bytes]:
    """Return the hashes of a tile.

    :raises ValueError: if it does not hold exactly ``width``
    """
    if len(tile_bytes) != width * HASH_BYTES:
        raise ValueError("The tile has another length than its path says.")
    return [tile_bytes[at : at + HASH_BYTES] for at in range(0, len(tile_bytes), HASH_BYTES)]


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Return leaves as one bundle: each after its length in 16 bits, high byte first."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def leaves_in(bundle_bytes: bytes, width: int) -> list[bytes]:
    """Return the leaves of a bundle.

    :raises ValueError: if it does not hold exactly ``width``
    """
    leaves, at = [], 0
    while at < len(bundle_bytes):
        until = at + 2 + int.from_bytes(bundle_bytes[at : at + 2], "big")
        if at + 2 > len(bundle_bytes) or until > len(bundle_bytes):
            raise ValueError("A line of the bundle is cut off.")
        leaves.append(bundle_bytes[at + 2 : until])
        at = until
    if len(leaves) != width:
        raise ValueError("The bundle has another number of lines than its path says.")
    return leaves
