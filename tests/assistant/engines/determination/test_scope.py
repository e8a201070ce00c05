"""To which paragraphs a reason applies: the list's own ways of saying it, and what must never be read as "no"."""

from __future__ import annotations

import pytest

from assistant.engines.determination.checks.reasons_for_control.chart import requires
from assistant.engines.determination.checks.reasons_for_control.scope import Applies, scope
from assistant.engines.determination.facts.quantities import ItemQuantity, quantities, thresholds_met

YES, NO, DEPENDS = Applies.YES, Applies.NO, Applies.DEPENDS


@pytest.mark.parametrize(
    ("entry", "paragraph", "control", "applies"),
    [
        ("3A001", "a.7", "NS applies to entire entry", YES),
        ("3A001", "", "NS applies to entire entry", YES),
        ("4A003", "c", "AT applies to entire entry (refer to 4A994 for controls on computers)", YES),
        ("9A012", "a.1", "NS applies to entire entry, except .a.1", NO),
        ("9A012", "a", "NS applies to entire entry, except .a.1", DEPENDS),
        ("9A012", "b", "NS applies to entire entry, except .a.1", YES),
        ("8A620", "b", "NS applies to entire entry, except 8A620. b and .y", NO),
        ("1C607", "a.12", "NS applies to entire entry, except 1C607.a.10, .a.11, .a.12, and .a.14", NO),
        (
            "9A610",
            "x",
            "NS applies to entire entry except: 9A610.b; parts in 9A610.x if for 9A610.b; and 9A610.y",
            YES,  # an exception for a use leaves the rule standing
        ),
        ("0D501", "", "NS applies to entire entry except “software” for commodities in ECCN 0A501.y", DEPENDS),
        ("9A004", "u", "NS applies to 9A004 .g, .r, .u, and .w", YES),
        ("9A004", "s", "NS applies to 9A004 .g, .r, .u, and .w", NO),
        ("0A504", "i", "FC applies to paragraphs .a, .b, .c, .d, .e, .g, and .i of this entry", YES),
        ("1C351", "d.16", "CB applies to items controlled by 1C351.d.15 and .16", YES),
        ("3A001", "z.2.a", "RS applies to 3A001.z.1.a, z.2.a, z.3.a, z.4.a", YES),
        ("3A001", "z.2.b", "RS applies to 3A001.z.1.a, z.2.a, z.3.a, z.4.a", NO),
        ("3A001", "z", "RS applies to 3A001.z.1.a, z.2.a, z.3.a, z.4.a", DEPENDS),
        ("6A002", "f", "RS applies to 6A002.a.3 (except a.3.e for focal plane arrays (FPAs)), .c, and .f.", YES),
        ("3A001", "b.5", "NS applies to 3A001.b.4 to b.7", YES),
        ("3A001", "b.12", "NS applies to 3A001.b.4 to b.7", NO),
        ("3A002", "h", "MT applies to 3A002.h when the parameters in 3A101.a.2.b are met or exceeded", DEPENDS),
        (
            "1C010",
            "b",
            "NP applies to 1C010.a (aramid “fibrous materials”, b (carbon “fibrous materials”), and e.1",
            DEPENDS,
        ),
        (
            "0A502",
            "a",
            "CC applies to shotguns with a barrel length less than 24 in. and paragraphs .c, and .d",
            DEPENDS,
        ),
        ("1C353", "a", "CB applies to genetic elements of items controlled by 1C351.d.15", DEPENDS),
        ("1B101", "b", "NP applies to machines described in 1B101.a; AND coordinating controls", DEPENDS),
    ],
)
def test_the_words_of_a_control_say_to_which_paragraphs_it_applies(
    entry: str, paragraph: str, control: str, applies: Applies
) -> None:
    assert scope(entry, tuple(filter(None, paragraph.split("."))), control).applies is applies


UAV = "MT applies to vehicles that are capable of a maximum range of at least 300 kilometers (km), and that meet 9A120"


@pytest.mark.parametrize(
    ("said", "denied", "applies"),
    [
        ("range 350 km", (), YES),
        ("range 80 km", (), DEPENDS),
        ("range 80 km", ("9A120",), NO),
        ("it flies far", ("9A120",), DEPENDS),
    ],
)
def test_a_threshold_is_decided_by_a_quantity_of_its_unit(said: str, denied: tuple[str, ...], applies: Applies) -> None:
    assert scope("9A012", ("a", "1"), UAV, quantities(said), denied).applies is applies


def test_of_thresholds_joined_by_or_one_is_enough() -> None:
    words = "items that have a frame rate greater than 60 Hz or that have a detector with more than 9,000 elements"
    assert thresholds_met(words, quantities("90 Hz")) is True
    assert thresholds_met(words, quantities("30 Hz")) is None, "of the elements nothing is told"
    assert thresholds_met(words, quantities("30 Hz, an array of 120 x 100")) is True
    assert thresholds_met(words, quantities("30 Hz, an array of 80x100")) is False


def test_an_array_is_the_product_of_its_sides_and_a_size_in_millimetres_is_none() -> None:
    assert quantities("a 120 x 100 pixel sensor") == (ItemQuantity(12_000.0, "elements"),)
    assert quantities("a crate of 120 x 100 mm") == ()  # neither side is the size of the whole


def test_two_thresholds_need_two_quantities() -> None:
    words = "with a frame rate of 60 Hz or less and not more than 111,000 elements"
    assert quantities("30 Hz, 82k pixel") == (ItemQuantity(30.0, "hz"), ItemQuantity(82_000.0, "elements"))
    assert thresholds_met(words, quantities("30 Hz, 82k pixel")) is True
    assert thresholds_met(words, quantities("90 Hz, 200k pixel")) is False
    assert thresholds_met(words, quantities("30 Hz, 200k pixel")) is None, "one is met and one is not"
    assert thresholds_met(words, quantities("30 Hz")) is None


FIREARMS = (
    "A license is required to these destinations for items in the following ECCNs: 0A501 (except for 0A501.y), 0A502 "
    "for shotguns with a barrel length less than 18 inches, 0A504.i, 0A505.a and .x, 0A506, 0D501 (except for "
    "“software” for commodities in ECCN 0A501.y or “equipment” in ECCN 0B501 for commodities in ECCN 0A501.y), 0E501."
)


@pytest.mark.parametrize(
    ("entry", "paragraph", "applies"),
    [
        ("0A501", "a", YES), ("0A501", "y", NO), ("0A501", "y.1", NO), ("0A502", "", DEPENDS), ("0A504", "i", YES),
        ("0A504", "a", NO), ("0A505", "x", YES), ("0A505", "b", NO), ("0A506", "", YES), ("0D501", "", DEPENDS),
        ("0E501", "", YES), ("0B501", "", NO), ("3A001", "a", NO),
    ],
)  # fmt: skip
def test_a_footnote_requires_a_licence_for_the_entries_that_it_lists(
    entry: str, paragraph: str, applies: Applies
) -> None:
    assert requires(FIREARMS, entry, tuple(filter(None, paragraph.split(".")))) is applies
    assert requires(FIREARMS.replace("is required", "may be needed"), entry, ()) is NO
