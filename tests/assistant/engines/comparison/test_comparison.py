"""Jurisdictions are compared by fixed points: a cell is a pinned note, a provision, or says that nothing is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.comparison.asked import asked_comparison
from assistant.engines.comparison.cells import NOTHING_PINNED, Cell, CellFinding, CellState, CellTexts, cell
from assistant.engines.comparison.comparison_engine import MOST, compared
from assistant.engines.comparison.figures import figures_line
from assistant.engines.comparison.fixed_points import CellReference, ComparedTopic, read, topics, topics_named
from assistant.model import Form, Outcome, Verdict
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import Annotation, Pin, load_annotations
from corpus.annotations.model import AnnotatedSource
from corpus.annotations.pins import digest
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from corpus.sources.entries import official_entries
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
periods = ["long", "away"]
[topic.point_asked]
long = '\\byears\\b'
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
        (
            "us",
            "long",
            CellState.HELD,
            "Sales records are kept for seven years. They count from the export. (15 CFR 744.90(a))",
        ),
        # only the sentence that has the words
        ("us", "part", CellState.HELD, "They count from the export. (15 CFR 744.90(a))"),
        ("us", "words", CellState.HELD, "(c) Exceptions. No License Exceptions apply to the widget prohibitions"),
        ("us", "old", CellState.CHANGED, SEVEN),  # not what the note says, but what the text says now
        ("us", "away", CellState.NOT_HELD, "Not held here: 15 CFR 734.13(a). licet sync us-15-cfr-734 brings it."),
        ("us", "none", CellState.NOT_HELD, "Not in the texts held. What licet sync us-15-cfr-762 brings may say it."),
        ("eu", "long", CellState.HELD, "Five years from the export. (Regulation on widgets (test), Article 1(1))"),
        ("eu", "none", CellState.NOTHING_PINNED, NOTHING_PINNED),
        (
            "ca",
            "long",
            CellState.NOT_HELD,
            "Not in the texts held. What licet sync ca-",
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


def test_a_cell_has_the_conditions_and_exceptions_of_its_note(topic: ComparedTopic, desk: CellTexts) -> None:
    under = replace(NOTES["us-test/long"], conditions=("If they were sold.",), exceptions=("Lent ones.",))
    texts = replace(desk, notes={**NOTES, under.id: under})
    said = cell(topic, "us", "long", texts).findings[0].text
    assert said.endswith("count from the export. If they were sold. Except: Lent ones. (15 CFR 744.90(a))")


def test_no_cell_has_half_a_sentence(topic: ComparedTopic, desk: CellTexts) -> None:
    under = replace(NOTES["us-test/long"], conditions=("Knowingly and intentionally",), exceptions=("Lent ones",))
    said = cell(topic, "us", "long", replace(desk, notes={**NOTES, under.id: under})).findings[0].text
    assert said.endswith("export. Condition: Knowingly and intentionally. Except: Lent ones. (15 CFR 744.90(a))")


def test_a_text_that_changed_is_said_to_have_changed(topic: ComparedTopic, desk: CellTexts) -> None:
    quoted, told = cell(topic, "us", "old", desk).findings
    assert quoted.verdict is Verdict.VERBATIM
    assert "changed since our note" in told.text


def test_the_provision_of_a_note_whose_exception_is_not_held_stands_in_its_own_words(
    topic: ComparedTopic, desk: CellTexts
) -> None:
    both = replace(NOTES["us-test/long"], pins=(*NOTES["us-test/long"].pins, Pin("15 CFR 744.99(b)")))
    shown = cell(topic, "us", "long", replace(desk, notes={**NOTES, both.id: both}))
    assert [f.text for f in shown.findings] == [
        SEVEN,
        f"Not held here: 15 CFR 744.99(b), {US.title}. Add that text with licet add.",
    ]


def test_briefly_a_cell_has_one_sentence(topic: ComparedTopic, desk: CellTexts) -> None:
    found = cell(topic, "us", "long", replace(desk, brief=True))
    assert [f.text for f in found.findings] == ["Sales records are kept for seven years. (15 CFR 744.90(a))"]


def test_a_table_has_a_row_for_each_point_and_says_how_much_is_held(topic: ComparedTopic, desk: CellTexts) -> None:
    found = compared((topic,), ("us", "eu"), desk)
    assert found.form is Form.COMPARISON
    assert found.layout is not None
    assert [name for name, _ in found.layout.rows] == list(topic.points.values())
    assert "5 of 12 answers stand on texts held." in found.findings[0].text
    quoted = found.payload["rows"][0]["cells"][0]["citations"][0]
    assert quoted["quote"] == SEVEN
    assert found.payload["rows"][4]["cells"][0]["bring"] == ["licet sync us-15-cfr-734"]


def test_periods_are_told_first_and_compared_where_every_cell_has_one(topic: ComparedTopic, desk: CellTexts) -> None:
    lead = compared((topic,), ("us", "eu"), desk).findings[0].text
    assert lead.startswith(
        "How long: not the same period, United States 7 years (15 CFR 744.90(a)); European Union 5 years (Article 1(1))"
    )
    assert "Export:" not in lead  # one cell is not held: nothing to compare


def test_a_question_about_one_point_has_its_row_alone_and_the_others_named(
    topic: ComparedTopic, desk: CellTexts
) -> None:
    found = compared((topic,), ("us", "eu"), desk, {"widgets": topic.points_asked("how many years?")})
    assert found.layout is not None
    assert [name for name, _ in found.layout.rows] == ["How long"]
    assert "Not shown, since not asked about: in part, in its words" in found.findings[0].text


def test_a_sentence_stands_once_in_a_column(topic: ComparedTopic, desk: CellTexts) -> None:
    twice = replace(topic, cells={"us": {**topic.cells["us"], "part": topic.cells["us"]["long"]}})
    first, second = (row["cells"][0]["text"] for row in compared((twice,), ("us", "eu"), desk).payload["rows"][:2])
    assert (first[:13], second) == ("Sales records", "See “How long”, above.")


def test_a_jurisdiction_without_texts_and_one_too_many_are_said(topic: ComparedTopic, desk: CellTexts) -> None:
    lead = compared((topic,), ("us", "ca", "eu", "cn", "jp", "uk", "no"), desk).findings[0].text
    assert "Nothing stands under Canada: its texts are not held (`licet sync ca-" in lead
    assert "A table has 6 columns; left out: Norway." in lead


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
    assert (answer.outcome, answer.form) == (Outcome.NOT_IN_CORPUS, Form.COMPARISON), "none of their texts is held"
    told: dict[str, Any] = serializers.answer(answer)["comparison"]
    assert [t["id"] for t in told["topics"]] == [topic_id]
    assert answer.comparison is None, "a table of what is not held tells nothing"
    assert "`licet sync " in answer.text


def test_a_follow_up_adds_a_jurisdiction_or_a_topic(assistant: Assistant) -> None:
    first = "compare US and China penalties"
    answer = assistant.ask("and Japan?", [first])
    told = serializers.answer(answer)["comparison"]
    assert [j["code"] for j in told["jurisdictions"]] == ["us", "cn", "jp"]
    answer = assistant.ask("and on record keeping?", [first])
    assert [t["id"] for t in serializers.answer(answer)["comparison"]["topics"]] == ["records"]


def test_a_second_jurisdiction_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("Compare penalties under US law")
    assert (answer.outcome, answer.asks_for) == (Outcome.NEEDS_FACT, "a second jurisdiction")


@pytest.mark.parametrize(
    ("asked", "topic_id", "codes"),
    [
        ("record keeping, how many years: us vs china vs korea", "records", ("us", "cn", "kr")),
        ("goods never touch our country, we only broker. korea vs japan vs the eu", "brokering", ("kr", "jp", "eu")),
        ("emailing drawings or telling a foreigner at home. japan, korea, china", "technology", ("jp", "kr", "cn")),
        (
            "table please: unlisted goods, when is a licence needed - China, Korea, Japan",
            "catch-all",
            ("cn", "kr", "jp"),
        ),
        ("can they hit back at unfair export curbs? china vs korea vs japan", "countermeasures", ("cn", "kr", "jp")),
        ("does the company pay too when staff break the rules? japan and south korea", "penalties", ("jp", "kr")),
        ("how far past its borders does china's law reach compared with the EU's?", "reach", ("cn", "eu")),
        ("How long are permits good for in Japan, Taiwan and the UK?", "licences", ("jp", "tw", "uk")),
    ],
)
def test_every_jurisdiction_that_is_named_has_its_column(
    asked: str, topic_id: str, codes: tuple[str, ...], assistant: Assistant
) -> None:
    told = serializers.answer(assistant.ask(asked))["comparison"]
    assert [j["code"] for j in told["jurisdictions"]] == list(codes)
    assert [t["id"] for t in told["topics"]] == [topic_id]


def test_what_was_asked_of_before_is_a_side_of_what_it_is_compared_with(assistant: Assistant) -> None:
    before = "How long must export records be kept in China?"
    question = understand("and compare that with US and Japanese licences", [before], Filters(), assistant.catalogue)
    asked = asked_comparison(question)
    assert asked is not None
    assert asked.codes == ("cn", "us", "jp")


def test_a_follow_up_takes_one_out(assistant: Assistant) -> None:
    before = "How long must export records be kept in the US, China and Korea?"
    answer = assistant.ask("and how long are the licences good for? put in Japan instead of Korea", [before])
    told = serializers.answer(answer)["comparison"]
    assert [j["code"] for j in told["jurisdictions"]] == ["us", "cn", "jp"]


@pytest.mark.parametrize(
    "asked",
    [
        "What is the fine for shipping lasers to Japan, Korea and China?",  # where they go: nobody's law
        "To us it is unclear how long China wants records kept",
    ],
)
def test_a_destination_and_a_pronoun_are_no_jurisdictions(asked: str, assistant: Assistant) -> None:
    assert assistant.ask(asked).form is not Form.COMPARISON


@pytest.mark.parametrize(
    "asked", ["What is the penalty in the US?", "How long must an exporter keep widget sales records?"]
)
def test_another_question_passes_by(asked: str, assistant: Assistant) -> None:
    assert assistant.ask(asked).form is not Form.COMPARISON


def test_what_has_no_fixed_points_says_so_and_shows_what_is_closest_in_each_law(assistant: Assistant) -> None:
    answer = assistant.ask("How do the US and Korea differ on the bore of widgets?")
    assert (answer.outcome, answer.form) == (Outcome.SILENT, Form.CLOSEST)
    assert "No table of fixed points compares this" in answer.text
    assert "record keeping" in answer.text
    assert [s.part for s in answer.statements[1:]] == ["United States", "South Korea"]
    assert answer.statements[1].citations
    assert "`licet sync kr-" in answer.statements[2].text


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
    notes = load_annotations().by_id
    assert len(_references()) > 200
    for topic_id, code, point, reference in _references():
        where = f"{topic_id}, {code}, {point}"
        note = notes.get(reference.note)
        assert note is not None, f"{where}: there is no note {reference.note}"
        assert note.jurisdiction == code, where
        assert reference.words in note.answer, f"{where}: no sentence of {reference.note} has {reference.words!r}"


def test_every_topic_has_points_for_two_jurisdictions_and_official_texts() -> None:
    official, known = {e.id for e in official_entries()}, jurisdictions.table().by_code
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
    notes = load_annotations().by_id
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


def test_a_period_is_told_with_the_address_alone() -> None:
    def held(words: str, locator: str) -> Cell:
        return Cell(CellState.HELD, (CellFinding(f"{words} ({locator})", words=words, locator=locator),))

    cells = [
        held("Five years from the latest of export, sale, or receipt.", "15 CFR 762.6(a)"),
        held("5 years", "제28조"),
    ]
    assert figures_line("How long", ("us", "kr"), cells) == (
        "How long: the same period in each, United States 5 years (15 CFR 762.6(a)); South Korea 5 years (제28조). "
        "Conditions are in the cells."
    )


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("Is a Chinese dual-use licence valid longer than a US one?", ("cn", "us")),
        ("Which is valid longer, a US or a Japanese export licence?", ("us", "jp")),
        ("Wie lange gilt eine Ausfuhrgenehmigung in den USA und in China?", ("us", "cn")),
        ("Comparez la durée de validité des licences d'exportation aux États-Unis et au Japon", ("us", "jp")),
        ("中国和美国的出口许可证有效期各是多久？", ("us", "cn")),
        ("日本と中国の輸出許可の有効期間を比較してください", ("jp", "cn")),
        ("미국과 중국의 수출허가 유효기간은 각각 얼마인가요?", ("us", "cn")),
        ("从美国向中国出口的许可证有效期是多久？", ()),  # where it goes: nobody's law
        ("日本から中国への輸出でキャッチオール規制はどうなりますか", ()),
    ],
)
def test_validity_is_compared_in_other_words_and_languages(
    asked: str, codes: tuple[str, ...], assistant: Assistant
) -> None:
    found = asked_comparison(understand(asked, (), Filters(), assistant.catalogue))
    assert (set(found.codes) if found else set()) == set(codes)
    assert found is None or found.topics[0].id == "licences"


@pytest.mark.parametrize(
    ("asked", "codes", "topic", "points"),
    [
        ("Vergleiche die Aufbewahrungsfristen in den USA und der EU.", {"us", "eu"}, "records", ("long",)),
        ("Comparez les sanctions pénales aux États-Unis et au Japon.", {"us", "jp"}, "penalties", ("criminal",)),
        (
            "¿Cómo se diferencian las multas en China y en Corea del Sur?",
            {"cn", "kr"},
            "penalties",
            ("administrative",),
        ),
        ("比较中国和日本的全面管制规定", {"cn", "jp"}, "catch-all", ()),
        ("米国と韓国の技術移転の規制を比較してください", {"us", "kr"}, "technology", ()),
        ("미국과 중국의 기록 보존 기간은 각각 얼마나 되나요?", {"us", "cn"}, "records", ("long",)),
        ("中国の輸出管理法の罰則は？", set(), "", ()),
    ],
)
def test_topics_are_compared_in_other_languages(
    asked: str, codes: set[str], topic: str, points: tuple[str, ...], assistant: Assistant
) -> None:
    found = asked_comparison(understand(asked, (), Filters(), assistant.catalogue))
    if not topic:
        assert found is None
        return
    assert found is not None
    assert set(found.codes) == codes
    assert [t.id for t in found.topics] == [topic]
    assert found.points[topic] == points
