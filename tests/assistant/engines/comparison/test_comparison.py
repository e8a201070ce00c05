"""Jurisdictions are compared by fixed points: a cell is a pinned note, a provision, or says that nothing is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.comparison.cells import NOTHING_PINNED, CellState, CellTexts, cell
from assistant.engines.comparison.engine import MOST, compared
from assistant.engines.comparison.fixed_points import CellReference, ComparedTopic, read, topics, topics_named
from assistant.model import Form, Outcome, Verdict
from assistant.pipeline import Assistant
from corpus.annotations import Annotation, Pin, load
from corpus.annotations.model import AnnotatedSource
from corpus.annotations.pins import digest
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from corpus.sources.entries import entries
from ui import serializers

US = AnnotatedSource("us-test", "15 CFR Part 744 (test)", "us")
EU = AnnotatedSource("eu-test", "Regulation on widgets (test)", "eu")
ABSENT = AnnotatedSource("us-15-cfr-734", "15 CFR Part 734", "us", held=False)
SEVEN = "(a) Every exporter of widgets must keep the sales records for seven years from the date of the export."


def note(source: AnnotatedSource, slug: str, answer: str, *pins: Pin) -> Annotation:
    return Annotation(source, slug, ("What is kept?",), answer, pins)


NOTES = {
    a.id: a
    for a in (
        note(
            US, "long", "Yes. Sales records are kept for seven years. They count from the export.",
            Pin("15 CFR 744.90(a)", digest(SEVEN)),
        ),
        note(US, "changed", "Records are kept for six years.", Pin("15 CFR 744.90(a)", "0" * 12)),
        note(EU, "long", "Five years from the export.", Pin("Article 1(1)")),
        note(ABSENT, "export", "A shipment out of the country.", Pin("15 CFR 734.13(a)")),
    )
}  # fmt: skip
TABLE = """
[[topic]]
id = "widgets"
name = "Widget records"
asked = '\\bwidget records\\b'
[topic.points]
long = "How long"
part = "In part"
words = "In its words"
old = "As it was"
away = "Export"
none = "Nothing"
[topic.texts]
us = ["us-15-cfr-762"]
[topic.cells.us]
long = ["us-test/long"]
part = ["us-test/long :: count"]
words = ["us-test @ 15 CFR 744.90(c)"]
old = ["us-test/changed"]
away = ["us-15-cfr-734/export"]
[topic.cells.eu]
long = ["eu-test/long"]
"""


@pytest.fixture
def topic(tmp_path: Path) -> ComparedTopic:
    file = tmp_path / "points.toml"
    file.write_text(TABLE)
    (found,) = read(file)
    return found


@pytest.fixture
def desk(assistant: Assistant) -> CellTexts:
    return CellTexts(assistant.catalogue, NOTES)


@pytest.mark.parametrize(
    ("jurisdiction", "point", "state", "text"),
    [
        ("us", "long", CellState.HELD, "Sales records are kept for seven years. They count from the export."),
        ("us", "part", CellState.HELD, "They count from the export."),  # only the sentence that has the words
        ("us", "words", CellState.HELD, "(c) Exceptions. No License Exceptions apply to the widget prohibitions"),
        ("us", "old", CellState.CHANGED, SEVEN),  # not what the note says, but what the text says now
        ("us", "away", CellState.NOT_HELD, "Not held here: 15 CFR 734.13(a). licet sync us-15-cfr-734 brings it."),
        ("us", "none", CellState.NOT_HELD, "Not in the texts held. What licet sync us-15-cfr-762 brings may say it."),
        ("eu", "long", CellState.HELD, "Five years from the export. (Regulation on widgets (test), Article 1(1))"),
        ("eu", "none", CellState.NOTHING_PINNED, NOTHING_PINNED),
        (
            "kr",
            "long",
            CellState.NOT_HELD,
            "Not in the texts held. What licet sync kr-",
        ),  # no cell: which of its laws would say it
    ],
)
def test_a_cell_says_what_is_pinned_or_what_is_missing(
    topic: ComparedTopic, desk: CellTexts, jurisdiction: str, point: str, state: CellState, text: str
) -> None:
    found = cell(topic, jurisdiction, point, desk)
    assert found.state is state
    assert found.findings[0].text.startswith(text)
    # Figures and rules stand only on a span of a text.
    assert bool(found.findings[0].cites) is (state in (CellState.HELD, CellState.CHANGED))


def test_a_text_that_changed_is_said_to_have_changed(topic: ComparedTopic, desk: CellTexts) -> None:
    quoted, told = cell(topic, "us", "old", desk).findings
    assert quoted.verdict is Verdict.VERBATIM
    assert "changed since our note" in told.text


def test_briefly_a_cell_has_one_sentence(topic: ComparedTopic, desk: CellTexts) -> None:
    found = cell(topic, "us", "long", replace(desk, brief=True))
    assert [f.text for f in found.findings] == ["Sales records are kept for seven years."]


def test_a_table_has_a_row_for_each_point_and_says_how_much_is_held(topic: ComparedTopic, desk: CellTexts) -> None:
    found = compared((topic,), ("us", "eu"), desk)
    assert found.form is Form.COMPARISON
    assert found.layout is not None
    assert [name for name, _ in found.layout.rows] == list(topic.points.values())
    assert "5 of 12 cells stand on texts held; the texts of 2 are not held here" in found.findings[0].text
    quoted = found.payload["rows"][0]["cells"][0]["citations"][0]
    assert quoted["quote"] == SEVEN
    assert found.payload["rows"][4]["cells"][0]["bring"] == ["licet sync us-15-cfr-734"]


def test_a_point_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "points.toml"
    file.write_text(TABLE.replace('long = "How long"\n', ""))
    with pytest.raises(BadRequest, match="widgets: no point is called long"):
        read(file)


# --- asked in words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "topic_id"),
    [
        ("compare US and China penalties", "penalties"),
        ("how do the EU, Japan and China differ on record keeping", "records"),
        ("What's the difference between US and EU licence validity?", "licences"),
        ("US versus Japan: catch-all controls", "catch-all"),
        ("Compare brokering in the EU and Japan", "brokering"),
        ("How do the US and the EU treat deemed exports?", "technology"),
        ("compare how lists are amended in China and the US", "lists"),
        ("compare retaliation in China and Japan", "countermeasures"),
        ("compare the extraterritorial reach of US and Chinese law", "reach"),
    ],
)
def test_a_question_names_its_topic(asked: str, topic_id: str, assistant: Assistant) -> None:
    answer = assistant.ask(asked)
    assert (answer.outcome, answer.form) == (Outcome.ANSWERED, Form.COMPARISON)
    told: dict[str, Any] = serializers.answer(answer)["comparison"]
    assert [t["id"] for t in told["topics"]] == [topic_id]
    assert answer.text.splitlines()[2].startswith("|  | ")


def test_a_follow_up_adds_a_jurisdiction_or_a_topic(assistant: Assistant) -> None:
    first = "compare US and China penalties"
    answer = assistant.ask("and Japan?", [first])
    assert answer.comparison is not None
    assert answer.comparison.columns == ("us", "cn", "jp")
    answer = assistant.ask("and on record keeping?", [first])
    assert [t["id"] for t in serializers.answer(answer)["comparison"]["topics"]] == ["records"]


def test_a_second_jurisdiction_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("Compare penalties under US law")
    assert (answer.outcome, answer.asks_for) == (Outcome.NEEDS_FACT, "a second jurisdiction")


@pytest.mark.parametrize(
    "asked", ["What is the penalty in the US?", "How long must an exporter keep widget sales records?"]
)
def test_another_question_passes_by(asked: str, assistant: Assistant) -> None:
    assert assistant.ask(asked).form is not Form.COMPARISON


def test_what_has_no_fixed_points_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("How do the US and the EU differ on the bore of widgets?")
    assert answer.form is not Form.COMPARISON
    assert any("No table of fixed points" in n and "record keeping" in n for n in answer.notices)


@pytest.mark.parametrize(
    ("words", "codes", "message"),
    [
        ("bananas", ("us", "eu"), "no fixed points for 'bananas'"),
        ("penalties", ("us", "xx"), "'xx' is no jurisdiction"),
        ("penalties", ("us", "us"), f"two to {MOST}"),
        ("penalties", ("us", "eu", "uk", "cn", "jp", "no", "kr"), f"two to {MOST}"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    words: str, codes: tuple[str, ...], message: str, assistant: Assistant
) -> None:
    with pytest.raises(BadRequest, match=message):
        assistant.compare(words, codes)


# --- the table that ships ---------------------------------------------------------------------------------------------


def _references() -> list[tuple[str, str, str, CellReference]]:
    return [
        (topic.id, code, point, reference)
        for topic in topics()
        for code, cells in topic.cells.items()
        for point, references in cells.items()
        for reference in references
    ]


def test_every_cell_is_a_note_of_its_jurisdiction_with_the_sentence_that_is_named() -> None:
    notes = load().by_id
    assert len(_references()) > 200
    for topic_id, code, point, reference in _references():
        where = f"{topic_id}, {code}, {point}"
        note = notes.get(reference.note)
        assert note is not None, f"{where}: there is no note {reference.note}"
        assert note.jurisdiction == code, where
        assert reference.words in note.answer, f"{where}: no sentence of {reference.note} has {reference.words!r}"


def test_every_topic_has_points_for_two_jurisdictions_and_official_texts() -> None:
    official, known = {e.id for e in entries()}, jurisdictions.table().by_code
    for topic in topics():
        assert len(topic.points) >= 5, topic.id
        assert len(topic.cells) >= 2, topic.id
        assert set(topic.cells) | set(topic.texts) <= set(known), topic.id
        assert {id for ids in topic.texts.values() for id in ids} <= official, topic.id
        assert topics_named(topic.id) == topics_named(topic.name) == (topic,)
    assert topics_named("bananas") == ()


@pytest.mark.slow
def test_every_cell_of_a_text_that_is_held_stands_on_it(real_catalogue: Any) -> None:
    """Check against the real documents: no pinned text has changed, and every note of a held text fills its cell."""
    notes = load().by_id
    desk = CellTexts(real_catalogue, notes)
    filled = 0
    for topic in topics():
        for code, cells in topic.cells.items():
            for point in cells:
                found = cell(topic, code, point, desk)
                assert found.state is not CellState.CHANGED, f"{topic.id}, {code}, {point}"
                held = [r for r in topic.references(code, point) if notes[r.note].source.held]
                assert set(found.notes) >= {r.note for r in held}, f"{topic.id}, {code}, {point}"
                filled += found.state in (CellState.HELD, CellState.STAYED)
    assert filled > 120
    assert compared(topics()[:1], ("us", "cn"), CellTexts(real_catalogue, notes, Filters())).layout is not None
