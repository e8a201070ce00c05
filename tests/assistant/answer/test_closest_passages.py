"""What nothing held answers is told with the closest passages: amber, short, and without a yes or no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import outcome
from assistant.answer.annotated_answer import without_verdict
from assistant.answer.caveats.freshness import Vintages
from assistant.answer.caveats.standing_of_quotes import with_later_document, with_standing
from assistant.answer.closest_passages import told_closest
from assistant.answer.composition import compose
from assistant.answer.inquiry import inquire
from assistant.answer.outcome import Decision, decide
from assistant.evidence.annotation_index import NearAnnotation
from assistant.evidence.annotations import AnnotationMatch
from assistant.evidence.citations import Citations
from assistant.model import Outcome, Statement, StatementRole, Verdict
from assistant.pipeline import Assistant
from assistant.pipeline.answer_assembly import finished
from assistant.pipeline.closest_by_law import closest_of_law_asked
from assistant.query.model import Query
from assistant.query.parser import understand
from corpus.annotations import Annotation
from corpus.annotations.model import AnnotatedSource
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.locators import mentions
from corpus.model import Kind, Role, Source, Stay
from corpus.structure import TreeBuilder
from tests.assistant.answer.notices import syrian_relief


@pytest.mark.parametrize(
    ("answer", "plain"),
    [
        (
            "No. BIS may only list foreign parties under this section.",
            "BIS may only list foreign parties under this section.",
        ),
        ("Yes: receivers made for military use need a licence.", "Receivers made for military use need a licence."),
        ("No, applications for lanterns are refused as a rule.", "Applications for lanterns are refused as a rule."),
        ("Yes, if the goods are at most 25 years old.", ""),  # leans on the word
        ("No. It does.", ""),  # too little is left
        ("Seven years from the export of the goods.", ""),  # has no such word
    ],
)
def test_an_answer_is_told_without_its_yes_or_no_where_the_rest_can_stand(answer: str, plain: str) -> None:
    note = Annotation(AnnotatedSource("us-test", "Part 744", "us"), "x", ("Is it so?",), answer, (), "yes")
    assert without_verdict(note) == plain


def test_a_silent_answer_names_the_closest_passages_and_quotes_them(assistant: Assistant) -> None:
    query = understand("Does a widget with a thick bore need a licence?", (), Filters(), assistant.catalogue)
    inquiry = replace(inquire(query, assistant.gatherer()), decision=Decision(Outcome.SILENT, 0.2))
    cites = Citations(assistant.catalogue)
    (closest,) = compose(inquiry, cites).statements
    assert closest.note is StatementRole.CLOSEST
    first, *others = [cites.all[n - 1].locator for n in closest.citations]
    # No note tells anything: the nearest sentence is told with its place.
    assert closest.text.startswith(f"{first}: “")
    assert closest.text.endswith("; ".join(("”", *others)))
    assert 1 < len(closest.citations) <= 3
    assert closest.says_yes is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("How many widget licences did the office deny in 2024?", "no such figure"),
        ("Do you expect the office to ban another widget?", "no such forecast"),
    ],
)
def test_what_no_rule_tells_is_said_to_be_so_and_nothing_unrelated_is_shown(
    assistant: Assistant, asked: str, said: str
) -> None:
    answer = assistant.ask(asked)
    assert answer.outcome is Outcome.SILENT
    assert said in answer.text
    assert (answer.statements, answer.citations, answer.looked_at, answer.hits) == ((), (), (), ())


def _note(name: str, answer: str, verdict: str = "") -> Annotation:
    return Annotation(AnnotatedSource("us-test", "Part 744", "us"), name, (f"What of {name}?",), answer, (), verdict)


def test_the_closest_notes_stand_under_their_own_questions_without_yes_or_no(assistant: Assistant) -> None:
    query = understand("Does a widget with a thick bore need a licence?", (), Filters(), assistant.catalogue)
    first = _note("bores", "Yes, if the bore is wider than twelve millimetres in all.", "yes")
    second = _note("old bores", "A bore made before the war is exempt.")
    far = _note("fees", "The fee is nine dollars.")
    near = tuple(NearAnnotation(n, 0.7, score) for n, score in ((first, 1.3), (second, 1.1), (far, 0.4)))
    inquiry = inquire(query, assistant.gatherer())
    evidence = replace(inquiry.evidence, annotation=AnnotationMatch(first, "", (), 0.4, (), near))
    inquiry = replace(inquiry, evidence=evidence, decision=Decision(Outcome.SILENT, 0.2))
    told = [
        s for s in compose(inquiry, Citations(assistant.catalogue)).statements if s.note is StatementRole.CLOSEST_NOTE
    ]
    assert [s.text for s in told] == [
        "“What of bores?” If the bore is wider than twelve millimetres in all.",
        "“What of old bores?” A bore made before the war is exempt.",
    ]
    assert {s.says_yes for s in told} == {None}


def test_of_a_long_note_that_comes_second_the_sentence_nearest_to_the_question_is_told(assistant: Assistant) -> None:
    query = understand("Does a widget with a thick bore need a licence?", (), Filters(), assistant.catalogue)
    long = "Old tools are exempt. A widget with a thick bore needs a licence. The fee is nine dollars."
    near = tuple(NearAnnotation(_note(name, long), 0.7, score) for name, score in (("bores", 1.3), ("old bores", 1.1)))
    inquiry = inquire(query, assistant.gatherer())
    evidence = replace(inquiry.evidence, annotation=AnnotationMatch(near[0].annotation, "", (), 0.4, (), near))
    inquiry = replace(inquiry, evidence=evidence, decision=Decision(Outcome.SILENT, 0.2))
    told = [
        s for s in compose(inquiry, Citations(assistant.catalogue)).statements if s.note is StatementRole.CLOSEST_NOTE
    ]
    assert [s.text for s in told] == [
        f"“What of bores?” {long}",
        "“What of old bores?” … A widget with a thick bore needs a licence. …",
    ]


@pytest.mark.parametrize(("question", "is_told"), [("Does a bore need a licence?", False), ("许可证要几年", True)])
def test_a_note_that_is_hardly_near_says_less_than_the_passages(
    assistant: Assistant, question: str, is_told: bool
) -> None:
    """Of a question in another language the words are compared in translation: less speaks for the right note."""
    inquiry = inquire(understand(question, (), Filters(), assistant.catalogue), assistant.gatherer())
    note = _note("bores", "A bore wider than twelve millimetres needs one.")
    match = AnnotationMatch(note, "", (), 0.2, (), (NearAnnotation(note, 0.7, 1.3),))
    inquiry = replace(
        inquiry, evidence=replace(inquiry.evidence, annotation=match), decision=Decision(Outcome.SILENT, 0.2)
    )
    told = [s.note for s in compose(inquiry, Citations(assistant.catalogue)).statements]
    assert (StatementRole.CLOSEST_NOTE in told) is is_told


def test_the_next_note_is_told_where_the_nearest_one_is_told_of_the_question_beside(assistant: Assistant) -> None:
    """It is where it has the kind of answer that is wanted: another one says less than what is told already."""
    query = understand("How long does it take?", (), Filters(), assistant.catalogue)
    answers = ("It is of bores.", "It takes 30 days.", "It is of fees.")
    first, second, far = map(_note, ("bores", "old bores", "fees"), answers)
    near = tuple(NearAnnotation(n, 0.7, score) for n, score in ((first, 1.3), (second, 1.1), (far, 0.4)))
    match = AnnotationMatch(first, "", (), 0.4, (), near)
    assert told_closest(match, query)[0].startswith("“What of bores?”")
    assert told_closest(match, query, {first})[0].startswith("“What of old bores?”")
    assert told_closest(match, query, {first, second}) == ("", "")
    other = understand("Does a bore need a licence?", (), Filters(), assistant.catalogue)
    assert told_closest(match, other, {first}) == ("", "")


@pytest.mark.parametrize("probability", [0.35, 0.27])
def test_the_closest_note_is_said_first_where_it_is_likely(assistant: Assistant, probability: float) -> None:
    query = understand("Does a widget with a thick bore need a licence?", (), Filters(), assistant.catalogue)
    note = _note("bores", "A bore wider than twelve millimetres needs one.")
    inquiry = inquire(query, assistant.gatherer())
    match = AnnotationMatch(note, "", (), probability, (), (NearAnnotation(note, 0.7, 1.3),))
    inquiry = replace(
        inquiry, evidence=replace(inquiry.evidence, annotation=match), decision=Decision(Outcome.SILENT, 0.2)
    )
    cites = Citations(assistant.catalogue)
    told = compose(inquiry, cites).statements
    answer, _ = finished(query, [inquiry], told, cites, Vintages())
    assert answer.lead == ""
    said = answer.text.split("\n\n")
    first, second = (1, 0) if probability < 0.3 else (0, 1)
    assert said[first].startswith("*Closest note:* “What of bores?” A bore wider than twelve millimetres needs one.")
    assert said[second] == "The texts held here do not plainly answer this."
    assert said[2].startswith("*Closest passages:*")


@pytest.mark.parametrize(
    ("probability", "score", "answer", "is_told"),
    [
        (0.9, 1.25, "A bore made before the war is exempt.", True),
        (0.9, 1.1, "A bore made before the war is exempt.", False),  # not nearly as near
        (0.5, 1.1, "A bore made before the war is exempt.", True),  # the first one is less sure
        (0.9, 1.25, "The bore of a widget is wider than twelve millimetres.", False),  # adds nothing
    ],
)
def test_a_note_that_is_nearly_as_near_stands_behind_the_answer_under_its_own_question(
    assistant: Assistant, probability: float, score: float, answer: str, is_told: bool
) -> None:
    query = understand("Which widgets need a licence?", (), Filters(), assistant.catalogue)
    first = _note("bores", "A widget whose bore is wider than twelve millimetres.")
    second = _note("old bores", answer)
    near = (NearAnnotation(first, 0.7, 1.3), NearAnnotation(second, 0.7, score))
    inquiry = inquire(query, assistant.gatherer())
    evidence = replace(inquiry.evidence, annotation=AnnotationMatch(first, "", (), probability, (), near), defining=())
    inquiry = replace(inquiry, evidence=evidence, decision=Decision(Outcome.ANSWERED, 0.9, annotated=True))
    statements = compose(inquiry, Citations(assistant.catalogue)).statements
    assert statements[0].note is StatementRole.ANNOTATION
    told = [s.text for s in statements if s.note is StatementRole.AS_NEAR]
    assert told == ([f"“What of old bores?” {answer}"] if is_told else [])


@pytest.mark.parametrize(("where", "is_told"), [("", True), (" in the usa", False), (" in China or the usa", True)])
def test_a_note_on_another_law_is_no_close_one_where_the_country_is_named_whose_law_answers(
    assistant: Assistant, where: str, is_told: bool
) -> None:
    query = understand(f"Which widgets need a licence{where}?", (), Filters(), assistant.catalogue)
    first = _note("bores", "A widget whose bore is wider than twelve millimetres.")
    written = _note("old bores", "A bore made before the war is exempt.")
    second = replace(written, source=AnnotatedSource("cn-test", "Widgets", "cn"))
    near = (NearAnnotation(first, 0.7, 1.3), NearAnnotation(second, 0.7, 1.25))
    inquiry = inquire(query, assistant.gatherer())
    evidence = replace(inquiry.evidence, annotation=AnnotationMatch(first, "", (), 0.9, (), near), defining=())
    inquiry = replace(inquiry, evidence=evidence, decision=Decision(Outcome.ANSWERED, 0.9, annotated=True))
    statements = compose(inquiry, Citations(assistant.catalogue)).statements
    assert any(s.note is StatementRole.AS_NEAR for s in statements) is is_told


# --- stays and later documents ------------------------------------------------------------------------------------


@pytest.fixture
def stayed(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    tree = TreeBuilder()
    part = tree.add("Part 744—Control Policy", locator="15 CFR Part 744", role=Role.PART)
    tree.add(
        "§ 744.90 Applications for Syria are denied.", locator="15 CFR 744.90", role=Role.SECTION, parent=part,
    )  # fmt: skip
    tree.add(
        "§ 744.91 Widgets need a licence.", locator="15 CFR 744.91", role=Role.SECTION, parent=part,
        stay=Stay("Stayed until Nov. 9, 2026.", date(2025, 11, 10), date(2026, 11, 9)),
    )  # fmt: skip
    tree.add("§ 744.92 Lamps need a licence.", locator="15 CFR 744.92", role=Role.SECTION, parent=part)
    law = tree.reading(
        Source("us-test", "15 CFR Part 744", Kind.LAW, jurisdiction="us"), valid_from=date(2025, 1, 1)
    )  # fmt: skip
    catalogue = Catalogue(tmp_path_factory.mktemp("stayed") / "catalogue.sqlite")
    rule = TreeBuilder()
    rule.add("Conforming changes for lamps", locator="title", role=Role.TITLE)
    rule.add(
        "This rule cites § 744.90. It also revises § 744.92(a) of the EAR.", locator="Summary > block 1", role=Role.TEXT
    )
    lamps = rule.reading(
        Source("conforming", "Conforming changes for lamps", Kind.NEWS, published=date(2025, 10, 2))
    )  # fmt: skip
    for reading in (law, syrian_relief(), lamps):
        catalogue.publish(catalogue.stage(reading, ()))
    return catalogue


def _told(stayed: Catalogue, asked: str, locator: str, as_of: date | None = None) -> list[Statement]:
    query: Query = understand(asked, (), Filters(as_of=as_of), stayed)
    cites = Citations(stayed)
    (held,) = stayed.find(locator, Filters())
    number = cites.cite_provision(held)
    quote = Statement(held.text, (number,), Verdict.VERBATIM, says_yes=True)
    return with_standing(query, [quote], cites, stayed)


def test_a_quote_that_a_later_document_changes_is_told_as_it_stood(stayed: Catalogue) -> None:
    quote, status = _told(stayed, "May I export to Syria?", "15 CFR 744.90", date(2026, 1, 1))
    assert quote.says_yes is None  # it carries no verdict
    assert status.note is StatementRole.STATUS
    assert "text of 1 January 2025" in status.text
    assert "2 September 2025" in status.text
    assert "Relaxing Export Controls for Syria" in status.text


def test_a_document_that_says_that_the_section_is_changed_is_told_whatever_country_is_asked_about(
    stayed: Catalogue,
) -> None:
    told = _told(stayed, "Do lamps to Chile need a licence?", "15 CFR 744.92", date(2025, 10, 9))
    assert [s.note for s in told] == [StatementRole.PROPER, StatementRole.STATUS]
    assert "“Conforming changes for lamps”" in told[1].text
    assert told[0].says_yes is None
    (quote,) = _told(stayed, "Are applications for Chile denied?", "15 CFR 744.90", date(2025, 10, 9))
    assert quote.says_yes  # that section is only cited there


@pytest.mark.parametrize(
    "asked",
    [
        "Is it still so that exports to Syria are denied?",
        "Can I now export to Syria?",
        "Are exports to Syria no longer denied?",
    ],
)
def test_a_later_document_is_told_first_where_it_is_asked_whether_a_rule_is_as_it_was(
    stayed: Catalogue, asked: str
) -> None:
    lead, quote = _told(stayed, asked, "15 CFR 744.90", date(2026, 1, 1))
    assert lead.note is StatementRole.PROPER
    assert lead.text.startswith("That may have changed since the text that is held.")
    assert "Relaxing Export Controls for Syria" in lead.text
    assert (quote.verdict, quote.says_yes) == (Verdict.VERBATIM, None)


@pytest.mark.parametrize(
    ("asked", "as_of"),
    [
        ("May I export to Chile?", date(2026, 1, 1)),  # another country
        ("May I export to Syria?", date(2025, 6, 1)),  # before that document
    ],
)
def test_a_quote_that_no_later_document_is_about_stands_alone(stayed: Catalogue, asked: str, as_of: date) -> None:
    (quote,) = _told(stayed, asked, "15 CFR 744.90", as_of)
    assert quote.says_yes


@pytest.mark.parametrize(("place", "told"), [("SY", True), ("CL", False)])
def test_a_computed_answer_names_a_later_document_on_its_place(stayed: Catalogue, place: str, told: bool) -> None:
    cites = Citations(stayed)
    (held,) = stayed.find("15 CFR 744.90", Filters())
    lead = Statement("A licence is required.", (cites.cite_provision(held),), Verdict.COMPUTED, says_yes=True)
    rest = Statement("AT: no X.", (), Verdict.COMPUTED)
    query = understand("EAR99 lamps to Aleppo, licence?", (), Filters(as_of=date(2026, 1, 1)), stayed)
    first, *others = with_later_document(query, [lead, rest], cites, stayed, frozenset((place,)))
    assert first.says_yes is (None if told else True)
    assert [s.note is StatementRole.STATUS for s in others] == ([True, False] if told else [False])
    assert with_later_document(query, [], cites, stayed, frozenset((place,))) == []


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (date(2026, 1, 1), "does not apply now"),
        (date(2026, 12, 1), "what holds now is not in the texts held"),
    ],
)
def test_a_stayed_quote_says_so(stayed: Catalogue, as_of: date, said: str) -> None:
    quote, stay = _told(stayed, "Do widgets need a licence?", "15 CFR 744.91", as_of)
    assert stay.note is StatementRole.STAY
    assert "9 November 2026" in stay.text
    assert said in stay.text
    assert quote.citations == stay.citations


def test_before_it_began_a_stay_is_not_told(stayed: Catalogue) -> None:
    assert len(_told(stayed, "Do widgets need a licence?", "15 CFR 744.91", date(2025, 3, 1))) == 1


def test_a_second_question_that_the_same_note_answers_shows_the_note_next_to_it(assistant: Assistant) -> None:
    query = understand("May they look at the widget shop?", (), Filters(), assistant.catalogue)
    first = _note("looks", "They may look at every shop.")
    second = _note("refusals", "Whoever keeps them out pays nine dollars.")

    def told(beside: float | None) -> list[StatementRole]:
        def match(behind: float) -> AnnotationMatch:
            near = (NearAnnotation(first, 0.7, 1.3), NearAnnotation(second, 0.7, 1.3 - behind))
            return AnnotationMatch(first, "", (), 0.9, (), near)

        inquiry = inquire(query, assistant.gatherer())
        evidence = replace(inquiry.evidence, annotation=match(0.35), addressed=(), defining=())
        one = replace(inquiry, evidence=evidence, decision=Decision(Outcome.ANSWERED, 0.9, annotated=True))
        if beside is not None:
            other = replace(one, evidence=replace(evidence, annotation=match(beside)))
            one = one.together_with(other)
        return [s.note for s in compose(one, Citations(assistant.catalogue)).statements]

    assert StatementRole.AS_NEAR not in told(None)  # one question: the next note is too far behind
    assert StatementRole.AS_NEAR in told(0.35)  # two questions: it may be of the half that the first note leaves open
    assert StatementRole.AS_NEAR not in told(0.6)


def test_the_closest_passages_are_of_the_law_that_the_closest_notes_are_on(assistant: Assistant) -> None:
    query = understand("Does a widget with a thick bore need a licence?", (), Filters(), assistant.catalogue)
    inquiry = inquire(query, assistant.gatherer())
    apart = {s.hit.passage.locator: s for s in inquiry.ranked}  # each of another provision
    foreign, own = (
        replace(s, hit=replace(s.hit, source=replace(s.hit.source, jurisdiction=law)))
        for s, law in zip(list(apart.values())[:2], ("cn", "us"), strict=True)
    )

    def told(annotation: Annotation) -> int:
        match = AnnotationMatch(annotation, "", (), 0.4, (), (NearAnnotation(annotation, 0.7, 1.3),))
        evidence = replace(inquiry.evidence, annotation=match)
        silent = replace(inquiry, evidence=evidence, ranked=(foreign, own), decision=Decision(Outcome.SILENT, 0.2))
        (passages,) = (
            s for s in compose(silent, Citations(assistant.catalogue)).statements if s.note is StatementRole.CLOSEST
        )
        return len(passages.citations)

    assert told(_note("bores", "A bore is wide.")) == 1  # the one of American law
    elsewhere = replace(_note("bores", "A bore is wide."), source=AnnotatedSource("jp-test", "Order", "jp"))
    assert told(elsewhere) == 2  # no passage is of that law: all are shown


def test_sentences_of_another_law_than_the_one_meant_are_no_answer(assistant: Assistant) -> None:
    query = understand("How long must an exporter keep widget sales records?", (), Filters(), assistant.catalogue)
    found = inquire(query, assistant.gatherer())
    assert found.ranked[0].hit.source.jurisdiction == "us"

    def decided(standalone: str) -> Decision:
        asked = replace(query, standalone=standalone)
        evidence = replace(found.evidence, annotation=None)
        return decide(asked, evidence, found.ranked, found.weigher, assistant.catalogue)

    assert decided("在美国，出口记录要保存多久？").outcome is Outcome.ANSWERED
    declined = decided("在巴西，出口记录要保存多久？")
    assert (declined.outcome, declined.of_another_law) == (Outcome.SILENT, True)


def test_the_entry_of_goods_is_no_answer_to_a_question_in_another_language(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "出口商须保存多少年的记录 15 CFR 744.90(a)"
    found = inquire(understand(asked, (), Filters(), assistant.catalogue), assistant.gatherer())
    assert found.evidence.addressed
    monkeypatch.setattr(outcome, "of_sentences", lambda *_: 0.6)
    evidence = replace(found.evidence, annotation=None)

    def decided(query: Query) -> Outcome:
        return decide(query, evidence, found.ranked, found.weigher, assistant.catalogue).outcome

    assert decided(found.question) is Outcome.ANSWERED
    of_goods = tuple(at.locator for at in mentions("3A001"))
    assert decided(replace(found.question, addresses=of_goods)) is Outcome.SILENT


def test_the_closest_passages_are_of_the_law_that_is_meant(assistant: Assistant) -> None:
    query = understand("How long must an exporter keep widget sales records?", (), Filters(), assistant.catalogue)
    american = replace(query, standalone="在美国，widget sales records 要保存多久？")
    told = closest_of_law_asked(american, assistant.gatherer())
    assert told.outcome is Outcome.SILENT
    assert {span.source.jurisdiction for f in told.findings for span in f.cites} == {"us"}
    brazilian = closest_of_law_asked(replace(query, standalone="在巴西，记录要保存多久？"), assistant.gatherer())
    assert not any(f.cites for f in brazilian.findings)
    assert "No binding text" in brazilian.findings[-1].text
