"""Of questions asked at once, or after each other, one that is open is judged beside the answers to the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer.inquiry import Inquiry, inquire
from assistant.answer.outcome import Decision
from assistant.engines.dispatch import computed
from assistant.evidence.annotation_index import NearAnnotation
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.evidence_gathering import Gatherer
from assistant.model import Outcome
from assistant.pipeline import Assistant, lost_clauses, several_questions
from assistant.pipeline.asked_together import answered_place, is_open, judged_beside, told_together
from assistant.pipeline.several_questions import part_understood
from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.reading_rules.gate.asked_together import AnsweredPlace, of_note_beside
from assistant.reading_rules.gate.probability import of_annotation_beside, thresholds
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource, Pin
from corpus.filters import Filters

SECTION, ELSEWHERE = "15 CFR 744.91(a)", "15 CFR 744.92(a)"
_HALF = 0.45  # probability of a note that is not told by itself


def _match(name: str, locator: str, probability: float, source: str = "us-test", law: str = "us") -> AnnotationMatch:
    answer = f"The {name} of a widget is twelve millimetres wide."
    written = AnnotatedSource(source, "Part 744", law)
    note = Annotation(written, name, (f"How wide is the {name}?",), answer, (Pin(locator),))
    return AnnotationMatch(note, "", (0.8,) * 12, probability, (), (NearAnnotation(note, 0.7, 1.3),))


def _asked(assistant: Assistant, question: str, *weighed: AnnotationMatch, told: bool = False) -> Inquiry:
    """Return an inquiry with some notes as the nearest ones, of which the likeliest is told or not."""
    found = inquire(understand(question, (), Filters(), assistant.catalogue), assistant.gatherer())
    likeliest = max(weighed, key=lambda m: m.probability)
    decision = Decision(Outcome.ANSWERED if told else Outcome.SILENT, likeliest.probability, annotated=told)
    evidence = replace(found.evidence, annotation=likeliest, addressed=(), defining=(), unread=None)
    return replace(found, evidence=evidence, decision=decision, weighed=weighed)


def _told(inquiry: Inquiry) -> str:
    match = inquiry.evidence.annotation
    return match.annotation.id.rpartition("/")[2] if match and inquiry.decision.annotated else ""


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        (_match("bore", SECTION, _HALF), True),  # of the section that the answer to the other question stands in
        (_match("bore", ELSEWHERE, _HALF), False),
        (_match("bore", SECTION, 0.05), False),  # its place alone answers nothing
        (_match("bore", SECTION, _HALF, source="cn-test"), False),  # of another text, whose addresses are alike
    ],
)
def test_an_open_question_is_answered_by_a_note_from_the_section_that_answers_the_other(
    assistant: Assistant, note: AnnotationMatch, is_told: bool
) -> None:
    first = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.9), told=True)
    second = _asked(assistant, "How wide is the bore?", note)
    assert _told(second) == ""
    again = told_together([first, second], assistant.catalogue)
    assert [_told(i) for i in again] == ["rod", "bore" if is_told else ""]
    assert _told(second) == ""  # inquiries are not changed


def test_what_is_said_first_is_judged_beside_what_is_said_last(assistant: Assistant) -> None:
    first = _asked(assistant, "How wide is the bore?", _match("bore", SECTION, _HALF))
    last = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.9), told=True)
    assert [_told(i) for i in told_together([first, last], assistant.catalogue)] == ["bore", "rod"]


def test_where_no_other_question_is_answered_nothing_is_judged_anew(assistant: Assistant) -> None:
    both = [_asked(assistant, f"How wide is the {n}?", _match(n, SECTION, _HALF)) for n in ("bore", "rod")]
    assert told_together(both, assistant.catalogue) == both
    assert judged_beside(both[0], [], assistant.catalogue) is both[0]


def test_a_told_note_gives_way_only_to_another_that_is_told(assistant: Assistant) -> None:
    place = AnsweredPlace("us-test", (SECTION,))
    least, verdict = thresholds()[1:]
    outside = _match("rod", ELSEWHERE, least + 0.01)

    def told(*weighed: AnnotationMatch) -> str:
        return _told(
            judged_beside(_asked(assistant, "How wide is it?", *weighed, told=True), [place], assistant.catalogue)
        )

    assert told(outside, _match("bore", SECTION, least - 0.01)) == "bore"
    assert told(outside, _match("bore", SECTION, 0.02)) == "rod"
    assert told(outside) == "rod"
    sure = _match("rod", ELSEWHERE, verdict)
    assert told(sure, _match("bore", SECTION, verdict - 0.01)) == "rod"  # as sure as a yes or no must be


def test_a_note_becomes_sure_enough_for_a_yes_or_no_by_itself_alone(assistant: Assistant) -> None:
    asked = _asked(assistant, "How wide is the bore?", _match("bore", SECTION, _HALF))
    place, verdict = [AnsweredPlace("us-test", (SECTION,))], thresholds()[2]
    nearly = replace(asked.weighed[0], probability=verdict - 0.001)
    assert of_annotation_beside(nearly, asked.weigher, place) < verdict
    sure = replace(nearly, probability=verdict + 0.01)
    assert of_annotation_beside(sure, asked.weigher, place) == sure.probability


def test_the_note_that_answers_the_other_question_is_no_neighbour_of_itself(assistant: Assistant) -> None:
    asked = _asked(assistant, "How wide is the bore?", _match("bore", SECTION, _HALF))
    match = asked.weighed[0]
    beside = of_note_beside(match, asked.weigher, [AnsweredPlace("us-test", (SECTION,), match.annotation)])
    assert (beside["same_note"], beside["same_article"], beside["same_source"]) == (1.0, 0.0, 1.0)
    handed_in = of_note_beside(match, asked.weigher, [AnsweredPlace("us-test-3f2a9c", (SECTION,))])
    assert (handed_in["same_article"], handed_in["same_source"]) == (1.0, 1.0)


def test_a_question_that_names_no_law_takes_the_likeliest_note_on_that_of_the_first(assistant: Assistant) -> None:
    first = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.9), told=True)
    foreign = _match("hole", "第九条", 0.8, source="cn-test", law="cn")
    second = _asked(assistant, "How wide is it?", foreign, _match("bore", SECTION, _HALF), told=True)
    assert [_told(i) for i in told_together([first, second], assistant.catalogue)] == ["rod", "bore"]
    only_foreign = _asked(assistant, "How wide is it?", foreign, told=True)
    assert [_told(i) for i in told_together([first, only_foreign], assistant.catalogue)] == ["rod", ""]


def test_a_question_that_names_no_law_is_of_the_law_that_the_first_names_where_nothing_answers_that(
    assistant: Assistant,
) -> None:
    first = _asked(assistant, "How long is the rod under Chinese law?", _match("rod", "第九条", _HALF, law="cn"))
    american = _match("hole", SECTION, 0.8)
    second = _asked(assistant, "How wide is it?", american, told=True)
    assert [_told(i) for i in told_together([first, second], assistant.catalogue)] == ["", ""]
    explained = _asked(assistant, "How wide is it?", _match("hole", SECTION, 0.8, law="int"), told=True)
    assert [_told(i) for i in told_together([first, explained], assistant.catalogue)] == ["", "hole"]
    of_no_law = _asked(assistant, "How long is the rod?", _match("rod", "第九条", _HALF, law="cn"))
    assert [_told(i) for i in told_together([of_no_law, second], assistant.catalogue)] == ["", "hole"]


def test_where_an_answer_stands(assistant: Assistant) -> None:
    told = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.9), told=True)
    place = answered_place(told)
    assert place is not None
    assert (place.source, place.locators) == ("us-test", (SECTION,))
    assert answered_place(replace(told, decision=Decision(Outcome.SILENT, 0.4))) is None
    weighed = answered_place(replace(told, decision=Decision(Outcome.ANSWERED, 0.9)))
    assert weighed is not None
    assert weighed.locators == (told.ranked[0].hit.passage.locator,)


@pytest.mark.parametrize(
    ("question", "is_judged"),
    [
        ("How wide is the bore?", True),
        ("Would it be the same if the bore is old?", False),  # what holds of another case stands elsewhere
        ("Same for a bore?", False),
        ("Is the bore the same width?", True),
    ],
)
def test_a_question_of_another_case_is_not_judged_beside_the_first(
    assistant: Assistant, question: str, is_judged: bool
) -> None:
    assert is_open(_asked(assistant, question, _match("bore", SECTION, _HALF))) is is_judged


@pytest.mark.parametrize(("part", "leans"), [("How long will BIS take?", True), ("How long will OFAC take?", False)])
def test_a_short_part_that_names_only_what_the_first_one_named_leans_on_it(
    assistant: Assistant, part: str, *, leans: bool
) -> None:
    first = "BIS told us that our widget buyer is on the amber list. May we go on?"
    understood = part_understood(part, first, [first], Filters(), (), assistant.catalogue)
    assert (first in understood.standalone) is leans


def test_what_hardly_asks_more_than_a_figure_of_what_was_not_found_is_not_answered(assistant: Assistant) -> None:
    first = _asked(assistant, "How many widgets did the office let go last year?", _match("rod", SECTION, _HALF))
    worth = "What were they worth?"

    def told(asked: str, probability: float, before: Inquiry) -> str:
        found = _asked(assistant, asked, _match("hole", SECTION, probability), told=True)
        leant = understand(asked, (before.question.asked,), Filters(), assistant.catalogue)
        return _told(told_together([before, replace(found, question=leant)], assistant.catalogue)[1])

    least, verdict = thresholds()[1:]
    assert told(worth, least, first) == ""
    assert told(worth, verdict, first) == "hole"  # as sure as a yes or no must be
    assert told("What is a seller of such widgets to write in the yearly report?", least, first) == "hole"
    answered = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.9), told=True)
    assert told(worth, least, answered) == "hole"


@pytest.mark.parametrize(
    ("asked", "source", "told"),
    [
        ("Which ones are wide?", "cn-other", ["rod"]),  # the note of the first says it: told once
        ("To which towns does that apply?", "cn-other", ["rod", ""]),  # another text's rule is none of it
        ("To which towns does that apply?", "us-test", ["rod", "hole"]),  # a note on the same text tells more of it
        ("To which towns does the tax on ferries apply?", "cn-other", ["rod", "hole"]),  # it says of what it asks
    ],
)
def test_a_part_that_points_back_is_not_answered_of_another_matter(
    assistant: Assistant, asked: str, source: str, told: list[str]
) -> None:
    first = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.9), told=True)
    found = _asked(assistant, asked, _match("hole", ELSEWHERE, thresholds()[1], source=source), told=True)
    leant = understand(asked, (first.question.asked,), Filters(), assistant.catalogue)
    together = told_together([first, replace(found, question=leant)], assistant.catalogue)
    assert [_told(i) for i in together] == told
    assert (asked in together[0].question.asked) is (len(told) == 1)


def test_a_part_that_points_back_to_what_an_engine_told_is_not_answered_of_another_matter(assistant: Assistant) -> None:
    first, asked = "Is the rod on the amber list?", "To which towns does that apply?"
    leant = understand(asked, (first,), Filters(), assistant.catalogue)

    def told(probability: float) -> str:
        found = _asked(assistant, asked, _match("hole", ELSEWHERE, probability), told=True)
        return _told(told_together([replace(found, question=leant)], assistant.catalogue, (first,))[0])

    least, verdict = thresholds()[1:]
    assert told(least) == ""
    assert told(verdict) == "hole"  # as sure as a yes or no must be


def test_what_follows_a_question_of_nothing_by_itself_leans_on_what_that_was_asked_of(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def looked_into(question: Query, gatherer: Gatherer) -> Inquiry:
        seen.append(question.standalone)
        return inquire(question, gatherer)

    monkeypatch.setattr(several_questions, "inquire", looked_into)
    assistant.ask("How long must sales records of widgets be kept? From which day? And may they be burnt after that?")
    leant = next(s for s in seen if s.endswith("May they be burnt after that?"))
    assert leant.startswith("How long must sales records of widgets be kept?")
    assert "From which day?" in leant


def test_a_clause_that_points_back_to_what_an_engine_told_is_left_open_where_another_matter_is_found(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, asked = "Which day is 30 days from 3 March 2026?", "To which towns does that apply?"
    question = understand(f"{counted} {asked}", (), Filters(), assistant.catalogue)
    found = computed(understand(counted, (), Filters(), assistant.catalogue), assistant.catalogue)
    assert found is not None
    near = _asked(assistant, asked, _match("hole", ELSEWHERE, thresholds()[1]), told=True)
    monkeypatch.setattr(lost_clauses, "inquire", lambda question, _: replace(near, question=question))
    _, left, _, inquiries = lost_clauses.with_lost_clauses(question, found, assistant.gatherer(), Filters(), ())
    assert inquiries == ()
    assert left is not None
    assert asked in left.not_answered


def _with_note(inquiry: Inquiry, answer: str) -> Inquiry:
    """Return an inquiry whose nearest note says something else."""
    match = inquiry.evidence.annotation
    assert match is not None
    match = replace(match, annotation=replace(match.annotation, answer=answer))
    return replace(inquiry, evidence=replace(inquiry.evidence, annotation=match), weighed=(match,))


def test_a_note_that_answers_one_question_is_no_answer_to_another_that_it_leaves_open(assistant: Assistant) -> None:
    """ "…, and what happens if not?" was told by the note of the question before it, and so dropped in silence."""
    rod = _match("rod", SECTION, 0.9)
    first = _asked(assistant, "How long is the rod?", rod, told=True)
    second = _asked(assistant, "What is the fine for a rod?", rod, told=True)
    again = told_together([first, second], assistant.catalogue)
    assert [_told(i) for i in again] == ["rod", ""]
    fined = [
        _with_note(i, "The rod is twelve millimetres wide, and whoever bends it is fined.") for i in (first, second)
    ]
    assert [i.question.asked for i in told_together(fined, assistant.catalogue)] == [
        "How long is the rod? What is the fine for a rod?"
    ]


def test_a_short_question_is_told_by_the_note_beside_it(assistant: Assistant) -> None:
    first = _asked(assistant, "Is the rod reported?", _match("rod", SECTION, 0.9), told=True)
    first = _with_note(first, "The rod is reported within 10 days.")
    second = replace(_asked(assistant, "By when?", _match("bore", ELSEWHERE, 0.1)), weighed=())
    assert [i.question.asked for i in told_together([first, second], assistant.catalogue)] == [
        "Is the rod reported? By when?"
    ]
    unsaid = _with_note(first, "The rod is reported.")
    assert [_told(i) for i in told_together([unsaid, second], assistant.catalogue)] == ["rod", ""]


def test_what_answers_the_whole_answers_what_it_does_not_leave_open(assistant: Assistant) -> None:
    """The whole is looked into where a part of it is open; its note tells that part if it has its words and kind."""
    note = _match("rod", SECTION, 0.7)
    first = _asked(assistant, "How wide is the rod?", note, told=True)
    bore, fine = (
        _asked(assistant, q, _match("bore", ELSEWHERE, 0.1)) for q in ("Is the widget wide?", "What is the fine?")
    )
    whole = _asked(assistant, "How wide is the rod, and is the widget wide?", note, told=True)
    again = told_together([first, bore], assistant.catalogue, (), lambda: whole)
    assert [i.question.asked for i in again] == ["How wide is the rod? Is the widget wide?"]
    again = told_together([first, fine], assistant.catalogue, (), lambda: whole)
    assert [_told(i) for i in again] == ["rod", ""]
    unanswered = replace(first, decision=Decision(Outcome.SILENT, 0.3))
    again = told_together([unanswered, fine], assistant.catalogue, (), lambda: whole)
    assert [_told(i) for i in again] == ["", ""]  # it answers none of them by itself, and not all


def test_what_leans_on_a_text_that_is_not_held_is_told_with_it(assistant: Assistant) -> None:
    first = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.1))
    first = replace(first, decision=Decision(Outcome.NOT_IN_CORPUS, 0.0, not_held="Rod Act"))
    second = _asked(assistant, "Who decides?", _match("bore", ELSEWHERE, 0.1))
    leant = replace(second.question, standalone="How long is the rod? Who decides?", before="How long is the rod?")
    again = told_together([first, replace(second, question=leant)], assistant.catalogue)
    assert [i.question.asked for i in again] == ["How long is the rod? Who decides?"]


def test_another_laws_note_says_nothing_of_what_leans_on_a_text_that_is_not_held(assistant: Assistant) -> None:
    """ "Who grants it in the UK, and can they take it back?" is not answered of American licences."""
    first = _asked(assistant, "How long is the rod?", _match("rod", SECTION, 0.1))
    unread = _match("pole", SECTION, 0.9, law="uk")
    first = replace(first, decision=Decision(Outcome.NOT_IN_CORPUS, 0.9, not_held="Rod Act", unread=unread))
    second = _asked(assistant, "May they bend it?", _match("bore", ELSEWHERE, 0.6), told=True)
    leant = replace(second.question, standalone="How long is the rod? May they bend it?", before="How long is the rod?")
    [told] = told_together([first, replace(second, question=leant)], assistant.catalogue)
    assert told.decision.outcome is Outcome.NOT_IN_CORPUS


def test_what_points_back_is_not_told_by_a_note_without_the_kind_of_answer(assistant: Assistant) -> None:
    """ "…, and how long does it take?" has a word of a note that says "take part", and no length of time."""
    first = _asked(assistant, "Who may bend the rod?", _match("rod", SECTION, 0.9), told=True)
    first = _with_note(first, "The Secretary lets persons take part in bending.")
    second = _asked(assistant, "How long does it take?", _match("bore", ELSEWHERE, 0.55, source="us-other"), told=True)
    leant = replace(
        second.question, standalone="Who may bend the rod? How long does it take?", before="Who may bend the rod?"
    )
    again = told_together([first, replace(second, question=leant)], assistant.catalogue)
    assert [i.question.asked for i in again] == ["Who may bend the rod?", "How long does it take?"]
