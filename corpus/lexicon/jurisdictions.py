"""Jurisdictions (`jurisdictions.toml`): their names, their agencies, and how a question asks of their law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN, HAN
from corpus.lexicon import countries
from corpus.lexicon.tables import any_of, content, entry
from corpus.lexicon.towns import folded_town

TABLE = Path(__file__).with_name("jurisdictions.toml")
_LAWLIKE = (
    r"(?:[\w'’-]{1,40}\s+){0,3}?(?:laws?|regulations?|rules?|exporters?|compan(?:y|ies)|firms?|authorit\w+|"
    r"export controls?|government|ministry|regulators?|text|list)\b"
)
_APOSTROPHE = lazy_regex("['’]")
_PATTERN_FIELDS = ("compared", "under", "about", "licences", "own_words")  # fields that are matched by themselves
_JOINED_FIELDS = (
    "offices",
    "english",
    "owners",
    "places",
    "firms",
    "buyers",
    "destinations",
    "before_title",
    "behind_title",
)


@dataclass(frozen=True, slots=True)
class TitledText:
    """Words by which a question asks for texts, and what the titles of such texts say."""

    asked: re.Pattern[str]
    title: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Jurisdiction of the table; the head of `jurisdictions.toml` says what each field does."""

    code: str
    name: str = ""
    regime: str = ""
    country: str = ""
    locators: tuple[str, ...] = ()
    numbered: bool = False
    agencies: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    offices: str = ""
    no_name: tuple[str, ...] = ()
    in_han: tuple[str, ...] = ()
    compared: re.Pattern[str] | None = None
    homonyms: tuple[str, ...] = ()
    under: re.Pattern[str] | None = None
    own_words: re.Pattern[str] | None = None
    own_law: str = ""
    about: re.Pattern[str] | None = None
    titles: tuple[TitledText, ...] = ()
    licences: re.Pattern[str] | None = None
    possessive: str = ""
    language: str = ""
    english: str = ""
    owners: str = ""
    places: str = ""
    firms: str = ""
    buyers: str = ""
    destinations: str = ""
    before_title: str = ""
    behind_title: str = ""
    title_heads: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Jurisdictions:
    """Table of jurisdictions, with all that is derived from it once."""

    entries: tuple[Jurisdiction, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Jurisdiction]:
        """Return each entry by the code that sources have."""
        return {j.code: j for j in self.entries}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return the name of each jurisdiction by its code; some have none."""
        return {j.code: j.name for j in self.entries if j.name}

    @cached_property
    def regimes(self) -> Mapping[str, str]:
        """Return by code the names of jurisdictions that always have a row in the table of what is held."""
        return {j.code: j.regime for j in self.entries if j.regime}

    @cached_property
    def of_locator(self) -> Mapping[str, tuple[str, ...]]:
        """Return the jurisdictions whose texts have each kind of address; a kind that any text may have is left out."""
        kinds = dict.fromkeys(kind for j in self.entries for kind in j.locators)
        return {kind: tuple(j.code for j in self.entries if kind in j.locators) for kind in kinds}

    @cached_property
    def numbering(self) -> frozenset[str]:
        """Return the jurisdictions whose control lists number goods as the Wassenaar states' lists do ("3A001")."""
        return frozenset(j.code for j in self.entries if j.numbered)

    @cached_property
    def of_agency(self) -> Mapping[str, str]:
        """Return the jurisdiction of each agency that licenses or keeps lists."""
        return {agency: j.code for j in self.entries for agency in j.agencies}

    @cached_property
    def agency(self) -> re.Pattern[str]:
        """Return a pattern of the agencies that license or keep lists, by the names that they go by."""
        return re.compile(rf"\b{any_of(self.of_agency)}\b")

    @cached_property
    def of_law(self) -> Mapping[str, str]:
        """Return the jurisdiction of each law that questions call by a short name, in small letters."""
        return {law.casefold(): j.code for j in self.entries for law in j.laws}

    @cached_property
    def compared(self) -> Mapping[str, re.Pattern[str]]:
        """Return by code how a question names the jurisdictions that it compares."""
        return {j.code: j.compared for j in self.entries if j.compared}

    @cached_property
    def compared_in_any_case(self) -> Mapping[str, re.Pattern[str]]:
        """Return the same patterns without regard to case; see `homonyms`."""
        return {code: re.compile(pattern.pattern, re.IGNORECASE) for code, pattern in self.compared.items()}

    @cached_property
    def homonyms(self) -> tuple[str, ...]:
        """Return the names that are other words too in small letters, as they are then."""
        return tuple(h for j in self.entries for h in j.homonyms)

    @cached_property
    def homonyms_in_capitals(self) -> re.Pattern[str]:
        """Return a pattern of the names that are other words in small letters, as they are written in capitals."""
        return re.compile(rf"\b{any_of(map(str.upper, self.homonyms))}\b")

    @cached_property
    def under(self) -> Mapping[str, re.Pattern[str]]:
        """Return by code how a question asks of one jurisdiction's law alone."""
        return {j.code: j.under for j in self.entries if j.under}

    @cached_property
    def no_name(self) -> frozenset[str]:
        """Return words that may begin with a capital in a question and name no company."""
        return frozenset(w for j in self.entries for w in j.no_name)

    @cached_property
    def other_languages(self) -> tuple[Jurisdiction, ...]:
        """Return the jurisdictions whose texts are held in another language than English."""
        return tuple(j for j in self.entries if j.language)

    @cached_property
    def _called(self) -> Mapping[str, re.Pattern[str]]:
        return {j.code: re.compile("|".join(map(_anywhere, j.called))) for j in self.entries if j.called}

    def called_in(self, question: str) -> frozenset[str]:
        """Return the jurisdictions whose law, agencies or lists a question in another language than English names."""
        said = folded_town(_APOSTROPHE.sub(" ", question))
        return frozenset(code for code, names in self._called.items() if names.search(said))

    def called_by_name(self, question: str) -> frozenset[str]:
        """Return the jurisdictions of which a question calls a law by a short name ("SCOMET")."""
        return frozenset(self.of_law[w] for w in re.findall(r"\w+", question.casefold()) if w in self.of_law)

    def named_in(self, text: str) -> frozenset[str]:
        """Return the jurisdictions whose laws or offices a text names ("the EU's ban", "Department of Energy")."""
        return frozenset(j.code for j in self.entries if j.about and j.about.search(text))

    @cached_property
    def _in_english(self) -> Mapping[str, re.Pattern[str]]:
        return {j.code: re.compile(rf"\b(?:{j.english})\b") for j in self.entries if j.english}

    def spoken_of_in_english(self, question: str) -> frozenset[str]:
        """Return the jurisdictions of whose texts, held in English, a question speaks by their words ("Commerce")."""
        return frozenset(code for code, words in self._in_english.items() if words.search(question))

    def by_own_words(self, question: str) -> frozenset[str]:
        """Return the jurisdictions of which a question has words that their law alone has ("deemed export")."""
        said = question.casefold()
        return frozenset(j.code for j in self.entries if j.own_words and j.own_words.search(said))

    def of_country(self, code: str) -> str:
        """Return the jurisdiction of a country by its ISO code ("GB" → "uk"), also of one that is not in the table."""
        return next((j.code for j in self.entries if j.country and j.country == code), code.lower())

    def country_of(self, code: str) -> str:
        """Return the ISO code of a jurisdiction's country ("uk" → "GB"), also of one that is not in the table."""
        found = self.by_code.get(code)
        return (found.country if found else "") or code.upper()

    def titled(self, question: str, title: str) -> bool:
        """Return whether a question asks for texts by words that mean the one of this title."""
        return any(t.asked.search(question) and t.title.search(title) for j in self.entries for t in j.titles)

    @cached_property
    def bodies(self) -> str:
        """Return the names of all bodies that license, keep lists or decide, as alternatives of one pattern."""
        return "|".join(self.joined(field) for field in ("agencies", "offices"))

    def joined(self, field: str, *, other_languages: bool = False) -> str:
        """Return the patterns of a field as alternatives of one, of all entries or of `other_languages` only."""
        chosen = self.other_languages if other_languages else self.entries
        return "|".join(alternatives(value) for j in chosen if (value := getattr(j, field)))


def _anywhere(name: str) -> str:
    """Return a pattern of a name: one of Latin letters begins a word, one of others stands anywhere."""
    said = re.escape(folded_town(name))
    return said if EAST_ASIAN.search(name) else rf"(?<![\w-]){said}"


def alternatives(value: str | tuple[str, ...]) -> str:
    """Return a field as a pattern: a pattern as it is, names as alternatives."""
    return value if isinstance(value, str) else "|".join(map(re.escape, value))


@cache
def load(path: Path) -> Jurisdictions:
    """Read a table of jurisdictions. Raises BadRequest for a mistake in it."""
    made = []
    for n, row in enumerate(content(path)["jurisdiction"], 1):
        where = f"{path.name}, jurisdiction {row.get('code', n)}"
        titles = tuple(entry(TitledText, t, f"{where}, titles", convert=_titled) for t in row.get("titles", ()))
        made.append(replace(entry(Jurisdiction, row, where, convert=_value, patterns=_JOINED_FIELDS), titles=titles))
    return Jurisdictions(tuple(made))


def _titled(field: str, value: str) -> re.Pattern[str]:
    return re.compile(value, re.IGNORECASE if field == "asked" else re.NOFLAG)


def _value(field: str, value: Any) -> Any:
    if field in _PATTERN_FIELDS:
        return re.compile(value.replace("{lawlike}", _LAWLIKE).replace("{han}", HAN))
    return tuple(value) if isinstance(value, list) else value


def table() -> Jurisdictions:
    """Return the table that comes with Licet."""
    return load(TABLE)


def country_name(jurisdiction: str) -> str:
    """Return the name of a source's jurisdiction as a country ("us" → "United States"); empty where it is none."""
    known, code = countries.table(), table().country_of(jurisdiction)
    name = known.names.get(code) or (known.by_code[code].name if code in known.by_code else "")
    return name.split(" (")[0]
