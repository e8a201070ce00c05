"""A question about a term is answered by the provisions that define it, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evidence.citations import Citations
from assistant.evidence.definitions import defining_provisions, explained_by_heading, say_definitions
from assistant.evidence.statement_collection import Draft
from assistant.query.parser import understand
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    tree = TreeBuilder()
    section = tree.add("§ 744.90 Terms.", locator="15 CFR 744.90", role=Role.SECTION, heading="Terms")
    for label, text in (
        ("a", "(a) In this section, 'widget end use' means the building of a widget into a larger machine."),
        ("b", "(b) A widget end use needs a licence."),
    ):
        tree.add(text, locator=f"15 CFR 744.90({label})", role=Role.PARAGRAPH, parent=section)
    reading = annotate(tree.reading(Source("us-15-cfr-744", "15 CFR Part 744", Kind.LAW, "us")))
    held = Catalogue(tmp_path / "catalogue.sqlite")
    held.publish(held.stage(reading, cut_passages(reading)))
    return held


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What counts as a widget end use?", ["15 CFR 744.90(a)"]),
        ("what does 'widget end use' mean", ["15 CFR 744.90(a)"]),
        ("What are widget end uses under the EAR?", ["15 CFR 744.90(a)"]),  # the plural of the term
        ("What is the penalty for a widget end use?", []),  # about something else than the term
        ("What is a gadget end use?", []),  # no such term
    ],
)
def test_the_defining_provision_is_found(catalogue: Catalogue, question: str, found: list[str]) -> None:
    understood = understand(question, (), Filters(), catalogue)
    assert [p.locator for p in defining_provisions(catalogue, understood)] == found


def explainer() -> Reading:
    tree = TreeBuilder()
    title = tree.add("What is gadget control?", locator="What is gadget control?", role=Role.TITLE)
    for heading, text in (
        ("What a gadget licence is", "A gadget licence is a permit to send gadgets. It is not free."),
        ("What a gadget licence costs", "A gadget licence costs nothing."),
    ):
        part = tree.add(heading, locator=heading, role=Role.HEADING, parent=title)
        tree.add(text, locator=f"{heading} > block 1", role=Role.TEXT, parent=part)
    return tree.reading(Source("explainer-gadgets", "What is gadget control?", Kind.EXPLAINER, "us"))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What is a gadget licence?", ["What a gadget licence is > block 1"]),
        ("what are gadget fees?", []),
        ("What is a gadget licence for a ship?", []),  # about something else than the term
    ],
)
def test_an_explainer_says_what_no_law_defines(catalogue: Catalogue, question: str, found: list[str]) -> None:
    reading = explainer()
    catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
    assert [p.locator for p in explained_by_heading(catalogue, understand(question, (), Filters(), catalogue))] == found


def test_a_definition_that_leads_in_is_told_with_its_items(tmp_path: Path) -> None:
    tree = TreeBuilder()
    article = tree.add("Article 1 Terms", locator="Article 1", role=Role.SECTION, heading="Terms")
    at = tree.add("(d) ‘widget services’ means:", locator="Article 1(d)", role=Role.ITEM, parent=article)
    tree.add("(i) the making of widgets, or", locator="Article 1(d)(i)", role=Role.ITEM, parent=at)
    tree.add("(ii) their repair;", locator="Article 1(d)(ii)", role=Role.ITEM, parent=at)
    reading = annotate(tree.reading(Source("eu-widgets", "Widget Regulation", Kind.LAW, "eu")))
    held = Catalogue(tmp_path / "catalogue.sqlite")
    held.publish(held.stage(reading, cut_passages(reading)))
    found = defining_provisions(held, understand("What are widget services?", (), Filters(), held))
    draft = Draft()
    say_definitions(draft, found, Citations(held))
    assert [s.text for s in draft.statements] == [
        "(d) ‘widget services’ means:",
        "(i) the making of widgets, or",
        "(ii) their repair;",
    ]
