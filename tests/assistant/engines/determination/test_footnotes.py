"""Tests of footnotes to rows of the chart: those that require a licence, and those that refer to other provisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "0A919 to Germany: licence?",
            "Footnote 3 to the row of Germany refers to special provisions that may bear on",
        ),
        ("6A003.a.1 camera to South Africa?", "Footnote 2 to the row of South Africa refers to special provisions"),
        ("6A993.a camera to Switzerland?", "Footnote 4 to the row of Switzerland refers to special provisions"),
    ],
)
def test_a_footnote_that_refers_elsewhere_is_told(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert words in found.payload["text"]
    assert "15 CFR 742" in " ".join(found.payload["missing_texts"])


@pytest.mark.parametrize("question", ["3A002.a to Germany?", "3A001.a.2 to Brazil?", "6A005 to South Africa?"])
def test_a_footnote_on_other_goods_is_not_told(ask_real: Ask, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert "refers to special provisions" not in found.payload["text"]


def test_goods_told_in_words_have_the_footnote_of_their_entries(ask_real: Ask) -> None:
    found = ask_real("12 gauge shotgun with a 17 inch barrel to the UK, do I need a licence?")
    assert found is not None
    text = found.payload["text"]
    assert "0A502" in text
    assert "footnote 10 to the row of the United Kingdom requires a licence for what it names of this entry" in text
    found = ask_real("12 gauge shotgun with a 17 inch barrel to Brazil, do I need a licence?")
    assert found is not None
    assert "footnote 10" not in found.payload["text"]


@pytest.mark.parametrize("to", ["Australia", "the United Kingdom"])
def test_a_short_shotgun_is_one_of_footnote_10(ask_real: Ask, to: str) -> None:
    found = ask_real(f"0A502 shotgun with a barrel of 17 inches to {to}: licence?")
    assert found is not None
    assert found.payload["status"] == "required"
    assert "footnote 10" in found.lead
