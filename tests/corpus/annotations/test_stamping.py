"""Stamping writes digests into the pins and touches nothing else; only the edition that a file names is stamped."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.annotations import PinState, load_annotations, pinned_texts
from corpus.annotations.model import Pin
from corpus.annotations.pins import digest
from corpus.annotations.stamping import stamp_pins, stamped
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from tests.corpus.annotations.conftest import HEAD, LICENCE, RECORDS, SEVEN, law

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
Folder, Hold = Callable[..., Path], Callable[..., Catalogue]


def test_a_stamped_file_is_the_file_with_digests(folder: Folder, hold: Hold) -> None:
    place, catalogue = folder(us__a=HEAD + RECORDS + LICENCE), hold(law(SEVEN, JANUARY))
    (done,) = stamp_pins(catalogue, folder=place)
    assert (done.file, done.written, done.unchanged, done.left) == ("us/a.toml", 3, 0, ())
    after = (place / "us" / "a.toml").read_text("utf-8")
    first, rule, section = [pin for a in load_annotations(place).all for pin in a.pins]
    assert first.digest == digest(SEVEN)
    assert rule.digest == digest("(b) A licence is needed for:\n(1) exports to Freedonia.")
    marks = {f" @ {pin.digest}" for pin in (first, rule, section)}
    assert len(marks) == 3
    for mark in marks:
        after = after.replace(mark, "")
    # A pin in single quotes is written in double ones; comments, order and white space stay.
    assert after == (HEAD + RECORDS + LICENCE).replace("'15 CFR 744.90'", '"15 CFR 744.90"')
    assert {t.state for a in load_annotations(place).all for t in pinned_texts(a, catalogue)} == {PinState.HELD}


def test_stamping_again_changes_nothing(folder: Folder, hold: Hold) -> None:
    place, catalogue = folder(us__a=HEAD + RECORDS + LICENCE), hold(law(SEVEN, JANUARY))
    stamp_pins(catalogue, folder=place)
    before = (place / "us" / "a.toml").read_bytes()
    (done,) = stamp_pins(catalogue, folder=place)
    assert (done.written, done.unchanged) == (0, 3)
    assert (place / "us" / "a.toml").read_bytes() == before
    assert list(place.rglob("*")) == [place / "us", place / "us" / "a.toml"], "no temporary file is left"


def test_only_the_edition_that_was_read_is_stamped(folder: Folder, hold: Hold) -> None:
    place = folder(us__a=HEAD + RECORDS.replace("(a)", "(a) @ 0123456789ab"))
    (done,) = stamp_pins(hold(law(SEVEN, MARCH)), folder=place)
    assert (done.written, done.left) == (0, ("records: 15 CFR 744.90(a)",))
    assert load_annotations(place).all[0].pins[0].digest == "0123456789ab"
    stamp_pins(hold(law("(a) Read in January.", JANUARY)), folder=place)
    assert load_annotations(place).all[0].pins[0].digest == digest("(a) Read in January.")


def test_only_the_sources_that_were_asked_for_are_stamped(folder: Folder, hold: Hold) -> None:
    place = folder(us__a=HEAD + RECORDS)
    assert stamp_pins(hold(law(SEVEN, JANUARY)), ["us-15-cfr-745"], place) == []
    assert load_annotations(place).all[0].pins[0].digest == ""


def test_a_file_that_may_not_be_written_is_told(folder: Folder, hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(us__a=HEAD + RECORDS)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(BadRequest, match="Permission denied"):
        stamp_pins(hold(law(SEVEN, JANUARY)), folder=place)
    assert [f.name for f in (place / "us").iterdir()] == ["a.toml"]


# Settings of a file in which the pins cannot be told by their lines.
UNREADABLE = [
    RECORDS.replace('pins = ["15 CFR 744.90(a)"]', "").replace('id = "records"', 'pins = ["x"]\nid = "records"'),
    'annotation = [{id = "records", pins = ["15 CFR 744.90(a)"]}]\n',
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_pins_that_cannot_be_found_are_told_and_not_guessed(text: str) -> None:
    with pytest.raises(BadRequest, match="cannot be found"):
        stamped(text, lambda slug, pin: Pin(pin.locator, "0" * 12 if slug else ""))


def test_brackets_and_quotes_inside_a_pin_do_not_end_it() -> None:
    text = RECORDS.replace('"15 CFR 744.90(a)"', '"3A090 > note [2]", "table, \\"A\\" # 1"')
    renewed = stamped(text, lambda slug, pin: Pin(pin.locator, f"{slug}{len(pin.locator)}"))
    assert renewed == text.replace('[2]"', '[2] @ records16"').replace('# 1"', '# 1 @ records14"')
