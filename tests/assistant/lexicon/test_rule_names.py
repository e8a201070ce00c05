"""Rules found by what practitioners call them, and the article that "the article" means."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.lexicon.rule_names import rule_names, rules_named
from assistant.pipeline import Assistant
from assistant.query.texts_meant import articles
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection

STORY = (
    "Freedonia has tightened its grip on widgets, the ministry of trade said in a short statement on Monday evening. "
    "Widget makers in three neighbouring countries fear for the supplies that their assembly lines depend on. "
    "The ministry did not say which widgets are meant, and its spokesman declined to answer any question of reporters. "
    "Traders in the capital said that prices had doubled within the hour of the announcement, and that stocks were "
    "low. "
    "Two makers told this paper that they would look for other suppliers before the end of the coming winter season."
)
NOTICE = STORY.replace("Freedonia has", "Published in the Federal Register under Document Number 7: Freedonia has")


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("Does the thermal camera rule spare the police?", ["15 CFR 744.9"]),
        ("Which statement does a customer on the Unverified List sign?", ["15 CFR 744.15"]),
        ("what share of an EU building contract may a Russian subcontractor have?", ["Article 5k", "Article 5k"]),
        ("Is a military end-user in Burma caught?", ["15 CFR 744.21"]),
        ("How do I bake bread?", []),
        ("The horsepower of a lorry", []),  # a part of a word is no word
    ],
)
def test_a_rule_is_known_by_its_names(asked: str, at: list[str]) -> None:
    assert [locator.text for locator in rules_named(asked)] == at


def test_every_name_leads_to_an_address() -> None:
    assert len(rule_names()) > 90
    assert all(rule.ways and rule.at for rule in rule_names())


@pytest.fixture
def desk(assistant: Assistant, tmp_path: Path) -> Assistant:
    """Return an assistant over a story, a notice of an agency, and a section that has a name."""
    (tmp_path / "encoder").symlink_to(assistant.settings.home / "encoder")
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    collection = Collection(tmp_path, catalogue)
    for name, text in (("story", STORY), ("notice", NOTICE)):
        tree = TreeBuilder()
        tree.add(text, locator="block 1", role=Role.PARAGRAPH)
        collection.add(tree.reading(Source(name, name.title(), Kind.USER)))
    tree = TreeBuilder()
    part = tree.add("Part 744—Control Policy", locator="15 CFR Part 744", role=Role.PART)
    for number, text in (
        ("9", "You may not send such goods to a soldier of Freedonia without leave of the office."),
        ("99", "You may not send lanterns to a soldier of Freedonia without leave of the office."),
    ):
        section = tree.add(
            f"§ 744.{number} Goods.", locator=f"15 CFR 744.{number}", role=Role.SECTION, heading="Goods", parent=part
        )
        tree.add(f"(a) {text}", locator=f"15 CFR 744.{number}(a)", role=Role.PARAGRAPH, parent=section)
    collection.add(tree.reading(Source("part-744", "15 CFR Part 744", Kind.LAW, "us")))
    return Assistant(collection, catalogue, assistant.settings)


def test_a_story_is_told_from_a_notice(desk: Assistant) -> None:
    assert articles(desk.catalogue, Filters()) == ("story",)
    answer = desk.ask("What has Freedonia tightened its grip on, according to the article?")
    assert {c.source.id for c in answer.citations} == {"story"}
    assert [(i.field, i.value) for i in answer.implied] == [("kind", "news")]


def test_a_law_that_is_asked_of_beside_the_article_is_not_shut_out(desk: Assistant) -> None:
    answer = desk.ask(
        "The article speaks of widgets. What does the export regulation say of goods for soldiers of Freedonia?"
    )
    assert not answer.implied


def test_the_rule_that_is_named_comes_first(desk: Assistant) -> None:
    answer = desk.ask("Under the thermal camera rule, may I send it to a soldier of Freedonia?")
    assert answer.citations[0].locator == "15 CFR 744.9(a)"
