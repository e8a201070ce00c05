"""Questions that count the countries of one list of the law: how many it has, with what conditions, who is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.engines.clauses import clauses
from assistant.engines.lists import places
from assistant.engines.lists.question_form import COUNT, QuestionForm
from assistant.engines.lists.reference import chart, country_lists, groups
from assistant.engines.lists.reference.country_lists import CountryList, beginning
from assistant.engines.model import Computed, Finding, cited
from assistant.model import Form
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.lexicon import jurisdictions
from corpus.lexicon.party_lists import lists_asked

_CONDITIONS = re.compile(
    r"\b(?:conditions?|conditional(?:ly)?|strings(?: attached)?|attached|limit(?:s|ed|ations?)?|qualif\w+|caveats?|"
    r"restrict(?:ed|ions?)|remarks?|in part|partly|partial(?:ly)?)\b",
    re.I,
)
_NO_COUNTRY = re.compile(
    r"\b(?:aren'?t|isn'?t|are not|is not|not|no) (?:an? |really |actually )?(?:countr(?:y|ies)|states?|nations?)\b|"
    r"\b(?:(?:international )?organi[sz]ations?|bod(?:y|ies)|agenc(?:y|ies))\b",
    re.I,
)
_WHO = re.compile(
    r"^\W*(?:and |so )?(?:which|who|what|name|list)(?: (?:ones?|are (?:they|these|those)|them))?\W*$", re.I
)
_WORDS_OF_LIST = re.compile(
    r"\b(?:countr(?:y|ies)|states?|nations?|places|destinations?|names?|entries|entry|members?|lists?|listed|lines|"
    r"on it|there|right now|now|currently|today|as it stands|stands?|as of|are|have|has|contains?|in total|in all|"
    r"altogether|any|with|that|or|and|which|what|who|under|according to|CFR|appear|carry|carries|"
    rf"(?:the )?(?:{jurisdictions.table().bodies})(?:'s)?)(?!\w)",
    re.I,
)


def computed(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return how many countries a list of the law has, with its conditions; None where that is not asked.

    A word that is not read leaves the question to others; a later clause that is not read is left open.
    """
    text = question.core.replace("’", "'")
    if question.leans or not COUNT.search(text) or lists_asked(text):
        return None
    if groups.places_of_groups(text) or chart.names_a_column(text):
        return None
    lists = {
        one.address: one
        for *_, address in country_lists.addresses(text)
        if (one := country_lists.list_at(address, catalogue, question.filters)) is not None
    }
    if len(lists) != 1 or len(lists) != len({a for *_, a in country_lists.addresses(text)}):
        return None
    (about,) = lists.values()
    pieces = clauses(text)
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
        "rows": [{"citation": cited(span, catalogue)} for span in about.spans],
    }
    lead = Finding(" ".join(dict.fromkeys(said)), about.spans)
    return Computed(Form.LIST, (lead,), payload, not_answered=tuple(left))


def _is_read(text: str, about: CountryList) -> bool:
    """Return whether a text only counts what is on a list: its other words are those of the list's heading."""
    form = QuestionForm(text)
    for start, end, _ in country_lists.addresses(text):
        form.blank(start, end)
    for pattern in (COUNT, _CONDITIONS, _NO_COUNTRY, _WORDS_OF_LIST):
        form.take(pattern)
    if any(places.find(form.rest)):
        return False
    return all(beginning(w) in about.words or w.casefold() in about.words for w in form.words())


def _count(about: CountryList) -> str:
    names = list(about.countries.values())
    many = f"{len(names) + len(about.others)} entries" if about.others else f"{len(names)} countries"
    apart = f", {len(names)} of them countries or territories" if about.others else ""
    edition = f", edition of {about.edition}" if about.edition else ""
    text = f"The list in {about.address}{edition} has {many}{apart}: {_row(names)}."
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
