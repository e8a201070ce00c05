"""What became of what an answer quotes: a stay of the provision, and a later document that tells of a change.

A stay is said by the provision's own note. That a rule was changed is told where a document held here was published
after the quoted edition, names the country that is asked about in its title, and speaks of the same law: the quote is
then told as it stood, and carries no yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.evidence.citations import Citations
from assistant.evidence.later_documents import LaterDocument, later_documents
from assistant.facts.days import day_in_words
from assistant.facts.stays import stay_in_words
from assistant.lexicon.answer_words import answer_words
from assistant.model import Citation, Statement, StatementRole, Verdict
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.sentences import sentence_spans
from corpus.lexicon.countries import mentioned_countries
from corpus.model import Role, Standing, Stay

_SUMMARY_SHOWN = 1100  # characters of such a document's own words that are told


def with_standing(
    question: Query,
    statements: Sequence[Statement],
    cites: Citations,
    catalogue: CatalogueReader,
    *,
    closest: bool = False,
) -> list[Statement]:
    """Return the statements of an answer with what became of the provisions that they quote, behind the first of each.

    Nothing is added where the answer says so itself. Beside notes that come nearest where nothing answers, `closest`,
    what tells of a change never leads.
    """
    day = question.filters.as_of or date.today()
    out: list[Statement] = []
    said: set[str] = set()
    for s in statements:
        if closest and s.note is not StatementRole.CLOSEST_NOTE:
            out.append(s)
            continue
        cited = [cites.all[n - 1] for n in s.citations]
        later = list(_later(question, cited, day, catalogue)) if s.note is not StatementRole.CHECK_NEXT else []
        quote = _as_it_stood(replace(s, says_yes=None), cited, question.language) if later else s
        beside = []
        for text, numbers, note in (*_stays(statements, cited, day, catalogue), *_told(later, cited, cites)):
            if text not in said:
                said.add(text)
                beside.append(Statement(text, numbers, Verdict.SUPPORTED, _REASON, note, s.part))
        leads = (
            not closest
            and beside
            and beside[0].note is StatementRole.STATUS
            and _ASKS_WHETHER_STILL.search(s.part or question.core)
        )
        out.extend(_led(quote, beside) if leads else (quote, *beside))
    return out


def with_later_document(
    question: Query,
    statements: Sequence[Statement],
    cites: Citations,
    catalogue: CatalogueReader,
    places: frozenset[str],
) -> list[Statement]:
    """Return computed statements, the first followed by a later document on what it stands on.

    `places` are the codes of the countries that the answer is about. With such a document no yes or no is left.
    """
    if not statements:
        return []
    day = question.filters.as_of or date.today()
    first, *others = statements
    cited = [cites.all[n - 1] for n in first.citations]
    later = list(_later_of(places, cited, day, catalogue))
    if not later:
        return [first, *others]
    told = [
        Statement(text, numbers, Verdict.SUPPORTED, _REASON, note, first.part)
        for text, numbers, note in _told(later, cited, cites)
    ]
    first = _as_it_stood(replace(first, says_yes=None), cited, "en")
    if _ASKS_WHETHER_STILL.search(question.core):
        return [*_led(first, told), *others]
    return [first, *told, *others]


# Words that ask whether a rule is as it was; without them the rule itself is asked for.
_ASKS_WHETHER_STILL = lazy_regex(
    r"\b(?:still|now|nowadays|any ?more|any longer|no longer|currently|these days|changed|superseded|outdated|"
    r"up to date|immer noch|nach wie vor|inzwischen|mittlerweile|toujours|encore|désormais|todavía|aún|sigue|siguen|"
    r"ahora)\b|まだ|今も|今でも|現在も|仍|还|現在|现在|아직|여전히|지금도",
    re.I,
)


def _led(first: Statement, told: Sequence[Statement]) -> list[Statement]:
    """Return a statement behind what tells of a change, which comes first as the answer."""
    lead, *others = told
    words = f"That may have changed since the text that is held. {lead.text}"
    return [replace(lead, text=words, note=StatementRole.PROPER), first, *others]


_REASON = "the text's own note, or a later document"


# --- stays ------------------------------------------------------------------------------------------------------


def _stays(
    statements: Sequence[Statement], cited: Sequence[Citation], day: date, catalogue: CatalogueReader
) -> Iterator[tuple[str, tuple[int, ...], StatementRole]]:
    """Yield what is to be said of stayed provisions among the cited ones."""
    if any(s.note is StatementRole.STAY or _SPEAKS_OF_IT in s.deciding.casefold() for s in statements):
        return
    for citation in cited:
        locator, stay = stay_of(citation, catalogue)
        if stay is not None and (stay.since is None or stay.since <= day):
            yield stay_in_words(locator, stay, day), (citation.number,), StatementRole.STAY


_SPEAKS_OF_IT = "stayed"


def stay_of(citation: Citation, catalogue: CatalogueReader) -> tuple[str, Stay | None]:
    """Return the address and the stay of a quoted provision, or of one that it stands in; None where none is."""
    held = catalogue.at(citation.version.number, citation.start)
    for p in (held, *reversed(catalogue.ancestors(held))):
        if p.provision.stay:
            return p.locator, p.provision.stay
    return held.locator, None


# --- later documents --------------------------------------------------------------------------------------------


def _later(
    question: Query, cited: Sequence[Citation], day: date, catalogue: CatalogueReader
) -> Iterator[LaterDocument]:
    """Yield what tells of a change to what is cited, for a country that is asked about or that the law is on."""
    asked = frozenset(code for code, _ in question.countries) | question.places_meant
    yield from _later_of(asked, cited, day, catalogue)


def _later_of(
    asked: frozenset[str], cited: Sequence[Citation], day: date, catalogue: CatalogueReader
) -> Iterator[LaterDocument]:
    law = [c for c in cited if c.standing is Standing.BINDING and c.version.valid_from]
    if not law:
        return
    for document in reversed(later_documents(catalogue)):
        newer = (c for c in law if (c.version.valid_from or day) < document.day <= day)
        if any(document.is_about(c.locator, c.source.title, asked | _places_of(c, catalogue)) for c in newer):
            yield document


def _places_of(citation: Citation, catalogue: CatalogueReader) -> frozenset[str]:
    """Return the countries in the headings above a quote: "§ 746.9 Syria" is on Syria whatever the question names."""
    held = catalogue.at(citation.version.number, citation.start)
    above = (held, *catalogue.ancestors(held))
    heading = next((p.provision.heading for p in above if p.provision.role is Role.SECTION), "")
    return frozenset(code for *_, code in mentioned_countries(heading))


_OF_NOTES = frozenset((StatementRole.ANNOTATION, StatementRole.AS_NEAR, StatementRole.CLOSEST_NOTE))


def _as_it_stood(statement: Statement, cited: Sequence[Citation], language: str) -> Statement:
    """Return what tells a rule as that of the day of its text: a reader takes the present tense for today's law.

    A quote keeps its words.
    """
    since = _day_of_text(cited)
    is_told = statement.note in _OF_NOTES or (
        statement.note is StatementRole.PROPER and statement.verdict is not Verdict.VERBATIM
    )
    if since is None or not is_told:
        return statement
    if not statement.original:
        return replace(statement, text=_of_that_day(statement, f"By the text of {day_in_words(since)}: "))
    words = answer_words(statement.language)
    dated = words.by_text.format(since.isoformat()) if words else ""
    original = f"By the text of {day_in_words(since)}: {statement.original}"
    return replace(statement, text=_of_that_day(statement, dated), original=original)


def _of_that_day(statement: Statement, dated: str) -> str:
    """Return the text of a statement with its day in front, behind the question of another that it stands under."""
    head = f"“{statement.under}” " if statement.under else ""
    return f"{head}{dated}{statement.text.removeprefix(head)}"


def _day_of_text(cited: Sequence[Citation]) -> date | None:
    return max((c.version.valid_from for c in cited if c.version.valid_from), default=None)


def _first_words(document: LaterDocument) -> str:
    """Return the first sentences of a document's own words, as many as are short."""
    body = document.text.removeprefix(document.source.title).strip()
    ends = [end for _, end in sentence_spans(body) if end <= _SUMMARY_SHOWN]
    return one_line(body[: max(ends)]) if ends else ""


def _told(
    later: Sequence[LaterDocument], cited: Sequence[Citation], cites: Citations
) -> Iterator[tuple[str, tuple[int, ...], StatementRole]]:
    """Yield that the quote is as it stood, and which is the latest document that tells of a change."""
    since = _day_of_text(cited)
    for document in later[:1]:
        number = cites.cite(document.source, document.version, document.start, document.end)
        of, title = day_in_words(document.day), document.source.title
        stood = f"This is the text of {day_in_words(since)}. " if since else ""
        told = f"{stood}A later document held here, of {of}, tells of a change: “{title}”."
        if words := _first_words(document):
            told += f" Its words: “{words}”"
        yield told, (cited[0].number, number), StatementRole.STATUS
