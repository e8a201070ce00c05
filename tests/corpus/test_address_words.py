"""Postal addresses in several spellings."""

from __future__ import annotations

import pytest

from corpus.lexicon.address_words import SAME_ADDRESS, address_words, in_full, share_said, street_words

LISTED = "Flat/RM 0209, 3/F, Lantern Commercial Centre, 2-16 Wick Yuen Street, Lamp Kok, Kowloon, Hong Kong"


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Flat 209, 3F Lantern Commercial Ctr, 2-16 Wick Yuen St, Lampkok Kowloon", True),
        ("Room 209, 3rd Fl., Lantern Commercial Center, No. 2-16 Wick Yuen Street, Lamp Kok, Hong Kong", True),
        ("Flat 210, 3F Lantern Commercial Ctr, 2-16 Wick Yuen St, Lampkok Kowloon", False),  # another door
        ("Flat 209, 3F Lantern Commercial Ctr, 2-16 Wick Yuen St, Lampkok Kowloon, block 4", True),
        ("209, 3, 2-16 Torch Road, Kowloon, Hong Kong", False),
        ("", False),
    ],
)
def test_an_address_is_the_same_in_other_spellings_and_never_with_another_number(written: str, same: bool) -> None:
    assert (share_said(address_words(LISTED), address_words(written)) >= SAME_ADDRESS) is same


@pytest.mark.parametrize(("written", "same"), [("Room 12B, 5 Wick Street", True), ("Room 12 b", False), ("12", False)])
def test_a_number_with_a_letter_is_another_door(written: str, same: bool) -> None:
    listed = address_words("Rm. 12B, 5 Wick Street, Lampkok")
    assert (share_said(listed, address_words(written)) >= SAME_ADDRESS) is same
    assert share_said(listed, address_words("a Room 12, 5 Wick Street, Lampkok")) == 0


def test_a_street_with_its_town_may_stand_for_an_address() -> None:
    assert street_words("Wick Dr Lampkok") == {"wick", "drive", "lampkok"}
    assert not street_words("Wick Drive")
    assert not street_words("Street Lamps of Lampkok"[:12])


def test_an_address_without_a_number_is_not_told_from_others() -> None:
    assert share_said(address_words("Lantern Tower, Kowloon"), address_words("Lantern Tower, Kowloon")) == 0


def test_the_words_of_an_address_keep_their_order() -> None:
    assert in_full("7/F, No. 04 Kök Rd, Harbour Bldg") == ("7", "floor", "4", "kok", "road", "harbor", "building")
