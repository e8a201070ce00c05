"""Names in tables: is X on a list, which licence, which review policy. Tolerant of aliases, legal forms and spelling."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.question import Question
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.held import HeldProvision
from corpus.model import Role
from index.tokens import terms

_NAME_COLUMN = re.compile(r"entity|name|listed person|party|alias|company|organi[sz]ation|实体|名称", re.I)
_LEGAL_FORM = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|srl|spa|bv|nv|oy|ab|as|jsc|ojsc|pjsc|ooo|oao|zao|pte|pvt|sdn|bhd|"
    r"fze|fzco|fzc|lp|kg|the|and|of|a\.?k\.?a|group|holdings?)\b",
    re.I,
)
_LISTS = re.compile(
    r"\b(?:entity list|unverified list|uvl\b|meu list|military end[- ]user list|denied persons|screening list|sanction(?:ed|s)?|blacklist(?:ed)?|listed|on (?:a|the|any|which|what|bis) (?:\w+ )?lists?|"
    r"which (?:\w+ )?list|de-?list(?:ed)?|restricted part(?:y|ies))\b",
    re.I,
)
# "Is X listed?", "why was X added to the list?": the question is of the list, not of a rule that speaks of lists.
_ASKED_OF = re.compile(
    r"\b(?:is|are|was|were|has|have)\b.*(?:\blisted\b|\bsanctioned\b|\bblacklisted\b|\b(?:on|to|off|from|in) (?:the|a|any|which) (?:[\w-]+ ){0,4}lists?\b)|\blisted\b.*\bis\b",
    re.I,
)
_NOWHERE = "\0"  # stands in no passage: as rare as a term can be
_RARE = 5.0  # inverse document frequency from which a word is a name and not a word of the texts
_ASKS_ROW = re.compile(
    r"\b(?:need|needs|licen[cs]e|review(?:ed)?|policy|carve-?out|federal register|cite|citation|added|when|why|footnote|alias|address|ship|sell|export)\b",
    re.I,
)
# Words that begin with a capital in questions without naming a company.
# fmt: off
_NOT_NAMES = frozenset(
    [
        "i", "is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "must", "should", "shall", "will",
        "would", "has", "have", "what", "which", "who", "whom", "whose", "when", "where", "how", "why", "and", "or", "but",
        "if", "in", "on", "at", "the", "a", "an", "for", "of", "to", "from", "by", "with", "bis", "eu", "us", "usa", "uk",
        "prc", "china", "chinese", "japan", "japanese", "russia", "russian", "united", "states", "america", "american",
        "european", "ear", "itar", "usml", "ccl", "eccn", "uvl", "meu", "erc", "fdpr", "entity", "list", "lists",
        "unverified", "military", "end", "user", "users", "federal", "register", "commerce", "state", "defense", "energy",
        "treasury", "department", "department's", "license", "licence", "licenses", "article", "section", "supplement",
        "part", "category", "annex", "regulation", "council", "commission", "norway", "norwegian", "hong", "kong", "taiwan",
        "ministry", "wto", "nrc", "doe", "dod", "ofac", "ddtc", "meti", "mofcom", "export", "control", "law", "dual-use",
        "new", "am", "my", "our", "we", "they", "it", "its", "this", "that", "these", "those", "there", "any", "some", "no",
        "not", "yes", "also", "please", "tell", "me", "give", "show", "korea", "south", "north", "india", "iran", "vietnam",
        "turkey", "venezuela", "ukraine", "cuba", "syria", "belarus", "israel", "pakistan", "germany", "france", "italy",
        "canada", "mexico", "january", "february", "march", "april", "june", "july", "august", "september", "october",
        "november", "december", "hs", "gov", "netherlands", "singapore", "malaysia", "burma", "myanmar", "brazil",
        "australia", "freight", "secretary", "presumption", "denial", "rule", "bureau", "commodity", "classification",
    ]
)
# fmt: on
_WORD = re.compile(r"[^\W_][\w&'’./-]*")


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A table row that a name in the question means; `score` 0 to 100, `name` is the row's own spelling."""

    held: HeldProvision
    name: str
    asked: str
    score: float

    @property
    def table(self) -> str:
        """The address of the list in which the row stands."""
        return self.held.locator.split(", Country")[0].split(" > ")[0]


def plain(name: str) -> str:
    """A name for comparison: no case, accents, punctuation and legal forms."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(_LEGAL_FORM.sub(" ", re.sub(r"[^\w]+", " ", folded)).split())


class Rows:
    """Every named table row, indexed by the words of its names; built anew when the collection changes."""

    def __init__(self, catalogue: Catalogue, rarity: Callable[[Sequence[str]], dict[str, float]]) -> None:
        self.catalogue, self.rarity = catalogue, rarity
        self._generation = -1
        self._names: list[tuple[str, str, int, int]] = []  # plain, as written, version, position
        self._words: dict[str, list[int]] = {}

    def look_up(self, question: Question, filters: Filters) -> tuple[list[RowMatch], list[str]]:
        """The rows that the names in a question mean, best first, and the names that no list has.

        A name counts as not there only when the question asks of lists ("is X listed?"): a name in passing is none.
        """
        asked = candidates(asking(question.core)) or candidates(question.core)
        about_lists = bool(_LISTS.search(question.standalone))
        if not asked and question.standalone != question.core:
            asked = candidates(question.standalone)
        if not asked or not (about_lists or _ASKS_ROW.search(question.standalone)):
            return [], []
        self._refresh()
        editions = self.catalogue.in_force(filters)
        found: list[RowMatch] = []
        unlisted: list[str] = []
        for name in asked:
            rows = self._of(name, editions.keys())
            if not rows and " and " in name:
                pieces = [self._of(n, editions.keys()) for n in name.split(" and ")]
                rows = [r for piece in pieces for r in piece]
            found.extend(rows)
            if not rows and _ASKED_OF.search(question.standalone) and self._names and self._is_name(name):
                unlisted.append(name)
        best: dict[tuple[int, int], RowMatch] = {}
        for match in found:
            key = (match.held.version.number, match.held.position)
            if key not in best or match.score > best[key].score:
                best[key] = match
        return sorted(best.values(), key=lambda m: -m.score), unlisted

    def _is_name(self, name: str) -> bool:
        """Whether a span is a name rather than words of the texts that were written with a capital."""
        words = plain(name).split()
        if any(w in self._words for w in words) and any(n not in self._words for n in _numbers(words)):
            return True  # "Works 97" beside rows of other numbers
        rare = self.rarity([*terms(name), _NOWHERE])
        # In a small collection no word reaches the cut-off of a large one: there a name is what stands in no passage.
        cut = min(_RARE, rare.pop(_NOWHERE) - 1.0)
        return bool(rare) and min(rare.values()) > cut

    def _of(self, name: str, editions: Container[int]) -> list[RowMatch]:
        wanted = plain(name)
        if not wanted:
            return []
        pool: set[int] = set()
        for word in wanted.split():
            pool.update(self._near(word))
        scored = []
        for n in pool:
            flat, _written, version, _position = self._names[n]
            if version in editions:
                scored.append((_alike(wanted, flat), n))
        scored = sorted((s for s in scored if s[0] >= 86), reverse=True)[:6]
        # "SMIC" is that row before it is SMIC Holdings Limited, whose legal form is left out of the comparison.
        as_written = [s for s in scored if self._names[s[1]][1].casefold() == name.casefold()]
        scored = as_written or scored
        return [
            RowMatch(self.catalogue.provision(self._names[n][2], self._names[n][3]), self._names[n][1], name, score)
            for score, n in scored
            if score >= scored[0][0] - 6
        ]

    def _near(self, word: str) -> list[int]:
        """Names with this word, or with one that differs by a slip of the pen."""
        if word in self._words or len(word) < _SLIPS_FROM:
            return self._words.get(word, [])
        close = process.extractOne(word, self._words.keys(), scorer=OSA.distance, score_cutoff=_slips(word))
        return self._words[close[0]] if close else []

    def _refresh(self) -> None:
        if self._generation == self.catalogue.generation:
            return
        self._names, words = [], defaultdict(list)
        for number in self.catalogue.editions():
            for held in self.catalogue.with_role(number, Role.ROW):
                for written in names_of(held):
                    flat = plain(written)
                    if flat:
                        for word in set(flat.split()):
                            words[word].append(len(self._names))
                        self._names.append((flat, written, number, held.position))
        self._words = dict(words)
        self._generation = self.catalogue.generation


def names_of(held: HeldProvision) -> list[str]:
    """The names that a row lists: its entity without the address, and its aliases."""
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
        out.extend(re.findall(r"\(([A-Z][A-Za-z&-]{1,11})\)", value[:160]))
    return out


_NUMBER = re.compile(r"\d[\w-]*|[A-Z]?\d+")
_SLIPS_FROM = 6  # letters of a word in which a slip of the pen is looked for


def _slips(word: str) -> int:
    """Letters that a misspelt name may differ in."""
    return 1 if len(word) < 10 else 2


def _alike(wanted: str, name: str) -> float:
    """0 to 100: how surely the name asked for is this row's."""
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


def asking(text: str) -> str:
    """The sentences of `text` that ask; all of it where none does. What leads up to a question names other things."""
    sentences = re.split(r"(?<=[.!?？])\s+", text)
    return " ".join(s for s in sentences if s.endswith(("?", "？"))) or text


def candidates(asked: str) -> list[str]:
    """Spans of a question that may name a company or a person: runs of capitalised words, and quoted names."""
    out = list(re.findall(r"[“\"]([^”\"]{2,80})[”\"]", asked))
    run: list[str] = []
    for match in _WORD.finditer(asked):
        word = match.group().rstrip(".,'’")
        word = re.sub(r"['’]s$", "", word)
        joins = word in ("of", "and", "for", "the", "&", "de") and bool(run)
        named = (
            word[:1].isupper()
            and (word.casefold() not in _NOT_NAMES or bool(run))
            and not re.fullmatch(r"[0-9].*|[A-Z]?\d[\w.()]*", word)
        )
        # A number belongs to the name that it stands in: "Example 3 Works", "Factory 404".
        if named or joins or (run and _NUMBER.fullmatch(word)):
            run.append(word)
            if named and re.match(r"\s*[,;:?!]|\s+[-–—]", asked[match.end() :]):
                out.append(" ".join(run))
                run = []
        else:
            if run:
                out.append(" ".join(run))
            run = []
    if run:
        out.append(" ".join(run))
    cleaned = []
    for name in out:
        words = name.split()
        while words and (words[-1].casefold() in _NOT_NAMES or words[-1] in ("of", "and", "for", "the")):
            words.pop()
        while words and words[0].casefold() in _NOT_NAMES and len(words) > 1 and words[0].casefold() not in ("china", "hong"):
            words.pop(0)
        tells = any(w.casefold() not in _NOT_NAMES and not _NUMBER.fullmatch(w) for w in words)
        if tells and " ".join(words).casefold() not in _NOT_NAMES and not (len(words) == 1 and len(words[0]) < 3):
            cleaned.append(" ".join(words))
    # "Was Changhe …": a question's first word is capital by its place.
    return [
        n
        for n in dict.fromkeys(cleaned)
        if not (len(n.split()) == 1 and asked.startswith(n) and n[1:].islower() and not _known_case(n, asked))
    ]


def _known_case(name: str, asked: str) -> bool:
    """A capital word at the start of a question is a name when a verb or a dash follows it at once."""
    return bool(re.match(re.escape(name) + r"\s*(?:[-–—,:?]|is\b|was\b|are\b|has\b)", asked))
