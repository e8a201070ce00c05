"""Claims that the texts do not tell something, compared with the texts by their words.

A word of the claim that stands nowhere in the evidence bears it out. A sentence that has all its words speaks of the
matter and is shown beside it. Between the two, words decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.verification.symbols.check import AGAINST
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import WIDE
from corpus.language.sentences import sentence_spans
from index.text.tokens import STOP, stem

_WORD_OF_GAP = lazy_regex(r"[^\W_]{2,40}")
# What a gap is told with: it names the texts and their silence, not what is missing.
_TELLING = frozenset(map(stem, [
    "text", "texts", "evidence", "passage", "passages", "provision", "provisions", "source", "sources", "excerpt",
    "document", "documents", "material", "quoted", "cited", "here", "given", "held", "say", "says", "state",
    "states", "stated", "mention", "mentions", "tell", "tells", "give", "gives", "address", "cover", "specify",
    "define", "contain", "contains", "include", "answer", "set", "out", "silent", "does", "do", "whether",
    "anything", "nothing", "none", "no", "not", "information", "rule", "rules", "section", "paragraph", "article",
    "part", "law", "regulation", "this", "these", "those", "any", "how", "what", "when", "who", "which", "where",
    "why", "long", "much", "many", "row", "rows", "note", "notes", "edition", "list", "lists", "listed", "piece",
    "pieces", "table", "entry", "entries", "abstract", "summary", "page", "spell", "show", "shows", "shown",
    "explain", "explained", "name", "names", "refer", "report", "reports", "appear", "fall", "falls", "sets",
    "nor", "neither", "never", "past", "after", "before", "once", "still", "yet", "us", "we", "our", "otherwise",
    "left", "itself", "themselves", "cannot", "could", "can", "count", "counts", "checked", "check", "whatever",
    "happened", "example", "deal", "deals", "alone", "present", "presented",
]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class GapFinding:
    """What words tell of a gap: whether it is certain, why, and the texts that speak of the matter, against it."""

    certain: bool
    reason: str
    numbers: tuple[int, ...] = ()

    @property
    def has_objection(self) -> bool:
        """Return whether a text speaks of what is said to be missing."""
        return bool(self.numbers)


def gap_found(claim: str, texts: Mapping[int, str], not_held: Sequence[str] = ()) -> GapFinding:
    """Return what the words of the numbered texts tell of a claim that they do not say something.

    `not_held` are names of texts that the program finds missing.
    """
    if _SAYS_NOT_HELD.search(claim) and any(_names_in(claim) & _names_in(name) for name in not_held):
        return GapFinding(True, "the program finds the same")
    wanted = {stem(w): w for w in _words(claim) if w not in STOP and stem(w) not in _TELLING}
    if not texts:
        return GapFinding(True, "there is no evidence")
    if not wanted or any(WIDE.search(text) for text in texts.values()):
        return GapFinding(False, "words alone cannot tell whether the texts say it")
    held = {n: {stem(w) for w in _words(text)} for n, text in texts.items()}
    absent = [word for term, word in wanted.items() if not any(term in terms for terms in held.values())]
    if absent:
        return GapFinding(True, f"“{absent[0]}” stands nowhere in the evidence")
    for number, text in texts.items() if len(wanted) > 1 else ():
        if set(wanted) <= held[number] and any(set(wanted) <= _terms(text[a:b]) for a, b in sentence_spans(text)):
            return GapFinding(False, f"{AGAINST}speaks of it: a sentence of [{number}] has all its words", (number,))
    return GapFinding(False, "words alone cannot tell whether the texts say it")


_SAYS_NOT_HELD = lazy_regex(
    r"\bnot (?:\w{1,12} )?(?:held|here|available|among|in (?:this|the) collection)\b", re.IGNORECASE
)
_NAME_OF_TEXT = lazy_regex(
    r"\d{2,4}/\d{1,5}|\b[A-Z][a-z]{3,20}(?:'s)? (?:[A-Z][a-z]{2,20} ){0,4}(?:Act|Law|Regulations?|Code|Order)\b"
)


def _names_in(text: str) -> set[str]:
    return {re.sub(r"\W+", " ", m[0]).casefold() for m in _NAME_OF_TEXT.finditer(text)}


def _words(text: str) -> list[str]:
    return _WORD_OF_GAP.findall(text.casefold())


def _terms(text: str) -> set[str]:
    return {stem(w) for w in _words(text)}
