"""What a draft is checked against: the texts in force, a provision about a place, and the words around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from assistant.drafts.held_words import WordsPlace, words_in_place
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList
from assistant.engines.model import Span
from assistant.verification.symbols.symbol_lookup import Piece, Symbols
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.errors import Problem
from corpus.filters import Filters
from corpus.instruments import designations
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.lexicon import jurisdictions
from corpus.model import Standing

Made = TypeVar("Made")
_KEPT_AT_HAND = 32  # texts of provisions, and their symbols: each may be a megabyte
_LEADS_IN = lazy_regex(r"[:：—–-]\s*$")
_LABELS_BEFORE = lazy_regex(r"^\s{0,3}(?:(?:\(\w{1,5}\)|§|\d{1,3}[.)]|[a-z][.)])\s{0,3}){1,4}")


@dataclass(frozen=True)
class CheckedAgainst:
    """Texts that a draft is checked against: those of `catalogue` that `filters` admit."""

    catalogue: CatalogueReader
    filters: Filters = field(default_factory=Filters)
    _lately: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def sentence_at(self, place: WordsPlace) -> tuple[Span, str]:
        """Return the sentence of a provision, or the sentences, in which a place lies, with their words."""
        number = place.version.number
        first, last = self.catalogue.at(number, place.start), self.catalogue.at(number, place.end - 1)
        start, end = place.start, place.end
        for a, b in _sentences(first):
            if a <= place.start < b:
                start = a
        for a, b in _sentences(last):
            if a < place.end <= b:
                end = b
        text = self.catalogue.slice(number, start, end)
        lead = _LABELS_BEFORE.match(text)
        start += lead.end() if lead and start + lead.end() < place.end else 0
        return Span(place.source, place.version, start, end), self.catalogue.slice(number, start, end)

    def provision_at(self, place: WordsPlace) -> HeldProvision:
        """Return the provision in which a place begins."""
        return self.catalogue.at(place.version.number, place.start)

    def is_whole_statement(self, place: WordsPlace) -> bool:
        """Return whether what stands at a place binds or guides, is in force, and is no item of a longer sentence."""
        held = self.provision_at(place)
        if held.source.kind.standing is Standing.COMMENTARY or held.provision.stay or held.provision.reserved:
            return False
        above = self.catalogue.ancestors(held)
        if any(p.provision.stay for p in above):
            return False
        return not any(_LEADS_IN.search(p.text) for p in above[-1:])

    def context_of(self, place: WordsPlace) -> frozenset[str]:
        """Return the words of the title, the names and the headings under which a place stands."""
        held = self.provision_at(place)
        above = [*self.catalogue.ancestors(held), held]
        said = [
            held.source.title,
            held.source.issuer,
            *designations(held.source),
            *(p.provision.heading for p in above),
        ]
        said += [p.locator for p in above]
        own = jurisdictions.table().by_code.get(held.source.jurisdiction)
        said += [*own.agencies, own.offices, *own.no_name] if own else []
        return frozenset(w.text for w in words_in_place(" ".join(said)))

    def locator(self, span: Span) -> str:
        """Return the address at which a stretch stands, with its text where the address does not name it."""
        try:
            held = self.catalogue.at(span.version.number, span.start)
        except Problem:
            return span.source.title
        title = "" if "CFR" in held.locator or span.source.title in held.locator else f" of {_short(span.source.title)}"
        return f"{held.locator}{title}"

    def full_text(self, held: HeldProvision) -> str:
        """Return the text of a provision with all below it; a draft may name one that is long in every sentence."""
        return self._kept("text", (held,), lambda: self.catalogue.full_text(held))

    def symbols(self, named: tuple[HeldProvision, ...]) -> Symbols:
        """Return the symbols of provisions that a sentence names."""
        return self._kept("symbols", named, lambda: Symbols([self._piece(p) for p in named]))

    def _piece(self, held: HeldProvision) -> Piece:
        source, text = held.source, self.full_text(held)
        return Piece(text, source.title, "", held.locator, jurisdiction=source.jurisdiction, language=source.language)

    def _kept(self, what: str, named: Sequence[HeldProvision], make: Callable[[], Made]) -> Made:
        """Return what was made of provisions lately, else make it."""
        key = (what, *((p.version.number, p.position) for p in named))
        made = self._lately.pop(key) if key in self._lately else make()
        self._lately[key] = made  # behind all others, of which the oldest goes
        if len(self._lately) > _KEPT_AT_HAND:
            self._lately.pop(next(iter(self._lately)))
        return made  # type: ignore[no-any-return]

    @cached_property
    def lists(self) -> Sequence[HeldList]:
        """Return the lists of parties that are in force here, chosen once for all sentences of the draft."""
        return all_held(self.catalogue, self.filters)

    @cached_property
    def days(self) -> str:
        """Return the youngest day of the texts that are in force here, as a reason tells it."""
        known = [v.valid_from for _, v in self.catalogue.in_force(self.filters).values() if v.valid_from]
        return max(known).isoformat() if known else ""


def _sentences(held: HeldProvision) -> list[tuple[int, int]]:
    begin = held.provision.start
    return [(begin + a, begin + b) for a, b in sentence_spans(held.text)]


def _short(title: str) -> str:
    return title if len(title) <= 70 else title[:67].rsplit(" ", 1)[0] + " …"
