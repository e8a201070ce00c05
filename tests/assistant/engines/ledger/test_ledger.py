"""The ledger over small texts: stays, clauses on force, ends by own words, announcements, and its calendar."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.engines.ledger import dates, event_collection, topics, whole_ledger
from assistant.engines.ledger.calendar import coming, entry_of, icalendar
from assistant.engines.ledger.ledger_engine import status_asked
from assistant.engines.ledger.model import Happening, LedgerEvent
from assistant.engines.ledger.status_findings import status_computed
from assistant.engines.model import Computed, Span
from assistant.facts.days import DAY_FIRST, MONTH_FIRST, first_and_last
from assistant.model import Form
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from corpus.model import Kind, OriginClass, Reading, Role, Source, Stay, Version
from corpus.structure import TreeBuilder

NOTE = (
    "Effective Date Note: At 90 FR 1, Nov. 12, 2025, in § 744.11, paragraph (a)(1) was stayed, "
    "effective until Nov. 9, 2026."
)
SUPPLEMENT = (
    "Effective Date Note: At 90 FR 1, Nov. 12, 2025, supplement no. 8 to part 744 was stayed, "
    "effective until Nov. 9, 2026."
)
TODAY = date(2026, 11, 28)


def part_744() -> Reading:
    tree = TreeBuilder()
    part = tree.add("Part 744", locator="15 CFR Part 744", role=Role.PART)
    section = tree.add("§ 744.11 Entities.", locator="15 CFR 744.11", role=Role.SECTION, parent=part)
    a = tree.add("(a) A licence is required.", locator="15 CFR 744.11(a)", role=Role.PARAGRAPH, parent=section)
    first = tree.add("(1) Affiliates.", locator="15 CFR 744.11(a)(1)", role=Role.PARAGRAPH, parent=a)
    tree.amend(first, stay=Stay(NOTE, date(2025, 11, 12), date(2026, 11, 9)))
    tree.add("(2) Direct products.", locator="15 CFR 744.11(a)(2)", role=Role.PARAGRAPH, parent=a)
    tree.add(NOTE, locator="15 CFR 744.11 > effective date note", role=Role.NOTE, parent=section)
    other = tree.add("§ 744.15 Others.", locator="15 CFR 744.15", role=Role.SECTION, parent=part)
    tree.add("(a) Widgets.", locator="15 CFR 744.15(a)", role=Role.PARAGRAPH, parent=other)
    tree.add("§ 744.14 [Reserved]", locator="15 CFR 744.14", role=Role.SECTION, parent=part, reserved=True)
    annex = tree.add("Supplement No. 8", locator="Supplement No. 8 to Part 744", role=Role.ANNEX, parent=part)
    tree.amend(annex, stay=Stay(SUPPLEMENT, date(2025, 11, 12), date(2026, 11, 9)))
    tree.add(SUPPLEMENT, locator="Supplement No. 8 to Part 744 > effective date note", role=Role.NOTE, parent=annex)
    source = Source(id="us-15-cfr-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")
    return tree.reading(source, valid_from=date(2026, 7, 23))


def chinese() -> Reading:
    tree = TreeBuilder()
    tree.add("第一条 稀土受国家保护。", locator="第一条", role=Role.SECTION)
    tree.add("第二条 本条例自2024年10月1日起施行。《旧条例》同时废止。", locator="第二条", role=Role.SECTION)
    source = Source(
        id="cn-rare-earth-regulations", title="稀土管理条例", kind=Kind.LAW, jurisdiction="cn", language="zh"
    )
    return tree.reading(source, valid_from=date(2024, 10, 1))


def union(until: str, edition: date) -> Reading:
    tree = TreeBuilder()
    tree.add(f"It shall apply from 1 July 2021 to {until}.", locator="Article 17", role=Role.SECTION)
    tree.add("Old permits are accepted until 31 December 2030.", locator="Article 18", role=Role.SECTION)
    source = Source(
        id="eu-32021R0953", title="Regulation (EU) 2021/953 on certificates", kind=Kind.LAW, jurisdiction="eu"
    )
    return tree.reading(source, valid_from=edition)


def abstract() -> Reading:
    tree = TreeBuilder()
    title = tree.add("Temporary Suspension of Rules on Certain Sprockets", locator="title", role=Role.TITLE)
    heading = tree.add("Summary", locator="Summary", role=Role.HEADING, parent=title)
    tree.add("The bureau suspended the rules on sprockets on November 21, 2022, for six months.",
             locator="Summary > block 1", role=Role.TEXT, parent=heading)  # fmt: skip
    claims = (("published", "2022-12-07"),)
    return tree.reading(
        Source(id="fr-sprockets", title="Temporary Suspension of Rules on Certain Sprockets", claims=claims)
    )


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    texts = (part_744(), chinese(), union("30 June 2022", date(2021, 6, 15)), union("30 June 2023", date(2022, 6, 30)))
    for reading in (*texts, abstract()):
        catalogue.publish(catalogue.stage(reading, []))
    yield catalogue
    catalogue.close()


def asked(catalogue: Catalogue, question: str, as_of: date | None = TODAY) -> Computed | None:
    return status_asked(understand(question, (), Filters(as_of=as_of), catalogue), catalogue)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("until Nov. 9, 2026.", date(2026, 11, 9)),
        ("from 1 July 2021", date(2021, 7, 1)),
        ("自2024年12月1日起", date(2024, 12, 1)),
        ("令和九年四月十三日までの間", date(2027, 4, 13)),
        ("平成元年四月一日", date(1989, 4, 1)),
        ("昭和６０年２月１４日", date(1985, 2, 14)),
    ],
)
def test_days_are_read_in_every_writing(text: str, day: date) -> None:
    assert [d for _, _, d in dates.days(text)] == [day]


def test_days_near_years_are_all_days_of_a_text() -> None:
    parts = ["May", "5", "20", "of", "September", "Sept.", "30th", "2026", "1999", "20261", "12020", ",", ".", "x" * 45]
    draw = random.Random(7)
    for _ in range(3_000):
        text = "".join(f"{draw.choice(parts)}{draw.choice(['', ' ', ', '])}" for _ in range(draw.randrange(1, 12)))
        everywhere = [m.span() for p in (DAY_FIRST, MONTH_FIRST) for m in p.finditer(text) if first_and_last(m)]
        assert [found[:2] for found in dates.days(text)] == sorted(everywhere), text


def test_what_is_no_day_is_left_out() -> None:
    assert list(dates.days("31 June 2026, 令和九年十三月一日, 2024年2月30日")) == []


@pytest.mark.parametrize(
    ("question", "state", "says"),
    [
        ("until when is 744.11(a)(1) stayed?", "stay over", "stayed from 12 November 2025 until 9 November 2026"),
        ("Is 744.11 stayed?", "stay over", "15 CFR 744.11: in part stayed"),
        ("Is part 744 stayed?", "stay over", "15 CFR Part 744: in part stayed"),
        (
            "Is 744.11(a)(2) stayed?",
            "unknown",
            "No note in the text held (edition of 23 July 2026) stays 15 CFR 744.11(a)(2)",
        ),
        ("Is 744.15(a) suspended?", "unknown", "No note in the text held"),
        ("is the 50% rule in force?", "stay over", "The day of the stay has passed. The 50 percent rule"),
        ("is the 50% rule back on? we heard it was frozen", "stay over", "The day of the stay has passed."),
        ("did the affiliates rule kick in yet", "stay over", "The day of the stay has passed."),
        ("Has the 50 percent rule changed since October 2025?", "stay over", "The day of the stay has passed."),
        ("Was the affiliates rule withdrawn?", "stay over", "The day of the stay has passed."),
        (
            "When did China's rare earth regulations take effect?",
            "in force",
            "in force since 1 October 2024 by its own words",
        ),
        ("Until when did regulation 2021/953 apply?", "ended", "applied from 1 July 2021 to 30 June 2023"),
        ("The rules on sprockets were suspended in 2022: from when?", "unknown", "By a document of 7 December 2022"),
    ],
)
def test_a_status_is_told_for_the_day(held: Catalogue, question: str, state: str, says: str) -> None:
    found = asked(held, question)
    assert found is not None
    assert found.form is Form.STATUS
    assert found.payload["state"] == state
    assert says in found.findings[0].text
    assert found.findings[0].cites


def test_a_stay_whose_day_has_passed_is_said_to_have_ended_by_the_texts_held(held: Catalogue) -> None:
    found = asked(held, "Is the affiliates rule on or off now? we read that it was suspended")
    assert found is not None
    assert "the stay has ended and what it held back counts again, from 10 November 2026 at the latest" in found.lead
    assert "unless a later document prolonged the stay, which is not held" in found.lead


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("and on 5 November?", ("is the affiliates rule in force today?",)),
        ("what if we had shipped on 5 November 2026?", ("is the affiliates rule in force today?",)),
        ("Was the affiliates rule stayed on 5 November?", ()),
    ],
)
def test_a_status_is_told_of_the_day_that_a_question_or_a_follow_up_names(
    held: Catalogue, question: str, history: tuple[str, ...]
) -> None:
    found = status_asked(understand(question, history, Filters(as_of=TODAY), held), held)
    assert found is not None
    assert found.lead.startswith("On 5 November 2026: The 50 percent rule")
    assert "on hold on 5 November 2026" in found.lead


@pytest.mark.parametrize(
    ("question", "state", "says"),
    [
        ("and now, on 20 november 2026?", "stay over", "The day of the stay has passed."),
        ("what about 20 October 2026?", "stayed", "on hold on 20 October 2026"),
        ("sorry, i meant 20 October 2026, not 5 July", "stayed", "on hold on 20 October 2026"),
        ("and on 20 October 2025?", "in force", "not yet stayed on 20 October 2025"),
    ],
)
def test_a_follow_up_of_another_day_is_told_of_that_day_alone(
    held: Catalogue, question: str, state: str, says: str
) -> None:
    before = ("Was the affiliates rule in force on 5 July 2026?",)
    found = status_asked(understand(question, before, Filters(), held), held)
    assert found is not None
    assert found.payload["state"] == state
    assert says in found.lead
    assert "5 July" not in found.lead
    assert not found.not_answered


def test_a_follow_up_of_today_is_told_of_today(held: Catalogue) -> None:
    before = ("Was the affiliates rule in force on 5 July 2026?",)
    found = status_asked(understand("and today?", before, Filters(), held), held)
    assert found is not None
    assert found.payload["as_of"] == date.today().isoformat()
    assert "5 July" not in found.lead


def test_a_follow_up_of_another_matter_is_no_status_of_its_day(held: Catalogue) -> None:
    before = ("is the affiliates rule in force today?",)
    asked_next = "how many were listed on 5 November 2026?"
    assert status_asked(understand(asked_next, before, Filters(as_of=TODAY), held), held) is None


def test_a_stay_holds_until_its_day_and_not_on_it(held: Catalogue) -> None:
    question = "is the 50% rule in force?"
    states = [asked(held, question, date(2026, *day)) for day in ((11, 8), (11, 9))]
    assert [s and s.payload["state"] for s in states] == ["stayed", "stay over"]


def test_a_stay_is_told_of_a_day_before_the_editions_held(held: Catalogue) -> None:
    found = asked(held, "Was the affiliates rule in force on 1 December 2025?", None)
    assert found is not None
    assert found.payload["state"] == "stayed"


def test_editions_that_differ_are_both_told(held: Catalogue) -> None:
    found = asked(held, "Until when did regulation 2021/953 apply?")
    assert found is not None
    assert any("to 30 June 2022" in f.text for f in found.findings[1:])


def test_what_is_repealed_is_named(held: Catalogue) -> None:
    found = asked(held, "When did China's rare earth regulations take effect, and what did they repeal?")
    assert found is not None
    assert any("旧条例" in f.text for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "Does 744.11 apply to pumps?",
        "How long is a licence valid?",
        "Is the Widget Act in force?",
        "Do satellite parts stay under the rules once built in?",
        "What does 744.15 say?",
        "stayed " * 200,
    ],
)
def test_other_questions_are_left(held: Catalogue, question: str) -> None:
    assert asked(held, question) is None


def test_the_calendar_holds_what_ends_next(held: Catalogue) -> None:
    events = whole_ledger.everything(held, Filters(as_of=date(2026, 8, 1)))
    dated = coming(events, date(2026, 8, 1))
    assert [(d, e.locator) for d, e in dated] == [
        (date(2026, 11, 9), "15 CFR 744.11"),
        (date(2026, 11, 9), "Supplement No. 8 to Part 744"),
        (date(2030, 12, 31), "Article 18"),
    ]
    written = icalendar(dated)
    assert written.startswith("BEGIN:VCALENDAR\r\n")
    assert written.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20301231" in written
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    assert r"Nov. 9\, 2026" in written.replace("\r\n ", "")


def test_what_begins_and_ends_stands_under_each_day_once(held: Catalogue) -> None:
    events = [e for e in whole_ledger.everything(held, Filters(as_of=date(2021, 6, 20))) if e.locator == "Article 17"]
    dated = [(d, e.kind) for d, e in coming(events, date(2021, 6, 20))]
    assert dated == [(date(2021, 7, 1), Happening.BEGINS), (date(2022, 6, 30), Happening.ENDS)]
    assert [e.kind for _, e in coming(events, date(2021, 7, 2))] == [Happening.ENDS]


@pytest.mark.parametrize(("day", "words"), [(date(2023, 6, 30), "applies from"), (date(2023, 7, 1), "applied from")])
def test_what_still_applies_is_not_told_as_past(held: Catalogue, day: date, words: str) -> None:
    matter = whole_ledger.matter_of("2021/953", held, Filters(as_of=day))
    assert f"{words} 1 July 2021 to 30 June 2023" in status_computed(matter, day, held).findings[0].text


def test_a_matter_is_found_by_address_number_and_topic(held: Catalogue) -> None:
    names = {what: whole_ledger.matter_of(what, held, Filters(as_of=TODAY)).name
             for what in ("744.11(a)(1)", "2021/953", "affiliates", "cn-rare-earth-regulations")}  # fmt: skip
    assert names["744.11(a)(1)"] == "15 CFR 744.11(a)(1)"
    assert names["2021/953"] == "Regulation (EU) 2021/953"
    assert "50 percent rule" in names["affiliates"]
    with pytest.raises(NotHeld, match="affiliates, rare-earths"):
        whole_ledger.matter_of("the widget rule", held, Filters())


def test_a_topic_names_its_official_texts_that_are_not_held(held: Catalogue) -> None:
    matter = whole_ledger.matter_of("rare earths and Japan", held, Filters(as_of=TODAY))
    found = status_computed(matter, TODAY, held)
    assert found.findings[0].text == "稀土管理条例: in force since 1 October 2024 by its own words."
    assert "`licet sync cn-dual-use-export-control-regulations cn-export-control-law" in found.findings[-1].text
    lacking = [text["sources"] for text in found.payload["not_held"]]
    assert ["cn-mofcom-2026-1"] in lacking
    assert ["cn-rare-earth-regulations"] not in lacking  # held


def test_a_topic_of_rules_tells_their_editions_and_each_document_once(tmp_path: Path) -> None:
    tree = TreeBuilder()
    tree.add("§ 744.23 Semiconductor end uses.", locator="15 CFR 744.23", role=Role.SECTION)
    part = Source(id="us-15-cfr-744", title="15 CFR Part 744", kind=Kind.LAW, jurisdiction="us")
    entry = TreeBuilder()
    entry.add("3A090 Integrated circuits.", locator="3A090", role=Role.ENTRY)
    ccl = Source(id="us-list-ccl", title="Commerce Control List", kind=Kind.LIST, jurisdiction="us")
    readings = [tree.reading(part, valid_from=date(2026, 7, 23)), entry.reading(ccl, valid_from=date(2026, 7, 23))]
    other = TreeBuilder()
    other.add("3A090 Integrated circuits. 3B001 Equipment.", locator="3A090", role=Role.ENTRY)
    other.add("3B001 Equipment.", locator="3B001", role=Role.ENTRY)
    annex = Source(id="eu-32021R0821", title="Regulation (EU) 2021/821", kind=Kind.LAW, jurisdiction="eu")
    readings.append(other.reading(annex, valid_from=date(2025, 11, 15)))  # another law's entries of these numbers
    for copy in ("fr-a", "fr-b"):
        note = TreeBuilder()
        note.add("A review policy is revised.", locator="Summary > block 1", role=Role.TEXT)
        source = Source(id=copy, title="Advanced Computing Commodities", kind=Kind.NEWS, published=date(2026, 1, 15))
        readings.append(note.reading(source))
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as catalogue:
        for reading in readings:
            catalogue.publish(catalogue.stage(reading, []))
        matter = whole_ledger.matter_of("advanced computing", catalogue, Filters(as_of=TODAY))
        texts = [f.text for f in status_computed(matter, TODAY, catalogue).findings]
    assert [(e.kind, e.locator) for e in matter.events] == [
        (Happening.ANNOUNCED, "Summary > block 1"), (Happening.EDITION, "15 CFR 744.23"), (Happening.EDITION, "3A090"),
    ]  # fmt: skip
    assert "15 CFR 744.23 (15 CFR Part 744): held in the edition of 23 July 2026." in texts
    assert "3A090 (Commerce Control List): held in the edition of 23 July 2026." in texts
    assert all(t.jurisdiction in jurisdictions.table().by_code for t in topics.table() if t.provisions)


def test_every_event_quotes_its_text(held: Catalogue) -> None:
    for event in whole_ledger.everything(held, Filters()):
        quoted = held.slice(event.span.version.number, event.span.start, event.span.end)
        assert " ".join(quoted.split()) == event.says
        day = event.until or event.since
        assert day in [d for _, _, d in dates.days(" ".join(quoted.split()))]


def test_ends_by_own_words_stand_at_their_place(held: Catalogue) -> None:
    source, version = next(e for e in held.in_force(Filters()).values() if e[0].id == "eu-32021R0953")
    ends = [e for e in event_collection.events_of_clauses(held, source, version) if e.kind is Happening.ENDS]
    assert ("Article 18", date(2030, 12, 31)) in [(e.locator, e.until) for e in ends]


def test_a_timeline_is_in_order(held: Catalogue) -> None:
    matter = whole_ledger.matter_of("affiliates", held, Filters(as_of=TODAY))
    days = [e.day for e in matter.events if e.day]
    assert days == sorted(days)
    assert status_computed(matter, TODAY, held).payload["stayed_until"] == "2026-11-09"


def test_of_a_reserved_address_nothing_is_said_that_no_text_shows(held: Catalogue) -> None:
    found = asked(held, "Is 744.14 still there?", None)
    assert found is not None
    assert [bool(f.cites) for f in found.findings] == [True, False]
    assert found.findings[0].text.startswith("15 CFR 744.14 is reserved in the edition held of 23 July 2026")
    assert found.findings[1].text.startswith("To check: ")


def test_two_provisions_of_one_edition_that_begin_apart_are_not_two_editions(held: Catalogue) -> None:
    tree = TreeBuilder()
    tree.add("This Regulation shall apply from 1 March 2025.", locator="Article 8", role=Role.SECTION)
    tree.add("It shall apply from 1 January 2025.", locator="Article 9", role=Role.SECTION)
    source = Source(id="eu-32024R9009", title="Regulation (EU) 2024/9009 on pirns", kind=Kind.LAW, jurisdiction="eu")
    held.publish(held.stage(tree.reading(source, valid_from=date(2024, 12, 1)), []))
    found = asked(held, "Since when does regulation 2024/9009 apply?")
    assert found is not None
    said = " ".join(f.text for f in found.findings)
    assert "1 March 2025" in said
    assert "1 January 2025" in said
    assert "Another edition" not in said
    other = asked(held, "Until when did regulation 2021/953 apply?")
    assert other is not None
    assert any(f.text.startswith("Another edition (text of 15 June 2021) says") for f in other.findings)


def test_a_stay_is_told_of_a_day_of_which_no_edition_is_held(held: Catalogue) -> None:
    matter = whole_ledger.matter_of("744.11(a)(1)", held, Filters(as_of=date(2026, 3, 1)))
    found = status_computed(matter, date(2026, 3, 1), held)
    assert "stayed from 12 November 2025 until 9 November 2026" in found.findings[0].text
    assert found.payload["state"] == "stayed"


@pytest.mark.parametrize(("what", "day"), [("744.11(a)(1)", date(2025, 10, 15)), ("744.15(a)", date(2026, 3, 1))])
def test_what_is_held_of_another_day_is_not_called_missing(held: Catalogue, what: str, day: date) -> None:
    with pytest.raises(NotHeld) as raised:
        whole_ledger.matter_of(what, held, Filters(as_of=day))
    assert f"No edition of {day} is held" in raised.value.message
    assert "15 CFR Part 744 is held as of 2026-07-23" in raised.value.message
    # No sync brings another edition of a file that was handed in, whatever its id.
    assert f"`licet add FILE --as-of {day}`" in raised.value.remedy
    assert "not in any text held" not in raised.value.message


def test_another_edition_of_what_was_fetched_is_fetched(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as fetched:
        reading = part_744().relabelled(origin_class=OriginClass.PUBLISHER)
        fetched.publish(fetched.stage(reading, []))
        with pytest.raises(NotHeld) as raised:
            whole_ledger.matter_of("744.15(a)", fetched, Filters(as_of=date(2026, 3, 1)))
    assert "`licet sync us-15-cfr-744 --as-of 2026-03-01` brings that one" in raised.value.remedy


def test_an_amendment_for_a_time_is_told_in_the_sentence_with_its_last_day() -> None:
    says = (
        "At 88 FR 9, § 121.9 was amended, effective from Dec. 4, 2023, until Dec. 1, 2024. "
        "At 89 FR 9, the period was extended to Dec. 1, 2026."
    )
    span = Span(Source(id="x", title="22 CFR Part 121"), Version("x", "", datetime(2026, 7, 23, tzinfo=UTC)), 0, 1)
    event = LedgerEvent(
        Happening.AMENDED, "22 CFR 121.9", "22 CFR Part 121", span, date(2023, 12, 4), date(2026, 12, 1), says
    )
    assert event.said_of(date(2026, 12, 1)) == "At 89 FR 9, the period was extended to Dec. 1, 2026."
    assert event.said_of(date(2030, 1, 1)) == says
    assert event.kind_on(date(2026, 12, 1)) != event.kind_on(date(2023, 12, 4)) == "amended"
    assert "22 CFR Part 121" in entry_of((date(2026, 12, 1), event)).summary
