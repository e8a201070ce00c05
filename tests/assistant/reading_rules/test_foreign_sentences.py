"""Sentences of Chinese and Japanese law: their lead-ins, lists, and what they offer to a question."""

from __future__ import annotations

import pytest

from assistant.query.answer_kinds import fit, kinds_wanted
from assistant.reading_rules.dependent_sentences import leads_in
from assistant.reading_rules.foreign_sentences import is_country_list, lead_in

_ZH = "第九条 有下列情形之一的，不得出口种子：\n（一）包装破损的；\n（二）未经检验的。"
_JA = (
    "第九条 次の各号のいずれかに該当する者は、三年以下の拘禁刑に処する。\n"
    "一 許可を受けないで種子を輸出した者\n二 虚偽の届出をした者"
)


@pytest.mark.parametrize(
    ("text", "item", "lead"),
    [
        (_ZH, "（二）", "第九条 有下列情形之一的，不得出口种子："),
        (_JA, "二 虚偽", "第九条 次の各号のいずれかに該当する者は、三年以下の拘禁刑に処する。"),
        (_ZH, "第九条", ""),
        ("The following need a licence:\n(1) seeds\n(2) soil", "(2)", ""),
    ],
)
def test_an_item_goes_on_from_its_lead_in(text: str, item: str, lead: str) -> None:
    assert lead_in(text, text.index(item)) == lead


def test_a_list_of_names_has_no_verb() -> None:
    assert is_country_list("アルゼンチン、カナダ、ノルウェー、トルコ、英国")
    assert not is_country_list("合同、发票、账册、单据应当妥善保存。")


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Seeds are:", True),
        ("有下列情形之一的：", True),
        ("次の各号のいずれかに該当する者は、処罰する。", True),
        ("種子は輸出してはならない。", False),
    ],
)
def test_what_is_completed_by_items(text: str, leads: bool) -> None:
    assert leads_in(text) is leads


@pytest.mark.parametrize(
    ("question", "sentence", "share"),
    [
        ("How long is it valid?", "有效期不超过三年。", 1.0),
        ("How long is it valid?", "その許可をした日から八月とする。", 1.0),
        ("How long is it valid?", "在45个工作日内作出决定。", 1.0),
        ("How long is it valid?", "本条例自2024年3月1日起施行。", 0.0),
        ("How long is it valid?", "昭和四十二年法律第三十五号", 0.0),
        ("What prison term is there?", "七年以下の拘禁刑に処する。", 1.0),
        ("How fast must they report?", "二十日以内に報告しなければならない。", 1.0),
        ("How much is the fine?", "処九万円以下の罰金", 1.0),
        ("How often may it be renewed?", "延长不超过2次。", 1.0),
        ("什么是种子？", "种子，指植物的繁殖材料。", 1.0),
    ],
)
def test_foreign_sentences_offer_what_is_wanted(question: str, sentence: str, share: float) -> None:
    assert fit(kinds_wanted(question), sentence) == share
