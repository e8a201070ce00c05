"""Texts disagree only where they speak of the same thing: one provision, or one subject with one measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.facts.same_statement import PROVISION, other_figure
from assistant.model import Answer, StatementRole
from assistant.pipeline import Assistant
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.lookup import same_instrument
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection

BEFORE, AFTER = date(2025, 1, 1), date(2026, 1, 1)


def rules(day: date, fee: str, **source: object) -> Reading:
    """Return rules with a list of alike sentences, of which the days of spools changed, and a fee."""
    tree = TreeBuilder()
    section = tree.add("§ 744.70 Spools.", locator="15 CFR 744.70", role=Role.SECTION, heading="Spools")
    days = "45" if day == AFTER else "30"
    if not source:  # a copy in another text holds the fee alone
        tree.add(
            "(a) The office decides on an application for spools of copper within 20 days of its receipt. "
            "The office decides on an application for spools of brass within 25 days of its receipt. "
            f"The office decides on an application for spools of nickel within {days} days of its receipt.",
            locator="15 CFR 744.70(a)", role=Role.PARAGRAPH, parent=section,
        )  # fmt: skip
    tree.add(
        f"(b) The fee for an application for a licence for bobbins is {fee}, whatever their number is.",
        locator="15 CFR 744.70(b)", role=Role.PARAGRAPH, parent=section,
    )  # fmt: skip
    told = {"id": "us-spools", "title": "15 CFR Part 744 (spools)", "kind": Kind.LAW, "jurisdiction": "us", **source}
    return tree.reading(Source(**told), valid_from=day)  # type: ignore[arg-type]


def act(id: str, title: str, months: int) -> Reading:
    tree = TreeBuilder()
    tree.add(
        f"Exporters of treadles shall report their sales to the authority within {months} months of each sale.",
        locator="Article 1", role=Role.SECTION,
    )  # fmt: skip
    return tree.reading(Source(id=id, title=title, kind=Kind.LAW, jurisdiction="eu"), valid_from=BEFORE)


def guidance() -> Reading:
    tree = TreeBuilder()
    for n, line in enumerate((
        "Exporters of treadles shall report their sales to the authority within 9 months of each sale.",
        "Exporters of shuttles shall report their sales to the authority within 7 months of each sale.",
        "Owners of pirns shall show them to the authority within 12 days after the harvest.",
    )):  # fmt: skip
        tree.add(line, locator=f"block {n}", role=Role.TEXT)
    source = Source(id="eu-guidance", title="Answers to exporters", kind=Kind.GUIDANCE, jurisdiction="eu")
    return tree.reading(source, valid_from=BEFORE)


def pirns() -> Reading:
    tree = TreeBuilder()
    tree.add(
        "Owners of pirns shall show the machines that wind them to the ministry within 30 days after the purchase.",
        locator="Article 1", role=Role.SECTION,
    )  # fmt: skip
    source = Source(id="eu-pirns", title="Regulation (EU) 2024/9003", kind=Kind.LAW, jurisdiction="eu")
    return tree.reading(source, valid_from=BEFORE)


@pytest.fixture(scope="module")
def assistant(new_home: Callable[[], Path]) -> Iterator[Assistant]:
    home = new_home()
    held = Collection(home, Catalogue(home / "catalogue.sqlite"))
    for reading in (
        rules(BEFORE, "$300"),
        rules(AFTER, "$300"),
        rules(BEFORE, "$250", id="us-spools-copy", title="15 CFR Part 744 (another copy)"),
        act("eu-one", "Regulation (EU) 2024/9001", 6),
        act("eu-two", "Regulation (EU) 2024/9002", 8),
        guidance(),
        pirns(),
    ):
        held.add(annotate(reading))
    yield Assistant(held, held.catalogue, Settings(home=home))
    held.close()
    held.catalogue.close()


def others(answer: Answer) -> dict[str, str]:
    return {
        s.text: s.note.value
        for s in answer.statements
        if s.note in (StatementRole.OTHER_SOURCE, StatementRole.OTHER_EDITION)
    }


def test_a_sentence_that_was_amended_is_shown_as_the_other_edition_has_it(assistant: Assistant) -> None:
    answer = assistant.ask("Within how many days does the office decide on an application for spools of nickel?")
    assert "45 days" in answer.statements[0].text
    assert [note for text, note in others(answer).items() if "30 days" in text] == ["other edition"]
    points = [d.point for d in answer.disagreements]
    assert "“45 days” in the text of 2026-01-01, “30 days” in the text of 2025-01-01" in points


def test_the_next_sentence_of_a_list_is_no_disagreement(assistant: Assistant) -> None:
    answer = assistant.ask("Within how many days does the office decide on an application for spools of brass?")
    assert "25 days" in answer.statements[0].text
    assert not any(word in text for text in others(answer) for word in ("copper", "brass"))


def test_two_copies_of_one_provision_disagree(assistant: Assistant) -> None:
    answer = assistant.ask("What is the fee for an application for a licence for bobbins?")
    assert any("$250" in text or "$300" in text for text in others(answer)), answer.text
    assert any("“$300”" in d.point and "“$250”" in d.point for d in answer.disagreements)


def test_the_same_article_of_two_acts_is_not_the_same_provision(assistant: Assistant) -> None:
    answer = assistant.ask("Within how many months shall exporters of treadles report their sales?")
    said = others(answer)
    assert not any("6 months" in text or "8 months" in text for text in said)
    assert [note for text, note in said.items() if "9 months" in text] == ["other source"]  # the agency differs
    assert not any("shuttles" in text for text in said)


def test_another_subject_is_no_disagreement(assistant: Assistant) -> None:
    answer = assistant.ask("Within how many days shall owners of pirns show the machines that wind them?")
    assert "30 days" in answer.text
    assert others(answer) == {}
    assert answer.disagreements == ()


KEEP = "Exporters of widgets must keep the records of all their sales for five years"


@pytest.mark.parametrize(
    ("one", "other", "found", "comment"),
    [
        (KEEP, KEEP.replace("five", "seven"), ("five years", "seven years"), "same subject, same measure"),
        (KEEP, KEEP.replace("five years", "60 months"), None, "another unit is not compared"),
        (KEEP, KEEP.replace("five", "5"), None, "the same figure, printed another way"),
        (KEEP, KEEP.replace("widgets", "flanges").replace("five", "six"), None, "another subject"),
        (KEEP, f"{KEEP.replace('five', 'six')} after 3 days", None, "another number of figures"),
        (f"{KEEP}, see 15 CFR 762.6.", f"{KEEP.replace('five', 'six')}, see 15 CFR 762.7.", None, "another provision"),
        (f"{KEEP} in Japan.", f"{KEEP.replace('five', 'six')} in China.", None, "another country"),
        ("Keep it for 5 years.", "Keep it for 6 years.", None, "too short to tell what it is about"),
        (
            "The text of 3 March 2024 applies to exports of widgets that begin later.",
            "The text of March 2024 applies to exports of widgets that begin later.",
            None,
            "a date with fewer parts is no other date",
        ),
    ],
)
def test_figures_are_compared_in_sentences_that_say_the_same(
    one: str, other: str, found: tuple[str, str] | None, comment: str
) -> None:
    assert other_figure(one, other) == found, comment


def test_words_of_one_provision_may_change_with_its_figure() -> None:
    amended = KEEP.replace("must keep", "shall keep").replace("five", "ten").replace("all their", "their")
    assert other_figure(KEEP, amended) is None
    assert other_figure(KEEP, amended, PROVISION) == ("five years", "ten years")


@pytest.mark.parametrize(
    ("one", "other", "locator", "same"),
    [
        (("us", "us-15-cfr-744", "15 CFR Part 744"), ("us", "part-744", "EAR"), "15 CFR 744.21(a)", True),
        (("us", "a", "Notes"), ("us", "b", "More notes"), "block 3", False),
        (("eu", "x", "Regulation (EU) No 833/2014"), ("eu", "y", "Council Regulation 833/2014"), "Article 3", True),
        (("eu", "x", "Regulation (EU) No 833/2014"), ("eu", "y", "Regulation (EU) 2022/576"), "Article 3", False),
        (("no", "x", "List II"), ("us", "y", "15 CFR Part 774"), "15 CFR 744.21(a)", False),
    ],
)
def test_an_address_means_the_same_in_texts_of_one_instrument(
    one: tuple[str, str, str], other: tuple[str, str, str], locator: str, same: bool
) -> None:
    first, second = (Source(id=id, title=title, jurisdiction=place) for place, id, title in (one, other))
    assert same_instrument(first, second, locator) is same
