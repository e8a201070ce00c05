"""Rows of tables that a question names: aliases, legal forms and misspellings are known."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.evidence.name_table import NameTable, NameTables
from assistant.evidence.row_name_likeness import SLIPS_FROM, folded_name, likeness_of, numbers, row_slips
from assistant.query.model import Query
from assistant.query.party_questions import (
    asks_what_a_row_says,
    asks_who_is_listed,
)
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from index.snapshot import CollectionSnapshot
from index.text.tokens import NOWHERE, stem

_AFFILIATES = lazy_regex(r"^(?:[A-Z’',. ]{4,40} )?Affiliated entit", re.I)  # a row of those that hang on the row above
_COMMON_TIMES = 3.0  # times as many passages as names
_RARITY_OF_NAME = 5.0  # inverse document frequency from which a word is a name and not a word of the texts
# Likeness of names, 0 to 100.
_SLIP_OF_NAME = 87.0  # a slip of the pen in a name
_PERHAPS = 89.0  # below what counts as the name that was asked after
_SURELY = 90.0
_OF_ONE_WORD = 96.0  # the most that one word of a longer name counts
_POOL = 60  # names that are compared by their rows
_BORNE = 8  # rows, editions counted, of a name that is known by one word: Huawei's
_LETTERS_FOR_A_SLIP = 8  # letters of a word in which a letter more or less is a slip
_ROWS_OF_NAME = 3  # rows that bear a name in which a slip is looked for


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
        if not question.asks_of_lists and not asks_what_a_row_says(question.standalone):
            return [], []
        if not question.names_asked and not question.first_word:
            return [], []  # before the table of all names is made, for which a cold command would wait
        editions = self.catalogue.in_force(filters).keys()
        self.catalogue.check_whole(*(self._table.left_out & editions))  # or their names would pass for not listed
        found: list[RowMatch] = []
        unlisted: list[str] = []
        for name in self._names_asked(question, editions):
            if any(name != m.asked and m.is_sure and m.asked.endswith(name) for m in found):
                continue  # "Iran Air" is found: "Air" is not asked after
            rows = self._of(name, editions)
            if rows and not rows[0].is_sure and self._is_word(name):
                rows = []  # "bearings" is a word of the texts, whoever has it in his name
            if not rows and " and " in name:
                rows = [row for piece in name.split(" and ") for row in self._of(piece, editions)]
            found.extend(rows)
            if not rows and asks_who_is_listed(question.standalone) and self._table.names and self._is_name(name):
                unlisted.append(name)
        ranked = _ranked(found)
        return ranked, unlisted if question.asks_of_lists and not ranked else []

    def _names_asked(self, question: Query, editions: Container[int]) -> tuple[str, ...]:
        """Return the words that may name who is asked after.

        Every question begins with a capital: its first word is a name only if it is listed, or a slip of one that is.
        """
        asked, first = question.names_asked, question.first_word
        if first and not any(first in n for n in asked) and (rows := self._of(first, editions)):
            if rows[0].score >= _SLIP_OF_NAME and self._is_name(first):
                return (first, *asked)
        return asked

    def _is_name(self, name: str) -> bool:
        """Return whether words with capitals are a name, rather than words of the texts."""
        words = folded_name(name).split()
        if set(words) <= self._table.places:
            return False
        if any(w in self._table.words for w in words) and any(n not in self._table.words for n in numbers(words)):
            return True  # "Works 97" beside rows of other numbers
        rare = self.rarity([*self.analyzer.terms(name), NOWHERE])
        # In a small collection no word reaches the cut-off of a large one: there a name is what stands in no passage.
        cut = min(_RARITY_OF_NAME, rare.pop(NOWHERE) - 1.0)
        return bool(rare) and min(rare.values()) > cut

    def _is_word(self, name: str) -> bool:
        """Return whether a lone word stands in far more passages than names, so that it is no name."""
        word = folded_name(name)
        if not word or " " in word:
            return False
        rare = self.rarity([word, NOWHERE])
        passages = 0.5 * math.exp(rare[NOWHERE] - rare[word])
        return passages > _COMMON_TIMES * (len(self._table.words.get(word, ())) + 2)

    def _of(self, name: str, editions: Container[int]) -> list[RowMatch]:
        wanted = folded_name(name)
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
        """Return how surely a name is the row's, 0 to 100, as `alike` does.

        A single word must also be what tells the row's name from others.
        """
        a = wanted.split()
        told = [w for w in name.split() if w not in self._table.places]
        if len(a) == 1 and wanted != name:
            # A slip is a word that no text has, in a name that several rows bear. A short word has as many letters as
            # the name. "Huawey" is Huawei, but "Samsung" is not Samsun, nor "Normal" Norman.
            slip = (
                bool(told)
                and len(self._table.words.get(told[0], ())) >= _ROWS_OF_NAME
                and OSA.distance(told[0], wanted) <= row_slips(wanted)
                and (len(told[0]) == len(wanted) or len(wanted) >= _LETTERS_FOR_A_SLIP)
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
            return min(_OF_ONE_WORD, likeness_of(wanted, " ".join(told))) - more
        return likeness_of(wanted, name)

    def _unheard(self, word: str) -> bool:
        """Return whether no passage has a word."""
        rare = self.rarity([*self.analyzer.terms(word), NOWHERE])
        nowhere = rare.pop(NOWHERE)
        return all(r >= nowhere for r in rare.values())

    def _near(self, word: str) -> Sequence[int]:
        """Return the names with this word, or with one that differs from it by a slip of the pen."""
        if word in self._table.words or len(word) < SLIPS_FROM:
            return self._table.words.get(word, ())
        close = process.extractOne(word, self._table.words.keys(), scorer=OSA.distance, score_cutoff=row_slips(word))
        return self._table.words[close[0]] if close else []


def _ranked(found: Sequence[RowMatch]) -> list[RowMatch]:
    """Return each row once, the best first.

    The law's own row of a name comes before that of a compilation. Of rows alike the one that says most comes first, as
    a parent's does with its aliases and affiliates.
    """
    best: dict[tuple[int, int], RowMatch] = {}
    for match in found:
        key = (match.held.version.number, match.held.position)
        if key not in best or match.score > best[key].score:
            best[key] = match
    return _told_apart(
        sorted(
            best.values(),
            key=lambda m: (
                -round(m.score / 8),
                m.held.source.rank,
                -m.score,
                _AFFILIATES.search(m.held.text) is not None,
                -len(m.held.text),
            ),
        )
    )


def _told_apart(ranked: Sequence[RowMatch]) -> list[RowMatch]:
    """Return the matches with one row of each list for each name first, then further rows of the same lists."""
    first: dict[tuple[str, str], RowMatch] = {}
    for match in ranked:
        first.setdefault((match.asked, match.table), match)
    return [*first.values(), *(m for m in ranked if m not in first.values())]
