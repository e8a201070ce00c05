"""Of a question that wants things told apart, what tells some of them alone is no answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from assistant.answer.inquiry import Inquiry, inquire
from assistant.answer.outcome import Decision
from assistant.evidence.annotations import AnnotationMatch
from assistant.lexicon.contrasts import contrast_asked
from assistant.model import Outcome
from assistant.pipeline import Assistant, consultation, several_questions, two_sides
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.filters import Filters

ASKED = "What is the difference between a flange and a gasket under the EAR?"
FLANGE, GASKET = "What is a flange under the EAR?", "What is a gasket under the EAR?"
F_AND_G = ("What is a flange?", "What is a gasket?")
Told = Callable[[str], Inquiry]


def _match(name: str, wording: str, answer: str, *others: str) -> AnnotationMatch:
    note = Annotation(
        AnnotatedSource("us-test", "Part 744", "us"), name, (wording, *others), answer, (Pin("15 CFR 744.91(a)"),)
    )
    return AnnotationMatch(note, wording, (0.7,) * 12, 0.95, (), ())


RIM = _match("flange", "What is a flange?", "A flange is a rim of a pipe.")
SEAL = _match("gasket", "What is a gasket?", "A gasket is a seal between two rims.")
WORDS = _match("words", "Is a flange fit where a gasket is worn?", "A rim may be fit.")
ALIKE = _match("alike", "What is a flange?", "A flange holds a gasket.")
GENERAL = _match("general", "What is a part?", "A part is whatever is fitted.", "is a flange a part")
BOTH = _match("both", "How do a flange and a gasket differ?", "One is a rim, the other a seal.")


def _found(assistant: Assistant, notes: Mapping[str, AnnotationMatch]) -> Callable[..., Inquiry]:
    """Return what inquires as the pipeline does, but is told the note of `notes` by certainty, or none."""

    def found(question: Query | str, *_: object) -> Inquiry:
        if isinstance(question, str):
            question = understand(question, (), Filters(), assistant.catalogue)
        inquiry = inquire(question, assistant.gatherer())
        match = notes.get(question.asked)
        evidence = replace(inquiry.evidence, annotation=match, addressed=(), defining=(), unread=None)
        outcome = Outcome.ANSWERED if match else Outcome.SILENT
        decision = Decision(outcome, 0.95 if match else 0.1, annotated=match is not None)
        return replace(inquiry, evidence=evidence, decision=decision, weighed=())

    return found


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (ASKED, (FLANGE, GASKET)),
        ("How does a flange differ from a gasket?", ("What is a flange?", "What is a gasket?")),
        ("Flange vs gasket", ("What is Flange?", "What is gasket?")),
        ("A flange or a gasket: how do they differ?", ("What is A flange?", "What is a gasket?")),
        ("法兰和垫圈有什么区别？", ("什么是法兰？", "什么是垫圈？")),
        ("フランジとガスケットの違いは何ですか", ("フランジとは何ですか？", "ガスケットとは何ですか？")),
        ("Was ist der Unterschied zwischen Rand und Dichtung?", ("Was ist Rand?", "Was ist Dichtung?")),
        ("Quelle est la différence entre bride et joint ?", ("Qu’est-ce que bride ?", "Qu’est-ce que joint ?")),
        ("¿Qué diferencia hay entre brida y junta?", ("¿Qué es brida?", "¿Qué es junta?")),
        ("What is the difference between a flange, a gasket and a bolt?", (*F_AND_G, "What is a bolt?")),
        ("How do a flange, a gasket, and a bolt differ?", (*F_AND_G, "What is a bolt?")),
        ("What is the difference between a flange and a gasket and a bolt?", (*F_AND_G, "What is a bolt?")),
        ("法兰、垫圈和螺栓有什么区别？", ("什么是法兰？", "什么是垫圈？", "什么是螺栓？")),
        (
            "Unterschied zwischen Rand, Dichtung und Schraube?",
            ("Was ist Rand?", "Was ist Dichtung?", "Was ist Schraube?"),
        ),
        (
            "What is the difference between a rim, which is cast, and a seal?",
            ("What is a rim, which is cast?", "What is a seal?"),
        ),
        ("GBS v TSR", ("What is GBS?", "What is TSR?")),
        ("GBS vs. TSR vs. STA", ("What is GBS?", "What is TSR?", "What is STA?")),
        (
            "What is the difference between license exceptions TMP and RPL?",
            ("What is license exception TMP?", "What is license exception RPL?"),
        ),
        (
            "What is the difference between the Flange List and the U.S. Gasket List?",
            ("What is the Flange List?", "What is the U.S. Gasket List?"),
        ),
        (
            "How does Art. 3 differ from Art. 5 of Regulation 833/2014?",
            ("What is Art. 3 of Regulation 833/2014?", "What is Art. 5 of Regulation 833/2014?"),
        ),
        (
            "What is brokering services and how does it differ from technical assistance?",
            ("What are brokering services?", "What is technical assistance?"),
        ),
        ("What was decided in Smith v Jones?", None),
        ("Is a flange or a gasket controlled?", None),
        ("What changed between 2020 and 2021?", None),
    ],
)
def test_two_things_that_are_to_be_told_apart_are_read(question: str, sides: tuple[str, str] | None) -> None:
    found = contrast_asked(question)
    assert (found.questions if found else None) == sides


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ({ASKED: RIM, FLANGE: RIM, GASKET: SEAL}, {FLANGE: True, GASKET: True}),
        ({FLANGE: RIM, GASKET: SEAL}, {FLANGE: True, GASKET: True}),
        ({ASKED: RIM, FLANGE: RIM}, {FLANGE: True, GASKET: False}),
        ({ASKED: RIM, FLANGE: RIM, GASKET: RIM}, {FLANGE: True, GASKET: False}),  # a rim is no gasket
        ({ASKED: RIM}, {ASKED: False}),
        ({FLANGE: RIM}, {FLANGE: True, GASKET: False}),
        ({FLANGE: GENERAL, GASKET: SEAL}, {FLANGE: False, GASKET: True}),  # a flange is named in its wordings alone
        (
            {ASKED: WORDS, FLANGE: RIM, GASKET: SEAL},
            {FLANGE: True, GASKET: True},
        ),  # has both words, tells neither apart
        ({ASKED: ALIKE, FLANGE: ALIKE, GASKET: ALIKE}, {FLANGE: True, GASKET: False}),
        ({ASKED: BOTH, FLANGE: RIM, GASKET: SEAL}, {ASKED: True}),
    ],
)
def test_each_side_is_told_by_itself_or_left_open(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, notes: dict[str, AnnotationMatch], told: dict[str, bool]
) -> None:
    found = _found(assistant, notes)
    monkeypatch.setattr(two_sides, "inquire", found)
    whole = found(ASKED)
    question, inquiries = two_sides.told_by_sides(whole.question, (whole,), assistant.gatherer(), Filters(), ())
    assert {i.question.asked: i.decision.outcome is Outcome.ANSWERED for i in inquiries} == told
    assert question.parts == ((FLANGE, GASKET) if len(told) > 1 else ())


def test_an_answer_says_which_side_is_left_open(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _found(assistant, {ASKED: RIM, FLANGE: RIM})
    monkeypatch.setattr(two_sides, "inquire", found)
    monkeypatch.setattr(consultation, "inquire", found)
    answer = assistant.ask(ASKED)
    assert (answer.outcome, answer.parts, answer.in_part) == (Outcome.SILENT, (FLANGE, GASKET), True)
    assert [asked for asked, _ in answer.unanswered] == [GASKET]
    assert f"leave open “{GASKET}”" in answer.text
    assert RIM.annotation.answer in answer.text


def test_of_several_questions_one_that_is_told_one_side_alone_is_left_open(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ASKED.replace(" under the EAR", "")
    found = _found(assistant, {first: RIM, "Who makes gaskets?": SEAL})
    monkeypatch.setattr(several_questions, "inquire", found)
    answer = assistant.ask(f"{first} Who makes gaskets?")
    assert [asked for asked, _ in answer.unanswered] == [first]


def test_a_definition_tells_a_side_only_where_it_has_its_words(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    defined = assistant.catalogue.find("15 CFR 744.91(a)", Filters())[0]
    found = _found(assistant, {ASKED: RIM, FLANGE: RIM, GASKET: SEAL})

    def by_definition(question: Query, *rest: object) -> Inquiry:
        inquiry = found(question, *rest)
        return replace(inquiry, evidence=replace(inquiry.evidence, annotation=None, defining=(defined,)))

    monkeypatch.setattr(two_sides, "inquire", by_definition)
    whole = found(ASKED)
    _, inquiries = two_sides.told_by_sides(whole.question, (whole,), assistant.gatherer(), Filters(), ())
    assert [i.decision.outcome for i in inquiries] == [Outcome.ANSWERED, Outcome.SILENT]  # it has flanges in it
