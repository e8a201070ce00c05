"""An annotation answers the question that it is about, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import composition
from assistant.answer.annotated_answer import may_answer, plainly, say_annotation, stay_passed
from assistant.answer.inquiry import inquire
from assistant.engines.model import Computed, Finding, Span
from assistant.evidence.annotation_gate import ANNOTATION_FEATURES, Gate, gate
from assistant.evidence.annotations import AnnotationMatch, AnnotationMatcher
from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.model import Answer, Form, Outcome, Statement, StatementRole, Verdict
from assistant.pipeline import Assistant, answer_assembly
from assistant.pipeline.noted_walks import with_near_note
from assistant.query.parser import understand
from assistant.reading_rules.gate.agreement import agreement
from assistant.reading_rules.gate.probability import thresholds
from corpus.annotations import Annotation, load_annotations
from corpus.annotations.model import AnnotatedSource
from corpus.filters import Filters
from corpus.model import Standing
from index.encoders.embeddings import EnglishEncoder

NOTES = """
source = "us-test"
title = "15 CFR Part 744"
jurisdiction = "us"
edition = "2026-07-01"
held = true

[[annotation]]
id = "records"
questions = [
  "How long do I have to keep records of widget sales?",
  "widget paperwork how many years",
  "for how many years are sales records of widgets kept in the US",
]
answer = "Seven years from the date of the export. It holds for every exporter of widgets."
conditions = ["It is about the sales records of widgets."]
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


UNREAD = """
source = "us-15-cfr-740"
title = "15 CFR Part 740"
jurisdiction = "us"
held = false

[[annotation]]
id = "gadgets"
questions = [
  "How many days may a gadget stay at a trade fair abroad?",
  "gadget trade fair how long",
  "when must gadgets come home from an exhibition",
]
answer = "At most 90 days."
conditions = ["The gadgets stay under the exhibitor's control."]
pins = ["15 CFR 740.90(a)"]

[[annotation]]
id = "gadgets-to-friends"
questions = ["Are gadgets allowed at fairs in France?", "gadget exhibition in France allowed?", "France gadgets show"]
answer = "Yes. France is named."
verdict = "yes"
pins = ["15 CFR 740.90(b)"]
"""


@pytest.fixture
def noted(assistant: Assistant, tmp_path: Path) -> Assistant:
    """The assistant of the small collection, with two notes on its regulation."""
    folder = tmp_path / "notes" / "us"
    folder.mkdir(parents=True)
    (folder / "us-test.toml").write_text(NOTES, "utf-8")
    (folder / "us-15-cfr-740.toml").write_text(UNREAD, "utf-8")
    notes = load_annotations(folder.parent)
    assert not notes.refused
    with_notes = Assistant(assistant.collection, assistant.catalogue, assistant.settings)
    home = assistant.settings.home
    with_notes.__dict__["annotations"] = AnnotationMatcher(EnglishEncoder(home), tmp_path, notes)
    return with_notes


def _match(assistant: Assistant, question: str, filters: Filters = Filters()) -> AnnotationMatch | None:
    query = understand(question, (), filters, assistant.catalogue)
    hits = assistant.collection.search(query.standalone, 10, query.filters)
    assert assistant.annotations
    return assistant.annotations.match(query, hits, assistant.catalogue).held


def test_a_follow_up_that_meets_the_note_of_the_question_before_is_one_of_two_questions(
    noted: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "How long do I have to keep records of widget sales?"
    nearest = noted.gatherer().nearest_note(understand(asked, (), Filters(), noted.catalogue))
    assert nearest is not None
    assert nearest.slug == "records"
    told: list[bool] = []
    monkeypatch.setattr(composition, "say_as_near", lambda draft, inquiry, *rest: told.append(bool(inquiry.beside)))
    for history in ([asked], []):
        noted.ask("and for how many years are those sales records of widgets kept in the US?", history=history)
    assert told == [True, False]


def test_the_plain_answer_comes_first_with_the_law_beneath_it(noted: Assistant) -> None:
    answer = noted.ask("how many years do i keep the records of my widget sales")
    assert answer.form is Form.ANNOTATION
    assert answer.lead.startswith("In the United States: Seven years")  # laws of others are held, none was named
    named = noted.ask("under US law, how many years do i keep the records of my widget sales")
    assert named.lead.startswith("Seven years")
    assert [s.note for s in answer.statements] == ["annotation", "condition", "check next"]
    assert all(s.verdict is Verdict.ANNOTATED for s in answer.statements)
    (cited,) = answer.citations
    assert cited.locator == "15 CFR 744.90(a)"
    assert "seven years" in cited.quote
    assert cited.standing is Standing.BINDING
    assert answer.confidence >= thresholds()[1]


def test_places_of_the_question_are_looked_up_in_what_the_note_names(
    noted: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def looked_up(rule: str, codes: list[str], *_: object) -> tuple[Finding, ...]:
        assert "Seven years" in rule
        assert "15 CFR 744.90(a)" in rule  # a note may be on a list without naming it
        asked.append(codes)
        return (Finding("Vietnam is in the list.", (), StatementRole.NOTE),)

    monkeypatch.setattr(answer_assembly, "membership_findings", looked_up)
    answer = noted.ask("under US law, how many years do i keep the records of my widget sales to Vietnam")
    assert asked == [["VN"]]  # the country whose law it is, is none of them
    assert [s.note for s in answer.statements] == ["annotation", "condition", "note", "check next"]
    assert answer.statements[2].verdict is Verdict.COMPUTED


def test_behind_a_tale_the_sentence_that_asks_finds_its_note(noted: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = "how long do i have to keep records of widget sales?"
    tale = f"my uncle runs a bakery in Vienna and sings on sundays. his cousin once sold him an old lamp. {asks}"
    monkeypatch.setattr(
        "assistant.answer.inquiry.of_annotation", lambda question, match, *_: match.features[0] - 0.3
    )  # how near its wording is
    _, answers, verdict = thresholds()

    def told(question: str) -> float:
        found = inquire(understand(question, (), Filters(), noted.catalogue), noted.gatherer()).evidence.annotation
        assert found
        assert found.annotation.slug == "records"
        return found.probability

    assert answers < told(tale) < verdict
    assert told(f"how much may a bakery in Vienna pay for a lamp? {tale}") < verdict
    monkeypatch.setattr("assistant.answer.inquiry._by_sentence", lambda question, weighed, *_: weighed)
    assert told(tale) < answers


def test_a_verdict_needs_more_than_an_answer(noted: Assistant) -> None:
    match = _match(noted, "Do license exceptions apply to the ban on widgets?")
    assert match
    assert match.annotation.slug == "exceptions"
    _, answers, verdict = thresholds()
    sure, yes_no = replace(match, probability=verdict), frozenset(("yes_no",))
    between = replace(match, probability=answers)
    assert may_answer(between, yes_no)  # told without the word
    assert may_answer(between, frozenset())
    assert not may_answer(between, frozenset(("duration",)))  # it has no figure of the kind that is asked for
    by_when = replace(between.annotation, answer="Seven days after the export.", verdict=None)
    assert may_answer(replace(between, annotation=by_when), frozenset(("date",)))  # "by when?"
    leaning = replace(match.annotation, answer="No, unless the widget was made before the war in the state of Utah.")
    assert not may_answer(replace(between, annotation=leaning), yes_no)  # what is left without the word is no sentence
    assert may_answer(replace(sure, annotation=leaning), yes_no)
    assert may_answer(sure, yes_no)
    limited = replace(match.annotation, answer="Yes, up to ten widgets, where each was made before the war in Utah.")
    assert may_answer(replace(between, annotation=limited), yes_no)  # told under its own question without the word
    assert not may_answer(replace(between, annotation=limited), frozenset(("duration",)))
    told_under_its_question = replace(sure, annotation=leaning), frozenset(("duration",))
    assert may_answer(*told_under_its_question)
    assert not may_answer(replace(between, annotation=leaning), frozenset(("duration",)))
    assert may_answer(sure, yes_no, "May I use an exception for widgets?")
    assert not may_answer(sure, yes_no, "Must I have a licence for widgets?")  # its no would say the opposite here
    banned = replace(
        match.annotation, questions=("May widgets be sold?",), answer="No, sales of widgets will be denied in Utah."
    )
    assert may_answer(replace(sure, annotation=banned), yes_no, "Must I have a licence for widgets?")
    # … but nobody wants its no who asks for no yes or no.
    assert may_answer(sure, frozenset(), "How do I know when I must have a licence for widgets?")


def test_a_note_agrees_with_what_it_was_written_for_more_than_with_its_neighbour(noted: Assistant) -> None:
    def found(asked: str) -> Mapping[str, float]:
        query = understand(asked, (), Filters(), noted.catalogue)
        seen = inquire(query, noted.gatherer())
        assert seen.evidence.annotation
        assert seen.evidence.annotation.annotation.slug == "records"
        return agreement(query, seen.evidence.annotation)

    mine = found("How long do I have to keep records of widget sales?")
    beside = found("Who may see the records of widget sales?")
    assert mine["kinds_alike"] == 1 > beside["kinds_alike"]
    assert mine["plain_wording"] == 1 > beside["plain_wording"]
    assert mine["said"] > beside["said"]
    assert mine["crowd"] == 0  # no note on another article is near


@pytest.mark.parametrize(
    "question",
    [
        "15 CFR 744.90(a)",  # an address is looked up
        "How long must widget records be kept under Chinese law?",  # another jurisdiction's law
        "出口管制法规定记录保存多久？",  # its wordings need another encoder
        "What does 744.91(a) say about widget records?",  # an address to which no note is pinned
    ],
)
def test_no_note_is_meant(noted: Assistant, question: str) -> None:
    match = _match(noted, question)
    assert match is None or match.annotation.slug != "records"


def test_a_question_about_something_else_is_not_answered_by_the_nearest_note(noted: Assistant) -> None:
    answer = noted.ask("Which countries are friends of flanges?")
    assert answer.form is not Form.ANNOTATION


def test_filters_leave_notes_of_other_texts_out(noted: Assistant) -> None:
    assert _match(noted, "widget paperwork how many years", Filters(jurisdictions=("us",)))
    other = next(s.id for s, _ in noted.catalogue.editions().values() if s.id != "us-test")
    assert _match(noted, "widget paperwork how many years", Filters(sources=(other,))) is None


def test_a_note_on_a_text_that_changed_does_not_answer(noted: Assistant, tmp_path: Path) -> None:
    folder = tmp_path / "changed" / "us"
    folder.mkdir(parents=True)
    (folder / "us-test.toml").write_text(NOTES.replace('744.90(a)"]', '744.90(a) @ 000000000000"]'), "utf-8")
    matcher = AnnotationMatcher(EnglishEncoder(noted.settings.home), tmp_path, load_annotations(folder.parent))
    noted.__dict__["annotations"] = matcher
    match = _match(noted, "How long do I have to keep records of widget sales?")
    assert match
    assert match.changed
    assert not may_answer(replace(match, probability=1.0), frozenset())
    answer: Answer = noted.ask("How long do I have to keep records of widget sales?")
    assert answer.form is not Form.ANNOTATION
    assert answer.outcome is Outcome.ANSWERED  # the provision itself answers


def test_before_the_text_was_in_force_its_note_is_not_shown(noted: Assistant) -> None:
    match = _match(noted, "How long do I have to keep records of widget sales?", Filters(as_of=date(2020, 1, 1)))
    assert match is None or not may_answer(match, frozenset())


def test_switched_off_it_is_not_asked(assistant: Assistant) -> None:
    off = assistant.settings.model_copy(update={"annotations": False})
    assert Assistant(assistant.collection, assistant.catalogue, off).annotations is None


def test_vectors_are_made_once_and_damage_is_made_anew(noted: Assistant, tmp_path: Path) -> None:
    assert _match(noted, "widget paperwork how many years")
    (file,) = (tmp_path / "annotations").glob("us-test.*.vectors")
    kept = file.read_bytes()
    assert noted.annotations
    for damaged in (kept[: len(kept) // 2], kept[:200] + bytes(64) + kept[264:], bytes(len(kept)), b""):
        file.write_bytes(damaged)
        again = AnnotationMatcher(EnglishEncoder(noted.settings.home), tmp_path, noted.annotations.annotations)
        noted.__dict__["annotations"] = again
        assert _match(noted, "widget paperwork how many years")
        assert file.read_bytes() == kept


def test_the_gate_is_monotone_in_its_features() -> None:
    g = Gate((), tuple(1.0 for _ in ANNOTATION_FEATURES), -1.0, 0.5, 0.9)
    assert g.probability([0.0] * len(ANNOTATION_FEATURES)) < g.probability([1.0] * len(ANNOTATION_FEATURES)) < 1
    assert 0 < gate().answers <= gate().verdict <= 1


def test_two_questions_asked_at_once_that_one_note_answers_are_answered_together(noted: Assistant) -> None:
    answer = noted.ask("How many years do I keep records of widget sales? For how many years are the records kept?")
    said = [s for s in answer.statements if s.note == "annotation"]
    assert len(said) == 1
    assert said[0].part == answer.question
    assert {s.part for s in answer.statements} == {answer.question}
    assert answer.unanswered == ()


def test_a_question_asked_with_one_that_a_note_answers_is_not_told_that_nothing_is_held(noted: Assistant) -> None:
    answer = noted.ask("How many years do I keep records of widget sales? Must a lawyer sign the widget records?")
    assert answer.in_part
    [(part, said)] = answer.unanswered
    assert part == "Must a lawyer sign the widget records?"
    assert said == "What is said here of the question beside it is the nearest that the texts held say to this."


def test_a_note_on_a_text_that_is_not_held_says_how_to_bring_the_text(noted: Assistant) -> None:
    answer = noted.ask("how many days can gadgets stay at a trade fair abroad")
    assert answer.outcome is Outcome.NOT_IN_CORPUS
    assert answer.lead == ""
    assert answer.citations == ()
    assert "licet sync us-15-cfr-740" in answer.text
    assert "not checked against the text" in answer.text
    assert "At most 90 days. (15 CFR 740.90(a))" in answer.text
    assert "Condition: The gadgets stay" in answer.text


def test_a_note_says_no_yes_or_no_where_none_is_asked_for(noted: Assistant) -> None:
    told = "Yes. Gadgets are covered by the rule on gadgets and widgets of 2020."
    note = Annotation(
        AnnotatedSource("us-test", "Part 744", "us"), "covered", ("Are gadgets covered?",), told, (), "yes"
    )

    def plain(asked: str) -> str:
        return plainly(note, understand(asked, (), Filters(), noted.catalogue))

    assert plain("Which rule covers gadgets now?") == told.removeprefix("Yes. ")
    assert plain("Are gadgets covered?") == ""
    asked = understand("Are gadgets covered?", (), Filters(), noted.catalogue)
    verdict = thresholds()[2]
    assert plainly(note, asked, verdict) == ""
    assert plainly(note, asked, verdict - 0.01) == told.removeprefix("Yes. ")  # not sure enough for the word


def test_a_near_note_stands_beneath_what_only_asks_for_a_fact_unless_it_frees_somebody(noted: Assistant) -> None:
    asks = Statement("Which widgets they are is not told.", (), Verdict.COMPUTED, "computed", asks=True)
    asking = Answer("q", "q", Outcome.NEEDS_FACT, asks.text, (asks,), form=Form.DETERMINATION)
    found = Computed(Form.DETERMINATION, (Finding(asks.text),), {}, Outcome.NEEDS_FACT)
    question = understand("Can I use a licence exception for widgets in the US?", (), Filters(), noted.catalogue)
    inquiry = inquire(question, noted.gatherer())

    def beneath(match: AnnotationMatch, walked: Computed = found) -> Answer:
        near = replace(inquiry, evidence=replace(inquiry.evidence, annotation=match))
        return with_near_note(asking, [near], walked, noted.catalogue, noted.vintages)

    match = inquiry.evidence.annotation
    assert match is not None
    told = beneath(match)
    assert (told.outcome, told.statements[0]) == (Outcome.NEEDS_FACT, asks)
    (note,) = told.statements[1:]
    assert note.note is StatementRole.AS_NEAR
    assert note.text.startswith("“Can I use a licence exception for widgets in the US?” No License Exceptions apply")
    assert note.text in told.text.split("\n\n")[-1]
    assert [told.citations[n - 1].locator for n in note.citations] == ["15 CFR 744.90(c)"]
    assert beneath(replace(match, probability=0.2)) is asking

    def of(verdict: str, *wordings: str, law: str = "us") -> AnnotationMatch:
        source = replace(match.annotation.source, jurisdiction=law)
        wordings = wordings or match.annotation.questions
        return replace(match, annotation=replace(match.annotation, verdict=verdict, questions=wordings, source=source))

    assert beneath(of("yes")) is asking
    assert beneath(of("no", "Do I need a licence for widgets?")) is asking
    assert beneath(of("no", "Are widgets subject to the EAR?")) is asking
    assert beneath(of("yes", "Do I need a licence for widgets?")) is not asking
    cited = told.citations[0]
    of_japan = Span(replace(cited.source, jurisdiction="jp"), cited.version, cited.start, cited.end)
    walked = replace(found, findings=(Finding(asks.text, (of_japan,)),))
    assert beneath(of("no"), walked) is asking
    assert beneath(of("no", law="int"), walked) is not asking


def test_a_yes_that_nobody_asked_for_stands_under_the_question_of_its_note(noted: Assistant) -> None:
    told = "Yes, if they were made before the war in the state of Utah."
    note = Annotation(AnnotatedSource("us-test", "Part 744", "us"), "old", ("May old gadgets go?",), told, (), "yes")
    asked = understand("In which cases are old gadgets free?", (), Filters(), noted.catalogue)
    draft = Draft()
    say_annotation(draft, AnnotationMatch(note, "", (), 0.9), Citations(noted.catalogue), asked)
    (said,) = draft.statements
    assert (said.text, said.says_yes) == (f"“May old gadgets go?” {told}", None)


def test_a_text_that_is_held_answers_before_a_note_on_one_that_is_not(noted: Assistant) -> None:
    answer = noted.ask("How long do I have to keep records of widget sales?")
    assert answer.outcome is Outcome.ANSWERED
    assert "not checked against" not in answer.text


@pytest.mark.parametrize(
    "pin, answer, is_borne_out",
    [
        ("15 CFR 744.90(a)", "Seven years from the date of the export.", True),
        ("15 CFR 744.90(a)", "Nine years from the date of the export.", False),  # the text says seven
    ],
)
def test_a_note_from_general_knowledge_is_compared_with_the_text_once_that_is_held(
    noted: Assistant, tmp_path: Path, pin: str, answer: str, is_borne_out: bool
) -> None:
    folder = tmp_path / "later" / "us"
    folder.mkdir(parents=True)
    written = NOTES.split('[[annotation]]\nid = "exceptions"')[0].replace("held = true", "held = false")
    written = written.replace("Seven years from the date of the export.", answer).replace("15 CFR 744.90(a)", pin)
    (folder / "us-test.toml").write_text(written, "utf-8")
    noted.__dict__["annotations"] = AnnotationMatcher(
        EnglishEncoder(noted.settings.home), tmp_path, load_annotations(folder.parent)
    )
    match = _match(noted, "How long do I have to keep records of widget sales?")
    assert match
    assert match.is_borne_out is is_borne_out
    assert match.changed is not is_borne_out


def test_a_yes_is_not_carried_over_to_a_country_that_the_note_does_not_name(noted: Assistant) -> None:
    query = understand("gadget exhibition in Germany allowed?", (), Filters(), noted.catalogue)
    assert noted.annotations
    found = noted.annotations.match(query, [], noted.catalogue).unread
    assert found is None or found.annotation.slug != "gadgets-to-friends"
    query = understand("gadget exhibition in France allowed?", (), Filters(), noted.catalogue)
    found = noted.annotations.match(query, [], noted.catalogue).unread
    assert found
    assert found.annotation.slug == "gadgets-to-friends"


@pytest.mark.parametrize(("named", "is_met"), [("part 744", True), ("part 760", False)])
def test_a_part_that_is_named_keeps_the_notes_of_its_sections(noted: Assistant, named: str, is_met: bool) -> None:
    match = _match(noted, f"How long do I have to keep records of widget sales under {named}?")
    assert (match is not None and match.annotation.slug == "records") == is_met


@pytest.mark.parametrize(
    ("status", "day", "last"),
    [
        ("Stayed, effective until Nov. 9, 2026 (90 FR 50857, Nov. 12, 2025).", date(2026, 11, 30), date(2026, 11, 9)),
        ("Suspended from November 9, 2025 until November 27, 2026.", date(2026, 11, 28), date(2026, 11, 27)),
        ("Suspended from November 9, 2025 until November 27, 2026.", date(2026, 11, 27), None),
        ("In force since 1 October 2024; applications are accepted until 1 March 2025.", date(2026, 1, 1), None),
        ("", date(2026, 1, 1), None),
    ],
)
def test_a_stay_that_a_note_tells_of_is_said_to_be_over(status: str, day: date, last: date | None) -> None:
    source = AnnotatedSource("us-test", "Part 744", "us")
    assert stay_passed(Annotation(source, "stay", ("Is it stayed?",), "It is.", (), status=status), day) == last
