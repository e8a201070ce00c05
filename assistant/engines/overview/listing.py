"""List of every provision that has some words, counted. It is by words, not by meaning, and says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.engines.overview.scope import TextScope, address_not_held, scope_of
from assistant.model import Form, Outcome, StatementRole, Verdict
from assistant.query.candidate_names import asking
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.language.scripts import WIDE
from corpus.lexicon import countries
from corpus.locators import Locator
from corpus.model import Kind, Role

_PROVISION_WORD = r"(?:provisions?|articles?|sections?|paragraphs?|passages?|places?|rules?)"
_THAT = r"(?:that|which|where|in which|on|about|mentioning|concerning|containing|dealing with|with|speaking of)"
_ALL = rf"(?:everything|(?:every|all|each)(?: of)?(?: the)? {_PROVISION_WORD})"
_MENTION = r"(?:mention|contain|name|use|speak of|refer to)s?"
_LISTING_ASKED = lazy_regex(
    rf"\b(?:list|show|name|give|find|tell)\b(?: me| us)?(?: please)? {_ALL}"
    rf"(?: (?:in|of|from) (?P<where>.{{1,120}}?))? {_THAT}\b(?P<what>.{{1,300}})|"
    rf"\b(?:which|what) {_PROVISION_WORD}(?: (?:in|of|from) (?P<in>.{{1,120}}?))? {_MENTION}\b(?P<named>.{{1,300}})",
    re.IGNORECASE | re.DOTALL,
)
# What stands before the words that are looked for: "that mention the word …", "that require a …".
_DUTY = r"require|need|prohibit|forbid|allow|permit|exempt|appl(?:y|ies)"
_VERBS = lazy_regex(
    r"^\W*(?:(?:they|it|you|I|we) )?(?:(?:explicitly|expressly|also) )?"
    rf"(?:(?:mention|contain|name|use|speak|refer|say|deal|concern|cover|relate|have|has|is|are|{_DUTY})(?:e?s)?\b)?"
    r"(?:\s+(?:about|with|of|on|to|for|the (?:word|term|phrase)s?|a|an|the|any|do)\b){0,4}",
    re.IGNORECASE,
)
_SAYS_MORE = lazy_regex(rf"^\W*(?:(?:they|it|you|I|we) )?(?:{_DUTY})", re.IGNORECASE)
_TELLS_NOTHING = frozenset(
    re.findall(
        r"\w+",
        "a an the of on in to for and or with by from that which any all is are be been it its this these those as at "
        "law laws rules text texts regulations under do does i we you they please",
    )
)
_QUOTED = lazy_regex(r"[\"“'‘「《](.{2,120}?)[\"”'’」》]")
_WORD_OF_TOPIC = lazy_regex(r"[^\W_][\w-]{0,60}")
_ENDING = lazy_regex(r"(?:ies|es|s|ing|ed|e|y)$")
_MORE = lazy_regex(r"\b(?:more|next)\b", re.IGNORECASE)
_PROVISIONS_LISTED = 20
_LINE = 240  # characters of a provision in a line
_MOST_WORDS = 6
_SHORT_WORD = 4  # letters of a word whose ending is left as it is
_LONGEST_ENDING = 4


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Word or phrase that provisions are looked through for: by its stems, or as it stands."""

    name: str
    stems: tuple[str, ...]
    is_phrase: bool = False

    def places(self, folded: str) -> Iterator[int]:
        """Yield where it stands in a text in small letters."""
        for stem in self.stems:
            at = folded.find(stem)
            while at >= 0:
                end = at + len(stem)
                if self.is_phrase or (not folded[at - 1 : at].isalnum() and _closes(folded, end)):
                    yield at
                at = folded.find(stem, end)


def _closes(folded: str, end: int) -> bool:
    """Return whether a word ends soon behind a stem."""
    return any(not folded[at : at + 1].isalnum() for at in range(end, end + _LONGEST_ENDING + 1))


@dataclass(frozen=True, slots=True)
class _Starts:
    """Where the own texts of an edition's provisions begin, in order, and at which positions."""

    starts: tuple[int, ...]
    positions: tuple[int, ...]


def listing(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return every provision that has the words that a request names; None where no such list is asked for."""
    asked = _LISTING_ASKED.search(asking(question.core)) or (
        _LISTING_ASKED.search(question.before or question.standalone) if question.leans else None
    )
    if asked is None:
        return None
    what = (asked["what"] or asked["named"]).strip(" .?!")
    where = asked["where"] or asked["in"] or ""
    scope = scope_of(question, where or what, catalogue) if where or question.addresses else None
    if isinstance(scope, Locator):
        return address_not_held(Form.LIST, scope)
    wanted = _wanted(what)
    if not wanted:
        told = (
            "Which word or phrase? Provisions are listed by their words: list every provision that mentions “end use”."
        )
        return Computed(Form.LIST, (Finding(told),), outcome=Outcome.NEEDS_FACT, asks_for=("the word or phrase",))
    searched = _searched(scope, question, catalogue)
    found, dropped = _found(wanted, scope, searched, catalogue)
    rounds = len(_MORE.findall(question.core)) if question.leans else 0
    editions = catalogue.editions()
    foreign = sum(editions[number][0].language not in ("", "en") for number in searched)
    if not found and foreign == len(searched) and not all(any(map(WIDE.search, w.stems)) for w in wanted):
        return None  # English words that a law in another language lacks say nothing of it
    return _composed(
        _Hits(wanted, tuple(dropped), tuple(found), len(searched), foreign), scope, what, rounds, catalogue
    )


def places_with(what: str, scope: TextScope, catalogue: CatalogueReader) -> tuple[list[HeldProvision], bool]:
    """Return the provisions of a text that have the words of a topic, and whether all of these were looked for."""
    wanted = _words_of(what)
    if not wanted:
        return [], False
    found, dropped = _found(wanted, scope, [scope.version.number], catalogue)
    return [catalogue.provision(number, position) for number, position in found], not dropped


def has_words(what: str, text: str) -> bool:
    """Return whether a text has all words of a topic."""
    folded = text.casefold()
    return all(any(True for _ in w.places(folded)) for w in _words_of(what))


def _wanted(what: str) -> list[_Wanted]:
    """Return each word asked for behind "that mention", "that require"."""
    return _words_of(what if _QUOTED.search(what) else _VERBS.sub("", what, count=1))


def _words_of(what: str) -> list[_Wanted]:
    """Return each word of a topic, its ending left open; one phrase where it stands in quotation marks."""
    if quoted := _QUOTED.search(what):
        phrase = quoted[1].casefold()
        return [_Wanted(phrase, (phrase,), is_phrase=True)]
    words = [w for w in dict.fromkeys(_WORD_OF_TOPIC.findall(what.casefold())) if w not in _TELLS_NOTHING]
    return [_word(w) for w in words[:_MOST_WORDS]]


def _word(word: str) -> _Wanted:
    """Return a word with its stems; of a country also its names in wide scripts, by which laws in these name it."""
    if WIDE.search(word):
        return _Wanted(word, (word,), is_phrase=True)
    if own := countries.names_in_wide_scripts(word):
        return _Wanted(word, (word, *own), is_phrase=True)
    stem = _ENDING.sub("", word) if len(word) > _SHORT_WORD else word
    spelt = {stem, stem.replace("licens", "licenc"), stem.replace("licenc", "licens")}
    return _Wanted(word, tuple(sorted(spelt)))


def _searched(scope: TextScope | None, question: Query, catalogue: CatalogueReader) -> list[int]:
    """Return the editions that are looked through: that of the scope, else every law of the places that are named."""
    if scope:
        return [scope.version.number]
    places = question.filters.jurisdictions or tuple(question.jurisdictions)
    laws = [
        (source.jurisdiction, source.id, number)
        for number, (source, _) in catalogue.in_force(question.filters).items()
        if source.kind is Kind.LAW and (not places or source.jurisdiction in places)
    ]
    return [number for _, _, number in sorted(laws)]


def _found(
    wanted: Sequence[_Wanted], scope: TextScope | None, searched: Sequence[int], catalogue: CatalogueReader
) -> tuple[list[tuple[int, int]], list[_Wanted]]:
    """Return (edition, position) of the provisions whose own words have all that is asked for, in order.

    Where none has all, the commonest words are left out until one has the rest; they are returned too.
    """
    within = range(scope.root.position, scope.root.after) if scope and scope.root else None
    having: dict[str, set[tuple[int, int]]] = {w.name: set() for w in wanted}
    for number in searched:
        folded = catalogue.once(f"folded text of {number}", partial(_folded, number, catalogue))
        at = catalogue.once(f"starts of provisions of {number}", partial(_starts, number, catalogue))
        for w in wanted:
            indexes = {bisect_right(at.starts, place) - 1 for place in w.places(folded)}
            positions = (at.positions[i] for i in indexes if i >= 0)
            having[w.name] |= {(number, p) for p in positions if p >= 0 and (within is None or p in within)}
    kept: list[_Wanted] = list(wanted)
    dropped: list[_Wanted] = []
    if not any(having.values()):
        return [], []
    while not (common := set.intersection(*(having[w.name] for w in kept))) and len(kept) > 1:
        most = max(kept, key=lambda w: len(having[w.name]) or float("inf"))  # a word that none has is out first
        kept.remove(most)
        dropped.append(most)
    order = {number: n for n, number in enumerate(searched)}
    return sorted(common, key=lambda place: (order[place[0]], place[1])), dropped


def _folded(number: int, catalogue: CatalogueReader) -> str:
    text = catalogue.text(number)
    folded = text.casefold()
    return folded if len(folded) == len(text) else text.lower()  # places must be those of the text


def _starts(number: int, catalogue: CatalogueReader) -> _Starts:
    """Return where own texts begin. What is no provision (titles, rows, sources of a text) has the position -1."""
    left_out = (Role.META, Role.TITLE, Role.ROW)
    ordered = sorted(
        (p.provision.start, -1 if p.provision.role in left_out else p.position)
        for p in catalogue.provisions_between(number, 0, 10**9)
        if p.text
    )
    return _Starts(tuple(s for s, _ in ordered), tuple(n for _, n in ordered))


@dataclass(frozen=True, slots=True)
class _Hits:
    """What was looked for and left out, what was found, and how many laws were searched, how many not in English."""

    wanted: Sequence[_Wanted]
    dropped: tuple[_Wanted, ...]
    found: tuple[tuple[int, int], ...]
    searched: int
    foreign: int = 0


def _composed(hits: _Hits, scope: TextScope | None, what: str, rounds: int, catalogue: CatalogueReader) -> Computed:
    first = min(rounds * _PROVISIONS_LISTED, max(0, (len(hits.found) - 1) // _PROVISIONS_LISTED * _PROVISIONS_LISTED))
    shown = [
        catalogue.provision(number, position) for number, position in hits.found[first : first + _PROVISIONS_LISTED]
    ]
    words = _listed([w for w in hits.wanted if w not in hits.dropped])
    lines = [
        Finding(f"{p.locator}: {_line(p.text)}", (_quoted(p),), StatementRole.ROW, verdict=Verdict.VERBATIM)
        for p in shown
    ]
    more = "what is said in other words is not among them"
    if _SAYS_MORE.search(what):
        more += ", and whether one of them requires or allows it is not judged"
    if hits.foreign and not any(WIDE.search(w.name) for w in hits.wanted):
        are, their = ("is", "its") if hits.foreign == 1 else ("are", "their")
        more += f"; {hits.foreign} of these laws {are} not in English, and {are} found by words of {their} own language"
    note = Finding(f"They are found by their words: {more}. Rows of lists are left out.", (), StatementRole.STATUS)
    payload = {
        "list": f"provisions with {words}",
        "edition": None,
        "value": len(hits.found),
        "words": [w.name for w in hits.wanted],
        "left_out": [w.name for w in hits.dropped],
        "rows": [
            {"source_id": p.source.id, "title": p.source.title, "locator": p.locator, "text": _line(p.text),
             "citation": span_payload(_quoted(p), catalogue)}
            for p in shown
        ],
    }  # fmt: skip
    return Computed(Form.LIST, (Finding(_lead(hits, scope, words, first, len(shown))), *lines, note), payload)


def _lead(hits: _Hits, scope: TextScope | None, words: str, first: int, shown: int) -> str:
    count, texts = len(hits.found), len({number for number, _ in hits.found})
    where = scope.name if scope else f"the {hits.searched} law{'s' * (hits.searched != 1)} held that may say it"
    none = f"No provision has {_listed(hits.wanted)} together. " if hits.dropped else ""
    if not count:
        together = " together" * (len(hits.wanted) > 1)
        does = "does" if scope else "do"
        return f"{where[0].upper()}{where[1:]} {does} not have {words}{together} in any provision."
    counted = f"{count:,} provision{'s' * (count != 1)}" + (f" of {texts} texts" if texts > 1 else "")
    part = f"; {first + 1} to {first + shown} of {count:,} shown" if count > shown else ""
    return f"{none}{counted} {'has' if count == 1 else 'have'} {words}, looked for in {where}{part}."


def _listed(words: Sequence[_Wanted]) -> str:
    return " and ".join(f"“{w.name}”" for w in words)


def _quoted(held: HeldProvision) -> Span:
    return Span.of(held, 0, min(len(held.text), 4 * _LINE))


def _line(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= _LINE else f"{plain[:_LINE].rpartition(' ')[0]} …"
