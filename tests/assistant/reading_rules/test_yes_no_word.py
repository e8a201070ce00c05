"""Which word of a note replies to a question: not one for another kind, nor one that frees and is not sure enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer.annotated_answer import may_answer, plainly
from assistant.answer.inquiry import _rule_before_what_frees
from assistant.evidence.annotations import AnnotationMatch
from assistant.pipeline import Assistant
from assistant.query.answer_kinds import kinds_wanted
from assistant.query.parser import understand
from assistant.reading_rules.gate.probability import thresholds
from assistant.reading_rules.yes_no_word import frees_who_asks, is_of_a_kind_untold
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.filters import Filters

_OF = AnnotatedSource("us-test", "Part 744", "us")
_COVERED = Annotation(
    _OF,
    "lamps",
    ("Are signal lamps covered by the entry?",),
    "Yes. The entry covers signal lamps and their parts.",
    (Pin("15 CFR 744.90(a)"),),
    "yes",
)
_EXCLUDED = Annotation(
    _OF,
    "clerks",
    ("When may clerks of the office help a lantern maker?",),
    "Clerks of the office may do so, despite paragraph (a), in the performance of their duties.",
    (Pin("15 CFR 744.90(b)"),),
)
_RULE = replace(
    _EXCLUDED,
    slug="rule",
    questions=("Do I need a licence to help a lantern maker?",),
    answer="A person needs a licence to help a lantern maker.",
    pins=(Pin("15 CFR 744.90(a)"),),
)


def _match(note: Annotation, probability: float, near: float = 0.7) -> AnnotationMatch:
    return AnnotationMatch(note, note.questions[0], (near,) * 12, probability)


@pytest.mark.parametrize(
    ("asked", "is_untold"),
    [
        ("Are ordinary signal lamps covered by the entry?", True),
        ("are consumer signal lamps covered by the entry", True),
        ("Are signal lamps covered by the entry?", False),
    ],
)
def test_a_yes_for_goods_is_none_for_a_kind_of_them_that_the_note_says_nothing_of(
    assistant: Assistant, asked: str, is_untold: bool
) -> None:
    assert is_of_a_kind_untold(asked, _COVERED) is is_untold
    query = understand(asked, (), Filters(), assistant.catalogue)
    assert bool(plainly(_COVERED, query)) is is_untold  # without the word
    told = replace(_COVERED, conditions=("Ordinary and consumer lamps are covered as well.",))
    assert not is_of_a_kind_untold(asked, told)


@pytest.mark.parametrize(
    ("asked", "answer", "frees"),
    [
        ("Am I allowed to help a lantern maker?", _EXCLUDED.answer, True),
        ("Do I need a licence for lamps?", "The rule does not apply to lamps of the fleet.", True),
        ("Do I need a licence for lamps?", "Lamps of the fleet are exempt from the rule of paragraph (a).", True),
        ("Do I need a licence for lamps?", "Lamps need a licence. The rule does not apply to candles.", False),
        ("Which clerks may help a lantern maker?", "Clerks of the fleet need a licence.", False),
    ],
)
def test_who_asks_for_leave_is_told_what_frees_where_it_is_as_sure_as_a_yes(
    asked: str, answer: str, frees: bool
) -> None:
    _, answers, verdict = thresholds()
    note = replace(_EXCLUDED, answer=answer)
    assert frees_who_asks(asked, note) is frees
    wants = frozenset(("yes_no",))
    likely = (answers + verdict) / 2
    assert may_answer(_match(note, verdict), wants, asked)
    if frees:
        assert not may_answer(_match(note, likely), wants, asked)


def test_the_rule_goes_before_what_frees_from_it_and_is_not_sure(assistant: Assistant) -> None:
    query = understand("Am I allowed to help a lantern maker?", (), Filters(), assistant.catalogue)
    _, answers, verdict = thresholds()
    frees, rule = _match(_EXCLUDED, verdict - 0.01), _match(_RULE, answers)
    assert _rule_before_what_frees(query, (frees, rule)) == [rule]
    sure = _match(_EXCLUDED, verdict)
    assert _rule_before_what_frees(query, (sure, rule)) == (sure, rule)
    unlikely = _match(_RULE, answers - 0.01)
    assert _rule_before_what_frees(query, (frees, unlikely)) == (frees, unlikely)
    other_section = _match(replace(_RULE, pins=(Pin("15 CFR 744.91"),)), answers)
    assert _rule_before_what_frees(query, (frees, other_section)) == (frees, other_section)


@pytest.mark.parametrize(
    ("answer", "is_told"),
    [
        ("The serial numbers of lanterns must be kept.", False),
        ("The serial numbers of lanterns must be kept for nine years.", True),
        ("The serial numbers of lanterns must be kept until 9 November 2026.", True),
    ],
)
def test_how_long_is_answered_by_a_length_of_time(answer: str, is_told: bool) -> None:
    asked = "How long must a lantern maker keep the serial numbers?"
    note = replace(_RULE, answer=answer)
    match = _match(note, thresholds()[2])
    assert may_answer(match, kinds_wanted(asked), asked) is is_told
    written_for_it = replace(note, questions=(asked,))
    assert may_answer(_match(written_for_it, thresholds()[2], near=0.9), kinds_wanted(asked), asked)
