"""Glosses: the words of a question in another language in English, in their order."""

from __future__ import annotations

import pytest

from index.crosslingual.bilingual_lexicon import LEXICON_LANGUAGES, entries_of
from index.crosslingual.gloss import EVERYDAY, gloss, in_english


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "Wie lange muss ein Spediteur Ausfuhrunterlagen aufbewahren?",
            ["how long", "must", "freight forwarder", "export"],
        ),
        ("¿Puedo vender cámaras a Kuwait sin licencia?", ["sell", "camera", "Kuwait", "without a licence"]),
        ("Un client en Iran veut acheter des drones", ["customer", "Iran", "purchase", "drone"]),
        ("NRCの一般許可でカザフスタンに重水を送れますか", ["NRC", "licence", "Kazakhstan", "heavy water", "send"]),
        ("拿到了DOE的特定授权，第一份报告什么时候要交", ["DOE", "report", "when"]),
        ("이 드론을 카자흐스탄으로 보내려면 허가가 필요한가요?", ["drone", "Kazakhstan", "need"]),
    ],
)
def test_the_words_of_a_question_are_told_in_english_in_their_order(question: str, words: list[str]) -> None:
    told = gloss(question)
    assert [w for w in words if w in told] == words
    places = [told.index(w) for w in words]
    assert sorted(places) == places


def test_a_longer_word_is_told_and_not_the_shorter_one_in_it() -> None:
    assert "North Korea" in gloss("¿Puedo vender a Corea del Norte?")
    assert "South Korea" not in gloss("¿Puedo vender a Corea del Norte?")


@pytest.mark.parametrize("question", ["", "Do I need a licence?", "☃" * 50, "\0"])
def test_a_question_in_english_or_in_no_language_has_no_gloss(question: str) -> None:
    assert gloss(question) == in_english(question) == ""


def test_names_and_codes_stand_as_they_are_written() -> None:
    told = gloss("Brauche ich für 3A001.a.7 und EEI eine Genehmigung vom BIS?").split()
    assert {"3A001.a.7", "EEI", "BIS"} <= set(told)


def test_of_numbers_those_of_laws_are_searched_for() -> None:
    assert "500" not in in_english("¿Qué multa de 500 € hay?").split()
    assert "810" in in_english("¿Qué multa hay según la parte 810?").split()


def test_every_everyday_word_has_an_english_name_and_its_columns() -> None:
    entries = list(entries_of(EVERYDAY.read_text("utf-8")))
    assert len(entries) > 1000
    for entry in entries:
        assert entry.names[0].isascii(), entry
        assert set(entry.words) == set(LEXICON_LANGUAGES)
        assert any(entry.words.values()), entry
