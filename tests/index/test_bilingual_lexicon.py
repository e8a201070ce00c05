"""Ideas of a question in the words of other languages, and figures as their law writes them."""

from __future__ import annotations

import pytest

from corpus.language.scripts import chinese_or_japanese
from index.crosslingual.bilingual_lexicon import ideas, known_share, lexicon
from index.crosslingual.gloss import in_english
from index.text.numerals import kanji, numbered_figures, written


def _words(question: str, language: str) -> set[str]:
    return {w for idea in ideas(question, language) for w in idea.words}


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("How long is a general licence valid?", "zh", {"有效期", "通用许可"}),
        ("How long is an export permit good for?", "ja", {"有効期間", "輸出の許可"}),
        ("They turned our application down. Can we appeal?", "zh", {"申请", "行政复议"}),
        ("May we turn him away?", "zh", {"有权拒绝"}),
        ("Shipping the machine in pieces to get round the rule", "zh", {"规避", "拆分"}),
        ("What prison time do unlicensed exports bring?", "ja", {"拘禁刑", "許可を受けないで"}),
        ("When does the cabinet report to parliament?", "ja", {"閣議", "国会"}),
        ("Who keeps the stockpile of rare earths?", "zh", {"储备", "稀土"}),
    ],
)
def test_plain_words_have_the_words_of_the_law(question: str, language: str, said: set[str]) -> None:
    assert said <= _words(question, language)


@pytest.mark.parametrize(
    ("question", "language", "left_out"),
    [
        ("Ordinary cases, not nuclear weapons", "ja", "核兵器"),
        ("exporting controlled goods", "zh", "出口管制"),  # not "export controls"
        ("foreign trade", "zh", "境外的组织和个人"),  # not "foreigner"
        ("Which goods are meant?", "zh", "有效期"),  # not "good for"
    ],
)
def test_what_only_looks_alike_is_left_out(question: str, language: str, left_out: str) -> None:
    assert left_out not in _words(question, language)


def test_a_word_inside_a_longer_name_counts_less() -> None:
    shares = {idea.words[0]: idea.share for idea in ideas("a general licence", "zh")}
    assert shares["通用许可"] == 1.0
    assert shares["许可"] < 1.0


def test_a_question_in_the_script_is_asked_in_its_own_words() -> None:
    assert {"有效", "效期"} <= _words("通用许可的有效期是多久？", "zh")
    assert "多久" not in _words("有效期多久？", "zh")


def test_a_question_in_chinese_has_english_words() -> None:
    assert {"licenc", "export"} <= set(in_english("出口许可").split())
    assert in_english("export licence") == ""


def test_how_much_of_a_question_the_book_tells() -> None:
    assert known_share("licence application") == 1.0
    assert known_share("zebra licence") == 0.5
    assert known_share("") == 0.0


def test_every_line_has_names_and_words() -> None:
    assert len(lexicon()) > 300
    assert [e.names for e in lexicon() if not e.names or not any(e.words.values())] == []


@pytest.mark.parametrize(
    ("question", "language", "forms"),
    [
        ("over 500,000 yuan", "zh", {"50万元", "五十万元"}),
        ("a million yen", "ja", {"百万円", "100万円"}),
        ("within 45 working days", "zh", {"45个工作日", "四十五个工作日"}),
        ("six months", "ja", {"六月", "6か月"}),
        ("two years", "zh", {"二年", "两年", "2年"}),
        ("article 12", "zh", {"第十二条"}),
        ("Appended Table 3", "ja", {"別表第三"}),
    ],
)
def test_figures_as_the_law_writes_them(question: str, language: str, forms: set[str]) -> None:
    assert forms <= {form for found in numbered_figures(question, language) for form in found}


@pytest.mark.parametrize(
    "question", ["a licence", "two licences", "is it one of them?", f"{'9' * 400} yuan", f"{'٣' * 999} days"]
)
def test_a_number_without_a_unit_is_no_figure(question: str) -> None:
    assert list(numbered_figures(question, "zh")) == []


@pytest.mark.parametrize(
    ("number", "language", "text"),
    [
        (7, "zh", "七"),
        (10, "zh", "十"),
        (45, "zh", "四十五"),
        (112, "zh", "一百一十二"),
        (100, "ja", "百"),
        (1_000_000, "ja", "百万"),
        (500_000, "zh", "五十万"),
    ],
)
def test_kanji_numerals(number: int, language: str, text: str) -> None:
    assert kanji(number, language) == text
    assert text in written(number, language)


def test_japanese_is_told_by_its_kana() -> None:
    assert (chinese_or_japanese("許可を受けた者"), chinese_or_japanese("取得许可的人")) == ("ja", "zh")
