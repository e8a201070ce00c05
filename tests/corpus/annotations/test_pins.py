"""A pin is held, changed, stayed or missing against what a collection holds on a day; coverage counts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.annotations import Annotation, Pin, PinState, load_annotations, pinned, pinned_texts
from corpus.annotations.coverage import coverage
from corpus.annotations.pins import digest, source_ids
from corpus.catalogue import Catalogue
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder
from tests.corpus.annotations.conftest import HEAD, LICENCE, RECORDS, SEVEN, STAY, law

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
Hold = Callable[..., Catalogue]


@pytest.fixture
def records(folder: Callable[..., Path]) -> Annotation:
    """The annotation on records, stamped against the text that asks for seven years."""
    text = HEAD + RECORDS.replace("744.90(a)", f"744.90(a) @ {digest(SEVEN)}")
    return load_annotations(folder(us__widgets=text)).all[0]


def test_a_digest_does_not_count_white_space() -> None:
    assert digest("(a) Keep\n  records.") == digest("(a) Keep records. ")
    assert digest("(a) Keep records.") != digest("(a) Keep record.")
    assert len(digest("")) == 12


def test_a_text_is_held_until_it_changes(records: Annotation, hold: Hold) -> None:
    catalogue = hold(law(SEVEN, JANUARY), law(SEVEN.replace("seven", "five"), MARCH))
    (before,) = pinned_texts(records, catalogue, as_of=date(2026, 2, 1))
    assert (before.state, before.text, before.digest) == (PinState.HELD, SEVEN, digest(SEVEN))
    (after,) = pinned_texts(records, catalogue, as_of=date(2026, 4, 1))
    assert after.state is PinState.CHANGED
    assert after.provisions[0].version.valid_from == MARCH
    assert "five" in after.text


def test_a_pin_without_a_digest_cannot_change(records: Annotation, hold: Hold) -> None:
    catalogue = hold(law("(a) Anything.", JANUARY))
    assert pinned(records, Pin("15 CFR 744.90(a)"), catalogue).state is PinState.HELD


MISSING = ["15 CFR 744.90(c)", "15 CFR 744.9", "Article 5", "widgets"]


@pytest.mark.parametrize("address", MISSING)
def test_only_exactly_this_address_counts(records: Annotation, hold: Hold, address: str) -> None:
    found = pinned(records, Pin(address), hold(law(SEVEN, JANUARY)))
    assert (found.state, found.provisions, found.digest) == (PinState.MISSING, (), "")


def test_nothing_is_held_before_the_first_edition(records: Annotation, hold: Hold) -> None:
    (found,) = pinned_texts(records, hold(law(SEVEN, MARCH)), as_of=JANUARY)
    assert found.state is PinState.MISSING


# A stay holds for what is below it, from its first day until the day before the text applies again; not for its note.
STAYED = [
    ("15 CFR 744.90(b)", date(2026, 6, 1), PinState.STAYED),
    ("15 CFR 744.90(b)(1)", date(2026, 6, 1), PinState.STAYED),
    ("15 CFR 744.90(b)(1)", date(2026, 2, 1), PinState.STAYED),
    ("15 CFR 744.90(b)(1)", date(2026, 11, 8), PinState.STAYED),
    ("15 CFR 744.90(b)(1)", date(2026, 11, 9), PinState.HELD),
    ("15 CFR 744.90(b)(1)", date(2026, 1, 15), PinState.HELD),
    ("15 CFR 744.90(a)", date(2026, 6, 1), PinState.HELD),
    ("15 CFR 744.90(b) > note", date(2026, 6, 1), PinState.HELD),
]


@pytest.mark.parametrize("address, day, state", STAYED)
def test_a_stayed_text_says_so(records: Annotation, hold: Hold, address: str, day: date, state: PinState) -> None:
    catalogue = hold(law(SEVEN, JANUARY, STAY))
    found = pinned(records, Pin(address), catalogue, day)
    assert found.state is state
    assert found.stay == (STAY if address.startswith("15 CFR 744.90(b)") and "note" not in address else None)


def test_a_changed_text_that_is_stayed_counts_as_changed(records: Annotation, hold: Hold) -> None:
    found = pinned(records, Pin("15 CFR 744.90(b)(1)", "0" * 12), hold(law(SEVEN, JANUARY, STAY)), date(2026, 6, 1))
    assert (found.state, found.stay) == (PinState.CHANGED, STAY)


def other(id: str, jurisdiction: str, kind: Kind, *provisions: tuple[str, str], title: str = "") -> Reading:
    tree = TreeBuilder()
    for locator, text in provisions:
        tree.add(text, locator=locator, role=Role.SECTION)
    return tree.reading(Source(id, title or id, kind, jurisdiction), valid_from=JANUARY)


def test_an_address_that_names_its_law_is_found_in_another_source(records: Annotation, hold: Hold) -> None:
    catalogue = hold(other("us-15-cfr-744-90", "us", Kind.LAW, ("15 CFR 744.90(a)", SEVEN)))
    assert pinned_texts(records, catalogue)[0].state is PinState.HELD
    assert pinned_texts(records, catalogue)[0].provisions[0].source.id == "us-15-cfr-744-90"


# What a person handed in, another jurisdiction's text and another act's article of that number are no substitutes.
FOREIGN = [
    (other("mine", "us", Kind.USER, ("15 CFR 744.90(a)", SEVEN)), "us", "15 CFR 744.90(a)"),
    (other("theirs", "uk", Kind.LAW, ("15 CFR 744.90(a)", SEVEN)), "us", "15 CFR 744.90(a)"),
    (other("eu-32021R0821", "eu", Kind.LAW, ("Article 5", "No exports.")), "eu", "Article 5"),
]


@pytest.mark.parametrize("reading, jurisdiction, address", FOREIGN, ids=[f[0].source.id for f in FOREIGN])
def test_no_other_text_takes_its_place(
    records: Annotation, hold: Hold, reading: Reading, jurisdiction: str, address: str
) -> None:
    annotation = replace(records, source=replace(records.source, jurisdiction=jurisdiction))
    assert pinned(annotation, Pin(address), hold(reading)).state is PinState.MISSING


def test_the_very_text_that_was_pinned_counts_wherever_it_is_held(records: Annotation, hold: Hold) -> None:
    pin = Pin("15 CFR 744.90(a)", digest(SEVEN))
    upload = other("us-15-cfr-744-0a1b2c", "us", Kind.USER, ("15 CFR 744.90(a)", SEVEN))
    forged = other("us-15-cfr-744-3d4e5f", "us", Kind.USER, ("15 CFR 744.90(a)", "(a) Keep nothing."))
    assert pinned(records, pin, hold(forged)).state is PinState.MISSING
    found = pinned(records, pin, hold(upload))
    assert (found.state, found.provisions[0].source.id) == (PinState.HELD, upload.source.id)
    # Where the law is held, it alone counts: it has changed.
    changed = other("us-15-cfr-744", "us", Kind.LAW, ("15 CFR 744.90(a)", "(a) Keep records for nine years."))
    assert pinned(records, pin, hold(changed)).state is PinState.CHANGED


def test_a_document_that_was_handed_in_is_known_by_its_name(records: Annotation, hold: Hold) -> None:
    article = other("widget-news-0a1b2c", "", Kind.USER, ("block 1", "Widgets are in the news."))
    forged = other("widget-news-zzzzzz", "", Kind.USER, ("block 1", "Another text."))
    catalogue = hold(article, forged)
    source = replace(records.source, id="widget-news", handed_in=True)
    assert source_ids(source, catalogue) == ("widget-news-0a1b2c",)
    assert pinned(replace(records, source=source), Pin("block 1"), catalogue).state is PinState.HELD
    assert source_ids(replace(source, handed_in=False), catalogue) == ()


def test_coverage_counts_provisions_sections_and_pins(folder: Callable[..., Path], hold: Hold) -> None:
    files = folder(
        us__a=HEAD + RECORDS.replace("(a)", "(a) @ 0123456789ab"), us__b=HEAD + LICENCE.replace("(b)", "(z)")
    )
    (covered,) = coverage(load_annotations(files).all, hold(law(SEVEN, JANUARY)))
    assert (covered.source_id, covered.held, covered.annotations, covered.questions) == ("us-15-cfr-744", True, 2, 6)
    assert (covered.pinned, covered.sections, covered.open_sections) == (2, 2, ("15 CFR 744.91",))
    assert covered.pins == {PinState.HELD: 1, PinState.CHANGED: 1, PinState.STAYED: 0, PinState.MISSING: 1}


def test_coverage_of_a_source_that_is_not_held(folder: Callable[..., Path], hold: Hold) -> None:
    (covered,) = coverage(load_annotations(folder(us__a=HEAD + RECORDS)).all, hold())
    assert (covered.held, covered.sections, covered.open_sections) == (False, 0, ())
    assert covered.pins[PinState.MISSING] == 1
