"""The other faults of peers: papers, log, host, keys, what is written in code."""

import ast
import io
import logging
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from django.test import Client
from tests.conftest import House
from tests.documents.test_form import paper
from tests.documents.test_templates import lines_of, template

import nghisu
from nghisu.config.log_lines import OneLine
from nghisu.documents.rules.forms import profile_called
from nghisu.kit import pdf, word_template
from nghisu.kit.official import blocks_of

SOURCE = Path(nghisu.__file__).parent
ROOT = SOURCE.parents[1]


def test_peer_T26_words_of_a_paper_read_no_file_and_reach_no_address() -> None:
    """No TeX; typst gets words as data, and they stand on the paper as they were typed."""
    words = [
        '#read("/etc/passwd")',
        '#image("http://127.0.0.1/a.png")',
        '#include "official.typ"',
        "$ x^2 $ \\input{/etc/passwd} *b* _i_ `c` <label> @label",
    ]

    made = pdf.write(paper(blocks=blocks_of("\n".join(words))), profile_called("hd-36"))

    read = "".join("".join(one.extract_text().split()) for one in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "root:" not in read
    assert [one for one in words if "".join(one.split()) not in read] == []


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__.__init__.__globals__}",
        "{{ trich_yeu.__class__ }}",
        "{% load x %}",
        "%(settings)s",
        "{{7*7}}",
        "${7*7}",
        "{{ config }}",
    ],
)
def test_peer_T30_a_template_knows_names_alone_and_a_value_is_never_read_as_one(text: str) -> None:
    as_value = word_template.fill(template("Về: {{trich_yeu}}"), {"trich_yeu": text})
    as_template = word_template.fill(template(f"Về: {text}"), {"trich_yeu": "quý I"})

    assert lines_of(as_value)[0].replace("\u200b", "") == f"Về: {text}"
    said = lines_of(as_template)[0].replace("\u200b", "")
    assert said in {f"Về: {text}", "Về: "}  # a name nobody fills stays empty; nothing is computed
    with zipfile.ZipFile(io.BytesIO(as_template)) as made:
        assert made.testzip() is None


def test_peer_T29_a_name_with_line_ends_and_terminal_codes_is_one_line_of_the_log() -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(OneLine("%(levelname)s %(message)s"))
    name = "a\r\nERROR forged\x1b[2J\u202etxt\u2028b"

    handler.handle(
        logging.LogRecord("thử", logging.WARNING, "a.py", 1, "file %s refused", (name,), exc_info=None)
    )

    assert lines.getvalue() == (
        "WARNING file a\\u000d\\u000aERROR forged\\u001b[2J\\u202etxt\\u2028b refused\n"
    )


def test_peer_T29_the_log_of_the_product_is_written_by_that_formatter(
    settings: pytest.FixtureRequest,
) -> None:
    made = settings.LOGGING["formatters"]["line"]["()"]  # type: ignore[attr-defined]

    assert made == f"{OneLine.__module__}.{OneLine.__name__}"


@pytest.mark.parametrize("path", ["/", "/tai-khoan/dang-nhap/", "/tai-khoan/khoi-phuc/khong-co/"])
def test_peer_T44_a_forged_host_is_refused_and_forwarded_names_change_no_address(
    house: House, path: str
) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "6.6.6.6", "X-Host": "evil.example"}

    refused = Client(raise_request_exception=False).get(path, headers={"host": "evil.example"})
    answer = Client().get(path, headers=forged)

    assert refused.status_code == 400
    assert "evil.example" not in answer.content.decode() + str(answer.headers)


def test_peer_T53_a_key_that_can_be_guessed_does_not_start(tmp_path: Path) -> None:
    said = {}
    for key in ("change-me", "x" * 60, "an example key of forty characters 1234"):
        done = subprocess.run(
            [sys.executable, "-c", "import nghisu.config.settings"],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": "src",
                "NGHISU_DATA": str(tmp_path),
                "NGHISU_SECRET_KEY": key,
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        said[key] = (done.returncode, "can be guessed" in done.stderr)

    assert list(said.values()) == [(1, True), (1, True), (0, False)]
    assert not (tmp_path / "secret.key").exists()


def imports_of(source: str) -> set[str]:
    """Return the names of modules that a source imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return found


def test_peer_T53_nothing_stored_or_sent_is_turned_into_objects_by_a_program() -> None:
    """Jobs read rows and JSON; no pickle, no marshal, no YAML that makes objects."""
    forbidden = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"}
    found = [
        str(place.relative_to(SOURCE))
        for place in SOURCE.rglob("*.py")
        if forbidden & imports_of(place.read_text(encoding="utf-8"))
    ]

    assert found == []
    assert imports_of("import pickle\nfrom yaml import load") >= {"pickle", "yaml"}
