"""Leading yes or no of an answer from its statements in their places: with their lead-ins and the lists they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evidence.name_likeness import plain
from assistant.evidence.name_table import names_of
from assistant.query.candidate_names import no_names
from assistant.query.model import Query
from assistant.reading_rules.dependent_sentences import leads_in
from assistant.reading_rules.direct_answer import SentenceInContext, listed_word, row_word
from assistant.reading_rules.direct_word import DirectWord
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.term_weights import Weigher
from corpus.catalogue import CatalogueReader
from corpus.held import HeldProvision
from corpus.language.sentences import sentence_spans
from corpus.model import Kind, Role

_LISTING = re.compile(r"\b(?:Supplement No\.|Annex|Appendix|Category|別表)")
_ALIKE = 0.6  # a cosine from which a sentence speaks of what is asked …
_SAME_SENSE = 0.5  # … as one does that has this share of the question's weight
_BEST = 0.1  # of the question's weight: what the sentence that was chosen has before those beside it


@dataclass(frozen=True, slots=True)
class QuotedStatement:
    """Statement of an answer at `start:end` of an edition, quoted as the citation `number`.

    `around` are its headings, `chosen` is the sentence in it that was chosen. `lists` has (address, whether the country
    asked after is in it) of the lists of countries that the answer looked into.
    """

    version: int
    start: int
    end: int
    number: int
    around: tuple[str, ...] = ()
    chosen: Sentence | None = None
    lists: tuple[tuple[str, bool], ...] = ()


def leading_word(
    question: Query, weigher: Weigher, places: Sequence[QuotedStatement], catalogue: CatalogueReader
) -> tuple[DirectWord, int] | None:
    """Return a yes or no that is looked up in one of `places`, and the number of its citation; None without any.

    Of several sentences the one speaks that has most of the question.
    """
    if "yes_no" not in question.wants:
        return None
    found = [w for place in places for w in _words(question, weigher, place, catalogue)]
    if not found:
        return None
    _, word, number = max(found, key=lambda w: w[0])
    return word, number


def _words(
    question: Query, weigher: Weigher, place: QuotedStatement, catalogue: CatalogueReader
) -> Iterable[tuple[float, DirectWord, int]]:
    """Yield (share of the question that it has, its word, the citation) of the sentences that give a word."""
    text, chosen = catalogue.slice(place.version, place.start, place.end), place.chosen
    spans = [(place.start + s, place.start + e) for s, e in sentence_spans(text)]
    if chosen:  # what was chosen may be more than one sentence
        rest = [(s, e) for s, e in spans if e <= chosen.start or chosen.end <= s]
        spans = [(chosen.start, chosen.end), *rest]
    for start, end in spans:
        held = catalogue.at(place.version, start)
        if held.provision.role is Role.ROW and (names := names_of(held)):
            # A row that only shares a word with the name asked after is another's.
            if _is_named(names, question.standalone) and (word := row_word(question, held.text)):
                if not word.ground.is_policy:
                    yield 1.0, word, place.number
            continue
        said = catalogue.slice(place.version, start, end)
        is_chosen = chosen is not None and start == chosen.start
        above = catalogue.ancestors(held)
        lead_in = above[-1].text.strip() if above and leads_in(above[-1].text) else ""
        piece = _piece(question, weigher, place, held, said, lead_in, chosen if is_chosen else None)
        if (word := listed_word(question, piece)) is not None:
            yield weigher.covers(said) + _BEST * is_chosen, word, place.number


def _piece(
    question: Query,
    weigher: Weigher,
    place: QuotedStatement,
    held: HeldProvision,
    text: str,
    lead_in: str,
    chosen: Sentence | None,
) -> SentenceInContext:
    entry = held.source.kind is Kind.LIST or held.provision.role in (Role.ENTRY, Role.ITEM)
    listed = held.provision.role is not Role.ROW and (entry or bool(_LISTING.search(held.locator)))
    around = (*place.around, *([lead_in] if lead_in else []))
    covered = weigher.covers(text, *around)
    if chosen:
        covered = max(covered, chosen.coverage)
        if listed:  # a list names things in its own words: "additive manufacturing" is 3D printing
            covered = max(covered, _SAME_SENSE * (chosen.likeness >= _ALIKE))
    return SentenceInContext(
        text,
        lead_in,
        listed=listed,
        covered=covered,
        own=weigher.own(" ".join((text, *around))) if question.leans else 1.0,
        in_list=_in_list(f"{lead_in} {text}", place.lists),
    )


def _is_named(names: Sequence[str], asked: str) -> bool:
    """Return whether a question has one of a row's names, or the first word of one where that is no usual word."""
    flat = f" {plain(asked)} "
    if any(f" {plain(n)} " in flat for n in names if len(plain(n).split()) > 1):
        return True
    words = {w.casefold() for w in re.findall(r"[^\W\d_]{5,}", asked) if not w.islower()} - no_names()
    return any((m := re.match(r"[^\W\d_]{5,}", n)) and m[0].casefold() in words for n in names)


def _in_list(text: str, lists: Sequence[tuple[str, bool]]) -> bool | None:
    """Return whether a country meets the lists that a text names; None when it names none of `lists`.

    It meets "listed in § 110.29" when it is in that list, and "not listed in § 110.28" when it is not.
    """
    met = [
        stands != (m["not"] is not None)
        for m in _LISTED.finditer(text)
        for locator, stands in lists
        if re.search(rf"(?<![\d.]){re.escape(m['where'])}$", locator)
    ]
    return all(met) if met else None


_LISTED = re.compile(r"\b(?P<not>not )?(?:listed|named) in (?:§+ ?|section )?(?P<where>\d+\.\d+)", re.I)
