"""Screening of one name or of many against every list held: matches with a score and the words that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.model import Span
from assistant.engines.screening.name_index import NameIndex, name_index
from assistant.engines.screening.name_likeness import FLOOR, Likeness, NameComparison, compare_names
from assistant.engines.screening.romanised import has_no_vowels, is_transliterated, name_words
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.lexicon.address_words import SAME_ADDRESS, address_words, share_said
from corpus.lexicon.company_words import forms_behind

MATCHES_KEPT = 25  # matches of one name
_ONE_WORD = 6  # letters of a single shared word that tells somebody
_SHARED_BY_FEW = 0.8  # of the weight of a word that one name has: a handful of names have it
_ADDRESS_WORDS = 4
_SHARED_BY_MANY = 30  # names with a word from which on it tells nobody from another: a trade, a town
_LETTERS_FROM = 8  # letters of a name from which names with similar letters are looked for
_LETTERS_ALIKE = 84.0  # percent of letters in their order from which such a name is told
_LISTED = (Likeness.SAME, Likeness.ALIAS, Likeness.ADDRESS)


@dataclass(frozen=True, slots=True)
class ScreeningMatch:
    """Row whose name or address is like what was screened."""

    held: HeldList
    row: PartyRow
    written: str  # the row's own spelling of the name that matched
    found: NameComparison

    @property
    def is_listed(self) -> bool:
        """Return whether the name itself stands on the list, as a name or as an alias."""
        return self.found.likeness in _LISTED

    @property
    def span(self) -> Span:
        """Return the place of the row."""
        return self.held.span(self.row)


@dataclass(frozen=True, slots=True)
class Screening:
    """Result for one name: the best matches, best first, and how many others there are.

    `read_as` are its words in Latin letters.
    """

    name: str
    read_as: tuple[str, ...]
    matches: tuple[ScreeningMatch, ...]
    others: int = 0

    @property
    def is_listed(self) -> bool:
        """Return whether the name itself stands on a list."""
        return any(m.is_listed for m in self.matches)


def screened(
    names: Sequence[str], catalogue: CatalogueReader, filters: Filters = Filters(), country: str = ""
) -> Iterator[Screening]:
    """Yield the screening of each name. `country` is a code: only rows under it, or under none, are told."""
    index = name_index(catalogue, filters)
    asked = [_without_form(name_words(name), index) for name in names]
    others = {w for name, found in zip(names, asked, strict=True) if is_transliterated(name) for w in found}
    near = index.near((w for found in asked for w in found), others)
    for name, found in zip(names, asked, strict=True):
        if has_no_vowels(name):
            near = {**near, **index.unvoweled(found)}
        rows = _matches(name, found, index, near, country)
        if all(m.found.only_asked for m in rows) and (alike := index.sounding(found)):
            both = {w: [*near.get(w, ()), *alike.get(w, ())] for w in found}
            rows = _matches(name, found, index, both, country)  # no row has all of its words as they are spelt
        rows = rows or _containing(found, index, country)
        yield Screening(name, found, tuple(rows[:MATCHES_KEPT]), max(0, len(rows) - MATCHES_KEPT))


def rows_spelt_alike(name: str, index: NameIndex, catalogue: CatalogueReader) -> list[ScreeningMatch]:
    """Return the rows whose names have most letters of a name in common, whatever its words: a name that is misspelt.

    It takes longer than the look-up by words, and is for a name that has no match by them.
    """
    asked = " ".join(sorted(name_words(name)))
    if len(asked) < _LETTERS_FROM:
        return []
    spelt = catalogue.once(f"letters of {id(index)}", lambda: [" ".join(sorted(n.words)) for n in index.names])
    found = process.extract(asked, spelt, scorer=fuzz.ratio, score_cutoff=_LETTERS_ALIKE, limit=MATCHES_KEPT)
    best: dict[tuple[int, int], ScreeningMatch] = {}
    for _, score, place in found:
        known = index.names[place]
        held, row = index.row(known)
        match = ScreeningMatch(held, row, known.written, NameComparison(Likeness.LETTERS, min(99.0, score), (), ()))
        best.setdefault((known.list_at, known.row_at), match)
    return list(best.values())


def rows_at_address(text: str, index: NameIndex) -> list[ScreeningMatch]:
    """Return the rows that list an address without a name and whose address stands in a text."""
    return list(_addresses(text, index))


def _without_form(asked: tuple[str, ...], index: NameIndex) -> tuple[str, ...]:
    """Return a name without the form of a company behind it, where no list has it but the rest, in whatever form."""
    *rest, last = asked or ("",)
    if not rest or last not in forms_behind() or "".join(asked) in index.by_letters:
        return asked
    letters = "".join(rest)
    listed = (place for form in ("", *forms_behind()) for place in index.by_letters.get(f"{letters}{form}", ()))
    of_firms = (p for p in listed if ("Type", "Individual") not in index.row(index.names[p])[1].more)
    return tuple(rest) if any(index.names[p].words[: len(rest)] == tuple(rest) for p in of_firms) else asked


def _matches(
    name: str, asked: Sequence[str], index: NameIndex, near: Mapping[str, Sequence[str]], country: str
) -> list[ScreeningMatch]:
    best: dict[tuple[int, int], ScreeningMatch] = {}
    if not asked:
        return []
    spelt_otherwise = is_transliterated(name) and not has_no_vowels(name)
    for place in index.candidates(asked, near):
        known = index.names[place]
        found = compare_names(asked, known.words, index.weight, index.unknown, alias=known.alias, near=near)
        by_one = spelt_otherwise and _shares_a_rare_word(known.words, found, index)
        if not by_one and (not found.is_near or not _tells(asked, known.words, found, index)):
            continue
        key = (known.list_at, known.row_at)
        if key not in best or _rank(found) < _rank(best[key].found):
            best[key] = ScreeningMatch(*index.row(known), known.written, found)
    rows = [*best.values(), *_addresses(name, index)]
    if country:
        rows = [m for m in rows if not m.row.codes or country in m.row.codes]
    rows.sort(key=lambda m: (*_rank(m.found), m.held.compiled, m.held.about.name, m.row.start))
    return rows


def _containing(asked: Sequence[str], index: NameIndex, country: str) -> list[ScreeningMatch]:
    """Return the rows whose names have all the words of a name, however common they are, with a score below FLOOR."""
    asked = list(dict.fromkeys(asked))
    postings = [set(index.postings.get(w, ())) for w in asked]
    best: dict[tuple[int, int], ScreeningMatch] = {}
    for place in sorted(set.intersection(*postings)) if postings else ():
        known = index.names[place]
        held, row = index.row(known)
        if not country or not row.codes or country in row.codes:
            left = tuple(w for w in known.words if w not in asked)
            score = FLOOR * len(asked) / len(known.words) - 1
            match = ScreeningMatch(held, row, known.written, NameComparison(Likeness.LONGER, score, (), left))
            best.setdefault((known.list_at, known.row_at), match)
    return sorted(best.values(), key=lambda m: -m.found.score)


def _rank(found: NameComparison) -> tuple[bool, float, int]:
    return found.likeness not in _LISTED, -found.score, list(Likeness).index(found.likeness)


def _tells(asked: Sequence[str], listed: Sequence[str], found: NameComparison, index: NameIndex) -> bool:
    """Return whether what two names share tells one body from another: more than a town, a trade or a short word."""
    if found.likeness in (Likeness.SAME, Likeness.ALIAS, Likeness.SPELLING):
        return True
    shared = [w for w in listed if w not in found.only_listed]
    telling = sum(index.weight.get(w, index.unknown) for w in shared)
    if found.only_asked and all(len(index.postings.get(w, ())) >= _SHARED_BY_MANY for w in shared):
        return False  # "Xiaomi Communications" is nobody else's communications
    most = max((index.weight.get(w, index.unknown) for w in shared), default=0.0)
    if found.likeness is Likeness.SHARED:
        return len(shared) > 1 and telling > 1.6 * index.unknown * 0.75 and most > 0.55 * index.unknown
    if found.likeness is Likeness.SHORTER:
        return most > 0.6 * index.unknown and (len(shared) > 1 or len(shared[0]) >= _ONE_WORD or shared[0] == asked[0])
    return most > 0.45 * index.unknown


def _shares_a_rare_word(listed: Sequence[str], found: NameComparison, index: NameIndex) -> bool:
    """Return whether a name in another script has a long word that few names have, however its others are spelt.

    There are several ways into Latin letters, so that words that differ need not be others.
    """
    shared = [w for w in listed if w not in found.only_listed]
    rare = _SHARED_BY_FEW * index.unknown
    return any(len(w) > _ONE_WORD and index.weight.get(w, 0.0) > rare for w in shared)


def _addresses(name: str, index: NameIndex) -> Iterator[ScreeningMatch]:
    """Yield the rows that bind whoever uses an address, where the name that is screened is that address."""
    said = address_words(name)
    if len(said) < _ADDRESS_WORDS or not any(c.isdigit() for c in name):
        return
    for held in index.lists:
        for row in held.rows:
            if row.kind is not RowKind.ADDRESS:
                continue
            own = address_words(row.listed_as)
            share = share_said(own, said)
            if share >= SAME_ADDRESS:
                missing = tuple(sorted(own - said))
                found = NameComparison(Likeness.ADDRESS, round(100 * share, 1), (), missing)
                yield ScreeningMatch(held, row, row.cell, found)
