"""Make the pictures of the guide anew, from the demo, in both languages.

    python tools/guide_pictures.py              all of them
    python tools/guide_pictures.py hoi-nghi     one or some

The demo is filled into a folder of its own first, unless NGHISU_DATA holds one already. Which pages are
shown, and to whom, stands in src/nghisu/home/rules/guide.py. Pictures go to home/static/home/guide as WebP.
"""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "tools")]
PLACE = ROOT / "src" / "nghisu" / "home" / "static" / "home" / "guide"
WIDTH, HEIGHT, SHOWN = 1120, 700, 1000
HEAVIEST = 60 * 1024


def main() -> int:
    """Run from the command line."""
    if "NGHISU_DATA" not in os.environ:
        os.environ["NGHISU_DATA"] = tempfile.mkdtemp(prefix="nghisu-guide-")
    folder = Path(os.environ["NGHISU_DATA"])
    if not (folder / "nghisu.sqlite3").exists():
        words = [sys.executable, "-m", "nghisu", "demo"]
        here = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        subprocess.run(words, cwd=ROOT, check=True, env=here)
    import screens

    screens.prepare()
    from playwright.sync_api import sync_playwright

    from nghisu.home.rules.guide import PICTURES

    wanted = [one for one in PICTURES if one.slug in sys.argv[1:] or not sys.argv[1:]]
    cookies = {who: screens.session_of(who) for who in {one.who for one in wanted}}
    base = screens.serve()
    PLACE.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = screens.browser_of(playwright)
        for one in wanted:
            for language in ("vi", "en"):
                context = browser.new_context(
                    viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce"
                )
                kept = {**cookies[one.who], "django_language": language}
                context.add_cookies([{"name": n, "value": v, "url": base} for n, v in kept.items()])
                page = context.new_page()
                screens.open_page(page, base, one.page)
                page.wait_for_load_state("networkidle")
                write(page.screenshot(), PLACE / f"{one.slug}-{language}.webp")
                context.close()
        browser.close()
    return 0


def write(picture: bytes, place: Path) -> None:
    """Keep a picture as small as it must be."""
    from PIL import Image

    opened = Image.open(io.BytesIO(picture)).convert("RGB")
    opened = opened.resize((SHOWN, SHOWN * opened.height // opened.width), Image.Resampling.LANCZOS)
    for quality in (70, 60, 50, 40, 30):
        kept = io.BytesIO()
        opened.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= HEAVIEST:
            break
    place.write_bytes(kept.getvalue())
    print(f"{place.name}: {kept.tell() // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
