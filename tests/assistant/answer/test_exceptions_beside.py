"""Beneath a ban that is quoted stands which other paragraphs of its article make exceptions to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer.exceptions_beside import say_where_exceptions_stand
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.model import StatementRole, Verdict
from assistant.pipeline import Assistant
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

PARAGRAPHS = (
    "1. It shall be prohibited to sell flanges to:",
    "2. Paragraph 1 shall not apply to flanges that are older than seven years.",
    "3. By way of derogation from paragraph 1, the competent authorities may authorise a sale.",
    "4. The competent authorities shall report each sale under paragraph 1. A report shall not be refused.",
    "5. It shall be prohibited to buy gaskets.",
    "6. The prohibition in paragraph 5 shall not apply to paper gaskets.",
    "7. By way of derogation from Article 9(5) of Regulation (EU) No 269/2014, funds may be released.",
    "8. By way of derogation from Article 9(5) of Regulation (EU) No 833/2014, a museum may buy gaskets.",
)
NINE = "Article 9"


@pytest.fixture
def cites(tmp_path: Path) -> Citations:
    tree = TreeBuilder()
    top = tree.add("Flanges", locator=NINE, role=Role.SECTION, heading="Flanges")
    for number, text in enumerate(PARAGRAPHS, 1):
        paragraph = tree.add(text, locator=f"{NINE}({number})", role=Role.PARAGRAPH, parent=top)
        if number == 1:
            tree.add("(a) the Government;", locator=f"{NINE}(1)(a)", role=Role.ITEM, parent=paragraph)
    source = Source("eu-32014R0833", "Regulation (EU) No 833/2014", Kind.LAW, "eu")
    held = Catalogue(tmp_path / "catalogue.sqlite")
    held.publish(held.stage(annotate(tree.reading(source)), []))
    return Citations(held)


def _told(cites: Citations, *quoted: str, verdict: Verdict = Verdict.VERBATIM) -> list[tuple[str, list[str]]]:
    draft = Draft()
    for locator in quoted:
        held = cites.catalogue.find(locator, Filters())[0]
        draft.say(held.text, [cites.cite_provision(held)], verdict=verdict)
    say_where_exceptions_stand(draft, cites)
    told = [s for s in draft.statements if s.note is StatementRole.EXCEPTION]
    return [(s.text, [cites.all[n - 1].locator for n in s.citations]) for s in told]


TWO, THREE, SIX, EIGHT = (f"{NINE}({n})" for n in (2, 3, 6, 8))


@pytest.mark.parametrize(
    ("quoted", "told"),
    [
        (("(1)",), [(f"Exceptions to {NINE}(1) stand in {TWO}, {THREE}.", [TWO, THREE])]),
        (("(1)(a)",), [(f"Exceptions to {NINE}(1) stand in {TWO}, {THREE}.", [TWO, THREE])]),
        (("(1)", "(2)"), [(f"Further exceptions to {NINE}(1) stand in {THREE}.", [THREE])]),
        (("(5)",), [(f"Exceptions to {NINE}(5) stand in {SIX}, {EIGHT}.", [SIX, EIGHT])]),  # (7) is of another act
        (("(1)", "(2)", "(3)"), []),
        (("(2)",), []),
        (("(4)",), []),
        (("",), []),  # the whole article
    ],
)
def test_paragraphs_with_exceptions_to_what_is_quoted_are_named(
    cites: Citations, quoted: tuple[str, ...], told: list[tuple[str, list[str]]]
) -> None:
    assert _told(cites, *(f"{NINE}{q}" for q in quoted)) == told


def test_a_paragraph_of_another_act_with_the_same_number_is_none_that_was_told(cites: Citations) -> None:
    tree = TreeBuilder()
    top = tree.add("Bolts", locator=NINE, role=Role.SECTION, heading="Bolts")
    tree.add("2. Bolts need a permit.", locator=TWO, role=Role.PARAGRAPH, parent=top)
    other = Source("eu-32014R0269", "Regulation (EU) No 269/2014", Kind.LAW, "eu")
    cites.catalogue.publish(cites.catalogue.stage(annotate(tree.reading(other)), []))  # type: ignore[attr-defined]
    draft = Draft()
    for source, locator in (("eu-32014R0269", TWO), ("eu-32014R0833", f"{NINE}(1)")):
        [held] = cites.catalogue.find(locator, Filters(sources=(source,)))
        draft.say(held.text, [cites.cite_provision(held)])
    say_where_exceptions_stand(draft, cites)
    told = [s.text for s in draft.statements if s.note is StatementRole.EXCEPTION]
    assert told == [f"Exceptions to {NINE}(1) stand in {TWO}, {THREE}."]


def test_a_note_tells_its_exceptions_itself(cites: Citations) -> None:
    assert _told(cites, f"{NINE}(1)", verdict=Verdict.ANNOTATED) == []


def test_a_paragraph_that_is_looked_up_is_shown_with_where_its_exceptions_stand(assistant: Assistant) -> None:
    answer = assistant.ask("15 CFR 744.91(a)")
    assert "Exceptions to 15 CFR 744.91(a) stand in 15 CFR 744.91(b)." in answer.text
    assert "15 CFR 744.91(b)" in [c.locator for c in answer.citations]
