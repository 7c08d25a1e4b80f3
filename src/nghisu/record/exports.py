"""A copy of the record that anyone can check without this product: checkpoint, tiles, lines, key, words."""

import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from nghisu.record.models import Checkpoint
from nghisu.record.queries.keys import public_key_path
from nghisu.record.queries.whole import entries_in_order, is_erased_since, one_moment
from nghisu.record.rules.audit import disclosure_text
from nghisu.record.rules.copy_audit import ALL_WORDS, CHECKPOINT, KEY, README, SOME_WORDS
from nghisu.record.rules.tiles import ENTRIES, WIDTH, bundle, tile, tile_path, tiles_of
from nghisu.record.rules.tree import Tree

Part = tuple[str, Iterator[bytes]]
README_TEXT = """\
# Bản sao nhật ký · A copy of the record

Nhật ký: {origin}
Số dòng · lines: {size}
Khóa công khai · public key: {key}

## Kiểm tra · How to check

    python3 -I verify_record.py THƯ_MỤC_NÀY
    python3 -I verify_record.py THƯ_MỤC_NÀY --previous BẢN_SAO_CŨ

`tools/verify_record.py` là một chương trình riêng, chỉ cần Python 3.11, không dùng mã của Nghị Sự. Nó
chứng minh mọi dòng nằm trong gốc đã ký và bản sao này chỉ thêm dòng vào bản sao cũ; nếu không, nó nói rõ
điều gì đã bị sửa. Hãy đối chiếu khóa công khai ở trên với khóa mà văn phòng đã trao tận tay.

`tools/verify_record.py` is a program of its own: Python 3.11 is enough, and it uses no code of Nghị Sự. It
proves that every line is under the signed root and that this copy only adds lines to the older one; where
that is not so, it says what was changed. Compare the public key above with the one the office handed out.

## Các tệp · The files

- `checkpoint`: số dòng và gốc, có chữ ký · number of lines and root, signed (c2sp.org/tlog-checkpoint)
- `tile/`: các mảnh của cây · tiles of the tree (c2sp.org/tlog-tiles, RFC 6962)
- `tile/entries/`: các dòng, chỉ gồm mã · the lines, by opaque ids only
- `record.pub`: khóa công khai · public key (c2sp.org/signed-note)
- `disclosures.jsonl`: lời của các dòng, để riêng vì có thể xóa · the words of the lines, kept apart because
  they can be erased (`disclosures-part.jsonl`: chỉ một phần · some of them only)
- `README.md`: tệp này, không thuộc nhật ký · this file, no part of the record
"""


def parts_of(checkpoint: Checkpoint, units: Collection[str] | None = None) -> Iterator[Part]:
    """Yield path and content of every file of the copy up to a checkpoint.

    :param units: disclose the words of these units' lines only; None: of all lines
    """
    key = public_key_path().read_text()
    origin, size = checkpoint.note.split("\n", 1)[0], checkpoint.size
    yield README, iter([README_TEXT.format(origin=origin, size=size, key=key.strip()).encode()])
    yield KEY, iter([key.encode()])
    yield CHECKPOINT, iter([checkpoint.note.encode()])
    hashes: list[bytes] = []
    for first in range(0, size, WIDTH):
        entries = list(entries_in_order(first, min(first + WIDTH, size)))
        hashes += [bytes(entry.leaf_hash) for entry in entries]
        path = tile_path(ENTRIES, first // WIDTH, min(WIDTH, size - first))
        yield path, iter([bundle([bytes(entry.leaf) for entry in entries])])
    tree = Tree(hashes)
    for level, index, width in tiles_of(tree.size):
        yield tile_path(level, index, width), iter([tile(tree, level, index, width)])
    # An erasure after the checkpoint leaves words out that no line of this copy accounts for.
    is_whole = units is None and not is_erased_since(size)
    yield (ALL_WORDS if is_whole else SOME_WORDS), _disclosures(size, units)


def _disclosures(size: int, units: Collection[str] | None) -> Iterator[bytes]:
    for entry in entries_in_order(0, size):
        is_shown = units is None or entry.unit_id in units
        if is_shown and entry.salt is not None and entry.details is not None:
            yield disclosure_text(entry.index, bytes(entry.salt), entry.details)


def write_folder(checkpoint: Checkpoint, folder: Path) -> None:
    """Write the copy into a folder, file by file."""
    with one_moment():
        for path, chunks in parts_of(checkpoint):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)


def write_archive(checkpoint: Checkpoint, file: IO[bytes], units: Collection[str] | None) -> None:
    """Write the copy as one .zip."""
    with one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, chunks in parts_of(checkpoint, units):
            info = zipfile.ZipInfo(path, date_time=checkpoint.at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as place:
                for chunk in chunks:
                    place.write(chunk)
