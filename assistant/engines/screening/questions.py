"""Questions whether somebody is on a list, answered by screening where the names decide it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.question_form import QuestionForm
from assistant.engines.model import Computed, Finding
from assistant.engines.screening import report
from assistant.engines.screening.likeness import Likeness
from assistant.engines.screening.name_index import NameIndex, name_index
from assistant.engines.screening.romanised import words
from assistant.engines.screening.screen import Screening, ScreeningMatch, screened
from assistant.model import Form, Note
from assistant.query.candidate_names import small_names
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.lexicon import countries
from corpus.lexicon.party_lists import PartyList, lists_asked

# What is left of a question when its name, its lists and its countries are taken out.
_ASKS = re.compile(
    r"\b(?:listed|sanctioned|blacklisted|(?:on|in) (?:any|a|one|which|what)(?: of the| of these)?|lists?|anywhere|"
    r"screening|restricted|party|parties|i (?:think|guess|believe|heard|read)|right|or not|yes or no|someone said|"
    r"(?:is|are|was) (?:it|he|she|they)|already|ever|also|too|appear(?:s|ing)?|found|included|under|name)\b",
    re.I,
)
_LISTING = re.compile(r"\b(?:listed|blacklisted|sanctioned|lists?)\b", re.I)
_PARENT = re.compile(
    r"\b(?:which|what)\b[^?]{0,40}\b(?:parent|main|primary)?\s?(?:entry|entity|row|company|name)\b[^?]{0,30}\balias\b|"
    r"\b(?:alias|a\.?k\.?a\.?) (?:of|for) (?:which|what|whom)\b|\balias\b[^?]{0,60}\bbelongs? to\b|"
    r"\bwhose alias\b|\bunder (?:which|what) name\b",
    re.I,
)
_PARENT_WORDS = re.compile(
    r"\b(?:parent|main|primary|alias(?:es)?|belongs?|whose|a\.?k\.?a\.?|row|entity|does|stand[s]?|known)\b", re.I
)
_OTHER_KIND = re.compile(r"\b(?:how many|how much|number of|who|why|how)\b", re.I)
_WHEN = re.compile(r"\b(?:when|since when|what date|which date)\b", re.I)
_BRACKETS = re.compile(r"\(([^()]{1,60})\)")
_GENERIC = 30  # names with a word from which on it tells nobody from another
_TOWN_ROWS = 3  # rows from which on their addresses tell that a word is a town
_MOST_ROWS = 8  # that an answer shows


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    lists: tuple[PartyList, ...]
    parent: bool
    country: str


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer to a question whether a name is listed; None where names do not decide it."""
    asked = _read(question)
    if asked is None or not all_held(catalogue, question.filters):
        return None
    [found] = screened([asked.name], catalogue, question.filters, asked.country)
    index = name_index(catalogue, question.filters)
    sure = [m for m in found.matches if m.is_listed or is_the_name(m, found, index)]
    if asked.parent:
        return _parent(asked, sure, catalogue)
    if not sure:
        kept = _relatives(found, index, {n.name for n in asked.lists})
        if kept is None:
            return None  # a slip of the pen, perhaps: what it is worth is told elsewhere
        found = replace(found, matches=kept)
    held = {h.about.name for h in index.lists}
    if any(n.name not in held for n in asked.lists):
        return None
    if not sure and not asked.lists and not _LISTING.search(question.core):
        return None
    return _answer(asked, found, sure, question, catalogue)


def _relatives(found: Screening, index: NameIndex, lists: set[str]) -> tuple[ScreeningMatch, ...] | None:
    """Return the matches whose names begin with the asked one; None where one may be the same name, misspelt.

    Where lists are named, those of other lists are left out.
    """
    if any(m.found.likeness is Likeness.SPELLING for m in found.matches):
        return None
    if any(w not in index.postings for w in found.read_as):
        return ()  # only parts of it are like parts of others
    return tuple(
        m
        for m in found.matches
        if m.found.likeness is Likeness.LONGER
        and (not lists or m.held.about.name in lists)
        and _begins(words(m.written), found.read_as)
    )


def _begins(listed: Sequence[str], asked: Sequence[str]) -> bool:
    """Return whether a listed name begins with the asked words, whatever town stands before them."""
    towns = _place_words()
    first = next((n for n, w in enumerate(listed) if w not in towns), 0)
    return tuple(listed[: len(asked)]) == tuple(asked) or tuple(listed[first : first + len(asked)]) == tuple(asked)


def _read(question: Query) -> _Asked | None:
    text = question.core
    if (
        question.leans
        or _OTHER_KIND.search(text)
        or not (_LISTING.search(text) or lists_asked(text) or _PARENT.search(text))
    ):
        return None
    names = [n for n in (*question.names_asked, question.first_word) if n and n in text]
    names = [n for n in names if not lists_asked(n)] or [n for n in small_names(text) if n in text]
    if not names:
        return None
    name = max(names, key=len)
    form = QuestionForm(text)
    form.take(re.compile(rf"[\"“]?{re.escape(name)}[\"”]?(?:'s\b)?"))
    parent = bool(_PARENT.search(text))
    lists = lists_asked(text)
    for about in lists:
        if about.asked is not None:
            form.take(about.asked)
    form.take(_ASKS)
    if parent:
        form.take(_PARENT_WORDS)
    country = ""
    for start, end, code in places.find(form.rest):
        country = code if code != "US" else country
        form.blank(start, end)
    if form.words():
        return None
    inside = [code for _, _, code in places.find(name)]
    if inside and len(name.split()) > 1 and name.split()[-1] in [name[s:e] for s, e, _ in places.find(name)]:
        name, country = _without_place(name), country or inside[-1]
    if not name or places.code_of(name):
        return None  # a country is on no list by its name: whose rows stand under it is another question
    return _Asked(name, lists, parent, country)


def _without_place(name: str) -> str:
    """Return a name without the country behind it: "Acme Traders Pakistan"."""
    found = list(places.find(name))
    return name[: found[-1][0]].strip() if found and found[-1][1] == len(name) else name


def is_the_name(match: ScreeningMatch, found: Screening, index: NameIndex) -> bool:
    """Return whether names differ only in words that tell nobody from another: a town, a trade, the row's address."""
    if set(found.read_as) <= _towns(found, index):
        return False
    if match.found.likeness is Likeness.SHORTER:
        if len(match.found.only_asked) == 1 and len(found.read_as) > 2 and found.read_as[-1] in match.found.only_asked:
            return not match.found.only_listed  # "Acme Traders Lahore": a town behind the whole name
        address = places.folded(match.row.cell).split()
        return not match.found.only_listed and all(w in address for w in match.found.only_asked)
    if match.found.likeness is not Likeness.LONGER or match.found.only_asked:
        return False
    if any(w not in index.postings for w in found.read_as):
        return False  # a slip
    if len(found.read_as) > 1 and all(len(index.postings[w]) >= 2 * _GENERIC for w in found.read_as):
        return False  # "Global Trading": words that many have
    inside = " ".join(places.folded(piece) for piece in _BRACKETS.findall(match.written)).split()
    towns = _place_words()
    for word in match.found.only_listed:
        if word in towns and (len(found.read_as) > 1 or word in inside):
            return False  # "Arrow Lamps (Hong Kong)" is a relative of Arrow Lamps
        if len(index.postings[word]) < _GENERIC:
            return False
    return True


@cache
def _place_words() -> frozenset[str]:
    return frozenset(
        w for c in countries.table().entries for n in (*c.common, *c.written) for w in places.folded(n).split()
    )


def _towns(found: Screening, index: NameIndex) -> set[str]:
    """Return the words of a name that are a place: common ones, and those in the addresses of most rows they match."""
    known = set(_place_words())
    rows = [m.row for m in found.matches if m.row.cell and not m.held.compiled]
    for word in found.read_as:
        there = sum(word in places.folded(r.cell.removeprefix(r.name)).split() for r in rows)
        if len(rows) >= _TOWN_ROWS and there * 2 > len(rows):
            known.add(word)
    return known


def _answer(
    asked: _Asked, found: Screening, sure: Sequence[ScreeningMatch], question: Query, catalogue: CatalogueReader
) -> Computed:
    """Say on which lists a name stands, and of those asked after on which it does not."""
    on: dict[str, list[ScreeningMatch]] = {}
    for match in sure:
        on.setdefault(match.held.about.name, []).append(match)
    asked_names = [n.name for n in asked.lists]
    wanted = [m for n in asked_names or on for m in on.get(n, ())]
    others = [m for m in sure if m not in wanted]
    says_yes: bool | None = bool(wanted)
    shown = _rows(wanted or others)
    value = _value(asked, on, sure)
    heads = [
        h.head for h in name_index(catalogue, question.filters).lists if not asked_names or h.about.name in asked_names
    ]
    if shown:
        lines = [report.listed(m) for m in shown]
        told_first = report.several(lines, 2)
        lead = f"{'Yes' if says_yes else 'No'}. {_denied(asked, on) if not says_yes else ''}{told_first}."
        cites = [m.span for m in shown[:2]]
        if not says_yes:
            cites = [*heads[:1], *cites]
    else:
        # A relative is listed: whether it is the one that is meant, the reader knows.
        lead = f"{'' if found.matches else 'No. '}{report.sentence(found, catalogue, question.filters)}"
        cites = [*(m.span for m in found.matches[:2]), *heads[:4]]
        says_yes = None if found.matches else False
    if _WHEN.search(question.core) and shown and (added := shown[0].row.added):
        value = added.isoformat()
        cited = shown[0].row.publications[0].citation
        lead = f"{shown[0].row.name} was first listed on {value} ({cited}). {lead.removeprefix('Yes. ')}"
        says_yes = None
    told = [*shown, *(_rows(others) if wanted else [])] or _rows(found.matches)
    note = Note.PROPER if told else Note.NOT_LISTED
    findings = [Finding(lead, tuple(cites), note, says_yes)]
    findings += [Finding(report.row_line(m), (m.span,), Note.ROW) for m in told[:_MOST_ROWS]]
    findings += report.further(asked.name, len(told), _MOST_ROWS)
    if not wanted:
        missing = report.not_held(catalogue, question.filters)
        if missing:
            said = f"Not held, and so not searched: {', '.join(missing)}. A name that is not found may stand there."
            findings.append(Finding(said, note=Note.NOTE))
    payload = {
        "list": ", ".join(asked_names or on or {h.about.name: 0 for h in all_held(catalogue, question.filters)}),
        "edition": ", ".join(dict.fromkeys(h.edition for h in _lists_of(asked, catalogue, question))),
        "value": value,
        "rows": [report.match_payload(m, catalogue, question.filters) for m in told],
        "searched": report.searched(catalogue, question.filters),
    }
    return Computed(Form.LIST, tuple(findings), payload)


def _lists_of(asked: _Asked, catalogue: CatalogueReader, question: Query) -> list[HeldList]:
    names = {n.name for n in asked.lists}
    return [h for h in all_held(catalogue, question.filters) if not names or h.about.name in names]


def _denied(asked: _Asked, on: dict[str, list[ScreeningMatch]]) -> str:
    names = " or the ".join(n.name for n in asked.lists if n.name not in on)
    return f"“{asked.name}” is not on the {names}. But: " if names else ""


def _value(asked: _Asked, on: dict[str, list[ScreeningMatch]], sure: Sequence[ScreeningMatch]) -> Any:
    here = {n.slug: n.name in on for n in asked.lists}
    if len(here) == 1:
        only = next(iter(here.values()))
        elsewhere = {m.held.about.slug: True for m in sure if not m.held.compiled}
        return only if only or not elsewhere else {**here, **elsewhere}
    if here:
        return here
    if not sure:
        return False
    best = min(sure, key=lambda m: m.held.compiled)
    return {"listed": True, "list": best.held.about.name, "entry": best.row.name, "country": best.row.country}


def _parent(asked: _Asked, sure: Sequence[ScreeningMatch], catalogue: CatalogueReader) -> Computed | None:
    """Say which entry has an alias."""
    rows = _rows(sorted(sure, key=lambda m: (m.held.compiled, m.found.likeness is not Likeness.ALIAS)))
    if not rows:
        return None
    best = rows[0]
    name = best.row.cell.split(",")[0].strip() if f"({asked.name})" in best.row.cell.split(",")[0] else best.row.name
    lead = (
        f"“{asked.name}” belongs to {name}, {best.row.country}, on the {best.held.about.name} of {best.held.edition}."
    )
    findings = (
        Finding(lead, (best.span,)),
        *(Finding(report.row_line(m), (m.span,), Note.ROW) for m in rows[:_MOST_ROWS]),
        *report.further(asked.name, len(rows), _MOST_ROWS),
    )
    payload = {
        "list": best.held.about.name,
        "edition": best.held.edition,
        "value": name,
        "rows": [report.match_payload(m, catalogue) for m in rows],
    }
    return Computed(Form.LIST, findings, payload)


def _rows(matches: Sequence[ScreeningMatch]) -> list[ScreeningMatch]:
    """Return matches, the lists' own rows instead of those of a compilation that repeat them."""
    own = [m for m in matches if not m.held.compiled]
    return own or list(matches)
