"""How much of a text an answer quotes: a short paragraph of law as a whole, of a comment its sentence alone."""

from __future__ import annotations

from pathlib import Path

from assistant.pipeline import Assistant
from assistant.reading_rules.sentences import SENTENCE_FEATURES, weights
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from index.collection import Collection


def test_a_short_paragraph_of_law_is_quoted_as_a_whole(assistant: Assistant) -> None:
    answer = assistant.ask("Does any licence exception apply to widgets?")
    law = [c for c in answer.citations if c.locator == "15 CFR 744.90(c)"]
    assert law
    assert law[0].quote.startswith("(c) Exceptions. No License Exceptions apply")


def test_every_feature_has_a_weight_and_law_comes_before_our_own_words() -> None:
    assert weights().keys() == SENTENCE_FEATURES.keys()
    assert weights()["explainer"] < 0 < weights()["joint"]


def test_an_item_is_quoted_with_its_fellows_and_no_wider_than_a_paragraph(assistant: Assistant) -> None:
    answer = assistant.ask("What bore must a widget have to need a widget licence?")
    cited = {c.locator: c.quote for c in answer.citations}
    assert "(1) Exports of widgets to Freedonia;" in cited["15 CFR 744.90(b)"]
    assert "12 mm or more" in cited["15 CFR 744.90(b)"]
    assert "15 CFR 744.90" not in cited  # the section is more than a pinpoint


def test_what_an_answer_cites_stands_first_among_its_passages(assistant: Assistant) -> None:
    answer = assistant.ask("Is Glowvane Works on the Entity List?")
    assert [h.rank for h in answer.hits] == list(range(1, len(answer.hits) + 1))
    cited = list(dict.fromkeys(c.passage_id for c in answer.citations))
    assert [h.passage.id for h in answer.hits][: len(cited)] == cited
    assert "This supplement lists entities" in answer.hits[0].passage.text  # looked up, not found by searching


def test_a_threshold_is_said_with_all_that_it_is_made_of(assistant: Assistant, tmp_path: Path) -> None:
    tree = TreeBuilder()
    entry = tree.add(
        "9X225 Lantern changers, usable as a drive, having all of the following characteristics:",
        locator="9X225",
        role=Role.ENTRY,
    )
    for label, text in (
        ("a", "Output of 40 VA or greater;"),
        ("b", "Operating at 600 Hz or more; and"),
        ("c", "Control better than 0.2%."),
    ):
        tree.add(f"{label}. {text}", locator=f"9X225.{label}", role=Role.ITEM, parent=entry)
    note = (
        "Note: 9X225 does not control lantern changers that have been told apart by their makers. "
        + "Makers keep books of them. " * 40
    )
    tree.add(note, locator="9X225 > Note", role=Role.NOTE, parent=entry)
    (tmp_path / "encoder").symlink_to(assistant.settings.home / "encoder")
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    collection = Collection(tmp_path, catalogue)
    collection.add(tree.reading(Source("list", "A list of lantern parts", Kind.LIST)))
    answer = Assistant(collection, catalogue, assistant.settings).ask(
        "Which lantern changers usable as a drive are controlled?"
    )
    assert [s.text[:2] for s in answer.statements if s.note == "item"] == ["a.", "b.", "c."]


def test_a_long_provision_is_shown_with_its_items_and_says_how_many_are_left(
    assistant: Assistant, tmp_path: Path
) -> None:
    tree = TreeBuilder()
    section = tree.add("§ 744.95 Lamps.", locator="15 CFR 744.95", role=Role.SECTION, heading="Lamps")
    for n in range(17):
        text = f"({chr(97 + n)}) Lamps of kind {n} need a licence. " + "Makers keep books of every one of them. " * 12
        tree.add(text.strip(), locator=f"15 CFR 744.95({chr(97 + n)})", role=Role.PARAGRAPH, parent=section)
    (tmp_path / "encoder").symlink_to(assistant.settings.home / "encoder")
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    collection = Collection(tmp_path, catalogue)
    collection.add(tree.reading(Source("us-15-cfr-744", "15 CFR Part 744", Kind.LAW, "us")))
    answer = Assistant(collection, catalogue, assistant.settings).ask("15 CFR 744.95")
    assert sum("need a licence" in s.text for s in answer.statements) == 14
    assert "15 CFR 744.95 goes on with 3 more." in [s.text for s in answer.statements]


def test_of_a_long_paragraph_what_follows_the_sentence_is_quoted_too(assistant: Assistant, tmp_path: Path) -> None:
    tree = TreeBuilder()
    section = tree.add("§ 744.95 Lamps.", locator="15 CFR 744.95", role=Role.SECTION, heading="Lamps")
    text = (
        "(a) Makers of lamps keep books of every lamp. "
        + "They note its maker, its buyer and its colour in them. " * 12
        + "Whoever sells lamps without a licence pays a civil penalty of at most $9,000 per violation. "
        + "Each day on which the sale goes on is a violation of its own. "
        + "Lamps that were made before this section are left out of it, whoever made them. " * 8
    )
    tree.add(text.strip(), locator="15 CFR 744.95(a)", role=Role.PARAGRAPH, parent=section)
    (tmp_path / "encoder").symlink_to(assistant.settings.home / "encoder")
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    collection = Collection(tmp_path, catalogue)
    collection.add(tree.reading(Source("us-15-cfr-744", "15 CFR Part 744", Kind.LAW, "us")))
    answer = Assistant(collection, catalogue, assistant.settings).ask(
        "What is the civil penalty for selling lamps without a licence?"
    )
    quote = next(c.quote for c in answer.citations if "$9,000" in c.quote)
    assert quote.startswith("Whoever sells")
    assert "Each day on which the sale goes on" in quote
    assert quote.endswith("whoever made them.")  # whole sentences
    assert len(quote) <= 700
