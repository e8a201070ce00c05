"""Figures as people write them: powers of ten, names of units in full, and what is no figure of its own."""

from __future__ import annotations

import pytest

from assistant.engines import dispatch
from assistant.engines.determination.figures.limits import figures_given
from assistant.query.parser import understand
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.filters import Filters


@pytest.mark.parametrize(
    ("written", "size", "of"),
    [
        ("a specific modulus of 14 x 10^6 m", 14e6, "length"),
        ("a specific modulus of 14 × 10⁶ m", 14e6, "length"),
        ("a specific modulus of 14e6 m", 14e6, "length"),
        ("1.4 x 10**7 m", 14e6, "length"),
        ("exceeding 14.65 x 10 6 m", 14.65e6, "length"),  # as the lists print it
        ("4 x 10^-7 m", 4e-7, "length"),
        ("3 × 10⁻⁶ m", 3e-6, "length"),
        ("1e+9 Hz", 1e9, "frequency"),
        ("5 x 10^+6 Hz", 5e6, "frequency"),
        ("1.5E+3 mm", 1.5, "length"),
        ("5 * 10^6 Hz", 5e6, "frequency"),
        ("pulse energy of 1e+2 J", 100.0, "energy"),
        ("1'050 Hz", 1050.0, "frequency"),
        ("+125 °C", 398.15, "temperature"),
        ("0.9 micrometres", 0.9e-6, "length"),
        ("1550 nanometres", 1550e-9, "length"),
        ("70 megapascals", 70e6, "stress"),
        ("60 frames per second", 60.0, "frequency"),
        ("5 m³/h", 5.0, "flow rate"),
        ("0.01 deg/hr", 0.01, "drift rate"),
        ("25 L", 25.0, "volume"),
    ],
)
def test_a_figure_is_read_however_it_is_written(written: str, size: float, of: str) -> None:
    (found,) = figures_given(written)
    assert found.size == pytest.approx(size)
    assert found.of == of


@pytest.mark.parametrize("written", ["10^6 m", "about 10^-6 m"])
def test_the_power_of_a_figure_is_none_of_its_own(written: str) -> None:
    assert not any(abs(f.size) == 6.0 for f in figures_given(written))


@pytest.mark.parametrize(
    "written",
    ["10**6 Hz", "10 ^ 6 Hz", "10 * 100 mm", "10 x 100 mm", "10 * 10 6 m", "10,0000 Hz", "1,50,000 Hz", "TPP of 10^3"],
)
def test_of_a_figure_that_is_not_read_no_part_is_one(written: str) -> None:
    assert figures_given(written) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "We want to send carbon fibre with a specific modulus of 14 x 10^6 m to a bicycle maker in Taiwan. US law, "
            "do we need a licence?",
            ("1C010.b, not met", "14 x 10^6 m against “exceeding 14.65 × 10 6 m” is not met"),
        ),
        # A substance whose number stands before its name.
        ("Is a licence needed for 200 litres of triethanolamine to a cosmetics producer in Egypt?", ("1C350.c.10",)),
        ("Can I ship 3 kg of thiodiglycol to a dye works in Peru, or do I need a licence?", ("1C350.b.",)),
    ],
)
def test_goods_told_by_a_figure_or_a_substance_find_their_paragraph(
    real_law: Catalogue, question: str, words: tuple[str, ...]
) -> None:
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(question, (), Filters(), snapshot), snapshot)
    assert found is not None
    text = "\n".join(f.text for f in found.findings)
    assert all(w in text for w in words), text
    assert "ECCN with paragraph, or EAR99) is not given" not in text


@pytest.mark.parametrize(
    "follow_up",
    ["ok and what if the very same chip goes to a civil firm in Shenzhen, China?", "and for Pakistan, licence?"],
)
def test_goods_told_by_figures_before_are_those_of_a_follow_up(real_law: Catalogue, follow_up: str) -> None:
    before = "We sell 16-bit ADC chips, 100 MSPS, to a test lab in Hsinchu, Taiwan. What is the ECCN and can we ship?"
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(follow_up, [before], Filters(), snapshot), snapshot)
    assert found is not None
    assert found.payload["status"] == "required"
    assert "3A001.a.5.a.5" in found.lead
    assert "Taiwan" not in found.lead
    assert not found.not_answered


@pytest.mark.parametrize(
    "follow_up",
    ["and what about gas centrifuges for a firm in Brazil?", "our garden chairs for the same buyer in Pakistan?"],
)
def test_other_goods_of_a_follow_up_have_no_figures_of_the_goods_before(real_law: Catalogue, follow_up: str) -> None:
    before = "We sell 16-bit ADC chips, 20 MSPS, to a test lab in Hsinchu, Taiwan. What is the ECCN and can we ship?"
    snapshot = CatalogueSnapshot(real_law)
    found = dispatch.computed(understand(follow_up, [before], Filters(), snapshot), snapshot)
    assert found is None or "3A99" not in found.lead + str(found.payload)
