"""Limits of control lists and figures of questions: how both are read, and what comes of comparing them."""

from __future__ import annotations

import pytest

from assistant.engines.determination.figures.limits import (
    Figure,
    LimitVerdict,
    Sense,
    compared,
    figures_given,
    joined_by_or,
    limits,
)

# (text of a paragraph, whether a comma is its decimal point, its limits as dimension, side and size)
STATED = [
    ("of 8 bit or more, but less than 10 bit", False, [("resolution", "from", 8.0), ("resolution", "under", 10.0)]),
    ("a “sample rate” greater than 1.3 Giga Samples Per Second (GSPS);", False, [("sample rate", "over", 1.3e9)]),
    ("an output rate greater than 2.5 million words per second;", False, [("sample rate", "over", 2.5e6)]),
    ("“Specific modulus” exceeding 3.5 × 10 6 m; and", False, [("length", "over", 3.5e6)]),
    ('"Specific modulus" of 3,5 x 106 m or greater;', True, [("length", "from", 3.5e6)]),
    ("rate exceeding 3 500 MSPS", True, [("sample rate", "over", 3.5e9)]),
    ("rate of exceeding 3,500 MSPS", False, [("sample rate", "over", 3.5e9)]),
    ("Frequency control better (less) than 0.4%.", False, [("share", "under", 0.4)]),
    ("a width no greater than 12 mm", False, [("length", "up to", 0.012)]),
    ("equal to or less (better) than 4,0 µm", True, [("length", "up to", 4e-6)]),
    ("A power of 30 VA or greater;", False, [("apparent power", "from", 30.0)]),
    ("rated above 350 K (77 °C);", False, [("temperature", "over", 350.0)]),
    ("A 'total processing performance' of 2000 or more and less than 3000", False,
     [("total processing performance", "from", 2000.0), ("total processing performance", "under", 3000.0)]),
    ("20 channels or more", False, [("number of channel", "from", 20.0)]),
    ("14 bit (plus sign bit) or more", False, [("resolution", "from", 14.0)]),
    ("of 30 minutes or more but less than 1 hour", False, [("time", "from", 1800.0), ("time", "under", 3600.0)]),
    ("wind gusts equal to or exceeding 46,3 km/h (25 knots)", True, [("speed", "from", 46.3)]),
    ("Multiphase output", False, []),
    ("made of 3 layers", False, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "comma", "wanted"), STATED)
def test_limits_of_a_paragraph(text: str, comma: bool, wanted: list[tuple[str, str, float]]) -> None:
    found = [(x.of, x.sense.value, x.size) for x in limits(text, comma_is_point=comma)]
    assert [(of, sense) for of, sense, _ in found] == [(of, sense) for of, sense, _ in wanted]
    assert [size for *_, size in found] == pytest.approx([size for *_, size in wanted])


def test_a_limit_that_goes_on_is_of_the_same_quantity() -> None:
    first, second = limits("Output wavelength of 150 nm or more but not exceeding 510 nm", comma_is_point=False)
    assert first.words == second.words
    assert (first.sense, second.sense) == (Sense.FROM, Sense.UP_TO)


def test_figures_follow_from_others_where_both_are_told() -> None:
    told = figures_given("fibre with a modulus of 200 GPa, tensile strength 3 GPa and a density of 2 g/cm3")
    derived = {f.named: f.size for f in told if f.says}
    assert derived["specific modulus"] == pytest.approx(200e9 / (2000 * 9.80665))
    assert derived["specific tensile strength"] == pytest.approx(3e9 / (2000 * 9.80665))
    assert not [f for f in figures_given("a modulus of 200 GPa") if f.says]


def test_pure_goods_are_a_share_of_all() -> None:
    assert [(f.of, f.size) for f in figures_given("the pure stuff")] == [("share", 100.0)]
    assert [f.size for f in figures_given("pure water with 3 % salt") if f.of == "share"] == [3.0]


def of(text: str, question: str, *, comma: bool = False) -> list[LimitVerdict]:
    stated = limits(text, comma_is_point=comma)
    told: tuple[Figure, ...] = figures_given(question)
    return [
        compared(x, told, alone=len({(y.words, y.named) for y in stated if y.of == x.of}) == 1).verdict for x in stated
    ]


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        ("14 bit or more", "14 bit chips", [LimitVerdict.MET]),
        ("a rate greater than 65 MSPS", "chips of 65 MSPS", [LimitVerdict.NOT_MET]),
        ("a rate greater than 65 MSPS", "16 bit chips", [LimitVerdict.NOT_TOLD]),
        # A frequency of another quantity is not compared: the words say which it is.
        ("an operating frequency of 600 Hz or more", "clock frequency 800 Hz", [LimitVerdict.MET]),
        ("a bandwidth exceeding 600 Hz", "line voltage 230 V, clock rate 800 Hz", [LimitVerdict.NOT_TOLD]),
        ("a bandwidth exceeding 600 Hz", "800 Hz", [LimitVerdict.MET]),
        ("a length exceeding 2 m and a width exceeding 1 m", "3 m", [LimitVerdict.NOT_TOLD, LimitVerdict.NOT_TOLD]),
        ("a length exceeding 2 m and a width exceeding 1 m", "width 3 m", [LimitVerdict.NOT_TOLD, LimitVerdict.MET]),
        ("20 channels or more", "24 channels", [LimitVerdict.MET]),
        ("endurance of 30 minutes or more", "a drone that flies 1.5 hours", [LimitVerdict.MET]),
        ("wind gusts exceeding 46 km/h", "a drone of 50 km/h", [LimitVerdict.NOT_TOLD]),
        ("wind gusts exceeding 46 km/h", "a drone for winds of 50 km/h", [LimitVerdict.MET]),
        ("endurance of less than 1 hour", "a drone of 70 minutes", [LimitVerdict.NOT_MET]),
    ],
)
def test_a_figure_is_compared_only_with_a_limit_of_its_quantity(
    text: str, question: str, wanted: list[LimitVerdict]
) -> None:
    assert of(text, question) == wanted


def test_limits_are_alternatives_where_they_are_joined_so() -> None:
    either, both = "exceeding 50 W or exceeding 10 J", "of 14 bit or more and a rate exceeding 10 MSPS"
    assert joined_by_or(either, limits(either, comma_is_point=False))
    assert not joined_by_or(both, limits(both, comma_is_point=False))
