#!/usr/bin/env python3
"""Check a copy of the record (nhật ký) of Nghị Sự, without Nghị Sự: Python 3.11 and nothing else.

    python3 -I verify_record.py COPY                     the folder made by `nghisu record export`
    python3 -I verify_record.py COPY --previous OLDER    prove that COPY only adds lines to OLDER
    python3 -I verify_record.py nghisu.sqlite3 --key record.pub    the database itself

Exit 0: everything holds. Exit 1: something was changed; each line of output says what.

Formats: RFC 6962 section 2.1 (tree), c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint, c2sp.org/signed-note,
RFC 8032 (Ed25519). Everything is compared as exact bytes: what was read is written again and must be equal.
"""

import argparse
import base64
import hashlib
import json
import sqlite3
import sys
from functools import lru_cache
from pathlib import Path

# ---- Ed25519, verification only (RFC 8032, section 5.1) -------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def x_of(y, sign):
    """Return the x of a point, None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def decoded(point):
    """Return a point from its 32 bytes, None where they are none or not in the one form."""
    y, sign = int.from_bytes(point, "little") & (2**255 - 1), point[31] >> 7
    x = x_of(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def encoded(point):
    """Return the 32 bytes of a point."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def added(p, q):
    """Return the sum of two points in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """Return the point added to itself so many times."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = added(found, point)
        point = added(point, point)
        number >>= 1
    return found


BASE = decoded((pow(5, -1, P) * 4 % P).to_bytes(32, "little"))


@lru_cache(maxsize=64)
def is_signature(public, text, signature):
    """Tell whether the signature is the key's over the text."""
    key, s = decoded(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    x, y, z, t = times(challenge, key)
    return encoded(added(times(s, BASE), (P - x, y, z, P - t))) == signature[:32]


# ---- The tree (RFC 6962, section 2.1) and its proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2) -----------


def leaf_hash(leaf):
    """Return the hash of a line."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    """Return the hash of two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """All nodes over some leaf hashes."""

    def __init__(self, hashes):
        self.rows = [list(hashes)]
        while len(self.rows[-1]) > 1:
            row = self.rows[-1]
            self.rows.append([node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])

    def parts(self, first, until):
        """Return the roots of the perfect subtrees over leaves; ``first`` begins one."""
        parts = []
        while first < until:
            height = (until - first).bit_length() - 1
            parts.append(self.rows[height][first >> height])
            first += 1 << height
        return parts

    def between(self, first, until):
        """Return the hash over leaves."""
        parts = self.parts(first, until)
        root = parts.pop() if parts else hashlib.sha256(b"").digest()
        while parts:
            root = node_hash(parts.pop(), root)
        return root

    def root(self, size=None):
        """Return the root over the first leaves."""
        return self.between(0, len(self.rows[0]) if size is None else size)

    def inclusion(self, index):
        """Return the proof that a leaf is in the tree."""
        first, until, proof = 0, len(self.rows[0]), []
        while until - first > 1:
            middle = first + (1 << (until - first - 1).bit_length() - 1)
            if index < middle:
                proof.append(self.between(middle, until))
                until = middle
            else:
                proof.append(self.between(first, middle))
                first = middle
        return proof[::-1]

    def consistency(self, old):
        """Return the proof that the first ``old`` leaves are a tree that only grew."""
        first, until, proof, whole = 0, len(self.rows[0]), [], True
        while old != until:
            middle = first + (1 << (until - first - 1).bit_length() - 1)
            if old <= middle:
                proof.append(self.between(middle, until))
                until = middle
            else:
                proof.append(self.between(first, middle))
                first, whole = middle, False
        return (proof if whole else [*proof, self.between(first, until)])[::-1]


def climbed(start, proof, position, last):
    """Return the roots of the smaller and the larger tree that a proof leads to; None: it does not end."""
    old = new = start
    for sibling in proof:
        if last == 0:
            return None, None
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else (None, None)


def is_consistent(old_size, old_root, size, root, proof):
    """Tell whether the proof shows that the smaller tree is the beginning of the larger."""
    if old_size in (0, size):
        return old_size == 0 or old_root == root
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return bool(path) and climbed(path[0], path[1:], position, last) == (old_root, root)


# ---- The files, each in one form ---------------------------------------------------------------------------


def insist(holds):
    """Refuse bytes that are not in the one form they should have."""
    if not holds:
        raise ValueError("the bytes are not in their one form")


def exact_base64(text):
    """Return the bytes of a base64 text that could not have been written otherwise."""
    found = base64.b64decode(text, validate=True)
    insist(base64.b64encode(found).decode() == text)
    return found


def exact_json(text, ascii_only):
    """Return what a JSON text says that could not have been written otherwise."""
    try:
        said = json.loads(text.decode())
        again = json.dumps(said, ensure_ascii=ascii_only, sort_keys=True, separators=(",", ":")).encode()
    except RecursionError as error:
        raise ValueError from error
    insist(again == text and isinstance(said, dict) and type(said.get("index")) is int)
    return said


def read_key(text):
    """Return name, id and public key from name+id+base64."""
    name, _, key = text.decode().removesuffix("\n").split("+", 2)
    public = exact_base64(key)[1:]
    found = hashlib.sha256(name.encode() + b"\n\1" + public).digest()[:4]
    written = f"{name}+{found.hex()}+{base64.b64encode(bytes([1]) + public).decode()}\n"
    insist(len(public) == 32 and name and name.split() == [name] and written.encode() == text)
    return name, found, public


def read_checkpoint(note, key):
    """Return size and root of a checkpoint signed with the key, and with nothing else."""
    name, key_id, public = key
    text, _, line = note.decode().rpartition("\n\n")
    _, size, root = text.split("\n")
    _, _, blob = line.removesuffix("\n").split(" ")
    size, root, blob = int(size), exact_base64(root), exact_base64(blob)
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    written = f"{body}\n\N{EM DASH} {name} {base64.b64encode(key_id + blob[4:]).decode()}\n"
    insist(len(root) == 32 and len(blob) == 68 and size >= 0 and written.encode() == note)
    insist(is_signature(public, body.encode(), blob[4:]))
    return size, root


FIELDS = ("actor", "at", "details", "flag", "index", "kind", "subject", "touching", "unit", "verb")


def read_line(leaf):
    """Return what a line says."""
    said = exact_json(leaf, ascii_only=True)
    insist(tuple(said) == FIELDS)
    return said


def shown(leaf):
    """Return a line in words, as far as it can be read."""
    said = line_faults(0, leaf)[0]
    return f"“{said['verb']}”, {said['kind']} {said['subject']}, {said['at']}" if said else repr(leaf[:60])


def read_bundle(content, width):
    """Return the lines of a bundle: each after its length in two bytes."""
    leaves, at = [], 0
    while at < len(content):
        until = at + 2 + int.from_bytes(content[at : at + 2], "big")
        leaves.append(content[at + 2 : until])
        at = until
    insist(at == len(content) and len(leaves) == width)
    return leaves


def path_of(level, index, width):
    """Return where a tile lies."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(parts)}" + ("" if width == 256 else f".p/{width}")


def tiles_of(size):
    """Yield level, index and width of every tile of a tree."""
    level = 0
    while size:
        for index in range((size + 255) // 256):
            yield level, index, min(256, size - index * 256)
        level, size = level + 1, size // 256


# ---- What is checked ---------------------------------------------------------------------------------------


class Copy:
    """A copy of the record, checked: its lines, its signed size and root, and what was found changed."""

    def __init__(self, files, key=None):
        self.files, self.faults, self.leaves, self.size, self.root, self.key = files, [], [], 0, b"", None
        self.say = self.faults.append
        try:
            self.key = read_key(files.get("record.pub", b""))
        except ValueError:
            self.say("record.pub: the public key is missing or its bytes were changed.")
            return
        if key is not None and key != self.key:
            self.say("record.pub: this is not the key you named.")
        try:
            self.size, self.root = read_checkpoint(files.get("checkpoint", b""), self.key)
        except ValueError:
            self.say("checkpoint: it is missing, its bytes were changed, or another key signed it.")
            return
        if self.read_leaves():
            self.check_hashes()
            for index, leaf in enumerate(self.leaves):
                self.faults += line_faults(index, leaf)[1]
            self.check_words()

    def read_leaves(self):
        """Read all bundles; tell whether every line could be read."""
        bundles = {
            path_of("entries", n, width): width for level, n, width in tiles_of(self.size) if not level
        }
        known = bundles.keys() | {path_of(*tile) for tile in tiles_of(self.size)}
        words = {"disclosures.jsonl", "disclosures-part.jsonl"}
        for path in sorted(self.files.keys() - known - words - {"record.pub", "checkpoint", "README.md"}):
            self.say(f"{path}: this file does not belong to the copy.")
        for path in sorted(known - self.files.keys()):
            self.say(f"{path}: the file is missing.")
        for path, width in bundles.items():
            try:
                self.leaves += read_bundle(self.files.get(path, b""), width)
            except ValueError:
                self.say(f"{path}: lines were removed, inserted or cut.")
                self.leaves.clear()
                return False
        return True

    def check_hashes(self):
        """Prove every line included under the signed root, through the tiles; name the ones that are not."""
        hashes = [leaf_hash(leaf) for leaf in self.leaves]
        tree = Tree(hashes)
        stored = []
        for level, index, width in tiles_of(self.size):
            path, row = path_of(level, index, width), tree.rows[level * 8][index * 256 : index * 256 + width]
            content = self.files.get(path, b"")
            if level == 0:
                stored += [content[i * 32 : i * 32 + 32] for i in range(width)]
            if content != b"".join(row):
                self.say(f"{path}: its hashes are not those of the lines.")
        by_tiles = Tree(stored)
        tiles_hold = by_tiles.root() == self.root
        for index, leaf in enumerate(self.leaves):
            proof = (by_tiles if tiles_hold else tree).inclusion(index)
            is_proved = climbed(hashes[index], proof, index, self.size - 1)[1] == self.root
            if not is_proved and (tiles_hold or hashes[index] != stored[index]):
                self.say(f"Line {index} is not the line that was signed. It reads now: {shown(leaf)}")
        if tree.root() != self.root and not tiles_hold:
            self.say("checkpoint: the lines and their hashes do not give the signed root.")

    def check_words(self):
        """Check the disclosed words against the hashes in the lines."""
        for path in ("disclosures.jsonl", "disclosures-part.jsonl"):
            if path not in self.files:
                continue
            seen = []
            for number, row in enumerate(self.files[path].splitlines(keepends=True), 1):
                try:
                    said = exact_json(row.removesuffix(b"\n"), ascii_only=False)
                    index, words = said["index"], said["details"]
                    found = hashlib.sha256(exact_base64(said["salt"]) + words.encode()).hexdigest()
                    insist(row.endswith(b"\n") and len(said) == 3)
                except (ValueError, TypeError, KeyError, AttributeError):
                    self.say(f"{path}, row {number}: its bytes were changed.")
                    continue
                seen.append(index)
                line = line_faults(index, self.leaves[index])[0] if 0 <= index < self.size else None
                if line is None or line["details"] != found:
                    self.say(f"Line {index}: its words were changed to {words}")
            if seen != sorted(set(seen)):
                self.say(f"{path}: rows were repeated or put in another order.")
            if path == "disclosures.jsonl":
                for index in sorted(set(range(self.size)) - set(seen) - erased(self.leaves)):
                    self.say(f"Line {index}: its words were deleted, and no line of the record says so.")


def line_faults(index, leaf):
    """Return what a line says, or None, and what is wrong with its bytes and its place."""
    try:
        said = read_line(leaf)
    except ValueError:
        return None, [f"Line {index}: its bytes are not those of a line."]
    moved = f"Line {index}: here stands what was written as line {said['index']}."
    return said, [] if said["index"] == index else [moved]


def erased(leaves):
    """Return the lines whose words the record itself says were erased."""
    named = []
    for said in (line_faults(0, leaf)[0] for leaf in leaves if b'"record.details_erased"' in leaf):
        if said and said["verb"] == "record.details_erased":
            named += [[said["kind"], said["subject"]], *said["touching"]]
    return {int(pk) for kind, pk in named if kind == "entry" and pk.isdecimal()}


def growth_faults(old, new):
    """Return what keeps the new copy from being the old one with lines added."""
    if old.key != new.key:
        return ["The two copies are signed with different keys."]
    if new.size < old.size:
        return [f"The record was rolled back: {old.size} lines were signed before, {new.size} now."]
    tree = Tree(map(leaf_hash, new.leaves))
    proof = tree.consistency(old.size) if old.size > 0 else []
    if is_consistent(old.size, old.root, new.size, new.root, proof):
        return []
    return [f"The record was forked: its first {old.size} lines are not those signed before."] + [
        f"Line {index} was {shown(before)}, and is now {shown(after)}."
        for index, (before, after) in enumerate(zip(old.leaves, new.leaves, strict=False))
        if before != after
    ]


def database_faults(path, key):
    """Return what was changed in the tables of a SQLite database, and the number of lines."""
    rows = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    rows.row_factory = sqlite3.Row
    columns = ("verb", "subject_kind", "subject_id", "actor_id", "unit_id", "flag")
    faults, hashes, leaves, missing, touching, last = [], [], [], set(), {}, None
    for row in rows.execute('SELECT * FROM nghisu_touch ORDER BY entry_id, "order"'):
        touching.setdefault(row["entry_id"], []).append([row["kind"], row["object_id"]])
    for row in rows.execute('SELECT * FROM nghisu_entry ORDER BY "index"'):
        index, leaf, last = row["index"], bytes(row["leaf"]), row["at"]
        if index != len(leaves):
            faults.append(f"Line {len(leaves)} is not here: after it comes line {index}.")
        leaves.append(leaf)
        hashes.append(bytes(row["leaf_hash"]))
        if leaf_hash(leaf) != hashes[-1]:
            faults.append(f"Line {index}: its bytes no longer give its hash. It reads now: {shown(leaf)}")
        said, wrong = line_faults(index, leaf)
        faults += wrong
        if said is None:
            continue
        moment = str(row["at"]).replace(" ", "T").removesuffix("+00:00")
        moment = (moment if "." in moment else moment + ".").ljust(26, "0") + "Z"
        found = {column: row[column] for column in columns} | {"at": moment}
        found["touching"] = touching.get(index, [])
        for column, value in found.items():
            written = said[column.removesuffix("_id").removeprefix("subject_")]
            if value != written:
                faults.append(f"Line {index}: {column} was changed from {written!r} to {value!r}.")
        if row["salt"] is None or row["details"] is None:
            missing.add(index)
        elif hashlib.sha256(bytes(row["salt"]) + row["details"].encode()).hexdigest() != said["details"]:
            faults.append(f"Line {index}: its words were changed to {row['details']}")
    for index in sorted(missing ^ erased(leaves)):
        faults.append(f"Line {index}: its words and what the record says of their erasure do not agree.")
    tree = Tree(hashes)
    head = rows.execute("SELECT size, root, frontier, last_at FROM nghisu_head").fetchone()
    found = (len(hashes), tree.root(), b"".join(tree.parts(0, len(hashes))), last)
    if found != (tuple(head) if head else (0, tree.root(0), b"", None)):
        faults.append(
            "The lines do not give what the head of the record holds: their number, root and last moment."
        )
    for row in rows.execute("SELECT * FROM nghisu_checkpoint ORDER BY id"):
        try:
            size, root = read_checkpoint(row["note"].encode(), key)
        except ValueError:
            faults.append(f"Checkpoint {row['id']}: it was changed, or another key signed it.")
            continue
        if (size, root) != (row["size"], bytes(row["root"])):
            faults.append(f"Checkpoint {row['id']}: size or root beside it were changed.")
        if size > len(hashes) or tree.root(size) != root:
            faults.append(f"Checkpoint {row['id']}: the {size} lines it was signed over are not these.")
    rows.close()
    return faults, len(leaves)


def files_in(folder):
    """Return the files of a folder by their paths."""
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if not f.is_dir()}


def main():
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description="Check a copy of the record, without the product.")
    parser.add_argument("copy", type=Path, help="folder of a copy, or the SQLite database")
    parser.add_argument("--previous", type=Path, help="folder of an older copy")
    parser.add_argument("--key", type=Path, help="file with the public key that the office handed out")
    asked = parser.parse_args()
    try:
        key = read_key(asked.key.read_bytes()) if asked.key else None
        if asked.copy.is_dir():
            new = Copy(files_in(asked.copy), key)
            faults, size = new.faults, new.size
            if asked.previous:
                old = Copy(files_in(asked.previous), key)
                faults = faults + [f"{asked.previous}: {fault}" for fault in old.faults]
                faults += growth_faults(old, new) if old.leaves and new.leaves else []
        else:
            key = key or read_key((asked.copy.parent / "record.pub").read_bytes())
            faults, size = database_faults(asked.copy, key)
    except (OSError, sqlite3.Error, ValueError) as error:
        faults, size = [f"This cannot be read as a record: {error}."], 0
    for fault in faults:
        print(fault)
    print(f"CHANGED: {len(faults)} faults." if faults else f"HOLDS: {size} lines, all under the signed root.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
