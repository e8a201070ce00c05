"""Dependences of a sentence of law, one step away: texts without which it is not understood.

These are its lead-in, the provisions that it refers to, the definitions of its terms, and the exceptions and notes that
name its provision. Each must add something that was asked; a list of countries must be asked of a country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.model import StatementRole
from assistant.query.model import Query
from assistant.query.yes_no_frames import Frame
from assistant.reading_rules.country_lists import countries_by_line, lines_of_country
from assistant.reading_rules.sentences import Sentence
from assistant.reading_rules.stances import Stance, makes_exception, stances
from assistant.reading_rules.term_weights import Weigher, is_wide
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.model import Reference, Role

_GAIN = 0.15  # of the question's weight that only the dependence says
_LEADS = 0.10  # … its lead-in, without which an item is half a sentence
_MOST_DEPENDENCES = 2  # dependences of one sentence
_PROVISIONS_READ = 30  # provisions of a subtree or a section that are read for one
_LONGEST_LEAD = 600  # characters
_PLAIN_STANCES = {Stance.COVERS}  # a lead-in that only says that items follow
_EXCEPTS = lazy_regex(
    r"\b(?:except(?:ions?)?|exempt(?:ions?)?|exclusions?|notwithstanding|does not apply|do not apply|not subject to)\b",
    re.I,
)
_LIFTS = lazy_regex(
    r"\b(?:shall|do|does|will) not apply\b|\bby way of derogation\b|\bmay authori[sz]e\b|\bexcept(?:ions?|ed)?\b", re.I
)
_BY_LIST = lazy_regex(
    r"\b(?:listed|enumerated|set out|specified) in (?:Parts? \w+ (?:of|or) )?(?:Annex|Appendix|Supplement|Schedule)",
    re.I,
)
_OWN_WORDS_LEAST = 0.35  # of a follow-up's own words
_BESIDE, _LIFTING = 60, 3  # paragraphs of an article that are looked through for exceptions, and those that are taken


@dataclass(frozen=True, slots=True)
class Dependence:
    """Quote at `start:end` of an edition on which an answer depends; `note` says in what way.

    `says` is the statement that the quote supports, where that is not the quote itself. `stands` says of a list of
    countries whether the country asked after is in it.
    """

    note: StatementRole
    held: HeldProvision
    start: int
    end: int
    says: str = ""
    stands: bool | None = None


def leads_in(text: str) -> bool:
    """Return whether the items of a provision complete its text: it ends so, or says that they follow."""
    end = text.rstrip()
    return end.endswith((":", "：", "—", "–")) or (is_wide(end[-400:]) and bool(_FOLLOWING.search(end)))


_FOLLOWING = lazy_regex(r"次の各号|次に掲げる|次のいずれか")


class DependenceFinder:
    """Finder of dependences for the sentences of one question's answer."""

    def __init__(self, catalogue: CatalogueReader, question: Query, weigher: Weigher) -> None:
        self.catalogue, self.question, self.weigher = catalogue, question, weigher

    def of(self, version: int, start: int, end: int, said: Sequence[str]) -> list[Dependence]:
        """Return what the sentence at `start:end` depends on; `said` are the texts that the answer shows already."""
        held = self.catalogue.at(version, start)
        shown = list(said)
        out: list[Dependence] = []
        for find in (self._lead_in, self._referred, self._defined, self._excepted):
            for found in find(held, start, end, shown):
                text = self.catalogue.slice(version, found.start, found.end)
                if len(out) < _MOST_DEPENDENCES and not any(text in s for s in shown):
                    out.append(found)
                    shown.append(text)
        return out

    def _lead_in(self, held: HeldProvision, start: int, end: int, said: Sequence[str]) -> Iterator[Dependence]:
        if held.provision.parent is None:
            return
        parent = self.catalogue.provision(held.version.number, held.provision.parent)
        if not leads_in(parent.text) or parent.provision.role is Role.PART:
            return
        spans = sentence_spans(parent.text)
        # In Japanese the sentence that says that items follow is whole, and a proviso may stand behind it.
        span = next((s for s in spans if _FOLLOWING.search(parent.text[slice(*s)])), spans[-1] if spans else (0, 0))
        if 0 < span[1] - span[0] <= _LONGEST_LEAD:
            text = parent.text[slice(*span)]
            # "This part does not apply to:" turns what its items say, whether or not it has a word of the question.
            if self.weigher.gain(said, text) >= _LEADS or stances(text) - _PLAIN_STANCES:
                yield self._part(parent, span, StatementRole.LEAD_IN)

    def _referred(self, held: HeldProvision, start: int, end: int, said: Sequence[str]) -> Iterator[Dependence]:
        for reference in held.provision.references:
            if start <= reference.start < end:
                for target in self._at(held, reference)[:1]:
                    listed = self._listed(target)
                    if listed:
                        yield from listed
                    elif not reference.instrument and target.provision.role is not Role.PART:
                        yield from self._best(target, said, StatementRole.REFERENCED)

    def _at(self, held: HeldProvision, reference: Reference) -> list[HeldProvision]:
        filters = (
            self.question.filters
            if reference.instrument
            else Filters(sources=(held.source.id,), as_of=held.version.valid_from)
        )
        return [p for p in self.catalogue.find(reference.locator, filters) if p.position != held.position]

    def _listed(self, target: HeldProvision) -> list[Dependence]:
        """Return whether the countries of the question are in a list of countries; nothing when `target` is none."""
        names = countries_by_line(target.text)
        if not names:
            return []
        out = []
        title = f" ({target.provision.heading.rstrip('.')})" if target.provision.heading else ""
        for code, name in self.question.own_countries or self.question.countries:
            here = names.get(code)
            start, end = lines_of_country(target.text, here, name)
            verb = "stands" if here else "does not stand"
            says = f"{name[:1].upper()}{name[1:]} {verb} in {target.locator}{title}."
            out.append(
                Dependence(
                    StatementRole.LISTED,
                    target,
                    target.provision.start + start,
                    target.provision.start + end,
                    says,
                    here is not None,
                )
            )
        return out[:2]

    def _best(self, target: HeldProvision, said: Sequence[str], note: StatementRole) -> Iterator[Dependence]:
        """Yield the sentence of a provision that adds most of what was asked."""
        best: tuple[float, HeldProvision, tuple[int, int]] | None = None
        for part in self.catalogue.subtree(target)[:_PROVISIONS_READ]:
            for span in sentence_spans(part.text):
                gain = self.weigher.gain(said, part.text[slice(*span)])
                if gain >= _GAIN and (best is None or gain > best[0]):
                    best = gain, part, span
        if best:
            yield self._part(best[1], best[2], note)

    def _defined(self, held: HeldProvision, start: int, end: int, said: Sequence[str]) -> Iterator[Dependence]:
        """Yield the definitions of terms that both the sentence and the question use."""
        text = self.catalogue.slice(held.version.number, start, end).casefold()
        asked = self.question.standalone.casefold()
        for term, position in self.catalogue.terms(held.version.number).items():
            if position != held.position and len(term) > 3 and term in asked and term in text:
                yield from self._best(
                    self.catalogue.provision(held.version.number, position), said, StatementRole.DEFINITION
                )

    def _excepted(self, held: HeldProvision, start: int, end: int, said: Sequence[str]) -> Iterator[Dependence]:
        """Yield the exceptions and notes in the section that name the sentence's provision."""
        above = [*self.catalogue.ancestors(held), held]
        unit = next((p for p in reversed(above) if p.provision.role in (Role.SECTION, Role.ENTRY)), None)
        if unit is None:
            return
        named = {p.locator for p in above if p.position > unit.position}
        for part in self.catalogue.subtree(unit)[: 4 * _PROVISIONS_READ]:
            if part.position == held.position or not any(r.locator in named for r in part.provision.references):
                continue
            for span in sentence_spans(part.text):
                sentence = part.text[slice(*span)]
                note = StatementRole.NOTE if part.provision.role is Role.NOTE else StatementRole.EXCEPTION
                if (note == StatementRole.NOTE or _EXCEPTS.search(sentence)) and self.weigher.gain(
                    said, sentence
                ) >= _GAIN:
                    yield self._part(part, span, note)

    def exceptions_beside(self, said: Sentence) -> list[HeldProvision]:
        """Return the paragraphs that name a prohibition and make exceptions from it; none for another sentence.

        There are none where the question does not ask whether something may be done.
        """
        if "yes_no" not in self.question.wants or self.question.frame not in (Frame.MAY, Frame.REVIEW):
            return []
        if self.question.leans and said.follow_up_coverage < _OWN_WORDS_LEAST:
            return []  # it speaks of what was asked before
        if Stance.FORBIDS not in stances(said.text) or makes_exception(said.text) or _BY_LIST.search(said.text):
            return []
        held = self.catalogue.at(said.hit.version.number, said.start)
        above = self.catalogue.ancestors(held)
        unit = next((p for p in reversed(above) if p.provision.role is Role.SECTION), None)
        if unit is None:
            return []
        mine = {p.locator for p in (*above, held) if p.position > unit.position}
        beside = [p for p in self.catalogue.children(unit)[:_BESIDE] if p.locator not in mine]
        naming = [p for p in beside if any(r.locator in mine for r in p.provision.references)]
        return [p for p in naming if _LIFTS.search(p.text)][:_LIFTING]

    def _part(self, held: HeldProvision, span: tuple[int, int], note: StatementRole) -> Dependence:
        return Dependence(note, held, held.provision.start + span[0], held.provision.start + span[1])
