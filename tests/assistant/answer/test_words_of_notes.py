"""What a note says is told without its yes or no, where that is not for the question and the rest can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer.annotated_answer import behind_its_word, may_answer, say_annotation
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.model import Statement
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from assistant.reading_rules.gate.probability import thresholds
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.filters import Filters

_YES_NO = frozenset(("yes_no",))
_OF = AnnotatedSource("us-test", "Part 744", "us")
_PINS = (Pin("15 CFR 744.90(a)"),)
_LIMITED = Annotation(
    _OF, "ten", ("May I ship ten widgets?",), "Yes, up to ten widgets, where each was made in Utah.", _PINS, "yes"
)
_DUTY = Annotation(
    _OF,
    "paper",
    ("Must I have a signed paper before I ship a widget?",),
    "Yes. Before any widget is shipped a signed paper must be at hand.",
    _PINS,
    "yes",
)


def _match(note: Annotation, probability: float) -> AnnotationMatch:
    return AnnotationMatch(note, note.questions[0], (0.7,) * 12, probability)


@pytest.mark.parametrize(
    ("answer", "is_told"),
    [
        (_LIMITED.answer, True),
        ("Yes, in writing within nine days of the shipment.", True),
        ("No, unless the widget was made before the war in Utah.", False),  # the word is what is told
        ("Yes, if the widget was made before the war in Utah.", False),
        ("No, not for a widget that was made before the war.", False),
        ("Yes. Ten widgets may be shipped without any paper.", False),  # a sentence by itself
    ],
)
def test_what_leans_on_a_word_can_be_read_under_the_notes_own_question(answer: str, is_told: bool) -> None:
    note = replace(_LIMITED, answer=answer)
    assert bool(behind_its_word(note)) is is_told
    if not is_told and answer.partition(" ")[0].endswith(","):
        assert not may_answer(_match(note, thresholds()[1]), _YES_NO)


def test_what_leans_on_a_word_is_told_under_the_notes_own_question(assistant: Assistant) -> None:
    asked = understand("May I ship old widgets?", (), Filters(), assistant.catalogue)
    _, answers, verdict = thresholds()

    def said(probability: float) -> Statement:
        draft = Draft()
        say_annotation(draft, _match(_LIMITED, probability), Citations(assistant.catalogue), asked)
        return draft.statements[0]

    assert may_answer(_match(_LIMITED, answers), _YES_NO)
    assert not may_answer(_match(_LIMITED, answers), frozenset(("duration",)))
    assert said(answers).text.startswith("“May I ship ten widgets?” Up to ten widgets")
    assert said(answers).says_yes is None
    assert said(verdict).text.startswith("Yes, up to ten widgets")
    assert said(verdict).says_yes


def test_a_duty_is_told_to_who_asks_if_he_may_and_a_freedom_to_nobody_who_asks_so() -> None:
    may = "May I ship a widget first and have the paper signed afterwards?"
    free = replace(_DUTY, answer="No. Before a widget is shipped no signed paper has to be at hand.", verdict="no")
    assert may_answer(_match(_DUTY, thresholds()[2]), _YES_NO, may)
    assert not may_answer(_match(free, thresholds()[2]), _YES_NO, may)


def test_who_asks_for_no_yes_or_no_is_told_a_note_of_another_kind_without_its_word() -> None:
    free = replace(_DUTY, questions=("May a widget be shipped late?",), answer="No. A widget is shipped in nine days.")
    asked = "How early must I ship a widget?"
    assert may_answer(_match(free, thresholds()[2]), frozenset(("duration",)), asked)
    assert not may_answer(_match(free, thresholds()[2]), _YES_NO, "Must I ship a widget late?")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "Our buyer was put on the amber list. How long does the review take?",
            "Those on the amber list have no limit",
        ),
        ("Our buyer is not on the amber list. How long does the review take?", "Within 45 days."),
        ("How long does the review take?", "Within 45 days."),
        ("If no buyer is on the amber list, how long does the review take?", "Within 45 days."),
    ],
)
def test_what_a_note_says_of_those_on_a_list_leads_where_somebody_is_told_to_be_on_it(
    assistant: Assistant, question: str, first: str
) -> None:
    law = AnnotatedSource("us-test", "Part 744", "us")
    note = Annotation(law, "review", ("How long is a review?",), "Within 45 days.", ())
    note = replace(note, check_next=("Those on the amber list have no limit",))
    draft = Draft()
    asked = understand(question, (), Filters(), assistant.catalogue)
    say_annotation(draft, AnnotationMatch(note, "", (), 0.9), Citations(assistant.catalogue), asked)
    assert first in draft.statements[0].text
    assert len(draft.statements) == 2


_PLAIN = "In the United States: Lamp oil"
_BAN = Annotation(
    _OF,
    "ban",
    ("Can I buy Freedonian lamp oil?",),
    "No, in general. Lamp oil may not be bought from anyone in Freedonia.",
    _PINS,
    "no",
    exceptions=("Small cans that travellers carry for their own use",),
)


@pytest.mark.parametrize(
    ("asked", "is_sure", "said", "says_yes"),
    [
        ("May I buy lamp oil from Freedonia?", True, "No, in general. Lamp oil", False),
        ("Is it forbidden to buy lamp oil from Freedonia?", True, "Yes, in general. Lamp oil", True),
        ("Is it illegal to buy lamp oil from Freedonia?", False, _PLAIN, None),
        ("Is it forbidden to buy lamp glass from Freedonia?", True, _PLAIN, None),  # which the note does not name
        ("Is it not forbidden to buy lamp oil from Freedonia?", True, _PLAIN, None),
        ("Is it forbidden for travellers to buy lamp oil?", True, _PLAIN, None),  # of the exception
        ("May travellers carry lamp oil from Freedonia?", True, _PLAIN, None),
        ("Can I buy Freedonian lamp oil?", False, "No, in general. Lamp oil", False),  # its very question
        ("Can I buy Freedonian lamp bulbs?", False, _PLAIN, None),
        ("Can I not buy Freedonian lamp oil?", False, _PLAIN, None),
    ],
)
def test_the_word_is_given_where_it_is_certain_and_turned_where_a_ban_is_asked_of(
    assistant: Assistant, asked: str, is_sure: bool, said: str, says_yes: bool | None
) -> None:
    _, answers, verdict = thresholds()
    understood = understand(asked, (), Filters(), assistant.catalogue)
    draft = Draft()
    say_annotation(draft, _match(_BAN, verdict if is_sure else answers), Citations(assistant.catalogue), understood)
    assert (draft.statements[0].text.startswith(said), draft.statements[0].says_yes) == (True, says_yes)


def test_what_one_rule_does_not_forbid_is_not_called_free(assistant: Assistant) -> None:
    free = replace(_BAN, answer="Yes. Lamp oil may be bought from anyone in Freedonia.", verdict="yes")
    asked = understand("Is it forbidden to buy lamp oil from Freedonia?", (), Filters(), assistant.catalogue)
    draft = Draft()
    say_annotation(draft, _match(free, thresholds()[2]), Citations(assistant.catalogue), asked)
    assert draft.statements[0].says_yes is None
    assert draft.statements[0].text.startswith(_PLAIN)
