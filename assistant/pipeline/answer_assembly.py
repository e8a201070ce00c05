"""Answer put together from its statements: text, citations, passages, vintage, and what helps where it declines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer.added_documents import labelled
from assistant.answer.caveats.freshness import Vintages, other_days, undated
from assistant.answer.caveats.standing_of_quotes import with_later_document, with_standing
from assistant.answer.closest_passages import is_said_first, told_closest
from assistant.answer.inquiry import Inquiry
from assistant.answer.passage_order import passages_read
from assistant.answer.render import (
    body_of_parts,
    comparison_table,
    declined,
    laid_out,
    language_of_answer,
    line,
    renumbered,
    role_label,
    statements_as_markdown,
)
from assistant.engines.determination.facts.places import places
from assistant.engines.lists.memberships import membership_findings
from assistant.engines.model import Computed, Finding, Layout
from assistant.evidence.citations import Citations, inert
from assistant.lexicon.answer_words import answer_words
from assistant.model import Answer, AnswerBlock, Citation, Comparison, Form, Outcome, Statement, StatementRole, Verdict
from assistant.query.chitchat import plain_word
from assistant.query.model import Query
from assistant.query.places import countries_named
from assistant.reading_rules.official_texts import official
from corpus.annotations import Annotation
from corpus.catalogue import CatalogueReader
from corpus.errors import AlteredText
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import mentioned_countries

_LOOKED_AT = 5  # passages that it names as read without an answer
_REASONS = {
    Verdict.ANNOTATED: "a note written beforehand and pinned to this text",
    Verdict.VERBATIM: "the words of the text",
}

_BY_MODEL = "written by a chat model when the document was added; checked by a second look"


def finished(
    question: Query,
    inquiries: Sequence[Inquiry],
    statements: Sequence[Statement],
    cites: Citations,
    vintages: Vintages,
    *,
    engine: str = "extractive",
    layout: tuple[AnswerBlock, ...] = (),
    outcome: Outcome | None = None,
    parts: Mapping[str, Computed] = {},
) -> tuple[Answer, dict[int, int]]:
    """Return the Answer made of statements, and the new number of each old citation.

    `outcome` takes the place of that of the inquiries. Where it declines, it says what was looked at, and what helps.
    `parts` are those of the questions asked at once that an engine has computed.
    """
    catalogue, outcome = cites.catalogue, outcome or _outcome(inquiries, parts)
    alike = [i for i in inquiries if i.decision.outcome is outcome]
    # Of several that ended alike, one that can name the text that is missing helps most.
    telling = next((i for i in alike if i.decision.unread or i.decision.not_held), alike[0] if alike else None)
    closest = {s.part: s.text for s in statements if s.note is StatementRole.CLOSEST}
    sides = _sides_left_open(inquiries)
    is_told = outcome is Outcome.ANSWERED or bool(sides)
    if is_told:  # of several questions: what is nearest to another one is no part of the answer
        statements = [s for s in statements if s.note not in (StatementRole.CLOSEST, StatementRole.CLOSEST_NOTE)]
        statements = with_standing(question, statements, cites, catalogue)
        statements = _with_memberships(question, statements, cites)
    else:
        statements = with_standing(question, statements, cites, catalogue, closest=True)
    statements, citations, number = renumbered(labelled(statements, cites.all), cites.all)
    hits = passages_read(inquiries, citations, catalogue)
    looked_at = tuple(dict.fromkeys(h.passage.locator for h in hits[:_LOOKED_AT]))
    looked_at = looked_at if outcome is Outcome.SILENT else ()
    if outcome is Outcome.SILENT and telling and telling.decision.untold and len(inquiries) == 1:
        hits, looked_at = (), ()  # what was found is of another matter
    covers = _covers(catalogue, question.filters) if outcome is Outcome.NOT_IN_CORPUS else ()
    unanswered = _unanswered(question, inquiries, statements, closest) if is_told else ()
    words = [f"**{inert(asked)}**\n\n{said}" for asked, said in unanswered]
    kept = [s for s in statements if s.verdict is not Verdict.REMOVED]
    language = language_of_answer(kept, question)
    shown = laid_out(layout, kept) if layout else statements_as_markdown(kept, language)
    if unanswered and not layout:
        shown, words = body_of_parts(question.parts, kept, unanswered, language), []
    if sides:
        shown = f"{_said_of_sides(sides, language)}\n\n{shown}"
    elif outcome is not Outcome.ANSWERED and telling:
        left = other_days(telling, catalogue)
        shown, words = declined(telling.decision, telling.question, "", left, language), [shown]
        first = kept[0] if kept and kept[0].note is StatementRole.CLOSEST_NOTE and not kept[0].part else None
        if first and is_said_first(telling.evidence.annotation):
            shown, words = line(first, language), [shown, statements_as_markdown(kept[1:], language)]
        elif without := _without_statements(inquiries, kept, telling, catalogue):
            words = [body_of_parts(question.parts, kept, without, language)]
    absent = telling.decision.not_held if telling else ""
    answer = Answer(
        question=question.asked,
        standalone_question=question.standalone,
        outcome=outcome,
        text="\n\n".join(p for p in (shown, *words) if p),
        statements=tuple(statements),
        citations=citations,
        hits=hits,
        engine=engine,
        layout=layout,
        filters=question.filters,
        implied=question.implied,
        looked_at=looked_at,
        asks_for=telling.decision.asks_for if telling else " and ".join(f for m in parts.values() for f in m.asks_for),
        not_held=(absent,) if absent else (),
        brings=_brings(absent, parts.values()),
        covers=covers,
        parts=question.parts,
        unanswered=unanswered,
        in_part=bool(unanswered) or any(made.not_answered for made in parts.values()),
        form=_form(outcome, engine, statements, inquiries, parts),
        computed={made.form.value: made.payload for made in parts.values() if made.payload},
        confidence=telling.decision.probability if telling else 0.0,
        vintage=vintage_of(citations),
        notices=(
            *vintages.stale({c.source.id for c in citations}, catalogue),
            *undated(citations, question.filters),
        ),
    )
    return answer, number


def _sides_left_open(inquiries: Sequence[Inquiry]) -> tuple[str, ...]:
    """Return the questions on what is to be told apart from something else, and nothing plainly tells."""
    return tuple(i.question.asked for i in inquiries if i.is_side and i.decision.outcome is not Outcome.ANSWERED)


def _said_of_sides(sides: Sequence[str], language: str) -> str:
    """Return what is said of a question of whose sides some are left open, in a language (ISO 639-1)."""
    named = ", ".join(f"“{inert(side)}”" for side in sides)
    if words := answer_words(language):
        return f"{words.silent} {named}"
    return f"The texts held here do not plainly tell these apart: of what is asked they leave open {named}."


def _without_statements(
    inquiries: Sequence[Inquiry], kept: Sequence[Statement], telling: Inquiry, catalogue: CatalogueReader
) -> list[tuple[str, str]]:
    """Return (question, what is said of it) of those asked at once of which nothing else is told."""
    told = {s.part for s in kept}
    if not any(told):
        return []
    others = [i for i in inquiries if i.question.asked not in told and i is not telling]
    return [(i.question.asked, declined(i.decision, i.question, "", other_days(i, catalogue))) for i in others]


def _with_memberships(question: Query, statements: Sequence[Statement], cites: Citations) -> list[Statement]:
    """Return statements, after each note which of the question's countries are in the groups and lists that it names.

    Countries that the note itself names are left out, and the one whose law it explains.
    """
    out = list(statements)
    for part in dict.fromkeys(s.part for s in statements if s.note is StatementRole.ANNOTATION):
        told = [s for s in statements if s.part == part and s.verdict is Verdict.ANNOTATED]
        of_note = [
            s for s in told if s.note in (StatementRole.ANNOTATION, StatementRole.CONDITION, StatementRole.EXCEPTION)
        ]
        rule, asked = " ".join(s.deciding for s in of_note), part or question.standalone
        quoted = [cites.all[n - 1] for n in dict.fromkeys(n for s in of_note for n in s.citations)]
        own = {jurisdictions.table().country_of(c.source.jurisdiction) for c in quoted}
        elsewhere = {p.code for p in places(asked)} - own - {code for code, _ in countries_named(rule)}
        addresses = " ; ".join(c.locator for c in quoted)
        found = membership_findings(f"{rule} ; {addresses}", sorted(elsewhere), cites.catalogue, question.filters)
        at = out.index(of_note[-1]) + 1
        out[at:at] = statements_of(found, cites, part)
    return out


def _brings(absent: str, parts: Collection[Computed]) -> tuple[str, ...]:
    """Return the ids of the official sources that bring the text whose name is `absent`, and what engines lacked."""
    named = [e.id for e in official(absent)] if absent else []
    return tuple(dict.fromkeys([*named, *(source for made in parts for source in made.brings)]))


def computed_answer(question: Query, found: Computed, catalogue: CatalogueReader, vintages: Vintages) -> Answer:
    """Return the Answer that an engine computed, every finding with its citations."""
    cites = Citations(catalogue)
    told = computed_statements(found, cites)
    if found.form is Form.DETERMINATION and found.outcome is Outcome.ANSWERED:
        told = with_later_document(question, told, cites, catalogue, _destinations(found))
    statements, citations, _ = renumbered(told, cites.all)
    comparison = _laid_out(found.layout, statements) if found.layout else None
    return Answer(
        question=question.asked,
        standalone_question=question.standalone,
        outcome=found.outcome,
        text=f"{statements_as_markdown(statements[:1])}\n\n{comparison_table(comparison)}"
        if comparison
        else statements_as_markdown(statements),
        comparison=comparison,
        statements=statements,
        citations=citations,
        hits=passages_read((), citations, catalogue),
        filters=question.filters,
        implied=question.implied,
        asks_for=" and ".join(found.asks_for),
        not_held=tuple(t.name for t in found.missing_texts),
        brings=found.brings,
        form=found.form,
        computed={found.form.value: found.payload} if found.payload else {},
        confidence=1.0 if found.outcome is Outcome.ANSWERED else 0.0,
        in_part=bool(found.not_answered),
        vintage=vintage_of(citations),
        notices=cited_notices(citations, question.filters, vintages, catalogue),
    )


def cited_notices(
    citations: Sequence[Citation], filters: Filters, vintages: Vintages, catalogue: CatalogueReader
) -> tuple[str, ...]:
    """Return the notices on texts that are cited: those that may be out of date, and those whose day is not known."""
    return (*vintages.stale({c.source.id for c in citations}, catalogue), *undated(citations, filters))


def _destinations(found: Computed) -> frozenset[str]:
    """Return the codes of the countries that a determination is about."""
    walks = (found.payload, *found.payload.get("destinations", ()))
    named = " ; ".join(str(walk.get("facts", {}).get("to", "")) for walk in walks)
    return frozenset(code for _, _, code in mentioned_countries(named))


def computed_statements(found: Computed, cites: Citations, part: str = "") -> list[Statement]:
    """Return the findings of an engine as statements, with their quotes; `part` is the question that they answer."""
    first, *others = found.findings
    says_yes = None if found.leaves_a_question else first.says_yes
    lead = replace(first, text=found.lead, says_yes=says_yes, in_a_word=False)
    if found.layout is None:  # a table names its findings by their positions
        others = [finding for finding in others if not finding.says_the_same(lead)]
    return statements_of((lead, *others), cites, part)


def statements_of(findings: Sequence[Finding], cites: Citations, part: str = "") -> list[Statement]:
    """Return findings as statements, with their quotes; `part` is the question that they answer."""
    return [
        Statement(
            finding.said,
            tuple(dict.fromkeys(cites.cite(s.source, s.version, s.start, s.end) for s in finding.cites)),
            finding.verdict,
            _BY_MODEL
            if finding.note is StatementRole.FILE_BRIEF
            else _REASONS.get(finding.verdict, "computed from the cited texts" if finding.cites else "computed"),
            finding.note,
            part or finding.part,
            finding.says_yes,
            asks=finding.asks,
            mark=finding.mark,
        )
        for finding in findings
    ]


def explained_by_claims(
    computed: Answer,
    claims: Sequence[Statement],
    layout: tuple[AnswerBlock, ...],
    cites: Citations,
    *,
    settles: bool = False,
) -> Answer:
    """Return the answer of an engine with a chat model's claims about it, whose numbers are those of `cites`.

    The engine's first finding stays first, whatever the claims say, and the other ones come last; so do its outcome,
    its form and its figures for programs. Where the engine lacked a fact or a text and the claims answer without it
    (`settles`), they come first and the question is answered.
    """
    said, citations = _numbered_on(computed.citations, claims, cites)
    first, others = ((), computed.statements) if settles else (computed.statements[:1], computed.statements[1:])
    kept = [s for s in said if s.verdict is not Verdict.REMOVED]
    below = comparison_table(computed.comparison) if computed.comparison else statements_as_markdown(others)
    parts = [statements_as_markdown(first), laid_out(layout, kept), f"**{_WORKED_OUT}**" if below else "", below]
    return replace(
        computed,
        outcome=Outcome.ANSWERED if settles else computed.outcome,
        asks_for="" if settles else computed.asks_for,
        not_held=() if settles else computed.not_held,
        brings=() if settles else computed.brings,
        text="\n\n".join(p for p in parts if p),
        statements=(*first, *said, *others),
        citations=citations,
        layout=layout,
        engine="generative",
        vintage=vintage_of(citations),
    )


def noticed(answer: Answer, notice: str) -> Answer:
    """Return an answer with one more notice."""
    return replace(answer, notices=(*answer.notices, notice))


def with_removed(answer: Answer, claims: Sequence[Statement], cites: Citations, notice: str = "") -> Answer:
    """Return an answer with what a chat model wrote beside it as removed, each with the passages that it was held to.

    The numbers of the claims are those of `cites`.
    """
    said, citations = _numbered_on(answer.citations, claims, cites)
    removed = tuple(
        replace(s, place=None, verdict=Verdict.REMOVED, reason=s.reason or "not confirmed by the second look")
        for s in said
    )
    notices = (*answer.notices, notice) if notice else answer.notices
    return replace(answer, statements=(*answer.statements, *removed), citations=citations, notices=notices)


def _numbered_on(
    held: Sequence[Citation], claims: Sequence[Statement], cites: Citations
) -> tuple[list[Statement], tuple[Citation, ...]]:
    """Return claims with the numbers of an answer's citations, and these followed by the further ones of the claims."""
    number = {stretch_of(c): c.number for c in held}
    citations = list(held)
    for c in (cites.all[n - 1] for s in claims for n in s.citations):
        if stretch_of(c) not in number:
            number[stretch_of(c)] = len(citations) + 1
            citations.append(replace(c, number=len(citations) + 1))
    said = [replace(s, citations=tuple(number[stretch_of(cites.all[n - 1])] for n in s.citations)) for s in claims]
    return said, tuple(citations)


_WORKED_OUT = "How it was worked out"


def stretch_of(c: Citation) -> tuple[int, int, int]:
    """Return the edition and the place of what is cited, by which two citations are the same."""
    return c.version.number, c.start, c.end


def _laid_out(layout: Layout, statements: Sequence[Statement]) -> Comparison:
    """Return the table of a layout over the statements of its findings."""
    rows = tuple(
        (point, tuple(tuple(statements[n] for n in places) for places in cells)) for point, cells in layout.rows
    )
    return Comparison(layout.columns, rows)


def without_altered(answer: Answer, met: Mapping[int, AlteredText], catalogue: CatalogueReader) -> Answer:
    """Return an answer with a notice of each text that was left out of it, since it was altered."""
    left_out = {**catalogue.unsound, **met}
    return replace(answer, notices=(*(str(problem) for problem in left_out.values()), *answer.notices))


def small_talk_answer(question: Query, catalogue: CatalogueReader) -> Answer:
    """Return the answer to a greeting, thanks, or a question about Licet itself."""
    covers = _covers(catalogue, question.filters)
    return Answer(
        question=question.asked,
        standalone_question=question.standalone,
        outcome=Outcome.NOT_IN_CORPUS,
        text=inert(plain_word(question.small_talk, covers)),
        filters=question.filters,
        covers=covers,
        small_talk=question.small_talk,
    )


def vintage_of(citations: Sequence[Citation]) -> tuple[date, date] | None:
    """Return the youngest and the oldest edition date among cited texts."""
    days = sorted({c.version.valid_from for c in citations if c.version.valid_from})
    return (days[-1], days[0]) if days else None


def _covers(catalogue: CatalogueReader, filters: Filters) -> tuple[str, ...]:
    """Return the titles of texts that may answer under `filters`."""
    return tuple(sorted({s.title for s, _ in catalogue.in_force(filters).values()}))


def _unanswered(
    question: Query, inquiries: Sequence[Inquiry], statements: Sequence[Statement], closest: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return (question, what is said instead) of those asked at once that have no answer: each under its own."""
    if not question.parts:
        return ()
    told = {s.part for s in statements}
    notes = {i.evidence.annotation.annotation for i in inquiries if i.decision.annotated and i.evidence.annotation}
    return tuple(
        (i.question.asked, _said_instead(i, notes, closest.get(i.question.asked, "")))
        for i in inquiries
        if i.decision.outcome is not Outcome.ANSWERED and i.question.asked not in told
    )


def _said_instead(inquiry: Inquiry, told: Collection[Annotation], closest: str) -> str:
    """Return what is said of a question that has no answer, where `told` are the notes told of those beside it."""
    match = inquiry.evidence.annotation
    if inquiry.decision.outcome is Outcome.SILENT and match is not None and not inquiry.decision.untold:
        note, language = told_closest(match, inquiry.question, told)
        if note:
            said = declined(inquiry.decision, inquiry.question, language=language)
            return f"{said} {role_label(StatementRole.CLOSEST_NOTE, language)}: {inert(note)}"
        if match.annotation in told and answer_words(inquiry.question.language) is None:
            return "What is said here of the question beside it is the nearest that the texts held say to this."
    return declined(inquiry.decision, inquiry.question, closest)


def _form(
    outcome: Outcome,
    engine: str,
    statements: Sequence[Statement],
    inquiries: Sequence[Inquiry],
    parts: Mapping[str, Computed],
) -> Form:
    if parts and engine != "generative":
        return next(iter(parts.values())).form
    if outcome is not Outcome.ANSWERED:
        return Form.CLOSEST
    if engine == "generative":
        return Form.CLAIMS
    if any(s.verdict is Verdict.ANNOTATED or s.note is StatementRole.FILE_BRIEF for s in statements):
        return Form.ANNOTATION
    return Form.PROVISION


def _outcome(inquiries: Sequence[Inquiry], parts: Mapping[str, Computed]) -> Outcome:
    """Return the outcome of several questions together: answered if one is, else the one that helps most.

    Of things that are to be told apart one alone is no answer.
    """
    if _sides_left_open(inquiries):
        return Outcome.SILENT
    found = {*(i.decision.outcome for i in inquiries), *(made.outcome for made in parts.values())}
    order = (Outcome.ANSWERED, Outcome.NEEDS_FACT, Outcome.SILENT)
    return next((o for o in order if o in found), Outcome.NOT_IN_CORPUS)
