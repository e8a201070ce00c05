"""Names in tables: whether a name is on a list, and in which row. Aliases, legal forms and misspellings are known."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.query.candidate_names import LEGAL_FORM, asking, candidates, opening, small_names
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.held import HeldProvision
from corpus.lexicon import countries, jurisdictions, party_lists
from corpus.lexicon.party_lists import stands_on
from corpus.model import Role
from index.snapshot import CollectionSnapshot
from index.text.tokens import NOWHERE, stem

_NAME_COLUMN = re.compile(
    r"^(?!.*\b(?:goods?|products?|items?|commodit\w+|substances?|chemicals?)\b)"
    r".*(?:entity|name|listed person|party|alias|company|organi[sz]ation|实体|名称)",
    re.I,
)
# "Is X listed?", "why was X added to the list?": the question is of the list, not of a rule that speaks of lists.
_ASKED_OF = re.compile(
    r"\b(?:is|are|was|were|has|have)\b.*(?:\blisted\b|"
    r"\bsanctioned\b|\bblacklisted\b|\b(?:on|to|off|from|in) (?:the|a|any|which) (?:[\w-]+ ){0,4}lists?\b)|"
    r"\blisted\b.*\bis\b|\b(?:is|are|was|were)\b [^?]{2,60}\b(?:on|in) (?:it|them|that one)\W*\?|"
    r"\b(?:did|does|do|has|have)\b [^?]{2,60}\b(?:put|place|add|added|list|blacklist|sanction|"
    r"take|took|remove|drop|strike)\b[^?]{2,60}\b(?:on|to|off|from) (?:the|a|any|its|their) (?:[\w-]+ ){0,4}lists?\b|"
    r"\blists?\b[^?]*[.;!] (?:and|but|so|what about|how about) [^?]{2,40}\?",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:which|what|every|all|each|both|any)\b[^?.]{0,30}\b(?:lists|countries|"
    r"companies|entities|entries|affiliates|subsidiaries|addresses|places)\b|\b(?:every|each|both) (?:\w+ )?list\b",
    re.I,
)
_AFFILIATES = re.compile(r"^(?:[A-Z’',. ]{4,40} )?Affiliated entit", re.I)  # a row of those that hang on the row above
_COMMON = 3.0  # times as many passages as names
_RARE = 5.0  # inverse document frequency from which a word is a name and not a word of the texts
# "How are applications for them reviewed?" and "and the alias?" speak of an earlier name;
# "Who decides on removals?" does not.
_LEANS = re.compile(
    r"^\W*(?:and|also|what about|how about)\b|"
    r"\b(?:it|its|they|them|their|theirs|he|she|him|her|his|those|these|one)\b|\b(?:the|this|that|which|what|both|"
    r"each)\s+(?:\w+\s+)?(?:compan|entit|firm|part(?:y|ies)|person|row|entry|entries|list|address|alias|name|policy)",
    re.I,
)
_ASKS_ROW = re.compile(
    r"\b(?:need|needs|licen[cs]e|review(?:ed)?|case[- ]by[- ]case|"
    r"policy|carve-?out|federal register|cite|citation|added|when|why|footnote|alias|address|ship|sell|export)\b",
    re.I,
)
_FEW_ROWS, _MOST_ROWS = 2, 4  # that an answer shows; the second where several are asked for
_TOWN = 3  # rows whose addresses have a word as a town before it counts as one
_SLIP = 87.0
_PERHAPS = 89.0  # below what counts as the name that was asked after
_OF_ONE_WORD = 96.0  # the most that one word of a longer name counts
_POOL = 60  # names that are compared by their rows
_BORNE = 8  # rows, editions counted, of a name that is known by one word: Huawei's
_SURELY = 90.0
_SLIPS_FROM = 6  # letters of a word in which a slip of the pen is looked for
_LONG = 8  # letters of a word in which a letter more or less is a slip
_KNOWN = 3  # rows that bear a name in which a slip is looked for
# What many bodies are called, wherever they are: none tells one name from another.
_ANYONES = frozenset([
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "international",
    "national", "federal", "state", "general",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Table row that a name in the question means; `score` is 0 to 100, and `name` the row's own spelling."""

    held: HeldProvision
    name: str
    asked: str
    score: float

    @property
    def is_sure(self) -> bool:
        """Return whether the name is the row's own. If not, it is misspelt, or only a part of the row's name."""
        return self.score >= _SURELY

    @property
    def table(self) -> str:
        """Return the address of the list that has the row."""
        return self.held.locator.split(", Country")[0].split(" > ")[0]

    @property
    def compiled(self) -> bool:
        """Return whether the list only compiles other lists."""
        return "Consolidated" in self.table


def names_lists(text: str) -> bool:
    """Return whether a text asks of lists of parties, by name or in general."""
    return _of_lists(party_lists.table(), jurisdictions.table()).search(text) is not None


@lru_cache(maxsize=2)
def _of_lists(lists: party_lists.PartyLists, laws: jurisdictions.Jurisdictions) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{lists.joined('rows')}|screening list|sanction(?:ed|s)?|blacklist(?:ed)?|listed|"
        rf"on (?:a|the|any|which|what|{laws.joined('agencies')}) (?:\w+ )?lists?|"
        r"(?:which|any|one) of (?:the |their |those )?(?:\w+ )?lists|(?:which|every|all|each) (?:\w+ )?lists?|"
        r"de-?list(?:ed)?|restricted part(?:y|ies))\b",
        re.I,
    )


def plain(name: str) -> str:
    """Return a name in a form for comparison: without case, accents, punctuation and legal forms."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(LEGAL_FORM.sub(" ", re.sub(r"[^\w]+", " ", folded)).split())


@dataclass(frozen=True, slots=True)
class NameTable:
    """Names of every table row that one generation of a catalogue holds, indexed by their words."""

    generation: int
    names: tuple[tuple[str, str, int, int], ...]  # plain, as written, version, position
    words: Mapping[str, Sequence[int]]  # places in `names`
    places: frozenset[str]  # towns and countries: a name that says no more than one is nobody's

    @classmethod
    def of(cls, catalogue: CatalogueReader) -> NameTable:
        """Return the names of what a catalogue holds now."""
        generation = catalogue.generation
        names: list[tuple[str, str, int, int]] = []
        words: dict[str, list[int]] = defaultdict(list)
        towns: Counter[str] = Counter()
        for number in catalogue.editions():
            for held in catalogue.with_role(number, Role.ROW):
                towns.update(_towns(held))
                for written in names_of(held):
                    flat = plain(written)
                    if flat:
                        for word in set(flat.split()):
                            words[word].append(len(names))
                        names.append((flat, written, number, held.position))
        known = countries.table()
        named = {w for name in known.names.values() for w in plain(name).split()}
        places = frozenset(named | {w for w, n in towns.items() if n >= _TOWN} | known.common | _ANYONES)
        return cls(generation, tuple(names), dict(words), places)


class NameTables:
    """Keeper of the name table. It is made on first use, and made again when the collection changes."""

    def __init__(self, catalogue: CatalogueReader) -> None:
        self.catalogue = catalogue
        self._kept: NameTable | None = None
        self._lock = threading.Lock()

    def at(self, generation: int) -> NameTable:
        """Return the name table of this generation of the catalogue, or of a later one if there is one."""
        kept = self._kept
        if kept is not None and kept.generation == generation:
            return kept
        with self._lock:  # two questions at once make one table
            if self._kept is None or self._kept.generation < generation:
                self._kept = NameTable.of(self.catalogue)
            return self._kept


class Rows:
    """Look-up of the table rows that one question names."""

    def __init__(self, collection: CollectionSnapshot, tables: NameTables) -> None:
        self.catalogue, self.rarity, self.analyzer = collection.catalogue, collection.rarity, collection.analyzer
        self._tables = tables

    @cached_property
    def _table(self) -> NameTable:
        return self._tables.at(self.catalogue.generation)

    def look_up(self, question: Query, filters: Filters) -> tuple[list[RowMatch], list[str]]:
        """Return the rows that the names in a question mean, best first, and the names that no list has.

        A name counts as absent only when the question asks of lists ("is X listed?"), not when it is mentioned in
        passing.
        """
        asked = candidates(asking(question.core)) or list(question.names) or small_names(question.core)
        about_lists = names_lists(question.standalone)
        if not asked and question.standalone != question.core and _LEANS.search(question.core):
            asked = candidates(question.standalone)
        if not about_lists and not _ASKS_ROW.search(question.standalone):
            return [], []
        editions = self.catalogue.in_force(filters)
        # Every question begins with a capital: its first word is a name only if it is listed, or a slip of one that is.
        first = opening(asking(question.core))
        if first and not any(first in n for n in asked) and (rows := self._of(first, editions.keys())):
            if rows[0].score >= _SLIP and self._is_name(first):
                asked = [first, *asked]
        found: list[RowMatch] = []
        unlisted: list[str] = []
        for name in asked:
            if any(name != m.asked and m.is_sure and m.asked.endswith(name) for m in found):
                continue  # "Iran Air" is found: "Air" is not asked after
            rows = self._of(name, editions.keys())
            if rows and not rows[0].is_sure and self._is_word(name):
                rows = []  # "bearings" is a word of the texts, whoever has it in his name
            if not rows and " and " in name:
                pieces = [self._of(n, editions.keys()) for n in name.split(" and ")]
                rows = [r for piece in pieces for r in piece]
            found.extend(rows)
            if not rows and _ASKED_OF.search(question.standalone) and self._table.names and self._is_name(name):
                unlisted.append(name)
        best: dict[tuple[int, int], RowMatch] = {}
        for match in found:
            key = (match.held.version.number, match.held.position)
            if key not in best or match.score > best[key].score:
                best[key] = match
        # The law's own row of a name comes before that of a compilation. Of rows alike the one that says most comes
        # first, as a parent's does with its aliases and affiliates.
        ranked = sorted(
            best.values(),
            key=lambda m: (
                -round(m.score / 8),
                m.held.source.kind.authority,
                -m.score,
                _AFFILIATES.search(m.held.text) is not None,
                -len(m.held.text),
            ),
        )
        return _told_apart(ranked), unlisted if about_lists and not ranked else []

    def _is_name(self, name: str) -> bool:
        """Return whether words with capitals are a name, rather than words of the texts."""
        words = plain(name).split()
        if set(words) <= self._table.places:
            return False
        if any(w in self._table.words for w in words) and any(n not in self._table.words for n in _numbers(words)):
            return True  # "Works 97" beside rows of other numbers
        rare = self.rarity([*self.analyzer.terms(name), NOWHERE])
        # In a small collection no word reaches the cut-off of a large one: there a name is what stands in no passage.
        cut = min(_RARE, rare.pop(NOWHERE) - 1.0)
        return bool(rare) and min(rare.values()) > cut

    def _is_word(self, name: str) -> bool:
        """Return whether a lone word stands in far more passages than names, so that it is no name."""
        word = plain(name)
        if not word or " " in word:
            return False
        rare = self.rarity([word, NOWHERE])
        passages = 0.5 * math.exp(rare[NOWHERE] - rare[word])
        return passages > _COMMON * (len(self._table.words.get(word, ())) + 2)

    def _of(self, name: str, editions: Container[int]) -> list[RowMatch]:
        wanted = plain(name)
        if not wanted:
            return []
        pool: set[int] = set()
        for word in wanted.split():
            pool.update(self._near(word))
        if set(wanted.split()) <= self._table.places:
            return []
        scored = []
        for n in pool:
            flat, written, version, _position = self._table.names[n]
            if version in editions:
                score = self._alike(wanted, flat)
                # Capitals tell a name: "ACMEX" is ACMEX Security, if the row also has it in capitals.
                own = score == _PERHAPS and name.isupper() and written.startswith(name)
                scored.append((_SURELY if own else score, n))
        scored = sorted((s for s in scored if s[0] >= 86), key=lambda s: (-s[0], s[1]))[:_POOL]
        lists: dict[tuple[int, str], list[RowMatch]] = defaultdict(list)
        for score, n in scored:
            held = self.catalogue.provision(self._table.names[n][2], self._table.names[n][3])
            match = RowMatch(held, self._table.names[n][1], name, score)
            lists[held.version.number, match.table].append(match)
        out: list[RowMatch] = []
        for mine in lists.values():
            # "SMIC" is that row before it is SMIC Holdings Limited, whose legal form is left out of the comparison.
            as_written = [m for m in mine if m.name.casefold() == name.casefold()]
            out.extend(m for m in as_written or mine if m.score >= scored[0][0] - 6)
        return out

    def _alike(self, wanted: str, name: str) -> float:
        """Return how surely a name is the row's, 0 to 100, as `_alike` does.

        A single word must also be what tells the row's name from others.
        """
        a = wanted.split()
        told = [w for w in name.split() if w not in self._table.places]
        if len(a) == 1 and wanted != name:
            # A slip is a word that no text has, in a name that several rows bear. A short word has as many letters as
            # the name. "Huawey" is Huawei, but "Samsung" is not Samsun, nor "Normal" Norman.
            slip = (
                bool(told)
                and len(self._table.words.get(told[0], ())) >= _KNOWN
                and OSA.distance(told[0], wanted) <= _slips(wanted)
                and (len(told[0]) == len(wanted) or len(wanted) >= _LONG)
                and (stem(told[0]) == stem(wanted) or self._unheard(wanted))
            )
            if not told or (told[0] != wanted and not slip):
                return 0.0
            # One word of a longer name that hardly a row bears may be another's: "Tesla" is not Tesla Hooshmand Sazan.
            rows = {self._table.names[n][2:] for n in self._table.words.get(told[0], ())}
            if told[0] == wanted and told != [wanted] and len(rows) < _BORNE:
                return _PERHAPS
            # Affiliates add a country or a trade: "Huawei" is Huawei Technologies rather than Huawei France.
            more = (len(told) < len(name.split())) + 0.5 * max(0, len(told) - 2)
            return min(_OF_ONE_WORD, _alike(wanted, " ".join(told))) - more
        return _alike(wanted, name)

    def _unheard(self, word: str) -> bool:
        """Return whether no passage has a word."""
        rare = self.rarity([*self.analyzer.terms(word), NOWHERE])
        nowhere = rare.pop(NOWHERE)
        return all(r >= nowhere for r in rare.values())

    def _near(self, word: str) -> Sequence[int]:
        """Return the names with this word, or with one that differs from it by a slip of the pen."""
        if word in self._table.words or len(word) < _SLIPS_FROM:
            return self._table.words.get(word, ())
        close = process.extractOne(word, self._table.words.keys(), scorer=OSA.distance, score_cutoff=_slips(word))
        return self._table.words[close[0]] if close else []


def names_of(held: HeldProvision) -> list[str]:
    """Return the names in a row: that of its entity, without the address, and its aliases."""
    out: list[str] = []
    for column, value in held.provision.cells:
        if not _NAME_COLUMN.search(column) or not value:
            continue
        if column == "Alias":
            out.append(value)
            continue
        # The row's address ends in its country, whose own name may have a comma, and the name.
        country = next((v for c, v in held.provision.cells if c == "Country"), "")
        _, addressed, name = held.locator.partition(f", Country: {country}, ")
        out.append(name if addressed and name else re.split(r", a\.k\.a|;|\n", value)[0][:120])
        # "Aviation Industry Corporation of China (AVIC)" has an acronym, "… (Beijing)" has none.
        before = re.split(r"[:;\n]|, a\.k\.a", value[:160])[0]
        out.extend(re.findall(r"\(([A-Z][A-Z&-]{1,11})\)", before.split(",")[0]))
        # "Acme Lamp Works Co., Ltd. (Acme)": the name by which the whole is known.
        out.extend(short for short in re.findall(r"\(([A-Z][\w&-]{2,30})\)", before) if before.startswith(f"{short} "))
    return out


def _told_apart(ranked: Sequence[RowMatch]) -> list[RowMatch]:
    """Return the matches with one row of each list for each name first, then further rows of the same lists."""
    first: dict[tuple[str, str], RowMatch] = {}
    for match in ranked:
        first.setdefault((match.asked, match.table), match)
    return [*first.values(), *(m for m in ranked if m not in first.values())]


def shown(question: Query, ranked: Sequence[RowMatch]) -> list[RowMatch]:
    """Return the rows that an answer shows: one for each name and list, more where several are asked for.

    A compilation of lists repeats the rows of other lists. It is shown where no other list has the name, or where all
    lists are asked for.
    """
    several = bool(_SEVERAL.search(question.core))
    named = question.lists
    # Asked of one list, the rows of others say nothing, unless they are all that there is.
    ranked = [m for m in ranked if stands_on(m.table, m.held.text, named)] or ranked
    own = [m for m in ranked if not m.compiled]
    if own and not several:
        ranked = own
    elif several and own:
        ranked = [
            *own,
            *(m for m in ranked if m.compiled and not any(o.name.casefold() == m.name.casefold() for o in own)),
        ]
    out: list[RowMatch] = []
    for match in ranked:
        mine = [o for o in out if (match.asked, match.table) == (o.asked, o.table)]
        # One party stands under each country where it has an address: each of its rows is its own.
        twin = any(plain(match.name) == plain(o.name) and match.is_sure for o in mine)
        if (several or twin or not mine) and len(out) < (_MOST_ROWS if several or twin else _FEW_ROWS):
            out.append(match)
    return out


def _towns(held: HeldProvision) -> set[str]:
    """Return the towns in a row's address: words that stand alone between commas ("…, Akesu, China")."""
    country = next((v for c, v in held.provision.cells if c == "Country"), "")
    if not country:
        return set()
    parts = (re.sub(r"[\d-]+", " ", part).split() for part in re.split(r"[,;]", held.text)[1:])
    return {plain(part[0]) for part in parts if len(part) == 1 and part[0][0].isupper() and len(part[0]) > 3}


def _slips(word: str) -> int:
    """Return how many letters of a misspelt name may differ."""
    return 1 if len(word) < 10 else 2


def _alike(wanted: str, name: str) -> float:
    """Return how surely the name asked for is the row's name, 0 to 100."""
    if wanted == name:
        return 100.0
    a, b = wanted.split(), name.split()
    if not _numbers(a) <= _numbers(b):
        return 0.0  # "Works 3" is not Works 24, however like the letters are
    if len(a) < len(b) and b[: len(a)] == a:
        return 96.0 if len(a) > 1 or len(a[0]) >= 4 else 0.0
    if len(a) > 1 and set(a) <= set(b):
        return 93.0
    if len(a) == 1:
        if len(a[0]) >= 5 and a[0] in b:
            return 90.0
        # "Huawey" is Huawei: a slip in a name's first word, by which it is known.
        return 87.0 if len(a[0]) >= _SLIPS_FROM and OSA.distance(a[0], b[0]) <= _slips(a[0]) else 0.0
    return fuzz.token_sort_ratio(wanted, name) if len(b) > 1 else 0.0


def _numbers(words: Sequence[str]) -> set[str]:
    return {w for w in words if any(c.isdigit() for c in w)}
