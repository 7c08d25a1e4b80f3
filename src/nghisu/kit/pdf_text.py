"""Print the text of a PDF from standard input as JSON, in a process that may hold little and write nothing.

Run as a program by ``kit.reading``; it imports nothing of the product. A PDF can make its reader take
hours and gigabytes, so it is read under limits of the system, and no byte of it reaches the disk.
"""

import contextlib
import io
import json
import logging
import re
import sys
from typing import Any

MOST_MEMORY = 700 * 1024 * 1024
MOST_SECONDS = 25
MOST_PAGES = 300
PAINTED = re.compile(rb"(?:^|[\s\])>])(?:Do|BI|sh|[fF]\*?|[sS]|[bB]\*?)(?=[\s/]|$)")


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 -- absent on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _is_active(root: Any) -> bool:
    """Tell whether the document starts something by itself."""
    names = _resolved(root.get("/Names", {})) or {}
    action = _resolved(root.get("/OpenAction"))
    kind = action.get("/S") if isinstance(action, dict) else None
    return (
        "/JavaScript" in names or kind in {"/JavaScript", "/Launch", "/URI", "/SubmitForm"} or "/AA" in root
    )


def _annotations(page: Any) -> list[str]:
    found: list[str] = []
    for entry in _resolved(page.get("/Annots")) or []:
        note = _resolved(entry)
        if not isinstance(note, dict):
            continue
        action = _resolved(note.get("/A"))
        if isinstance(action, dict) and action.get("/S") in {"/Launch", "/JavaScript"}:
            raise PermissionError
        found += [str(_resolved(note[key])) for key in ("/Contents", "/V", "/Name") if key in note]
        look = _resolved((_resolved(note.get("/AP")) or {}).get("/N"))
        for drawn in [look, *look.values()] if isinstance(look, dict) else []:
            stream = _resolved(drawn)
            if hasattr(stream, "get_data"):
                found += page.extract_xform_text(stream).splitlines()
    return found


def _shows_something(page: Any) -> bool:
    """Tell whether a page without text paints a picture, a shape or a form; a blank page does not."""
    drawn = page.get_contents()
    return drawn is not None and PAINTED.search(drawn.get_data()) is not None


def read(content: bytes) -> dict[str, Any]:
    """Return ``{"pages": [[line, …], …], "margins": [...], "unread": n}`` or ``{"fault": "locked" | …}``.

    ``unread`` counts the pages that show something and have no text, and those after the first 300.
    """
    from pypdf import PdfReader  # noqa: PLC0415 -- under the limits, not before
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "locked"}
        if _is_active(reader.trailer["/Root"]):
            return {"fault": "active"}
        if len(reader.pages) > MOST_PAGES * 10:
            return {"fault": "dense"}
        pages: list[list[str]] = []
        unread = max(0, len(reader.pages) - MOST_PAGES)
        margins: list[str] = [str(value) for value in (reader.metadata or {}).values()]
        for number, page in enumerate(reader.pages):
            if number < MOST_PAGES:
                pages.append((page.extract_text() or "").splitlines())
                if not any(line.strip() for line in pages[-1]):
                    unread += _shows_something(page)
            margins += _annotations(page)
        attached = list(reader.attachments)
    except PermissionError:
        return {"fault": "active"}
    except MemoryError:
        return {"fault": "dense"}
    except RecursionError:
        return {"fault": "dense"}
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, OSError):
        return {"fault": "damaged"}
    return {"pages": pages, "margins": margins, "attached": len(attached), "unread": unread}


if __name__ == "__main__":
    _limit()
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read()
    with contextlib.redirect_stderr(io.StringIO()):
        answer = read(content)
    sys.stdout.write(json.dumps(answer))
