"""A provision in a language that its asker may not read is told by the notes pinned to it, before its own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer.provisions import say_notes_on, say_provision
from assistant.evidence.address_notes import notes_inside
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.query.parser import understand
from corpus.annotations import load_annotations
from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.model import Kind, Role, Source, Stay
from corpus.structure import TreeBuilder

FIRST, SECOND = "第二条 国家对种子的出口实行许可制度。", "出口经营者应当在三十日内报告。"
NOTES = """
source = "cn-seed-law"
title = "种子出口条例"
jurisdiction = "cn"
edition = "2024-01-01"

[[annotation]]
id = "licence"
questions = ["Do seeds need an export licence in China?", "seeds leaving china permit", "permit for seeds in the PRC"]
verdict = "yes"
answer = "Yes. China runs a licensing system for exports of seeds."
pins = ["第二条第一款"]

[[annotation]]
id = "both"
questions = ["What do seed exporters need and report in China?", "seed permit and report", "seed duties in the PRC"]
answer = "Exporters of seeds need a permit and report."
pins = ["第二条第二款", "第二条第一款"]

[[annotation]]
id = "half"
questions = ["Who reports exports of seeds in China?", "seed reports who", "who tells of seeds in the PRC"]
answer = "Every exporter of seeds reports."
exceptions = ["Not for seeds of one's own."]
pins = ["第二条第二款"]

[[annotation]]
id = "report"
questions = ["By when must seed exporters report in China?", "seed report deadline", "days to report seeds in the PRC"]
answer = "Exporters of seeds must report within thirty days."
pins = ["第二条第二款"]
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(tmp_path / "catalogue.sqlite")
    yield made
    made.close()


def _held(catalogue: Catalogue, second: str = SECOND, stay: Stay | None = None) -> HeldProvision:
    """Hold a Chinese article of two paragraphs and return it."""
    tree = TreeBuilder()
    article = tree.add("", locator="第二条", role=Role.SECTION)
    tree.add(FIRST, locator="第二条第一款", role=Role.PARAGRAPH, parent=article)
    tree.add(second, locator="第二条第二款", role=Role.PARAGRAPH, parent=article, stay=stay)
    source = Source("cn-seed-law", "种子出口条例 (Seed Export Regulations)", Kind.LAW, "cn", language="zh")
    number = catalogue.stage(tree.reading(source), [])
    catalogue.publish(number)
    return catalogue.outline(number)[0]


def _said(catalogue: Catalogue, held: HeldProvision, folder: Path, question: str) -> list[tuple[str, str, str]]:
    (folder / "cn").mkdir(exist_ok=True)
    (folder / "cn" / "cn-seed-law.toml").write_text(NOTES, "utf-8")
    asked = understand(question, (), Filters(), catalogue)
    draft, cites = Draft(), Citations(catalogue)
    say_notes_on(draft, notes_inside(held, asked, load_annotations(folder).all, catalogue), asked, cites)
    say_provision(draft, held, cites)
    return [(s.verdict.name, s.text, cites.all[s.citations[0] - 1].locator) for s in draft.statements]


ENGLISH = "What does Article 2 of the Seed Export Regulations say?"
LICENCE = ("ANNOTATED", "China runs a licensing system for exports of seeds.", "第二条第一款")
REPORT = ("ANNOTATED", "Exporters of seeds must report within thirty days.", "第二条第二款")


def test_its_paragraphs_are_told_in_english_and_the_law_stands_below(catalogue: Catalogue, tmp_path: Path) -> None:
    told = _said(catalogue, _held(catalogue), tmp_path, ENGLISH)
    assert told[:2] == [LICENCE, REPORT]
    assert "not all" in told[2][1]
    assert [(verdict, text) for verdict, text, _ in told[3:]] == [("VERBATIM", FIRST), ("VERBATIM", SECOND)]


def test_who_asks_in_its_language_reads_the_law_alone(catalogue: Catalogue, tmp_path: Path) -> None:
    told = _said(catalogue, _held(catalogue), tmp_path, "种子出口条例第二条怎么规定？")
    assert [verdict for verdict, *_ in told] == ["VERBATIM", "VERBATIM"]


def test_a_note_on_words_that_are_stayed_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    stay = Stay("本款暂停适用。", date(2024, 1, 1), date(2099, 1, 1))
    told = _said(catalogue, _held(catalogue, stay=stay), tmp_path, ENGLISH)
    assert [t for t in told if t[0] == "ANNOTATED"] == [LICENCE]


def test_a_note_whose_words_have_changed_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    held = _held(catalogue, "出口经营者应当在十日内报告。")
    pinned = NOTES.replace('"第二条第二款"', '"第二条第二款 @ 0123456789ab"')
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "cn-seed-law.toml").write_text(pinned, "utf-8")
    asked = understand(ENGLISH, (), Filters(), catalogue)
    found = notes_inside(held, asked, load_annotations(tmp_path).all, catalogue)
    assert [note.slug for note, _ in found] == ["licence"]


def test_letters_that_the_asker_may_read_need_no_note(catalogue: Catalogue, tmp_path: Path) -> None:
    tree = TreeBuilder()
    tree.add("Die Ausfuhr von Saatgut ist genehmigungspflichtig.", locator="§ 2", role=Role.SECTION)
    number = catalogue.stage(tree.reading(Source("cn-seed-law", "Saatgut", Kind.LAW, "de", language="de")), [])
    catalogue.publish(number)
    told = _said(catalogue, catalogue.outline(number)[0], tmp_path, ENGLISH)
    assert [verdict for verdict, *_ in told] == ["VERBATIM"]
