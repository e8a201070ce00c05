"""Whose law a question in another language is about."""

from __future__ import annotations

import pytest

from assistant.query.model import Query
from corpus.filters import Filters


def _asked(question: str) -> Query:
    return Query(question, question, question, "", frozenset(), Filters())


@pytest.mark.parametrize(
    "question, language, meant",
    [
        ("ロシアの会社に帳簿の役務を提供することをEUは禁じていますか", "ja", {"eu"}),
        ("米国の輸出許可はどの順に読みますか", "ja", {"us"}),
        ("会社が韓国で罰せられるのはいつですか", "ja", {"kr"}),
        ("許可の有効期間はどれくらいですか", "ja", {"jp"}),
        ("중국으로 수출하려면 허가가 필요한가요?", "ko", {"kr"}),
        ("중국에서 허가 없이 수출하면 벌금은 얼마인가요?", "ko", {"cn"}),
        ("ECCN编码找不到怎么办", "zh", set()),
        ("许可证的有效期是多久", "zh", {"cn"}),
        ("Wer darf in China eine Lizenz beantragen?", "de", {"cn"}),
        ("Wer entscheidet über die Ausfuhr nach China?", "de", set()),
        ("Who needs a licence for lanterns?", "en", set()),
    ],
)
def test_whose_law_is_meant(question: str, language: str, meant: set[str]) -> None:
    query = _asked(question)
    assert query.language == language
    assert query.jurisdictions_meant == meant


def test_its_terms_are_english() -> None:
    assert {"licenc", "fine"} <= set(_asked("허가 없이 수출하면 벌금은?").english_terms)
    assert _asked("Which fine?").english_terms == _asked("Which fine?").terms
