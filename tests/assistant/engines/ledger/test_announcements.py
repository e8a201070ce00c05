"""Summaries of notices: told for a question on the state of a rule that their own words are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engines.ledger import announcements, event_collection
from assistant.engines.model import Computed
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder

NOTICES = (
    ("Licence Policy for Lanterns", "2026-01-15", "The bureau reviews the Lumen L200 lantern case by case for Norway."),
    ("Registration Fees", "2024-04-24", "The department proposes to amend the fees for registration of lamplighters."),
    ("Additions to the Entity List", "2025-03-01", "Forty lantern firms of Norway and Peru are added."),
)


def notice(title: str, day: str, words: str) -> Reading:
    tree = TreeBuilder()
    head = tree.add(title, locator="title", role=Role.TITLE)
    summary = tree.add("Summary", locator="Summary", role=Role.HEADING, parent=head)
    tree.add(words, locator="Summary > block 1", role=Role.TEXT, parent=summary)
    return tree.reading(Source(id=title.replace(" ", "-").lower(), title=title, claims=(("published", day),)))


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    for one in NOTICES:
        catalogue.publish(catalogue.stage(notice(*one), []))
    yield catalogue
    catalogue.close()


def asked(catalogue: Catalogue, question: str) -> Computed | None:
    return announcements.computed(understand(question, (), Filters(), catalogue), catalogue)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Since when are L200 lanterns for Norway reviewed case by case?", "A document of 15 January 2026"),
        ("Did the increase of registration fees for lamplighters go through?", "A proposal of 24 April 2024"),
    ],
)
def test_a_notice_is_told_with_its_day(held: Catalogue, question: str, begins: str) -> None:
    found = asked(held, question)
    assert found is not None
    assert found.findings[0].text.startswith(begins)
    assert found.findings[0].says_yes is None


def test_of_a_proposal_it_is_said_that_no_rule_is_held(held: Catalogue) -> None:
    found = asked(held, "Did the increase of registration fees for lamplighters go through?")
    assert found is not None
    assert any("is not in the documents held" in f.text for f in found.findings)


@pytest.mark.parametrize(
    "question",
    [
        "Since when is Acme Lanterns of Norway listed on the Entity List?",
        "What is a lantern?",
        "Since when does Norway have a king?",
        "Which lanterns need a licence?",
    ],
)
def test_other_questions_are_left(held: Catalogue, question: str) -> None:
    assert asked(held, question) is None


@pytest.mark.parametrize(("kind", "is_told"), [(Kind.GUIDANCE, True), (Kind.EXPLAINER, False)])
def test_the_day_on_which_an_explainer_was_written_is_no_event(held: Catalogue, kind: Kind, is_told: bool) -> None:
    written = notice("Lanterns Explained", "2026-11-30", "Lanterns of the L900 series are explained.")
    held.publish(held.stage(replace(written, source=replace(written.source, kind=kind)), []))
    found = {source.title: (source, version) for source, version in held.in_force(Filters()).values()}
    event = event_collection.announced(held, *found["Lanterns Explained"])
    assert (event is not None) is is_told


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("The EAR's licences for L700 lanterns under old contracts of Norway are revised.", False),  # another law
        ("Regulation (EU) No 999/2014 lets L700 lanterns of old contracts through.", True),
        ("L700 lanterns of old contracts go on.", True),  # whose law it is, it does not say
    ],
)
def test_a_document_that_names_another_law_does_not_tell_of_the_law_asked_about(
    held: Catalogue, words: str, is_told: bool
) -> None:
    held.publish(held.stage(notice("Revisions on L700 Lanterns", "2022-06-06", words), []))
    found = asked(held, "EU 999/2014: L700 lanterns were allowed under old contracts. Is that still running?")
    assert (found is not None) is is_told
    assert asked(held, "L700 lanterns were allowed under old contracts. Is that still running?") is not None
