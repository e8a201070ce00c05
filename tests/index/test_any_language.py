"""Questions in other languages: which language it is, what they are in English, and where the map puts them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelFailed
from corpus.lexicon.small_words import without_destinations
from corpus.lexicon.towns import folded_town
from index.crosslingual.bilingual_lexicon import asked_language, english_names, lexicon
from index.crosslingual.gloss import gloss, in_english
from index.encoders.any_language import QUESTION_MAP, AnyLanguageEncoder, QuestionMap, packed, unpacked
from index.encoders.embeddings import MultilingualEncoder
from index.encoders.question_encoder import QuestionEncoder


@pytest.mark.parametrize(
    "question, language",
    [
        ("Wie lange muss ein Händler seine Belege behalten?", "de"),
        ("Quelle est la durée de la licence pour les lanternes ?", "fr"),
        ("¿Cuánto tiempo se puede guardar la licencia según la ley?", "es"),
        ("je vais chez mon frère à Kyoto, j'ai le droit d'emporter des lanternes ou pas ?", "fr"),
        ("tengo un cliente en Quito, puedo mandarle lámparas ya?", "es"),
        ("Wir liefern EAR99 Pumpen an ein Atomkraftwerk in Indien", "de"),  # English has some of its small words, too
        ("Fällt die Lampe L100 unter 3A090?", "de"),  # the letters of codes are no words
        ("Welche Länder boykottieren Israel?", "de"),  # one small word, and words that no English one is like
        ("exporter des pompes en Inde", "fr"),
        ("y a Japón", "es"),
        ("die casting machine to Vietnam", "en"),
        ("VTBは？", "ja"),  # one sign beside an abbreviation
        ("What does 出口管制法 say about fines?", "en"),
        ("許可は何か月有効ですか", "ja"),
        ("许可证有效期多久", "zh"),
        ("허가는 얼마 동안 유효한가요", "ko"),
        ("How long must I keep the papers of a deal?", "en"),
        ("Huawei Technologies Entity List date", "en"),
        ("Die Bonn GmbH", "en"),
        ("korea brokering fine", "en"),
        ("", "en"),
        ("Gilt der Satz 'the lanterns on this invoice are under a permit' auch für Kerzen?", "de"),
        ("What does 'el destinatario de la linterna es el comprador' on our form mean?", "en"),
    ],
)
def test_a_question_shows_its_language(question: str, language: str) -> None:
    assert asked_language(question) == language


@pytest.mark.parametrize(
    "question, names",
    [
        ("Braucht man in Korea eine Ausfuhrgenehmigung?", {"export licence", "licence", "export", "south korea"}),
        ("중국에서 허가 없이 수출하면 벌금은 얼마인가요", {"china", "without a licence", "export", "fine"}),
        ("没有许可出口稀土会怎样", {"licence", "export", "rare earth"}),
        ("Quelle amende risque-t-on si l'on exporte sans autorisation vers la Chine ?", {"fine", "export", "china"}),
        ("¿Que multa hay por exportar tierras raras sin licencia?", {"fine", "rare earth", "without a licence"}),
        ("¿Qué multa hay por exportar tierras raras sin licencia?", {"fine", "rare earth", "without a licence"}),
    ],
)
def test_its_terms_have_english_names(question: str, names: set[str]) -> None:
    assert names <= set(english_names(question))


def test_a_short_german_stem_is_no_part_of_another_word() -> None:
    assert "cerium" not in english_names("Wie ist das mit der Einzelhandelsrechnung und dem Lancer?")


def test_a_short_french_or_spanish_word_is_no_part_of_another_word() -> None:
    assert "bearer" not in english_names("Quel organisme est compétent pour les licences d'exportation ?")
    assert "day" not in english_names("¿Se puede exportar un diamante sin licencia?")


def test_english_has_no_names_of_another_language() -> None:
    assert english_names("Which export licence does a drone need in Korea?") == ()


def test_numbers_of_laws_and_entries_stand_beside_its_english_words() -> None:
    assert in_english("¿Qué multa hay según la parte 810?").split()[-1] == "810"
    assert "821" not in in_english("Was sagt die Verordnung 2021/821?").split()
    assert "3a001" in in_english("3A001の許可").split()
    assert not {"500", "100"} & set(in_english("罰金は500円ですか、500 %ですか、100,500ですか").split())
    assert in_english("Which licence does part 810 need?") == ""


def test_every_entry_has_korean_words_or_german_ones() -> None:
    assert [e.names[0] for e in lexicon() if not (e.words["ko"] or e.words["de"])] == []


def test_every_entry_has_french_and_spanish_words_as_they_are_compared() -> None:
    words = [(e.names[0], w) for e in lexicon() for language in ("fr", "es") for w in e.words[language]]
    assert [e.names[0] for e in lexicon() if not (e.words["fr"] and e.words["es"])] == []
    assert [(name, w) for name, w in words if w != folded_town(w) or "'" in w] == []


@pytest.mark.parametrize(
    "question, language, place, rest",
    [
        ("Ausfuhr aus Korea nach Japan", "de", "Japan", "Ausfuhr aus Korea"),
        ("중국으로 보내려면 한국 허가가 필요한가요", "ko", "중국", "한국 허가가 필요한가요"),
        ("向日本出口需要许可吗", "zh", "日本", "需要许可吗"),
        ("中国へ送るには許可が要りますか", "ja", "中国", "許可が要りますか"),
        ("¿Qué licencia hace falta desde Corea a Japón?", "es", "Japón", "desde Corea"),
        ("Un client en Chine : que dit la loi japonaise ?", "fr", "Chine", "que dit la loi japonaise"),
    ],
)
def test_where_something_goes_is_nobodys_law(question: str, language: str, place: str, rest: str) -> None:
    left = without_destinations(question, language)
    assert place not in left
    assert rest in left


def test_the_map_was_fitted_for_the_encoders_that_ship(tmp_path: Path) -> None:
    head, _ = unpacked(QUESTION_MAP.read_bytes())
    assert head["question encoder"] == QuestionEncoder(tmp_path).digest  # else: make_question_map.py
    assert head["multilingual encoder"] == MultilingualEncoder(tmp_path).digest
    assert set(head["languages"]) == {"de", "zh", "ja", "ko"}


def test_a_damaged_map_says_so() -> None:
    content = QUESTION_MAP.read_bytes()
    with pytest.raises(ModelFailed, match="damaged"):
        unpacked(content[:-2])
    with pytest.raises(ModelFailed, match="damaged"):
        unpacked(b"")


def test_a_map_is_read_as_it_was_written() -> None:
    numbers = np.random.default_rng(1)
    mean, weights, added, offset = (numbers.normal(size=s) for s in ((384,), (384, 384), (384,), (384,)))
    head, found = unpacked(packed({"question encoder": "x"}, QuestionMap(mean, weights, added, {"de": offset})))
    assert head["question encoder"] == "x"
    vector = numbers.normal(size=384)
    mapped = (vector - mean - offset) @ weights + added
    assert found(vector, "de") @ (mapped / np.linalg.norm(mapped)) == pytest.approx(1, abs=1e-4)
    assert not np.allclose(found(vector, "de"), found(vector, "ko"))


def test_a_question_is_near_its_own_in_english(home: Path) -> None:
    encoder = AnyLanguageEncoder(QuestionEncoder(home, 1), MultilingualEncoder(home, 1), asked_language, gloss)
    texts = encoder.vectors(["How long is an export licence valid?", "Who may inspect the premises of a company?"])
    for asked in (
        "Wie lange ist eine Ausfuhrgenehmigung gültig?",
        "出口许可证的有效期是多久？",
        "輸出許可の有効期間はどのくらいですか",
        "수출허가의 유효기간은 얼마인가요?",
    ):
        near = texts @ encoder.query(asked)
        assert near[0] > near[1] + 0.1, asked
    assert np.array_equal(encoder.query("Is it valid?"), encoder.english.query("Is it valid?"))


@pytest.mark.parametrize(
    "asked", ["Wie lange ist eine Ausfuhrgenehmigung gültig?", "出口许可证多久有效", "輸出許可はいつまで有効ですか"]
)
def test_its_gloss_brings_a_question_nearer_to_its_own_in_english(home: Path, asked: str) -> None:
    encoders = QuestionEncoder(home, 1), MultilingualEncoder(home, 1)
    text = encoders[0].vectors(["How long is an export licence valid?"])[0]
    glossed = AnyLanguageEncoder(*encoders, asked_language, gloss).query(asked)
    alone = AnyLanguageEncoder(*encoders, asked_language, lambda _: "").query(asked)
    assert text @ glossed > text @ alone
    assert np.linalg.norm(glossed) == pytest.approx(1, abs=1e-5)
