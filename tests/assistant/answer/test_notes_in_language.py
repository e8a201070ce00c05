"""A question in another language is answered by the note in that language; what decides is the English note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.annotated_answer import say_annotation
from assistant.answer.caveats.freshness import Vintages
from assistant.answer.composition import compose
from assistant.answer.inquiry import inquire
from assistant.answer.outcome import Decision
from assistant.evidence.annotation_index import NearAnnotation
from assistant.evidence.annotations import AnnotationMatch, AnnotationMatcher
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.lexicon.answer_words import answer_words
from assistant.model import Answer, Form, Outcome, StatementRole, Verdict
from assistant.pipeline import Assistant
from assistant.pipeline.answer_assembly import finished
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.annotations import Annotation, load_annotations, pinned_texts, translations
from corpus.annotations.languages import note_languages
from corpus.annotations.stamping import stamp_translations
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from index.crosslingual.bilingual_lexicon import asked_language
from index.crosslingual.gloss import gloss
from index.encoders.any_language import AnyLanguageEncoder
from index.encoders.embeddings import MultilingualEncoder
from index.encoders.question_encoder import QuestionEncoder
from ui import serializers

NOTES = """
source = "us-test"
title = "15 CFR Part 744"
jurisdiction = "us"
edition = "2026-07-01"

[[annotation]]
id = "records"
questions = [
  "How long do I have to keep records of widget sales?",
  "widget paperwork how many years",
  "for how many years are sales records of widgets kept in the US",
]
answer = "US exporters keep them for seven years from the date of the export. It holds for every exporter of widgets."
conditions = ["It is about the sales records of widgets."]
who_decides = "The exporter."
check_next = ["15 CFR 744.90(b) says when a widget licence is needed."]
pins = ["15 CFR 744.90(a)"]

[[annotation]]
id = "exceptions"
questions = [
  "Can I use a licence exception for widgets in the US?",
  "do license exceptions apply to the widget ban",
  "any exception that covers widgets",
]
answer = "No. No License Exceptions apply to the widget prohibitions described in this section."
verdict = "no"
pins = ["15 CFR 744.90(c)"]
"""
# Of each language: a question, the answer of the note and what goes with it, and the answer to the yes-or-no question.
TOLD = {
    "zh": (
        "美国：小部件销售记录要保存几年？",
        ("美国出口商应当自出口之日起保存七年。", "这涉及小部件的销售记录。", "出口商。",
         "参见 15 CFR 744.90(b)，何时需要许可。"),
        "否。许可例外不适用于本条所述的小部件禁令。",
    ),
    "ja": (
        "米国：ウィジェットの販売記録は何年間保存する必要がありますか？",
        ("米国の輸出者は輸出の日から七年間保存します。", "販売記録についてです。", "輸出者です。",
         "許可については 15 CFR 744.90(b) を参照。"),
        "いいえ。許可例外はこの条のウィジェットの禁止には適用されません。",
    ),
    "ko": (
        "미국: 위젯 판매 기록은 몇 년 동안 보관해야 하나요?",
        ("미국 수출자는 수출일부터 7년간 보관합니다.", "판매 기록에 관한 것입니다.", "수출자.",
         "허가는 15 CFR 744.90(b)를 참조."),
        "아니요. 허가 예외는 이 조의 위젯 금지에 적용되지 않습니다.",
    ),
    "de": (
        "Wie viele Jahre muss man in den USA die Unterlagen über Verkäufe von Widgets aufbewahren?",
        ("US-Exporteure bewahren sie ab der Ausfuhr sieben Jahre auf.", "Es geht um Verkäufe.", "Der Exporteur.",
         "Wann eine Genehmigung nötig ist, sagt 15 CFR 744.90(b)."),
        "Nein. Genehmigungsausnahmen gelten für die Verbote dieses Abschnitts nicht.",
    ),
    "fr": (
        "Combien d'années faut-il conserver aux États-Unis les documents de vente des widgets ?",
        ("Les exportateurs américains les conservent sept ans.", "Il s'agit des ventes.", "L'exportateur.",
         "Voir 15 CFR 744.90(b) pour la licence."),
        "Non. Les exceptions de licence ne s'appliquent pas aux interdictions de cette section.",
    ),
    "es": (
        "¿Cuántos años hay que conservar en Estados Unidos los documentos de venta de widgets?",
        ("Los exportadores estadounidenses los conservan siete años.", "Se trata de las ventas.", "El exportador.",
         "Véase 15 CFR 744.90(b) sobre la licencia."),
        "No. Las excepciones de licencia no se aplican a las prohibiciones de esta sección.",
    ),
}  # fmt: skip
LANGUAGES = tuple(TOLD)
BEN = """
source = "cn-sample"
title = "示例条例"
jurisdiction = "cn"

[[annotation]]
id = "once"
questions = ["How often may a single licence be used in China?", "single licence how often", "单项许可能用几次？"]
answer = "China lets a single licence be used for one export."
pins = ["第三条"]
"""


@pytest.fixture
def noted(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """The assistant of the small collection with two notes on its regulation in seven languages, and real encoders."""
    folder = tmp_path / "notes" / "us"
    folder.mkdir(parents=True)
    (folder / "us-test.toml").write_text(NOTES, "utf-8")
    for language, (_, (answer, condition, decides, check), exceptions) in TOLD.items():
        (folder / f"us-test.{language}.toml").write_text(
            f'source = "us-test"\nlanguage = "{language}"\n\n[records]\nanswer = "{answer}"\n'
            f'conditions = ["{condition}"]\nwho_decides = "{decides}"\ncheck_next = ["{check}"]\n\n'
            f'[exceptions]\nanswer = "{exceptions}"\n',
            "utf-8",
        )
    monkeypatch.setattr(translations, "files", lambda _: folder.parent)
    translations._shipped.cache_clear()
    assert sum(done.written for done in stamp_translations(folder=folder.parent)) == 2 * len(TOLD)
    notes = load_annotations(folder.parent)
    assert not notes.refused
    assert not translations.check_translations(notes.all, folder.parent)
    home = assistant.settings.home
    encoder = AnyLanguageEncoder(QuestionEncoder(home, 1), MultilingualEncoder(home, 1), asked_language, gloss)
    with_notes = Assistant(assistant.collection, assistant.catalogue, assistant.settings)
    with_notes.__dict__["annotations"] = AnnotationMatcher(encoder, tmp_path, notes)
    return with_notes


Asked = Callable[..., Answer]


@pytest.fixture
def told(noted: Assistant) -> Asked:
    """A function that tells a note as the answer to a question, or as the closest note, at a probability."""

    def asked(question: str, slug: str, probability: float, outcome: Outcome = Outcome.ANSWERED) -> Answer:
        query = understand(question, (), Filters(), noted.catalogue)
        assert noted.annotations
        assert noted.annotations.annotations
        note = noted.annotations.annotations.by_id[f"us-test/{slug}"]
        pins = pinned_texts(note, noted.catalogue)
        match = AnnotationMatch(note, "", (), probability, pins, (NearAnnotation(note, 0.7, 1.3),))
        inquiry = inquire(query, noted.gatherer())
        decision = Decision(outcome, probability, annotated=outcome is Outcome.ANSWERED)
        inquiry = replace(inquiry, evidence=replace(inquiry.evidence, annotation=match, defining=()), decision=decision)
        cites = Citations(noted.catalogue)
        return finished(query, [inquiry], compose(inquiry, cites).statements, cites, Vintages())[0]

    return asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_by_the_note_in_its_language(noted: Assistant, language: str) -> None:
    question, (answer, *_), _ = TOLD[language]
    given = noted.ask(question)
    assert given.form in (Form.ANNOTATION, Form.CLOSEST)
    assert answer in given.text
    assert "seven years from the date" not in given.text
    shown = next(s for s in given.statements if answer in s.text)
    assert (shown.language, shown.verdict) == (language, Verdict.ANNOTATED)
    assert "US exporters keep them for seven years" in shown.original
    assert [given.citations[n - 1].locator for n in shown.citations] == ["15 CFR 744.90(a)"]
    quote = given.citations[shown.citations[0] - 1].quote
    assert quote.startswith("(a) Every exporter of widgets must keep")  # the law stays as it is
    assert serializers.statement(shown)["language"] == language
    assert serializers.answer(given)["answer"] == given.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_has_its_sections_in_the_language(told: Asked, language: str) -> None:
    question, (answer, condition, decides, check), _ = TOLD[language]
    given, words = told(question, "records", 0.99), answer_words(language)
    assert words is not None
    assert (given.outcome, given.lead) == (Outcome.ANSWERED, answer)
    labels = words.labels
    assert given.text.split("\n\n")[1:4] == [
        f"*{labels['condition']}:* {condition} [1]",
        f"*{labels['who decides']}:* {decides} [1]",
        f"*{labels['check next']}:* {check.replace('_', '')}",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_closest_note_is_told_in_the_language_without_its_yes_or_no(told: Asked, language: str) -> None:
    question, _, exceptions = TOLD[language]
    given, words = told(question, "exceptions", 0.35, Outcome.SILENT), answer_words(language)
    assert words is not None
    first, silent, *others = given.text.split("\n\n")
    bare = note_languages()[language].without_word(exceptions)
    assert bare != exceptions
    expected = f"*{words.labels['closest note']}:* “Can I use a licence exception for widgets in the US?” {bare}"
    assert first.startswith(expected)
    assert silent == words.silent
    assert others[-1].startswith(f"*{words.labels['closest']}:*")
    assert given.lead == ""


def test_a_yes_or_no_is_that_of_the_english_note(told: Asked) -> None:
    asked = "Darf ich in den USA für Widgets eine Genehmigungsausnahme nutzen?"
    given = told(asked, "exceptions", 0.99)
    first = next(s for s in given.statements if s.note is StatementRole.ANNOTATION)
    has_word = first.original.startswith("No. ")
    assert first.text.startswith("Nein. ") is has_word
    assert (first.says_yes is False) is has_word


def test_a_note_without_a_translation_is_told_in_english_and_says_so(
    told: Asked, noted: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "notes" / "us" / "us-test.de.toml").unlink()
    translations._shipped.cache_clear()
    given = told(TOLD["de"][0], "records", 0.99)
    assert given.lead.startswith("US exporters keep them for seven years")
    assert [s.language for s in given.statements if s.verdict is Verdict.ANNOTATED] == ["en"] * 4
    assert not any(s.original for s in given.statements)
    assert "*Condition:*" in given.text


def test_a_follow_up_in_a_conversation_is_answered_in_its_language(noted: Assistant) -> None:
    question, (answer, *_), _ = TOLD["fr"]
    assert answer in noted.ask(question, ["How long do I have to keep records of widget sales?"]).text
    given = noted.ask("How long do I have to keep records of widget sales?", [question])
    assert given.lead.startswith("US exporters keep them for seven years")


def test_in_english_nothing_of_another_language_is_read(noted: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "_shipped", lambda name: pytest.fail(f"{name} was read"))
    given = noted.ask("How long do I have to keep records of widget sales?")
    assert given.lead.startswith("US exporters keep them for seven years")


SHORT = "第三条 单项许可允许出口经营者向单一最终用户进行一次出口。"
LONG = "第三条 " + "出口经营者应当建立内部合规制度。" * 30 + "单项许可允许出口经营者进行一次出口。"


@pytest.mark.parametrize(("text", "shown"), [(SHORT, SHORT), (LONG, "单项许可允许出口经营者进行一次出口。")])
@pytest.mark.parametrize(
    ("question", "is_law_first"), [("单项许可能用几次？", True), ("Single licence, how often?", False)]
)
def test_of_a_law_in_the_language_of_the_question_its_own_words_come_before_english_ones(
    tmp_path: Path, text: str, shown: str, question: str, is_law_first: bool
) -> None:
    tree = TreeBuilder()
    tree.add(text, locator="第三条", role=Role.SECTION)
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    source = Source("cn-sample", "示例条例", Kind.LAW, "cn", language="zh")
    catalogue.publish(catalogue.stage(tree.reading(source), []))
    folder = tmp_path / "notes" / "cn"
    folder.mkdir(parents=True)
    (folder / "cn-sample.toml").write_text(BEN, "utf-8")
    (note,) = load_annotations(folder.parent).all
    told = _said(note, understand(question, (), Filters(), catalogue), catalogue)
    english = "China lets a single licence be used for one export."
    assert told == (
        [(shown, Verdict.VERBATIM), (english, Verdict.ANNOTATED)] if is_law_first else [(english, Verdict.ANNOTATED)]
    )
    catalogue.close()


def _said(note: Annotation, query: Query, catalogue: Catalogue) -> list[tuple[str, Verdict]]:
    draft = Draft()
    match = AnnotationMatch(note, "", (), 0.9, pinned_texts(note, catalogue))
    say_annotation(draft, match, Citations(catalogue), query)
    return [(s.text, s.verdict) for s in draft.statements]
