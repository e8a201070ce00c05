"""A designation finds the text that it means, and no other."""

from __future__ import annotations

import pytest

from corpus import instruments
from corpus.model import Source

DUAL_USE = Source(
    "eu-32021R0821", "Regulation (EU) 2021/821 of the European Parliament and of the Council", jurisdiction="eu"
)
RUSSIA = Source("x1", "Council Regulation (EU) No 833/2014 of 31 July 2014", jurisdiction="eu")
CONTROL_LAW = Source(
    "cn-export-control-law", "出口管制法 (Export Control Law of the People's Republic of China)", jurisdiction="cn"
)
CN_DUAL_USE = Source("cn-dual-use-export-control-regulations", "两用物项出口管制条例", jurisdiction="cn")
FEFA = Source("jp-324AC0000000228", "外国為替及び外国貿易法", jurisdiction="jp")
EXCHANGE_ORDER = Source("jp-355CO0000000260", "外国為替令", jurisdiction="jp")
PART_744 = Source("us-15-cfr-part-744", "15 CFR Part 744", jurisdiction="us")
PART_121 = Source("us-22-cfr-part-121", "22 CFR Part 121", jurisdiction="us")
ALL = (DUAL_USE, RUSSIA, CONTROL_LAW, CN_DUAL_USE, FEFA, EXCHANGE_ORDER, PART_744, PART_121)


@pytest.mark.parametrize(
    "designation, meant",
    [
        ("833/2014", RUSSIA),
        ("Regulation (EU) No 833/2014", RUSSIA),
        ("32014R0833", RUSSIA),
        ("2021/821", DUAL_USE),
        ("EU Dual-Use Regulation", DUAL_USE),
        ("Export Control Law", CONTROL_LAW),
        ("China's Export Control Law", CONTROL_LAW),
        ("出口管制法", CONTROL_LAW),
        ("中华人民共和国出口管制法", CONTROL_LAW),
        ("两用物项出口管制条例", CN_DUAL_USE),
        ("FEFA", FEFA),
        ("外為法", FEFA),
        ("外国為替令", EXCHANGE_ORDER),
        ("EAR", PART_744),
        ("15 CFR", PART_744),
        ("ITAR", PART_121),
        ("22 CFR", PART_121),
    ],
)
def test_designation(designation: str, meant: Source) -> None:
    assert [source for source in ALL if instruments.is_of_instrument(designation, source)] == [meant]


@pytest.mark.parametrize("designation", ["2019/821", "Samples Act 2030", "10 CFR"])
def test_nothing_is_meant(designation: str) -> None:
    assert not any(instruments.is_of_instrument(designation, source) for source in ALL)


def test_names_of_a_source() -> None:
    assert {"FEFA", "外為法", "Foreign Exchange and Foreign Trade Act"} <= set(instruments.designations(FEFA))
    assert "2014/833" in instruments.designations(RUSSIA)


@pytest.mark.parametrize(
    "text, year_number",
    [
        ("833/2014", (2014, 833)),
        ("2021/821", (2021, 821)),
        ("2014/65/EU", (2014, 65)),
        ("No 1/58", (1958, 1)),
        ("02014R0833-20240101", (2014, 833)),
        ("Regulation (EU) 2018/2000", (2018, 2000)),
        ("page 3", None),
    ],
)
def test_eu_number(text: str, year_number: tuple[int, int] | None) -> None:
    assert instruments.eu_number(text) == year_number


def test_ids_and_names_are_not_ambiguous() -> None:
    names = [
        instruments.plain_designation(n)
        for i in instruments.known()
        for n in dict.fromkeys(map(instruments.plain_designation, i.designations))
    ]
    assert len(names) == len(set(names))
