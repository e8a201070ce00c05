"""Leading yes or no of an answer, read from its statements in their places.

A statement is read with its lead-in, the list that it refers to, what it lifts, and the exceptions beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evidence.table_rows import names_of, plain
from assistant.query.candidate_names import no_names
from assistant.query.parser import Query
from assistant.reading_rules.dependent_sentences import leads_in
from assistant.reading_rules.direct_answer import SentenceInContext, direct_word, row_word
from assistant.reading_rules.direct_word import DirectWord, Ground, no
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.stances import Stance, parts, stances
from assistant.reading_rules.term_weights import Weigher
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.held import HeldProvision
from corpus.language.sentences import sentence_spans
from corpus.model import Kind, Role

_LISTING = re.compile(r"\b(?:Supplement No\.|Annex|Appendix|Category|別表)")
_NOT_APPLY = re.compile(r"\bparagraphs? [^.;:]{1,80}? (?:shall|do|does|will) not apply\b", re.I)
_EXCEPTS = re.compile(
    r"\b(?:shall|do|does|will) not apply\b|\bby way of derogation\b|\bmay authori[sz]e\b|\bexcept(?:ions?|ed)?\b", re.I
)
_BEYOND = re.compile(r"\b(?:that|which) exceeds?\b", re.I)
_BESIDE, _SEE = 60, 3  # paragraphs of an article that are looked through for exceptions, and those that are named
_ALIKE = 0.6  # a cosine from which a sentence speaks of what is asked …
_SAME_SENSE = 0.5  # … as one does that has this share of the question's weight
_BEST = 0.1  # of the question's weight: what the sentence that was chosen has before those beside it


@dataclass(frozen=True, slots=True)
class QuotedStatement:
    """Statement of an answer at `start:end` of an edition, quoted as the citation `number`.

    `around` are its headings, `chosen` is the sentence in it that was chosen. `beside` is set for the best statement,
    for those of its section, and for those that it depends on. `lists` has (address, whether the country asked after is
    in it) of the lists of countries that the answer looked into.
    """

    version: int
    start: int
    end: int
    number: int
    around: tuple[str, ...] = ()
    chosen: Sentence | None = None
    beside: bool = False
    lists: tuple[tuple[str, bool], ...] = ()


class YesNo:
    """Reader of an answer's leading word from the texts of one catalogue."""

    def __init__(self, catalogue: CatalogueReader) -> None:
        self.catalogue = catalogue

    def word(
        self, question: Query, weigher: Weigher, places: Sequence[QuotedStatement]
    ) -> tuple[DirectWord, int] | None:
        """Return a yes or no that a rule reads from one of `places`, and the number of its citation; else None.

        The best statement and those beside it are read together, then the others one by one. Each is read sentence by
        sentence: a note below an entry says what the entry does not control.
        """
        if "yes_no" not in question.wants:
            return None
        for group in ([p for p in places if p.beside], *([p] for p in places if not p.beside)):
            found = [w for place in group for w in self._words(question, weigher, place)]
            if found:
                _, word, number = max(found, key=lambda w: w[0])
                return word, number
        return None

    def _words(
        self, question: Query, weigher: Weigher, place: QuotedStatement
    ) -> Iterable[tuple[float, DirectWord, int]]:
        """Yield (share of the question that it has, its word, the citation) of the sentences that give a word."""
        text, chosen = self.catalogue.slice(place.version, place.start, place.end), place.chosen
        spans = [(place.start + s, place.start + e) for s, e in sentence_spans(text)]
        if chosen:  # what was chosen may be more than one sentence
            rest = [(s, e) for s, e in spans if e <= chosen.start or chosen.end <= s]
            spans = [(chosen.start, chosen.end), *rest]
        for start, end in spans:
            held = self.catalogue.at(place.version, start)
            if held.provision.role is Role.ROW and (names := names_of(held)):
                # Names are looked up: a row that shares a word with the one asked after is another's.
                if _is_named(names, question.standalone) and (read := row_word(question, held.text)):
                    yield 1.0, read, place.number
                continue
            said = self.catalogue.slice(place.version, start, end)
            is_chosen = chosen is not None and start == chosen.start
            word = direct_word(
                question, self._piece(question, weigher, place, held, start, said, chosen if is_chosen else None)
            )
            if word == no(Ground.FORBIDS) and (where := self.excepted(held)):
                word = no(
                    Ground.FORBIDS_OTHERS_EXCEPT,
                    f"unless an exception applies: see {', '.join(p.locator for p in where)}",
                )
            if word is not None and word.ground is Ground.OVER_QUANTITY and _BEYOND.search(text):
                word = None  # what stands beside it tells of those that exceed it
            if word is not None:
                yield weigher.covers(said) + _BEST * is_chosen, word, place.number

    def _piece(
        self,
        question: Query,
        weigher: Weigher,
        place: QuotedStatement,
        held: HeldProvision,
        start: int,
        text: str,
        chosen: Sentence | None,
    ) -> SentenceInContext:
        above = self.catalogue.ancestors(held)
        lead_in = above[-1].text.strip() if above and leads_in(above[-1].text) else ""
        # A row that has some of a question's words is not the row of what is asked after: names are looked up.
        entry = held.source.kind is Kind.LIST or held.provision.role in (Role.ENTRY, Role.ITEM)
        listed = held.provision.role is not Role.ROW and (entry or bool(_LISTING.search(held.locator)))
        around = (*place.around, *([lead_in] if lead_in else []))
        covered = weigher.covers(text, *around)
        if chosen:
            covered = max(covered, chosen.coverage)
            if listed:  # a list names things in its own words: "additive manufacturing" is 3D printing
                covered = max(covered, _SAME_SENSE * (chosen.likeness >= _ALIKE))
        said, saved = parts(text)
        excepted = bool(saved) and weigher.covers(saved) > weigher.covers(said)
        lifted = self._lifts(start, start + len(text), [held, *above[-1:]] if lead_in else [held])
        own = 1.0 if question.core == question.standalone else weigher.own(" ".join((text, *around)))
        return SentenceInContext(
            text,
            lead_in,
            listed=listed,
            covered=covered,
            lifted=lifted,
            excepted=excepted,
            own=own,
            best=place.beside and chosen is not None,
            in_list=_in_list(f"{lead_in} {text}", place.lists),
        )

    def excepted(self, held: HeldProvision) -> list[HeldProvision]:
        """Return the paragraphs beside a prohibition that name it and make exceptions from it."""
        above = self.catalogue.ancestors(held)
        unit = next((p for p in reversed(above) if p.provision.role is Role.SECTION), None)
        if unit is None:
            return []
        mine = {p.locator for p in (*above, held) if p.position > unit.position}
        out = []
        for p in self.catalogue.children(unit)[:_BESIDE]:
            if (
                p.locator not in mine
                and _EXCEPTS.search(p.text)
                and any(r.locator in mine for r in p.provision.references)
            ):
                out.append(p)
        return out[:_SEE]

    def _lifts(self, first: int, last: int, texts: Sequence[HeldProvision]) -> bool:
        """Return whether the sentence at `first:last`, or its lead-in, says that prohibitions do not apply."""
        for held in texts:
            for found in _NOT_APPLY.finditer(held.text):
                start, end = held.provision.start + found.start(), held.provision.start + found.end()
                if held is texts[0] and not first <= start < last:
                    continue
                named = [r for r in held.provision.references if start <= r.start < end and not r.instrument]
                filters = Filters(sources=(held.source.id,), as_of=held.version.valid_from)
                targets = [t for r in named for t in self.catalogue.find(r.locator, filters)[:1]]
                if targets and all(Stance.FORBIDS in stances(t.text) for t in targets):
                    return True
        return False


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
