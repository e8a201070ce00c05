"""Well-known instruments and the names by which people call them, in several languages.

Two uses: a parser gives a text its stable id and the title under which it is known abroad, and the catalogue finds the
source that an address means ("833/2014 article 5aa", "出口管制法第十二条", "article 25 of FEFA"). Numbered EU and CFR
instruments need no entry: their numbers are compared.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from corpus.model import Source


@dataclass(frozen=True, slots=True)
class Instrument:
    """One well-known text.

    `id` is the source id that its parser gives it; `title` its title in its own language; `english` the title under
    which it is known in English; `names` other designations in any language, without the two titles; `page` the text's
    own page at its publisher's, where no rule makes it of the id.
    """

    id: str
    jurisdiction: str
    title: str
    english: str = ""
    names: tuple[str, ...] = ()
    page: str = ""

    @property
    def designations(self) -> tuple[str, ...]:
        """Return every name of the instrument, the titles first."""
        return tuple(dict.fromkeys(n for n in (self.title, self.english, *self.names) if n))


@cache
def known() -> tuple[Instrument, ...]:
    """Return the instruments of the table `instruments.toml`, in its order."""
    table = tomllib.loads(files(__package__).joinpath("instruments.toml").read_text("utf-8"))
    return tuple(Instrument(**{**row, "names": tuple(row.get("names", ()))}) for row in table["instrument"])


def page_of(id: str) -> str:
    """Return the page at its publisher's of the instrument with that id; "" where none is known."""
    return _pages().get(id, "")


@cache
def _pages() -> dict[str, str]:
    return {i.id: i.page for i in known() if i.page}


@cache
def _by_name() -> dict[str, Instrument]:
    """Return the instruments by their normalised names; the first in the table wins where two share a name."""
    return {
        plain_designation(name): instrument
        for instrument in reversed(known())
        for name in (*instrument.designations, instrument.id)
    }


def find(name: str) -> Instrument | None:
    """Return the well-known instrument with that name, in any spelling; None if there is none.

    Case, spaces and punctuation do not matter; an EU instrument is also found by its number.
    """
    wanted = plain_designation(name)
    number = eu_number(name)
    if number and (found := next((i for i in known() if eu_number(i.title) == number), None)):
        return found
    return _by_name().get(wanted) if wanted else None


@cache
def acts_by_number() -> dict[str, Instrument]:
    """Return the well-known acts of the Union by their number without the year ("regulation 833"), where it tells one.

    A number of two digits is that of a paragraph or an article as well.
    """
    found: dict[str, list[Instrument]] = {}
    for instrument in known():
        if instrument.jurisdiction == "eu" and (at := eu_number(instrument.title)) and at[1] >= _NUMBER_ALONE_FROM:
            found.setdefault(str(at[1]), []).append(instrument)
    return {number: acts[0] for number, acts in found.items() if len(acts) == 1}


_NUMBER_ALONE_FROM = 300  # no instrument of the United Kingdom has as many regulations
_SHAPELESS = lazy_regex(r"[\W_]+")


# Words around a name that do not tell instruments apart: "the Export Control Law of the People's Republic of China".
@lru_cache(maxsize=2)
def _around(table: jurisdictions.Jurisdictions) -> re.Pattern[str]:
    return re.compile(
        rf"^(?:the\s+)?(?:(?:{table.joined('before_title')})\s+)?"
        r"|(?:(?:(?<!\s)\s++)?\([^()]*\)"
        rf"|(?:(?:(?<!\s)\s++)?,)?(?<!\s)\s++of\s+(?:the\s+)?(?:{table.joined('behind_title')}))\s*$",
        re.IGNORECASE,
    )


def plain_designation(name: str) -> str:
    """Return a name reduced to what tells instruments apart, so that spellings of one name compare as equal.

    Case, character width, punctuation, brackets and the name of the country are dropped.
    """
    text = unicodedata.normalize("NFKC", name).strip().strip("《》「」『』“”\"'")
    table = jurisdictions.table()
    for head in (head for j in table.entries for head in j.title_heads):
        text = text.removeprefix(head)
    text = _around(table).sub("", text) or text
    return _SHAPELESS.sub(" ", text).strip().casefold()


# "No 833/2014", "2021/821", "2014/65/EU", "No. 1/58": two numbers of which one is a year.
_ACT_NUMBER = lazy_regex(
    r"(\bN[or]\.?\s*)?(?<![\d/])(\d{1,4})/(\d{1,4})(?![\d/]*\d)(?:/(EU|EC|EEC|CFSP|JHA|Euratom))?", re.IGNORECASE
)
# An act in a title: "Council Regulation (EU) No 833/2014", "Decision (CFSP) 2014/512".
TITLED_ACT = lazy_regex(r"(?:Regulation|Decision|Directive) \((?:EU, Euratom|EU|EC|CFSP)\) (?:No )?\d{1,4}/\d{1,4}")
# CELEX: sector, year, type, number; "0" for consolidated texts, which carry their date behind a hyphen.
_CELEX = lazy_regex(r"(?<![0-9A-Za-z])([03])(\d{4})([A-Z]{1,2})(\d{4})(?:[-(R]\S*)?(?![0-9A-Za-z])", re.IGNORECASE)


def eu_number(text: str) -> tuple[int, int] | None:
    """Return (year, number) of the first EU instrument that `text` names, by number or CELEX; None if it names none.

    Since 2015 the year stands first (2021/821). Before, it stood first only in directives and decisions (2014/65/EU)
    and behind the number in regulations (No 833/2014).
    """
    if celex := _CELEX.search(text):
        return int(celex[2]), int(celex[4])
    found = _ACT_NUMBER.search(text)
    return year_and_number(found[2], found[3], old_form=bool(found[1])) if found else None


def year_and_number(first: str, second: str, *, old_form: bool = False) -> tuple[int, int] | None:
    """Return (year, number) of an EU instrument from its two numbers; None if neither can be a year.

    `old_form` ("No 2018/2000") says that the number stands first.
    """
    a, b = int(first), int(second)
    both = len(first) == len(second) == 4 and 1950 <= a <= 2100 and 1950 <= b <= 2100
    if len(first) == 4 and 1950 <= a <= 2100 and not (both and (old_form or a < 2015)):
        return a, b
    if len(second) == 4 and 1950 <= b <= 2100:
        return b, a
    if len(second) == 2 and b >= 52:  # "No 1/58", "No 17/62"
        return 1900 + b, a
    return (1900 + a, b) if len(first) == 2 and a >= 52 else None


_CFR_TITLE_NUMBER = lazy_regex(r"\b(\d{1,2})\s*C\.?\s*F\.?\s*R\.?", re.IGNORECASE)
_CFR_PARTS = {"ear": ("15", 730, 774), "itar": ("22", 120, 130)}
_PARTS_NAMED = lazy_regex(r"\bparts?\s+(\d{2,4})(?:\s*(?:-|–|to)\s*(\d{2,4}))?", re.IGNORECASE)


def designations(source: Source) -> tuple[str, ...]:
    """Return the designations by which a source can be asked for: its title, its known names, its EU number."""
    found = [source.title]
    instrument = of_source(source)
    if instrument is not None:
        found += instrument.designations
    number = eu_number(f"{source.id} {source.title}") or (eu_number(source.url) if "eur" in source.url else None)
    if number and source.jurisdiction in ("", "eu"):
        found.append(f"{number[0]}/{number[1]}")
    return tuple(dict.fromkeys(name for name in found if name))


def of_source(source: Source) -> Instrument | None:
    """Return the well-known instrument that a source is, by its id, else by its title; None if it is none."""
    for instrument in known():
        if source.id == instrument.id:
            return instrument
    return find(source.title) or find(re.sub(r"(?<!\s)\s*\(.*", "", source.title))


def is_of_instrument(instrument: str, source: Source) -> bool:
    """Return whether `instrument`, as an address or a person names it, means this source.

    EU numbers are compared as year and number, CFR designations ("15 CFR", "EAR") by title and part, other names by the
    table or as whole words of the source's title. "" matches every source.
    """
    wanted = plain_designation(instrument)
    if not wanted:
        return True
    number = eu_number(instrument)
    if number:
        return any(
            eu_number(text) == number for text in (source.id.removeprefix("eu-"), source.title, source.url) if text
        )
    if wanted in _CFR_PARTS or _CFR_TITLE_NUMBER.fullmatch(instrument.strip()):
        return _matches_cfr(wanted, source)
    known_as = find(instrument)
    held_as = of_source(source)
    if known_as is not None and held_as is not None:
        return known_as.id == held_as.id
    title = plain_designation(source.title)
    return (
        wanted == source.id.casefold()
        or wanted == title
        or re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", title) is not None
    )


def _matches_cfr(wanted: str, source: Source) -> bool:
    """Return whether a source is of the CFR title, and in the range of parts, that `wanted` stands for."""
    described = f"{source.id} {source.title}"
    title = next((m[1] for m in [_CFR_TITLE_NUMBER.search(described.replace("-", " "))] if m), None)
    if wanted not in _CFR_PARTS:
        return title is not None and wanted.startswith(title)
    cfr_title, first, last = _CFR_PARTS[wanted]
    part = _PARTS_NAMED.search(described.replace("-", " "))
    return title == cfr_title and (part is None or first <= int(part[1]) <= last)
