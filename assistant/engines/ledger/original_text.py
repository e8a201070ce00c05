"""First text of an article that an act put into another one, beside the text of today: what the later one has changed.

An amending act is held with the articles that it inserts, so it has their first text, whatever editions are held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.engines.model import Computed, Finding, Span
from assistant.facts.days import day_in_words, days_written
from assistant.model import Form, StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.instruments import TITLED_ACT
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.lexicon import measures
from corpus.model import Source
from index.text.tokens import STOP, terms

_FIRST = lazy_regex(
    r"\b(?:amending|original(?:ly)?|first (?:text|version)|as (?:first )?(?:adopted|inserted)|inserted)\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|20\d\d) "
    r"(?:20\d\d )?(?:text|version|regulation|act|wording)\b",
    re.I,
)
_LATER = lazy_regex(
    r"\bconsolidated\b|\b(?:current|today'?s|later|present|newer|latest) (?:text|version|wording)\b|\btext of today\b",
    re.I,
)
_CHANGED = lazy_regex(
    r"\b(?:still|chang\w+|add(?:ed|s)?|differ\w*|compar\w+|new|same|moved|extended|postponed|amended|removed|left)\b",
    re.I,
)
_AMENDS = lazy_regex(r"\bamending\b[^/]{0,60}?(\d{1,4}/\d{1,4})")
_WHOLE_ARTICLE = lazy_regex(r"^Article \d+[a-z]{0,3}$")
_NO_WORDS_OF_IT = lazy_regex(
    r"^(?:▼[A-Z]\d*|_{3,}.*|\(\*?\d*\*?\) (?:Regulation|Directive|Decision|Council|OJ)\b.*|[‘’'\"])$"
)
_NUMBER_OF_PARAGRAPH = lazy_regex(r"^[‘'\"]?(?:(?P<paragraph>\d{1,2})\.|\((?P<point>[a-z]{1,4})\))\s")
_DAY_AND_WORD = lazy_regex(r"\b(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3,9})\b")
_FOOTNOTE = lazy_regex(r"\s?\((?:\*{1,3}|\d{1,2})\)(?=\s|$|[;,.])")
_LAST_WORD = lazy_regex(r"[;,.’‘' ]{1,4}(?:or|and)?[;,.’‘' ]{0,3}$")
_ALIKE = 0.6  # of two lines, from which one is the later form of the other
_LINES_MOST, _WORDS_MOST = 120, 400  # of an article, and of one of its lines, that are compared
_SHARED_TERMS = 2  # terms of a question that a line has, from which it is what the question is of
_CHANGE_QUOTED = 320


@dataclass(frozen=True, slots=True)
class _Line:
    """Paragraph or point of an article: its address within it, and its words without the label."""

    at: str
    words: str


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return what an article's later text has that its first one had not; None where that is not asked or not held."""
    text = question.core
    if not (_FIRST.search(text) and _LATER.search(text) and _CHANGED.search(text)):
        return None
    for act, amended in _pairs(catalogue, question.filters):
        address = _address(question, act, catalogue)
        first, later = (
            (_at(address, s, catalogue, question.filters) for s in (act, amended)) if address else (None, None)
        )
        if first is not None and later is not None:
            return _told(question, first, later, catalogue)
    return None


def _pairs(catalogue: CatalogueReader, filters: Filters) -> Iterator[tuple[Source, Source]]:
    """Yield acts with the acts that they amend, where both are held."""
    held = [source for source, _ in catalogue.in_force(filters).values()]
    by_number = {number: source for source in held if not _AMENDS.search(source.title) and (number := _number(source))}
    for source in held:
        if (amends := _AMENDS.search(source.title)) and (amended := by_number.get(_plain(amends[1]))):
            yield source, amended


def _number(source: Source) -> str:
    found = re.search(r"\b\d{1,4}/\d{1,4}\b", source.title)
    return _plain(found[0]) if found else ""


def _plain(number: str) -> str:
    return "/".join(sorted(number.split("/")))


def _address(question: Query, act: Source, catalogue: CatalogueReader) -> str:
    """Return the article that a question names, or whose first text has its words and its day; "" for none."""
    named = next((a for a in question.addresses if a.system == "eu" and a.path), None)
    if named is not None:
        return named.path[0]
    days = {first for _, _, first, last in days_written(question.core) if first == last}
    bare = {(d.day, d.month) for d in days}
    bare |= _days_without_year(question.core)
    asked = set(terms(question.core)) - STOP
    best: list[tuple[int, str]] = []
    for _, (source, version) in catalogue.in_force(question.filters).items():
        if source.id != act.id:
            continue
        for held in catalogue.outline(version.number):
            if not held.locator.startswith("Article ") or not _WHOLE_ARTICLE.match(held.locator):
                continue
            for line in _lines(catalogue.full_text(held)):
                told = {(first.day, first.month) for _, _, first, _ in days_written(line.words)}
                shared = len(asked & set(terms(line.words)))
                if shared >= _SHARED_TERMS and (not bare or bare & told):
                    best.append((shared, held.locator))
    most = max((n for n, _ in best), default=0)
    found = {at for n, at in best if n == most}
    return found.pop() if len(found) == 1 else ""


def _days_without_year(text: str) -> set[tuple[int, int]]:
    """Return the (day, month) of the days that a text writes without their year: "10 May"."""
    months = [name.lower() for name in measures.table().month_names]
    found = _DAY_AND_WORD.finditer(text)
    return {(int(m["day"]), months.index(m["month"].lower()) + 1) for m in found if m["month"].lower() in months}


def _at(address: str, source: Source, catalogue: CatalogueReader, filters: Filters) -> HeldProvision | None:
    return next((h for h in catalogue.find(address, filters) if h.source.id == source.id), None)


def _lines(text: str) -> list[_Line]:
    """Return the paragraphs and points of an article, without the marks of a consolidated text and its footnotes."""
    out: list[_Line] = []
    paragraph = ""
    for raw in text.split("\n")[:_LINES_MOST]:
        line = raw.strip()
        if not line or _NO_WORDS_OF_IT.match(line):
            continue
        label = _NUMBER_OF_PARAGRAPH.match(line)
        if label and label["paragraph"]:
            paragraph = label["paragraph"]
        at = f"({paragraph})" if paragraph else ""
        at += f"({label['point']})" if label and label["point"] else ""
        out.append(_Line(at, _LAST_WORD.sub("", _FOOTNOTE.sub("", one_line(line[label.end() :] if label else line)))))
    return out


def _told(question: Query, first: HeldProvision, later: HeldProvision, catalogue: CatalogueReader) -> Computed:
    before, after = (_lines(catalogue.full_text(h)) for h in (first, later))
    pairs, gone, new = _matched(before, after)
    changed = [(a, b, _changes(a.words, b.words)) for a, b in pairs if _letters(a.words) != _letters(b.words)]
    spans = (Span.of(first), Span.of(later))
    act, base = _short(first.source), _short(later.source)
    edition = later.version.valid_from
    dated = f", text of {day_in_words(edition)}" if edition else ""
    asked = set(terms(question.core)) - STOP
    days = _days_without_year(question.core)
    # What the question is of goes first: a day that it tells, then the words that it shares.
    changed.sort(key=lambda c: (not days & _days_without_year(c[0].words), -len(asked & set(terms(c[0].words)))))
    told = [f"{later.locator}{b.at}: {words}" for _, b, words in changed if words]
    told += [f"{later.locator}{line.at} is not in the first text: “{_cut(line.words)}”" for line in new]
    told += [f"{first.locator}{line.at} of the first text is left out: “{_cut(line.words)}”" for line in gone]
    same = len(pairs) - len(changed)
    head = f"{first.locator} as {act} put it in, and as it stands in {base}{dated}"
    if not told:
        lead = f"{head}: the same words in all {same} paragraphs and points."
    else:
        lead = f"{head}: {'; '.join(told[:_CHANGES_LED])}. The other {same} paragraphs and points have the same words."
        lead = lead.replace("..", ".")
    findings = [Finding(lead, spans)]
    findings += [Finding(f"{words}.", spans, StatementRole.ROW) for words in told[_CHANGES_LED:]]
    findings.append(
        Finding("Whether anything changed after that text is not in the texts held.", (), StatementRole.CHECK_NEXT)
    )
    payload = {"locator": first.locator, "first": first.source.id, "later": later.source.id, "changes": told}
    return Computed(Form.STATUS, tuple(findings), payload)


_CHANGES_LED = 4  # changes that the first sentence tells


def _matched(
    before: Sequence[_Line], after: Sequence[_Line]
) -> tuple[list[tuple[_Line, _Line]], list[_Line], list[_Line]]:
    """Return lines of both texts that are forms of one another, those that are gone, and those that are new."""
    left = list(after)
    pairs: list[tuple[_Line, _Line]] = []
    rest: list[_Line] = []
    for line in before:
        twin = next((o for o in left if _letters(o.words) == _letters(line.words)), None)
        if twin is None:
            rest.append(line)
            continue
        pairs.append((line, twin))
        left.remove(twin)
    gone: list[_Line] = []
    for line in rest:
        likest = max(left, key=lambda o: _likeness(line.words, o.words), default=None)
        if likest is None or _likeness(line.words, likest.words) < _ALIKE:
            gone.append(line)
            continue
        pairs.append((line, likest))
        left.remove(likest)
    return pairs, gone, left


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split()[:_WORDS_MOST], other.split()[:_WORDS_MOST], autojunk=False).ratio()


def _changes(before: str, after: str) -> str:
    """Return in words what was put in, taken out or put in the place of something."""
    old, new = before.split()[:_WORDS_MOST], after.split()[:_WORDS_MOST]
    told = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        out, put = " ".join(old[i:j]), " ".join(new[k:m])
        if tag == "replace" and _letters(out) != _letters(put):
            told.append(f"“{_cut(put)}” in the place of “{_cut(out)}”")
        elif tag == "insert":
            behind = " ".join(new[m : m + _WORDS_BESIDE])
            told.append(f"“{_cut(put)}” is put in" + (f" before “{behind} …”" if behind else " at the end"))
        elif tag == "delete":
            told.append(f"“{_cut(out)}” is taken out")
    return ", ".join(told)


_WORDS_BESIDE = 5  # words behind what was put in that show its place


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _cut(text: str) -> str:
    return text if len(text) <= _CHANGE_QUOTED else f"{text[:_CHANGE_QUOTED].rpartition(' ')[0]} …"


def _short(source: Source) -> str:
    """Return the kind and number of an act: "Regulation (EU) 2022/576"."""
    found = TITLED_ACT.search(source.title)
    return found[0] if found else source.title
