"""Figures of Chinese, Japanese and Korean law become those of an English sentence; words do not become figures."""

from __future__ import annotations

import pytest

from assistant.facts.extraction import FactKind, facts
from assistant.verification.east_asian_figures import figures_in_english

# As the law writes it; the figures that a sentence in English would state.
WRITTEN = [
    ("违法经营额50万元以上的", ["CNY 500000"]),
    ("五十万元以下罚款", ["CNY 500000"]),
    ("处违法经营额3倍以上5倍以下罚款", ["3 times", "5 times"]),
    ("100万日元", ["JPY 1000000"]),
    ("二〇〇万円以下の罰金", ["JPY 2000000"]),
    ("百万円以下の過料", ["JPY 1000000"]),
    ("一億二千万円", ["JPY 120000000"]),
    ("３００，０００円", ["JPY 300000"]),  # digits of full width
    ("第七十条の二三億円以下の罰金刑", ["70", "2", "JPY 300000000"]),  # the fine begins where the article ends
    ("令和九年四月十三日まで", ["13 April 2027"]),
    ("平成元年", ["1989"]),
    ("昭和二十四年十二月", ["December 1949"]),
    ("自2024年12月1日起施行", ["1 December 2024"]),
    ("二〇二〇年十月十七日", ["17 October 2020"]),
    ("四月十三日", ["13 April"]),
    ("七年以下の懲役", ["7 years"]),
    ("45个工作日内", ["45 working days"]),
    ("7년 이하의 징역", ["7 years"]),
    ("물품등의 가격의 5배에 해당하는 금액", ["5 times"]),
    ("1억원 이하의 벌금", ["KRW 100000000"]),
    ("3천만원 또는 1억 5천만 원", ["KRW 30000000", "KRW 150000000"]),
    ("2025년 10월 1일부터 30일 이내", ["1 October 2025", "30 days"]),
    ("제19조의2에 따라 6개월", ["19", "2", "6 months"]),
    ("六箇月を超えない", ["6 months"]),
    ("三十日以内", ["30 days"]),
    ("两次", ["2 times"]),
    ("百分の十以上", ["10 percent"]),
    ("百分之五", ["5 percent"]),
    ("５０パーセント", ["50 percent"]),
    ("一キログラム", ["1 kg"]),
    ("三〇〇キロメートル以上", ["300 km"]),
    ("一、〇〇〇トン以上の船舶", ["1000 tonnes"]),
    ("一六の項", ["16"]),
    ("別表第二の三の二の項", ["2-3-2"]),
    ("第三十四条第（三）项", ["34", "3"]),
    ("一から一五までの項", ["1", "15"]),
    ("一般に十分な管理を統一する", []),
    ("两用物项", []),
]


@pytest.mark.parametrize("text, figures", WRITTEN)
def test_figures_as_english_writes_them(text: str, figures: list[str]) -> None:
    said = " ".join(figures_in_english(text).replace("(", " ").replace(")", " ").split())
    assert said == " ".join(figures)


def test_without_bare_numbers_only_what_has_a_unit_is_left() -> None:
    text = "第七条の二 三年以下の懲役又は百万円以下の罰金、第３号、３０ｋｇ"
    kinds = [(f.kind, f.value[:2]) for f in facts(figures_in_english(text, bare=False))]
    assert kinds == [
        (FactKind.NUMBER, ("3", "year")),
        (FactKind.AMOUNT, ("1000000", "jpy")),
        (FactKind.NUMBER, ("30", "kg")),
    ]


def test_an_amount_in_english_beside_a_title_in_chinese_stays_an_amount() -> None:
    text = "a fine of 500,000 yuan or 20 million yen (出口管制法第三十四条)"
    assert [f.value for f in facts(figures_in_english(text)) if f.kind is FactKind.AMOUNT] == [
        ("500000", "cny"),
        ("20000000", "jpy"),
    ]


@pytest.mark.parametrize(
    "text", ["", "万", "第条", "元年", "十三月四十日", "一" * 5000, "、〇〇〇" * 2000, "9" * 5000 + "万円"]
)
def test_what_is_no_figure_breaks_nothing(text: str) -> None:
    assert isinstance(figures_in_english(text), str)
