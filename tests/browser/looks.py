"""What is wrong with the looks of an open page: what axe-core finds, and a page wider than its window."""

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
AT_REST = """async () => {
  await document.fonts.ready;
  await Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, name: str = "") -> list[str]:
    """Return the faults of the page, after its fonts came and its movements ended.

    With NGHISU_PICTURES, a folder, the page is kept there as a picture under the name.
    """
    page.wait_for_load_state("load")
    page.evaluate(AT_REST)
    if name and "NGHISU_PICTURES" in os.environ:
        page.screenshot(path=f"{os.environ['NGHISU_PICTURES']}/{name}.png", full_page=True)
    wide = int(page.evaluate(TOO_WIDE))
    found = [f"{wide} px wider than the window"] if wide else []
    for one in AXE.run(page).response["violations"]:
        found += [f"{one['id']}: {node['html'][:160]}" for node in one["nodes"]]
    return found
