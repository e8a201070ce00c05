"""Exports hold what was cited, and nothing that a document could do with them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from assistant.model import Answer, Citation, Outcome, Statement, Verdict
from corpus.model import Kind, Source, Version
from ui.exports import FORMATS, export
from ui.exports.legal import legal_citation

VERSION = Version("ecfr", "d" * 64, datetime(2026, 2, 3, tzinfo=UTC), date(2026, 1, 15))
LAW = Source("ecfr", "15 CFR Part 744", Kind.LAW, "us", "BIS", url="https://www.ecfr.gov/744")


def citation(number: int, locator: str = "15 CFR 744.21(f)", quote: str = "A military end use is …") -> Citation:
    return Citation(number, f"p{number}", LAW, VERSION, locator, quote, 0, len(quote))


def answer(text: str = "A military end use is … [1]", *citations: Citation) -> Answer:
    cited = citations or (citation(1),)
    return Answer("What is it?", "What is it?", Outcome.ANSWERED, text, (Statement("s", (1,), Verdict.VERBATIM),), cited)


@pytest.mark.parametrize(
    ("locator", "written"),
    [
        ("15 CFR 744.21(f)", "15 C.F.R. § 744.21(f) (2026)"),
        ("Supplement No. 4 to Part 744", "BIS, 15 CFR Part 744, Supplement No. 4 to Part 744 (2026-01-15)"),
        ("第十二条", "BIS, 15 CFR Part 744, 第十二条 (2026-01-15)"),
    ],
)
def test_a_citation_is_written_as_lawyers_write_it(locator: str, written: str) -> None:
    assert legal_citation(citation(1, locator)) == written


@pytest.mark.parametrize("format", FORMATS, ids=lambda f: f.ending)
def test_every_format_takes_every_sign(format: object) -> None:
    hostile = answer("第十二条 <b>x</b> \x07 [1]", citation(1, "第十二条", "国家实行统一的出口管制制度。\u202e 👩‍⚖️ {\\input{x}}"))
    assert len(export([hostile, hostile], format.ending, "Title <script>")) > 50  # type: ignore[attr-defined]


def test_word_and_pdf_are_such_files() -> None:
    assert export([answer()], "pdf").startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(export([answer()], "docx"))) as packed:
        assert "744.21(f)" in packed.read("word/document.xml").decode()


def test_markdown_is_inert_and_its_footnotes_are_distinct() -> None:
    text = export([answer("# not a heading ![x](http://evil) [1]"), answer()], "md").decode()
    assert "\\# not a heading" in text
    assert "![x](" not in text
    assert "[^1-1]:" in text
    assert "[^2-1]:" in text


def test_a_spreadsheet_runs_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(export([answer("x [1]", citation(1, quote="=1+1"))], "csv").decode("utf-8-sig"))))
    assert rows[0]["quote"] == "'=1+1"
    assert rows[0]["text_sha256"] == "d" * 64


def test_csl_json_names_the_date_and_bibtex_escapes() -> None:
    item = json.loads(export([answer()], "json"))[0]
    assert item["issued"] == {"date-parts": [[2026, 1, 15]]}
    assert item["type"] == "legislation"
    entry = export([answer("x [1]", citation(1, "A & B_{1}"))], "bib").decode()
    assert r"A \& B\_\{1\}" in entry
