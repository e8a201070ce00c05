"""Evidence for a question: the provisions it addresses, then passages that search finds, then table rows by name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.evidence.address_notes import AddressNote
from assistant.evidence.annotations import AnnotationMatch, AnnotationMatcher, AnnotationMatches
from assistant.evidence.name_table import NameTables
from assistant.evidence.table_rows import RowMatch, Rows
from assistant.lexicon.named_texts import about
from assistant.lexicon.rule_names import rules_named
from assistant.query.model import Query
from corpus.annotations import Annotation
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.instruments import is_of_instrument
from corpus.locators import Locator, mentions
from corpus.lookup import nearest_provisions, resolve
from corpus.model import Kind, Role, Standing
from index.hits import Hit
from index.snapshot import CollectionSnapshot

RETRIEVED_PASSAGES = 30  # passages that are read for sentences
_NOTES_ASKED, _FOUND_BY_A_NOTE = 2, 10  # notes whose wording is searched, and passages that each adds
_OPENED, _SECTIONS = 8, 4  # hits whose sections are opened, and sections at most
_FIRST, _MOSTLY = 10, 6  # hits of which so many stand in the texts named: then nothing drowned them out
_MOST_NAMED = 0.5  # of all passages: texts named that are more need no search of their own
_RULES = 6  # rules that a question names otherwise than by address
_WHOLE_UNITS = (Role.SECTION, Role.ENTRY)
_POINTED = 8  # provisions that an explainer names, at most
_FEW_PASSAGES = 6  # passages of an addressed provision that are read in their own order
_WITHIN_SECTION = 40  # passages of an addressed section that are read
_NOTED = 2  # addressed provisions that are quoted, and told of by notes
_WITHIN_PART = 600  # … of an addressed part: the question says which of them it means


@dataclass(frozen=True, slots=True)
class Missing:
    """Address that no text holds, with the closest provision above it and that one's children."""

    locator: Locator
    above: HeldProvision | None
    siblings: tuple[HeldProvision, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found for one question, best first."""

    hits: tuple[Hit, ...] = ()
    addressed: tuple[HeldProvision, ...] = ()
    notes_inside: Mapping[int, tuple[AddressNote, ...]] = field(default_factory=dict)  # by position of an addressed one
    missing: tuple[Missing, ...] = ()
    rows: tuple[RowMatch, ...] = ()
    unlisted: tuple[str, ...] = ()  # names that were looked up in the lists and are not there
    defining: tuple[HeldProvision, ...] = ()  # provisions that define the term which is asked about
    within: frozenset[str] = field(default_factory=frozenset)  # ids of passages inside an addressed provision
    by_name: frozenset[str] = field(default_factory=frozenset)  # … inside a rule that the question calls by a name
    named: Mapping[str, tuple[HeldProvision, ...]] = field(
        default_factory=dict
    )  # by passage of an explainer: the law that it names
    annotation: AnnotationMatch | None = None  # the one that may address the question, with its probability
    unread: AnnotationMatch | None = None  # the same of those whose text is not held


class Search(Protocol):
    """What finds the best `k` passages for words; `also` holds words that join the search at half weight."""

    def __call__(self, query: str, k: int, filters: Filters, *, also: str = "") -> list[Hit]:
        """Return the hits, best first."""
        ...


class Gatherer:
    """Finder of the evidence for questions in one snapshot of the collection."""

    def __init__(
        self,
        collection: CollectionSnapshot,
        tables: NameTables,
        search: Search,
        annotations: AnnotationMatcher | None = None,
    ) -> None:
        """`search` searches the snapshot. `annotations` are matched with each question; None leaves them out."""
        self.collection, self.catalogue = collection, collection.catalogue
        self.search = search
        self.rows = Rows(collection, tables)
        self.annotations = annotations

    def gather(self, question: Query) -> Evidence:
        """Return the evidence for a question, under its filters."""
        addressed, missing = self._addressed(question)
        found = [] if question.bare_address and (addressed or missing) else self._search(question)
        notes = self.annotations.match(question, found, self.catalogue) if self.annotations else AnnotationMatches()
        found = self._by_notes(question, found, notes.held)
        inside = self._inside(addressed, found)
        ids = {h.passage.id for h in inside}
        matches, unlisted = self.rows.look_up(question, question.filters)
        named = self._named(matches)
        nearest_ones = self._inside([m.siblings[-1] for m in missing if m.siblings], found)
        pointed = self._pointed(found)
        # An item that is named by its number is no rule: "6A003 cameras for an army, who gets off?".
        items = all(p.provision.role in (Role.ENTRY, Role.ITEM) for p in addressed)
        rules = self._rules(question, found) if items and not missing else []
        hits = _first([*inside, *nearest_ones, *named, *found, *rules])
        hits = _first([*hits, *self._inside([p for held in pointed.values() for p in held], found, _POINTED)])
        hits.extend(self._around(hits))
        return Evidence(
            hits=tuple(h.at(n) for n, h in enumerate(hits, 1)),
            addressed=tuple(addressed),
            notes_inside=self._notes_inside(addressed[:_NOTED], question),
            missing=tuple(missing),
            rows=tuple(matches),
            unlisted=tuple(unlisted),
            within=frozenset(ids),
            by_name=frozenset(h.passage.id for h in rules),
            named=pointed,
            annotation=None if missing else notes.held,
            unread=notes.unread,
        )

    def _notes_inside(self, addressed: Sequence[HeldProvision], question: Query) -> dict[int, tuple[AddressNote, ...]]:
        """Return the notes on provisions that are asked for by their address and nothing else."""
        if self.annotations is None or not (question.bare_address or question.nearly_bare):
            return {}
        return {h.position: self.annotations.inside(h, question, self.catalogue) for h in addressed}

    def nearest_note(self, question: Query) -> Annotation | None:
        """Return the annotation of a held text that is nearest to a question by its wording alone, without a search."""
        found = self.annotations.match(question, (), self.catalogue).held if self.annotations else None
        return found.annotation if found else None

    def note_by_sentence(self, question: Query, hits: Sequence[Hit]) -> AnnotationMatch | None:
        """Return the note that fits a question best, by nearness to the sentence that asks too; None where none may."""
        return self.annotations.by_sentence(question, hits, self.catalogue) if self.annotations else None

    def brief_note(self, question: Query, hits: Sequence[Hit]) -> AnnotationMatch | None:
        """Return the note of an added document's brief that fits a question best; None where none may answer it."""
        return self.annotations.of_briefs(question, hits, self.catalogue) if self.annotations else None

    def _addressed(self, question: Query) -> tuple[list[HeldProvision], list[Missing]]:
        addressed: list[HeldProvision] = []
        missing: list[Missing] = []
        of_rules = {at.text: at for at in rules_named(question.standalone) if at.instrument}
        for written in question.addresses:
            # "The Union's catch-all (Article 4)": what the rule is called tells of which law its article is.
            locator = written if written.instrument else of_rules.get(written.text, written)
            found = resolve(self.catalogue, locator, question.filters)
            if found:
                addressed.extend(_distinct(found))
            else:
                above, siblings = nearest_provisions(self.catalogue, locator, question.filters)
                if above is None:
                    above, siblings = self._text_of(locator, question.filters)
                missing.append(Missing(locator, above, tuple(siblings)))
        return addressed, missing

    def _text_of(self, locator: Locator, filters: Filters) -> tuple[HeldProvision | None, list[HeldProvision]]:
        """Return the text that would contain a missing article or section, and the articles or sections that it has."""
        part = re.match(r"\d+ CFR \d+\.", locator.text)
        for number, (source, _) in self.catalogue.in_force(filters).items():
            if source.kind.authority > 1 or not (
                part or (locator.instrument and is_of_instrument(locator.instrument, source))
            ):
                continue
            units = [
                u
                for u in self.catalogue.with_role(number, Role.SECTION)
                if not part or u.locator.startswith(part.group())
            ]
            if units:
                above = self.catalogue.ancestors(units[0])
                return (above[0] if above else units[0]), units
        return None, []

    def _pointed(self, found: Sequence[Hit]) -> dict[str, tuple[HeldProvision, ...]]:
        """Return the provisions of held law that the first explainers name, by the explainer's passage.

        An explainer says where the answer stands.
        """
        out: dict[str, tuple[HeldProvision, ...]] = {}
        for hit in found[:_OPENED]:
            if hit.source.kind is Kind.EXPLAINER:
                locators = dict.fromkeys(m.locator for m in mentions(hit.passage.text))
                held = [
                    p
                    for at in locators
                    for p in resolve(self.catalogue, at)[:1]
                    if p.source.kind.standing is Standing.BINDING
                ]
                if held:
                    out[hit.passage.id] = tuple(held[:_POINTED])
        return out

    def _inside(self, addressed: Sequence[HeldProvision], found: Sequence[Hit], most_provisions: int = 3) -> list[Hit]:
        """Return the passages of addressed provisions as hits; of a long one, first those that the search found."""
        out: list[Hit] = []
        for held in addressed[:most_provisions]:
            most = _WITHIN_PART if held.provision.role in (Role.PART, Role.TITLE) else _WITHIN_SECTION
            for p in self.catalogue.passage_at(held, most):
                out.append(Hit(len(out) + 1, p.passage, p.source, p.version, 1.0, (f"address {held.locator}",)))
        if len(out) > _FEW_PASSAGES:
            order = {h.passage.id: n for n, h in enumerate(found)}
            out.sort(key=lambda h: order.get(h.passage.id, len(order)))
        return out

    def _rules(self, question: Query, found: Sequence[Hit]) -> list[Hit]:
        """Return the passages of rules that a question calls by a name, first those that the search found."""
        out: list[Hit] = []
        mine = {h.passage.id: h for h in found}
        for locator in rules_named(question.standalone)[:_RULES]:
            for held in resolve(self.catalogue, locator, question.filters)[:1]:
                for p in self.catalogue.passage_at(held, _WITHIN_SECTION):
                    hit = Hit(0, p.passage, p.source, p.version, 0.0, (f"rule {held.locator}",))
                    out.append(mine.get(p.passage.id, hit))
        order = {i: n for n, i in enumerate(mine)}
        return _first(sorted(out, key=lambda h: order.get(h.passage.id, len(order))))

    def _named(self, rows: Sequence[RowMatch]) -> list[Hit]:
        """Return the passages of the table rows that the question names."""
        out: list[Hit] = []
        for match in rows[:4]:
            for p in self.catalogue.passage_at(match.held, 2):
                out.append(Hit(0, p.passage, p.source, p.version, 1.0, (f"name {match.name}",)))
        return out

    def _around(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the rest of the sections in which the best hits stand.

        An exception often stands in the next paragraph, in few words.
        """
        seen = {h.passage.id for h in hits}
        sections: dict[tuple[int, int], HeldProvision] = {}
        for hit in hits[:_OPENED]:
            if hit.passage.role is Role.ROW:
                continue
            held = self.catalogue.provision(hit.version.number, hit.passage.first)
            unit = next(
                (p for p in (*reversed(self.catalogue.ancestors(held)), held) if p.provision.role in _WHOLE_UNITS), None
            )
            if unit is not None:
                sections.setdefault((unit.version.number, unit.position), unit)
        out = []
        for unit in list(sections.values())[:_SECTIONS]:
            for p in self.catalogue.passage_at(unit, _WITHIN_SECTION):
                if p.passage.id not in seen:
                    seen.add(p.passage.id)
                    out.append(Hit(0, p.passage, p.source, p.version, 0.0, (f"stands in {unit.locator}",)))
        return out

    def _search(self, question: Query) -> list[Hit]:
        # What is compared after the search is encoded while it runs.
        if self.annotations:
            self.annotations.ahead(question, self.catalogue)
        self.collection.encoders[0].ahead(question.expanded)
        found = self.search(question.sought, RETRIEVED_PASSAGES, question.filters, also=question.also)
        named = self._texts_named(question)
        if not named or sum(h.source.id in named for h in found[:_FIRST]) >= _MOSTLY:
            return found
        filters = replace(question.filters, sources=named)
        inside = self.search(question.sought, RETRIEVED_PASSAGES, filters, also=question.also)
        turns = itertools.chain.from_iterable(itertools.zip_longest(inside, found))
        return _first([h for h in turns if h is not None])

    def _by_notes(self, question: Query, found: list[Hit], match: AnnotationMatch | None) -> list[Hit]:
        """Return what was found, of a question in another language also by the English wordings of the nearest notes.

        They are the best translation at hand. Of 66 labelled questions in German, French and Spanish the gold passage
        is among the first ten for 37 instead of 18, of 64 in Chinese, Japanese and Korean for 10 instead of 3.
        """
        if question.language == "en" or match is None or not found:
            return found
        wordings = [near.annotation.questions[0] for near in match.near[:_NOTES_ASKED]]
        asked = [self.search(words, _FOUND_BY_A_NOTE, question.filters) for words in wordings]
        turns = itertools.chain.from_iterable(itertools.zip_longest(found, *asked))
        return _first([h for h in turns if h is not None])

    def _texts_named(self, question: Query) -> tuple[str, ...]:
        """Return the ids of law, other than American, that a question names by its country or title.

        These texts are searched besides all others, since another country's rules may sound more like the question.
        There are none when they are most of what is held.
        """
        if question.filters.sources or question.compares:
            return ()
        held = self.catalogue.in_force(question.filters)
        sizes = self.catalogue.sizes()
        # American law is most of what people hold, and its agencies stand in questions about everybody's.
        law = {
            n: source
            for n, (source, _) in held.items()
            if source.kind.standing is Standing.BINDING and source.jurisdiction != "us"
        }
        named = {n: source for n, source in law.items() if about(question.sought, source)}
        most = _MOST_NAMED * sum(sizes.get(n, 0) for n in held)
        return tuple(s.id for s in named.values()) if sum(sizes.get(n, 0) for n in named) < most else ()


def _first(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits without those whose passage came before."""
    kept: dict[str, Hit] = {}
    for hit in hits:
        kept.setdefault(hit.passage.id, hit)
    return list(kept.values())


def _distinct(found: Sequence[HeldProvision]) -> list[HeldProvision]:
    """Return the provisions that lie in no earlier one, since continuation blocks carry their parent's address."""
    out: list[HeldProvision] = []
    for held in found:
        if not any(o.version.number == held.version.number and o.position <= held.position < o.after for o in out):
            out.append(held)
    return out
