"""Questions about one list of countries of the law: how many it has, on what conditions, who is none, who is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.engines.clauses import QuestionClause, clauses
from assistant.engines.lists import places
from assistant.engines.lists.question_form import COUNT, QuestionForm
from assistant.engines.lists.reference import chart, country_lists, groups
from assistant.engines.lists.reference.country_lists import CountryList, beginning
from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.model import Form
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions
from corpus.lexicon.countries import mentioned_countries
from corpus.lexicon.party_lists import lists_asked
from corpus.model import Role

_CONDITIONS = lazy_regex(
    r"\b(?:conditions?|conditional(?:ly)?|strings(?: attached)?|attached|limit(?:s|ed|ations?)?|qualif\w+|caveats?|"
    r"restrict(?:ed|ions?)|remarks?|in part|partly|partial(?:ly)?)\b",
    re.I,
)
_NO_COUNTRY = lazy_regex(
    r"\b(?:aren'?t|isn'?t|are not|is not|not|no) (?:an? |really |actually )?(?:countr(?:y|ies)|states?|nations?)\b|"
    r"\b(?:(?:international )?organi[sz]ations?|bod(?:y|ies)|agenc(?:y|ies))\b",
    re.I,
)
# "Is Peru on the list in …?"
_IS_ON = lazy_regex(
    r"^\W*(?:(?:and|so|hi|hello),? )?(?:is|are|does|do)\b[^?]{1,80}\b(?:on|in|among|part of|listed|appear)\b", re.I
)
_WHO = lazy_regex(
    r"^\W*(?:and |so )?(?:which|who|what|name|list)(?: (?:ones?|are (?:they|these|those)|them))?\W*$", re.I
)
_WORDS_OF_LIST = lazy_regex(
    r"\b(?:countr(?:y|ies)|states?|nations?|places|destinations?|names?|entries|entry|members?|lists?|listed|lines|"
    r"on it|there|right now|now|currently|today|as it stands|stands?|as of|are|have|has|contains?|in total|in all|"
    r"altogether|among|part of|still|any|with|that|or|and|which|what|who|under|according to|CFR|appear|carry|carries|"
    rf"(?:the )?(?:{jurisdictions.table().bodies})(?:'s)?)(?!\w)",
    re.I,
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether countries are on a list of the law, or how many it has; None where neither is asked.

    A word that is not read leaves the question to others; a later clause that is not read is left open.
    """
    text = question.core.replace("’", "'")
    if question.leans or lists_asked(text) or not (COUNT.search(text) or _IS_ON.search(text)):
        return None
    if groups.places_of_groups(text) or chart.names_a_column(text):
        return None
    lists = country_lists.lists_named(text, catalogue, question.filters)
    if len(lists) != 1:
        return None if lists else _of_none(text, catalogue, question.filters)
    (about,) = lists
    pieces = clauses(text)
    if (found := _members(pieces, about, catalogue)) is not None:
        return found
    first = next((n for n, c in enumerate(pieces) if c.asks and COUNT.search(c.text)), len(pieces))
    counted = " ".join(c.text for c in pieces[: first + 1])
    if first == len(pieces) or not _is_read(counted, about):
        return None
    said = [_count(about)]
    left: list[str] = []
    for clause in (c for c in pieces[first + 1 :] if c.asks):
        if _WHO.match(clause.text):
            continue  # the first sentence names them
        told = _told(clause.text, about)
        said += told
        left += [] if told else [clause.text]
    payload = {
        "list": about.address,
        "edition": about.edition or None,
        "value": len(about.countries) + len(about.others),
        "countries": list(about.countries.values()),
        "others": list(about.others),
        "limited": list(about.limited),
        "rows": [{"citation": span_payload(span, catalogue)} for span in about.spans],
    }
    lead = Finding(" ".join(dict.fromkeys(said)), about.spans)
    return Computed(Form.LIST, (lead,), payload, not_answered=tuple(left))


def _members(pieces: Sequence[QuestionClause], about: CountryList, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the countries that the first question names are on the list, and its count where that follows.

    None where it names none, or has a word that is not read.
    """
    asking = [c.text for c in pieces if c.asks]
    if not asking or not _IS_ON.search(asking[0]):
        return None
    form = _less_addresses(asking[0])
    spots = _places(form.rest)
    for start, end, _ in spots:
        form.blank(start, end)
    if not spots or not _is_read(form.rest, about):
        return None
    codes = list(dict.fromkeys(code for *_, code in spots))
    inside = {code: code in about.countries for code in codes}
    told = "; ".join(f"{places.name_in_answer(c)} is {'' if on else 'not '}on it" for c, on in inside.items())
    lead = f"The list in {about.dated}: {told}."
    yes = inside[codes[0]] if len(codes) == 1 else None
    if yes is not None:
        lead = f"{places.name_in_answer(codes[0])} is {'' if yes else 'not '}on the list in {about.dated}."
    printed = [about.countries[c] for c, on in inside.items() if on]
    limits = [line for line in about.limited if any(line.startswith(name) for name in printed)]
    said, left = [lead, *([f"With what the list adds: {'; '.join(limits)}."] if limits else [])], []
    for text in asking[1:]:
        counts = COUNT.search(text) is not None and _is_read(text, about)
        more = [_count(about)] if counts else _told(text, about)
        said += more
        left += [] if more else [text]
    payload = {
        "list": about.address,
        "edition": about.edition or None,
        "value": yes if yes is not None else {places.name_in_answer(c): on for c, on in inside.items()},
        "rows": [{"citation": span_payload(span, catalogue)} for span in about.spans],
    }
    finding = Finding(" ".join(said), about.spans, says_yes=yes, in_a_word=True)
    return Computed(Form.LIST, (finding,), payload, not_answered=tuple(left))


def _places(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, code) of the countries of a text; a name that several have ("Korea") is each of them."""
    found = list(places.find(text))
    for name, codes in countries.table().unclear.items():
        for m in re.finditer(rf"\b{re.escape(name)}\b", text, re.I):
            if not any(start <= m.start() < end for start, end, _ in found):
                found += [(m.start(), m.end(), code) for code in codes]
    return sorted(found)


def _of_none(text: str, catalogue: CatalogueReader, filters: Filters) -> Computed | None:
    """Return that an annex on which a country is said to be lists no countries; None for others."""
    named = {address for *_, address in country_lists.addresses_named(text)}
    form = _less_addresses(text)
    spots = _places(form.rest)
    for start, end, _ in spots:
        form.blank(start, end)
    form.take(_WORDS_OF_LIST)
    if len(named) != 1 or not spots or not _IS_ON.search(text) or form.words():
        return None
    held = next((h for h in catalogue.find(named.pop(), filters) if h.provision.role is Role.ANNEX), None)
    if held is None or any(mentioned_countries(catalogue.full_text(held))):
        return None  # what it says of a country is to be read
    names = " and ".join(dict.fromkeys(places.name_in_answer(code) for *_, code in spots))
    title = " ".join((held.provision.heading or held.text).split())
    lead = f"{names} cannot stand there: {held.locator} lists no countries. It is: “{title}”."
    return Computed(Form.LIST, (Finding(lead, (Span.of(held),), says_yes=False),), {"list": held.locator, "rows": []})


def _less_addresses(text: str) -> QuestionForm:
    form = QuestionForm(text)
    for start, end, _ in country_lists.spots_named(text):
        form.blank(start, end)
    return form


def _is_read(text: str, about: CountryList) -> bool:
    """Return whether a text asks only what is on a list: its other words are those of the list's heading."""
    form = _less_addresses(text)
    for pattern in (COUNT, _CONDITIONS, _NO_COUNTRY, _WORDS_OF_LIST):
        form.take(pattern)
    if any(places.find(form.rest)):
        return False
    words = [w for word in form.words() for w in re.split(r"[-/]", word) if w]
    return all(beginning(w) in about.words or w.casefold() in about.words for w in words)


def _count(about: CountryList) -> str:
    names = list(about.countries.values())
    many = f"{len(names) + len(about.others)} entries" if about.others else f"{len(names)} countries"
    apart = f", {len(names)} of them countries or territories" if about.others else ""
    text = f"The list in {about.dated} has {many}{apart}: {_row(names)}."
    return " ".join((text, *_beside(about, limited=True, others=True, silent=True)))


def _told(text: str, about: CountryList) -> list[str]:
    """Return what a later clause asks of the list; empty where it is not read."""
    limited, others = bool(_CONDITIONS.search(text)), bool(_NO_COUNTRY.search(text))
    return _beside(about, limited, others) if (limited or others) and _is_read(text, about) else []


def _beside(about: CountryList, limited: bool, others: bool, silent: bool = False) -> list[str]:
    """Return which lines say more than a name, and which name no country; `silent` tells nothing where none does."""
    out = []
    if limited and (about.limited or not silent):
        out.append(f"More than a name stands at {len(about.limited) or 'none'}{_behind(about.limited)}.")
    if others and (about.others or not silent):
        out.append(f"No country: {_row(about.others) or 'none'}.")
    return out


def _behind(names: Sequence[str]) -> str:
    return f": {'; '.join(names)}" if names else ""


def _row(names: Sequence[str]) -> str:
    return ("; " if any("," in n for n in names) else ", ").join(names)
