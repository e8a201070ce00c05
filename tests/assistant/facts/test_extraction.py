"""Facts, countries and polarity: what a sentence states, in one form however it is written."""

from __future__ import annotations

import pytest

from assistant.facts.comparison import displaced_figure, missing_facts
from assistant.facts.extraction import FactKind, facts

FORMS = [
    ("$300,000", "USD 300 000", "signs and codes of a currency"),
    ("$1.5 million", "1,500,000 dollars", "a scale word"),
    ("€50 000", "EUR 50,000", "both ways to group thousands"),
    ("五十万元", "RMB 500,000", "Chinese numerals"),
    ("90 days", "ninety days", "a number in words"),
    ("90-day", "90 days", "a hyphen before the unit"),
    ("45 days", "四十五日", "a Chinese period"),
    ("25%", "twenty-five percent", "percent in words"),
    ("25 per cent", "25 percent", "British spelling"),
    ("29 September 2025", "September 29, 2025", "day first, month first"),
    ("2025-09-29", "29 September 2025", "ISO"),
    ("2024年12月1日", "December 1, 2024", "a Chinese date"),
    ("section 744.21", "15 CFR 744.21", "the EAR's own short form"),
    ("ECCN 3A001.b.2", "3A001(b)(2)", "an item in brackets"),
    ("the PRC", "China", "a short form"),
    ("Chinese", "China", "an adjective"),
    ("the Russian Federation", "Russia", "a long form"),
    ("the U.S.", "the United States", "dots"),
    ("Burma", "Myanmar", "two names in use"),
]


@pytest.mark.parametrize(("one", "other", "comment"), FORMS, ids=[c for *_, c in FORMS])
def test_two_spellings_of_one_fact_meet(one: str, other: str, comment: str) -> None:
    assert facts(f"It is {one} here"), comment
    assert missing_facts(facts(f"It is {one} here"), f"text with {other} in it") == []
    assert missing_facts(facts(f"text with {other} in it"), f"It is {one} here") == []


LOST = [
    ("within 91 days", "within 90 days", FactKind.NUMBER, "another number"),
    ("within 90 months", "within 90 days", FactKind.NUMBER, "another unit"),
    ("within 10 days", "within 10 working days", FactKind.NUMBER, "working days are not days"),
    ("a fine of $30,000", "a fine of $300,000", FactKind.AMOUNT, "a zero lost"),
    ("a fine of €300,000", "a fine of $300,000", FactKind.AMOUNT, "another currency"),
    ("since 30 September 2025", "since 29 September 2025", FactKind.DATE, "a day off"),
    ("since September 2024", "since 29 September 2025", FactKind.DATE, "another year"),
    ("under 15 CFR 744.23", "under § 744.21 of the EAR", FactKind.ADDRESS, "another section"),
    ("under § 744.21(f)", "under § 744.21 of the EAR", FactKind.ADDRESS, "more exact than the text"),
    ("item 3A002", "item 3A001", FactKind.ADDRESS, "another entry"),
    ("Article 5 of the act", "Article 4 of the act", FactKind.ADDRESS, "another article"),
    ("under paragraph (c)", "under paragraph (b)", FactKind.ADDRESS, "another paragraph"),
    ("exports to Iran", "exports to Iraq", FactKind.COUNTRY, "another country"),
    ("exports to Niger", "exports to Nigeria", FactKind.COUNTRY, "a country within another's name"),
    ("the words “military end user”", "a military end-use", FactKind.QUOTE, "words that are not there"),
    ("it names Huawei too", "it names ZTE too", FactKind.NAME, "another company"),
]


@pytest.mark.parametrize(("said", "text", "kind", "comment"), LOST, ids=[c for *_, c in LOST])
def test_a_fact_that_is_not_there_is_missed(said: str, text: str, kind: FactKind, comment: str) -> None:
    assert kind in {f.kind for f in missing_facts(facts(said), text)}, comment


HELD = [
    ("under 15 CFR 744.21", "as § 744.21(f) of the EAR says", "", "the text is more exact"),
    (
        "under 15 CFR 744.21(b)",
        "(b) Additional prohibition",
        "15 CFR 744.21",
        "the passage's locator and the label in its text",
    ),
    ("item 3A001.b.2", "b.2. “Monolithic” circuits", "3A001", "an item under its entry"),
    ("in 2025", "effective September 29, 2025", "", "a year within a date"),
    ("BIS decides", "the Bureau of Industry and Security decides", "", "an acronym of the text's name"),
    ("One of the parties", "the parties", "", "one as a pronoun"),
    ("The US rule", "a rule", "United States", "a country of the source"),
    ("a “military end user”", "‘military end user’ means", "", "other quotation marks"),
]


@pytest.mark.parametrize(("said", "text", "context", "comment"), HELD, ids=[c for *_, c in HELD])
def test_what_the_text_holds_in_another_form_is_not_missed(said: str, text: str, context: str, comment: str) -> None:
    assert missing_facts(facts(said), text, context) == [], comment


def test_a_figure_is_looked_for_in_its_own_place() -> None:
    text = (
        "An applicant must reply within 30 days of the request. An appeal must be filed within 45 days of the decision."
    )
    wrong = "An appeal must be filed within 30 days of the decision."
    assert displaced_figure(wrong, facts(wrong), text) == ("30 days", "45 days")
    right = "An appeal must be filed within 45 days of the decision."
    assert displaced_figure(right, facts(right), text) is None
