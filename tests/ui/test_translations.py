"""A model's translation under a quote: told apart wherever it is shown, and without power over the page or the file."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Answer, Citation, Outcome, Statement, Translation, Verdict
from corpus.model import Kind, Source, Version
from tests.chat_server import Messages, Reply, chatting
from ui.components.chat.answer_display.answer import answer_html
from ui.components.text.citation_card import card_html
from ui.exports import export

QUOTE = "第二条 种子出口许可证的有效期不超过三年。"
TOLD = "Article 2: A seed licence is valid for no more than three years."
MARK = "Translation by openai:told (English), not checked, not official"
ACT = (
    "---\ntitle: 种子出口条例\nlanguage: zh\n---\n"
    "# 第一条\n\n国家对种子出口实行许可制度。\n\n# 第二条\n\n种子出口许可证的有效期不超过三年。\n"
)
HOSTILE = (
    'see <img src=x onerror="window.pwned=9"> https://evil.example/?q=1 ![x](https://evil.example/y.png) [^1-1] \\u202e'
)


def answer(told: str = TOLD) -> Answer:
    source = Source("cn-seeds", "种子出口条例", Kind.LAW, "cn", language="zh")
    version = Version("cn-seeds", "d" * 64, datetime(2026, 2, 3, tzinfo=UTC), date(2024, 1, 1))
    c = Citation(
        1, "p1", source, version, "第二条", QUOTE, 0, len(QUOTE), translation=Translation(told, "en", "openai:told")
    )
    said = Statement(QUOTE, (1,), Verdict.VERBATIM)
    return Answer("How long?", "How long?", Outcome.ANSWERED, f"{QUOTE} [1]", (said,), (c,))


def exported(given: Answer, ending: str) -> str:
    made = export([given], ending)
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            return packed.read("word/footnotes.xml").decode()
    if ending == "pdf":
        import pypdfium2

        with pypdfium2.PdfDocument(made) as document:
            return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())
    return made.decode("utf-8-sig")


@pytest.mark.parametrize("ending", ["md", "docx", "pdf"])
def test_an_export_holds_it_after_the_quote_with_its_mark(ending: str) -> None:
    text = exported(answer(), ending).replace("\\", "")
    assert MARK in text
    assert TOLD in text
    if ending != "pdf":  # a machine without a font for Chinese writes the quote's signs as code points
        assert text.index(QUOTE) < text.index(MARK) < text.index(TOLD)


def test_a_bibliography_holds_none_and_the_table_has_a_column_that_says_so() -> None:
    assert TOLD not in exported(answer(), "bib")
    assert TOLD not in exported(answer(), "json")
    row = next(csv.DictReader(io.StringIO(exported(answer(), "csv"))))
    assert row["quote"] == QUOTE
    assert row["translation_not_checked"] == f"{MARK}: {TOLD}"


def test_where_there_is_none_nothing_speaks_of_one() -> None:
    bare = answer()
    bare = replace(bare, citations=(replace(bare.citations[0], translation=None),))
    for ending in ("md", "docx", "pdf"):
        assert "ranslation" not in exported(bare, ending)
    assert "ranslation" not in card_html(bare.citations[0], 0) + answer_html(bare, 0)


def test_on_the_page_it_stands_under_the_quote_and_acts_on_nothing() -> None:
    for html in (card_html(answer(HOSTILE).citations[0], 0), answer_html(answer(HOSTILE), 0)):
        assert "<img" not in html
        assert "<a " not in html
        assert re.search(rf"{QUOTE}.*lc-translation.*{re.escape(MARK)}", html, re.S)
        assert html.count("lc-translation") == 1


def test_in_markdown_it_acts_on_nothing() -> None:
    from markdown_it import MarkdownIt

    text = exported(answer(HOSTILE), "md")
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    assert "<img" not in html
    assert "<a " not in html
    assert not re.search(r"(?<![`\w])https?://evil", text)  # as code no reader of Markdown makes a link of it
    assert text.count("[^1-1]") == 2  # the marker and its footnote; one that a model wrote is escaped


def told(messages: Messages) -> Reply:
    """Reply as a model that finds no answer of its own and translates every quote."""
    found = re.search(r"<quotes>\n(.*)\n</quotes>", str(messages[-1]["content"]), re.S)
    return "\n".join(f"[{n}] {TOLD}" for n in re.findall(r"^\[(\d+)\]", found[1], re.M)) if found else "NO ANSWER"


@pytest.fixture
def abroad(home: Path, tmp_path: Path) -> Path:
    """Make a home that also holds a Chinese act."""
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from corpus.model import Kind
    from index.ingest.intake import Labels, take_in

    folder = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    (tmp_path / "seeds.md").write_text(ACT, "utf-8")
    licet = open_application(Settings(home=folder))
    done = take_in(licet.collection, tmp_path / "seeds.md", Labels(jurisdiction="cn", kind=Kind.LAW))
    licet.catalogue.close()
    assert [d.problem for d in done] == [None]
    return folder


QUESTION = "How long is a seed export licence valid under Chinese law?"


def test_the_command_line_prints_it_under_the_quote(abroad: Path, line: Any) -> None:
    from types import SimpleNamespace

    at = line(abroad, SimpleNamespace(url=""))
    with chatting(told) as chat:
        model = {"LICET_MODEL": "openai:told", "LICET_MODEL_URL": chat.url}
        text = at.run("ask", QUESTION, **model).out
        document = json.loads(at.run("ask", QUESTION, "--json", **model).out)
    assert re.search(rf"有效期不超过三年。\n\s+{re.escape(MARK)}: {re.escape(TOLD)}", text)
    assert any(c.get("translation", {}).get("text") == TOLD for c in document["citations"])
    assert TOLD not in document["answer"]
    bare = at.run("ask", QUESTION).out
    assert "ranslation" not in bare
    assert "有效期不超过三年" in bare


@pytest.mark.browser
@pytest.mark.slow
def test_the_app_shows_it_under_the_quote(abroad: Path, browse: Any, serve: Any) -> None:
    with chatting(told) as chat:
        app = serve(abroad, LICET_MODEL="openai:told", LICET_MODEL_URL=chat.url)
        app.wait()
        tab = browse(app).open()
        tab.ask(QUESTION)
        card = tab.page.locator(".lc-card", has_text="有效期不超过三年").first
        card.locator("summary").click()
        card.locator(".lc-translation", has_text=TOLD).wait_for()
        assert MARK in card.inner_text()
        # The model declined: the closest passages are named, and no quote stands in the answer itself.
        tab.page.get_by_text("Closest passages").first.wait_for()
        assert tab.barriers() == []
        tab.picture("translation")
