"""A rule that a later document changes is told as that of the day of its text; a quote keeps its words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.caveats.standing_of_quotes import with_later_document, with_standing
from assistant.evidence.citations import Citations
from assistant.model import Statement, StatementRole, Verdict
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.answer.notices import syrian_relief


@pytest.fixture
def held(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    tree = TreeBuilder()
    part = tree.add("Part 746—Embargoes", locator="15 CFR Part 746", role=Role.PART)
    section = tree.add(
        "§ 746.9 Syria.", locator="15 CFR 746.9", role=Role.SECTION, parent=part, heading="§ 746.9 Syria."
    )
    tree.add("(a) Lamps need a licence.", locator="15 CFR 746.9(a)", role=Role.PARAGRAPH, parent=section)
    law = tree.reading(
        Source("us-test", "15 CFR Part 746", Kind.LAW, jurisdiction="us"), valid_from=date(2025, 1, 1)
    )  # fmt: skip
    catalogue = Catalogue(tmp_path_factory.mktemp("held") / "catalogue.sqlite")
    for reading in (law, syrian_relief()):
        catalogue.publish(catalogue.stage(reading, ()))
    return catalogue


def _told(held: Catalogue, asked: str, statement: Statement, *, closest: bool = False) -> list[Statement]:
    cites = Citations(held)
    cites.cite_provision(held.find("15 CFR 746.9(a)", Filters())[0])
    return with_standing(understand(asked, (), Filters(), held), [statement], cites, held, closest=closest)


@pytest.mark.parametrize(
    "asked", ["Do lamps to Syria need a licence?", "Darf ich Lampen nach Syrien liefern?", "Do lamps need a licence?"]
)
def test_a_note_is_told_as_of_the_day_of_its_text_in_whatever_words_the_country_is_named(
    held: Catalogue, asked: str
) -> None:
    note = Statement("Lamps need a licence.", (1,), Verdict.ANNOTATED, "", StatementRole.ANNOTATION)
    rule, status = _told(held, asked, note)
    assert rule.text == "By the text of 1 January 2025: Lamps need a licence."
    assert status.note is StatementRole.STATUS
    assert "Relaxing Export Controls for Syria" in status.text


def test_a_note_in_another_language_has_the_day_in_it_behind_the_question_that_it_stands_under(held: Catalogue) -> None:
    note = Statement(
        "“Und Lampen?” Lampen brauchen eine Genehmigung.", (1,), Verdict.ANNOTATED, "", StatementRole.AS_NEAR,
        language="de", original="“And lamps?” Lamps need a licence.", under="Und Lampen?",
    )  # fmt: skip
    rule, _ = _told(held, "Darf ich Lampen nach Syrien liefern?", note)
    assert rule.text == "“Und Lampen?” Nach dem Text vom 2025-01-01: Lampen brauchen eine Genehmigung."


def test_a_quote_keeps_its_words(held: Catalogue) -> None:
    quote = Statement("(a) Lamps need a licence.", (1,), Verdict.VERBATIM, says_yes=True)
    told, status = _told(held, "Do lamps to Syria need a licence?", quote)
    assert (told.text, told.says_yes, status.note) == (quote.text, None, StatementRole.STATUS)


def test_what_an_engine_computes_from_it_is_of_that_day(held: Catalogue) -> None:
    cites = Citations(held)
    number = cites.cite_provision(held.find("15 CFR 746.9(a)", Filters())[0])
    lead = Statement("A licence is required.", (number,), Verdict.COMPUTED, says_yes=True)
    query = understand("Lamps to Aleppo, licence?", (), Filters(), held)
    first, status = with_later_document(query, [lead], cites, held, frozenset(("SY",)))
    assert first.text == "By the text of 1 January 2025: A licence is required."
    assert status.note is StatementRole.STATUS


def test_the_closest_notes_have_it_too_and_the_passages_beside_them_do_not(held: Catalogue) -> None:
    asked = "Do lamps to Syria still need a licence?"
    note = Statement("Lamps need a licence.", (1,), Verdict.ANNOTATED, "", StatementRole.CLOSEST_NOTE)
    rule, status = _told(held, asked, note, closest=True)
    assert rule.text.startswith("By the text of 1 January 2025: ")
    assert status.note is StatementRole.STATUS  # beside it: nothing leads an answer that there is not
    passages = Statement("15 CFR 746.9(a)", (1,), Verdict.SUPPORTED, "", StatementRole.CLOSEST)
    assert _told(held, asked, passages, closest=True) == [passages]
