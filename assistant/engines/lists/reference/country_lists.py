"""Lists of countries that provisions of the law print: the members of a regime, the destinations of a licence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import is_binding
from assistant.engines.model import Span
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.countries import codes_by_word, words_of_a_country
from corpus.locators import mentions
from corpus.locators.numerals import to_kanji
from corpus.model import Role

_FEWEST_LINES = 5  # countries, a line each, from which lines are a list
_FEWEST_IN_A_ROW = 3  # countries in a sentence from which it is a list
_OTHER_LINES = 0.1  # share of lines that may name no country: "International Atomic Energy Agency"
_IN_BRACKETS = lazy_regex(r"\s?\([^()]{1,300}\)\s{0,3}$")
_WIDE_COMMA = lazy_regex(r"[、，]")
_PARTS_OF_ROW = lazy_regex(r"[,;]")
_LINK = lazy_regex(r"^(?:(?:and|or|the)\s){1,3}", re.I)
_WORD_OF_HEADING = lazy_regex(r"[^\W\d_]{2,40}")
_SAME_START = 5  # letters in which a word of a question and one of a heading agree: "authorised", "authorization"
_BARE_SECTION = lazy_regex(r"(?<![\w.$€£])\d{2,4}\.\d{1,3}(?:\([a-zA-Z0-9]{1,4}\)){0,5}(?![\w.%])")
# "part 199, appendix B": the annex behind its part.
_ANNEX_BEHIND = lazy_regex(r"\b(?:\d{1,2} CFR )?part (?P<part>\d{2,4}),? app(?:endix|\.)? (?P<annex>[A-Z])\b", re.I)
_APPENDED_TABLE = lazy_regex(
    r"\b(?:(?:appended|annexed|attached) )?table (?:no\.? ?)?(?P<number>[1-9])(?:[-.](?P<branch>[2-9]))?\b"
    r"(?! to part\b)",
    re.I,
)
_APPENDED = "別表第{number}"  # how a Japanese text numbers its tables
_HEADS = (Role.SECTION, Role.ANNEX)
_DIVISIONS = (Role.PART, Role.TITLE)


@dataclass(frozen=True)
class CountryList:
    """Countries that a provision lists, by their codes, as printed.

    `limited` are the lines that say more than a name, `others` those that name no country; `words` are the beginnings
    of the words of its heading and of what stands before it.
    """

    address: str
    held: tuple[HeldProvision, ...]
    countries: Mapping[str, str]
    limited: tuple[str, ...]
    others: tuple[str, ...]
    words: frozenset[str]

    @property
    def edition(self) -> str:
        """Return the day of the edition, in ISO format; an empty string where it is not known."""
        first = self.held[0].version.valid_from
        return first.isoformat() if first else ""

    @property
    def dated(self) -> str:
        """Return its address with its edition, as a sentence names it."""
        return f"{self.address}, edition of {self.edition}" if self.edition else self.address

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the stretches of the provision that the list stands in."""
        return tuple(map(Span.of, self.held))


def beginning(word: str) -> str:
    """Return the letters by which words of a question and of a heading are compared."""
    return word.casefold()[:_SAME_START]


def list_at(address: str, catalogue: CatalogueReader, filters: Filters = Filters()) -> CountryList | None:
    """Return the one list of countries at an address or below it; None where there is none, or several."""
    for found in catalogue.find(address, filters):
        if is_binding(found.source) and found.provision.role not in _DIVISIONS:
            every = _lists_below(found, catalogue)
            if every:
                return every[0] if len(every) == 1 else None
    return None


def lists_of_part(address: str, catalogue: CatalogueReader, filters: Filters = Filters()) -> Sequence[CountryList]:
    """Return all lists of countries of a part."""
    for found in catalogue.find(address, filters):
        if is_binding(found.source) and (every := _lists_below(found, catalogue)):
            return every
    return ()


def addresses_named(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, address) of the provisions that a text names; a section may be named without its title."""
    found = [
        (m.start(), m.end(), f"Appendix {m['annex'].upper()} to Part {m['part']}") for m in _ANNEX_BEHIND.finditer(text)
    ]
    behind = [span[:2] for span in found]
    found += [
        (m.start, m.end, m.locator.text)
        for m in mentions(text)
        if not any(start < m.end and m.start < end for start, end in behind)
    ]
    for match in _BARE_SECTION.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), match[0]))
    return sorted(found)


def lists_named(text: str, catalogue: CatalogueReader, filters: Filters = Filters()) -> list[CountryList]:
    """Return the lists of countries that a text names, each once; none where one of its addresses is no such list.

    "Table 3" is the appended table of that number, where it is a list of countries.
    """
    named = [address for *_, address in addresses_named(text)]
    found = {address: list_at(address, catalogue, filters) for address in named}
    tables = (list_at(address, catalogue, filters) for *_, address in _tables_named(text))
    every = [*found.values(), *(one for one in tables if one is not None)]
    return list({one.address: one for one in every if one is not None}.values()) if all(every) else []


def spots_named(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, address) of the provisions that a text names, appended tables among them."""
    return sorted([*addresses_named(text), *_tables_named(text)])


def _tables_named(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, address) of the tables that a text names by their number alone: "appended table 3"."""
    return [
        (m.start(), m.end(), _APPENDED.format(number=to_kanji(int(m["number"]))) + _branch(m["branch"]))
        for m in _APPENDED_TABLE.finditer(text)
    ]


def _branch(number: str | None) -> str:
    return f"の{to_kanji(int(number))}" if number else ""


def names_country_list(text: str, catalogue: CatalogueReader, filters: Filters = Filters()) -> bool:
    """Return whether a text names a provision that is a list of countries."""
    return any(list_at(address, catalogue, filters) for *_, address in addresses_named(text))


def _lists_below(top: HeldProvision, catalogue: CatalogueReader) -> Sequence[CountryList]:
    name = f"country lists of {top.version.number}, {top.position}"
    return catalogue.once(name, partial(_read_below, top, catalogue))


def _read_below(top: HeldProvision, catalogue: CatalogueReader) -> tuple[CountryList, ...]:
    below = catalogue.subtree(top)
    above = [p for p in reversed(catalogue.ancestors(top)) if p.provision.role in _HEADS][:1]
    head = above[0] if above else None
    before: HeldProvision | None = None
    out: list[CountryList] = []
    for held in below:
        head = held if held.provision.role in _HEADS else head
        if (found := _read(held, before, head)) is not None:
            out.append(found)
        before = held
    return tuple(out)


def _read(held: HeldProvision, before: HeldProvision | None, head: HeldProvision | None) -> CountryList | None:
    if held.provision.role in (Role.META, Role.NOTE):
        return None
    printed = _lines(held.text) or _in_a_row(held.text)
    countries = {code: name for name in printed if (code := places.country_of_heading(_bare(name)))}
    others = tuple(name for name in printed if not places.country_of_heading(_bare(name)))
    address = held.locator
    if not countries and (countries := _in_wide_script(held)):
        address = f"{address.split(' > ')[0]}, {held.source.title}"  # its number alone tells no reader whose it is
    if not countries:
        return None
    # The sentence that a list of lines belongs to stands before it, at the same address.
    lead = before if before is not None and before.locator == held.locator else None
    held_in = (lead, held) if lead is not None else (held,)
    title = held.source.title if held.source.language != "en" else ""  # its heading has no word of the question
    said = " ".join(t for t in (*(_told(p.text) for p in held_in), _told(head.text) if head else "", title) if t)
    limited = tuple(name for name in printed if _IN_BRACKETS.search(name))
    return CountryList(address, held_in, countries, limited, others, _words(said))


def _bare(name: str) -> str:
    return _IN_BRACKETS.sub("", name).strip()


def _lines(text: str) -> list[str]:
    """Return the lines of a text, without its first where that is a heading, if nearly all of them are countries."""
    lines = [line.strip(" .;") for line in text.split("\n") if line.strip(" .;")]
    if len(lines) < _FEWEST_LINES:
        return []
    if not places.country_of_heading(_bare(lines[0])):
        lines = lines[1:]
    known = sum(bool(places.country_of_heading(_bare(line))) for line in lines)
    return lines if known >= _FEWEST_LINES and len(lines) - known <= _OTHER_LINES * len(lines) else []


def _in_a_row(text: str) -> list[str]:
    """Return the countries of a sentence that ends with them: "The countries … are: A, B, and C."."""
    _, colon, row = text.rpartition(":")
    if not colon or "." in row.strip(" .\n"):
        return []
    names = [_LINK.sub("", piece.strip(" .\n")).strip() for piece in _PARTS_OF_ROW.split(row)]
    names = [name for name in names if name]
    return names if len(names) >= _FEWEST_IN_A_ROW and all(places.country_of_heading(_bare(n)) for n in names) else []


def _in_wide_script(held: HeldProvision) -> dict[str, str]:
    """Return the countries of a text without spaces that is made of them alone, by their codes, in English."""
    pieces = [p for p in _WIDE_COMMA.split(held.text.strip()) if p]
    language = held.source.language
    known = codes_by_word(language) if len(pieces) >= _FEWEST_IN_A_ROW else {}
    codes = [known.get(words_of_a_country(piece, language), "") for piece in pieces]
    return {code: places.name_in_answer(code) for code in codes} if all(codes) else {}


def _told(text: str) -> str:
    """Return the words of a provision without the countries that it lists."""
    names = set(_lines(text))
    kept = " ".join(line for line in text.split("\n") if line.strip(" .;") not in names)
    return kept.rpartition(":")[0] if _in_a_row(kept) else kept


def _words(text: str) -> frozenset[str]:
    return frozenset((*(beginning(w) for w in _WORD_OF_HEADING.findall(text)), *map(str.casefold, _short_forms(text))))


def _short_forms(text: str) -> Iterator[str]:
    """Yield the first letters of words in capitals that stand together: "Lamp Makers Union" gives LM, LMU, MU."""
    for run in re.findall(r"\b[A-Z][a-z]{1,30}(?: [A-Z][a-z]{1,30}){1,6}\b", text):
        letters = "".join(w[0] for w in run.split())
        for first in range(len(letters)):
            yield from (letters[first:last] for last in range(first + 2, len(letters) + 1))
