"""Whether a held text is the current one, and whether a clause that ends on a day of its own has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engines import dispatch
from assistant.engines.ledger import ended_clauses, event_collection, held_edition
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.language.sentences import sentence_spans
from corpus.model import Kind, Role, Source, Stay
from corpus.structure import TreeBuilder

TODAY = date(2026, 11, 28)
PARAGRAPHS = {
    "Article 3m(5)": "5. The authorities of Bulgaria may authorise until 31 December 2024 imports of seaborne oil.",
    "Article 3m(6)": "6. The authorities of Croatia may authorise until 31 December 2023 imports of vacuum gas oil.",
    "Article 3m(7)": "7. Lamps imported into Bulgaria may be sold until 31 December 2027 within Bulgaria.",
    "Article 3m(8)": "8. Hungary may import lamps.",
    "Article 3m(9)": (
        "9. Malta may import wicks until the stocks are gone. Malta may sell wicks until 31 December 2025 to anybody."
    ),
}


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    article = tree.add("Article 3m", locator="Article 3m", role=Role.SECTION)
    for locator, text in PARAGRAPHS.items():
        tree.add(text, locator=locator, role=Role.PARAGRAPH, parent=article)
    union = Source(id="eu-lamps", title="Regulation (EU) No 811/2013 on lamps", kind=Kind.LAW, jurisdiction="eu")
    catalogue.publish(catalogue.stage(tree.reading(union, valid_from=date(2022, 6, 4)), []))
    tree = TreeBuilder()
    part = tree.add("Part 746", locator="15 CFR Part 746", role=Role.PART)
    tree.add("§ 746.9 Lanterns.", locator="15 CFR 746.9", role=Role.SECTION, parent=part)
    part_746 = Source(id="us-15-cfr-746", title="15 CFR Part 746", kind=Kind.LAW, jurisdiction="us")
    catalogue.publish(catalogue.stage(tree.reading(part_746, valid_from=date(2025, 1, 1)), []))
    yield catalogue
    catalogue.close()


def ended(catalogue: Catalogue, question: str, *before: str) -> Computed | None:
    return ended_clauses.computed(understand(question, before, Filters(as_of=TODAY), catalogue), catalogue)


def edition(catalogue: Catalogue, question: str) -> Computed | None:
    return held_edition.computed(understand(question, (), Filters(as_of=TODAY), catalogue), catalogue)


@pytest.mark.parametrize(
    ("question", "before", "words"),
    [
        ("Is Bulgaria's exception for seaborne oil in 811/2013 still open?", (), "ended on 31 December 2024"),
        ("May Bulgaria's authority still allow seaborne oil? 811/2013", (), "ended on 31 December 2024"),
        ("May lamps still be sold in Bulgaria under 811/2013, is that still open?", (), "runs until 31 December 2027"),
        (
            "And Croatia with vacuum gas oil, is that still open?",
            ("Until when could Bulgaria authorise seaborne oil under regulation 811/2013?",),
            "ended on 31 December 2023",
        ),
    ],
)
def test_a_clause_ends_on_its_own_day(held: Catalogue, question: str, before: tuple[str, ...], words: str) -> None:
    found = ended(held, question, *before)
    assert found is not None
    assert words in found.lead
    assert "The text is that of 4 June 2022" in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "Is Bulgaria's exception still open?",  # of no law
        "Is the exception in 811/2013 still open?",  # of no country
        "Is Bulgaria's exception in 811/2013 still open?",  # of which of two?
        "Is Hungary's import of lamps under 811/2013 still open?",  # it has no end
        "What may Bulgaria import under 811/2013?",
    ],
)
def test_what_names_no_one_clause_is_left(held: Catalogue, question: str) -> None:
    assert ended(held, question) is None


def test_whether_a_held_text_is_current_is_answered_by_its_edition(held: Catalogue) -> None:
    found = edition(held, "Is section 746.9 in your data the current one?")
    assert found is not None
    assert found.lead.startswith(
        "That is not known: the text of 15 CFR 746.9 held here is the edition of 1 January 2025."
    )
    assert found.findings[0].cites
    assert found.brings == ("us-15-cfr-746",)


@pytest.mark.parametrize(
    "question", ["What is the current text of 746.9?", "Is your data current?", "Is 746.9 in force?"]
)
def test_other_questions_ask_for_no_edition(held: Catalogue, question: str) -> None:
    assert edition(held, question) is None


def test_the_sentence_that_has_the_day_is_quoted(held: Catalogue) -> None:
    found = ended(held, "Is Malta's exception for wicks in 811/2013 still open?")
    assert found is not None
    assert found.lead.startswith("By the words of Article 3m(9) it ended on 31 December 2025.")
    assert found.findings[1].text == "“Malta may sell wicks until 31 December 2025 to anybody.”"


@pytest.mark.parametrize("number", ["11/2013", "811/20", "1811/2013"])
def test_a_law_is_known_by_its_whole_number(held: Catalogue, number: str) -> None:
    assert ended(held, f"Is Bulgaria's exception for seaborne oil in {number} still open?") is None


def test_a_sentence_goes_on_behind_quoted_words_that_end_in_a_stop() -> None:
    whole = "当分の間、同項中「貨物（別表第二の一に掲げる貨物を除く。）」とあるのは、「貨物」とする。"
    for text, told in ((f"{whole}次の文。", whole), ("「甲」をいう。次の文は別である。", "「甲」をいう。")):
        start, end = sentence_spans(text)[0]
        assert text[start : event_collection._closed(text, start, end)] == told


def still_so(catalogue: Catalogue, question: str) -> Computed | None:
    return held_edition.still_so(understand(question, (), Filters(as_of=TODAY), catalogue), catalogue)


@pytest.mark.parametrize(
    "question",
    [
        "Is 15 CFR 746.9 still valid?",
        "Is 746.9 still the law?",
        "Has 746.9 changed since January 2025?",
        "Was § 746.9 amended after March 2026?",
        "Is the text of 15 CFR 746.9 up to date?",
        "Is that still so for 746.9?",
    ],
)
def test_whether_it_is_still_so_is_told_by_the_day_of_the_edition(held: Catalogue, question: str) -> None:
    found = still_so(held, question)
    assert found is not None
    assert "15 CFR 746.9 held here is the edition of 1 January 2025" in found.lead
    assert "up to 28 November 2026 is not in it" in found.lead
    assert found.brings == ("us-15-cfr-746",)
    assert found.findings[0].says_yes is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the current text of 746.9?",
        "Is my licence under 746.9 still valid?",
        "What has 746.9 changed for lanterns?",
        "Is 799.1 still valid?",
        "Is 746.9?",
    ],
)
def test_what_asks_more_than_whether_it_is_still_so_is_left(held: Catalogue, question: str) -> None:
    assert still_so(held, question) is None


def test_an_article_without_words_of_its_own_is_cited_by_its_first_paragraph(held: Catalogue) -> None:
    tree = TreeBuilder()
    article = tree.add("", locator="Article 12", role=Role.SECTION, heading="Article 12")
    tree.add("1. Lanterns are licensed.", locator="Article 12(1)", role=Role.PARAGRAPH, parent=article)
    union = Source(id="eu-wicks", title="Regulation (EU) No 812/2013 on wicks", kind=Kind.LAW, jurisdiction="eu")
    held.publish(held.stage(tree.reading(union, valid_from=date(2022, 6, 4)), []))
    found = still_so(held, "Is Article 12 of Regulation (EU) No 812/2013 still in force?")
    assert found is not None
    [cited] = found.findings[0].cites
    assert held.slice(cited.version.number, cited.start, cited.end) == "1. Lanterns are licensed."


def behind(catalogue: Catalogue, before: str, question: str) -> Computed | None:
    return dispatch.computed(understand(question, (before,), Filters(as_of=TODAY), catalogue), catalogue)


@pytest.mark.parametrize("question", ["Is that still so?", "Still valid today?", "Has that changed since?"])
def test_whether_the_answer_before_is_still_so_is_told_by_the_editions_it_stands_on(
    held: Catalogue, question: str
) -> None:
    found = behind(held, "What does 15 CFR 746.9 say?", question)
    assert found is not None
    assert "15 CFR Part 746: 1 January 2025" in found.lead
    assert "up to 28 November 2026 is not in them" in found.lead
    assert found.brings == ("us-15-cfr-746",)
    open_one = behind(held, "What is a lantern?", question)
    assert open_one is None  # the search behind the engines looks for it
    told = behind(held, "Is Bulgaria's exception for seaborne oil in 811/2013 still open?", question)
    assert told is not None
    assert "ended on 31 December 2024" in told.lead


def test_what_is_asked_besides_is_no_question_on_the_answer_before(held: Catalogue) -> None:
    assert behind(held, "What does 15 CFR 746.9 say?", "Is that still so for lanterns from Malta?") is None
    assert still_so(held, "Is that still so?") is None


def test_a_stay_that_the_edition_prints_is_left_to_what_tells_it(held: Catalogue) -> None:
    tree = TreeBuilder()
    part = tree.add("Part 747", locator="15 CFR Part 747", role=Role.PART)
    section = tree.add("§ 747.9 Wicks.", locator="15 CFR 747.9", role=Role.SECTION, parent=part)
    stay = Stay("At 90 FR 1, paragraph (a) was stayed.")
    for name, stayed in (("(a)", stay), ("(b)", None)):
        tree.add(f"{name} Wicks.", locator=f"15 CFR 747.9{name}", role=Role.PARAGRAPH, parent=section, stay=stayed)
    part_747 = Source(id="us-15-cfr-747", title="15 CFR Part 747", kind=Kind.LAW, jurisdiction="us")
    held.publish(held.stage(tree.reading(part_747, valid_from=date(2025, 1, 1)), []))
    assert still_so(held, "Has 747.9 changed since January 2025?") is None
    assert still_so(held, "Is 747.9(a) still valid?") is None


@pytest.mark.parametrize(
    "question",
    [
        "Which rule of 15 CFR 746.9 is still valid?",
        "Which parts of 746.9 are still in force?",
        "Is 746.9 in force today?",
    ],
)
def test_which_rule_of_an_old_edition_is_still_valid_is_not_known(held: Catalogue, question: str) -> None:
    found = held_edition.still_so(understand(question, (), Filters(), held), held)
    assert found is not None
    assert "is the edition of 1 January 2025" in found.lead
    assert found.lead.startswith("That is not known")
