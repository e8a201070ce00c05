"""Whether what would answer is of the law that a question plainly means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.query.model import Query
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions
from corpus.lexicon.countries import mentioned_countries


def law_asked(question: Query) -> frozenset[str]:
    """Return the jurisdictions whose law answers a question, in a state of a union the union's too; empty for any."""
    known, meant = jurisdictions.table(), question.law_plainly_meant
    states = {known.country_of(code) for code in meant}
    unions = {c.code for c in countries.table().by_code.values() if c.union and not states.isdisjoint(c.members)}
    return meant | {known.of_country(code) for code in unions}


def of_another_law(question: Query, quoted: Iterable[str]) -> bool:
    """Return whether all that is quoted, by its jurisdiction, is another law than the one that a question means.

    A document of which nobody said whose law it is may be of any.
    """
    asked, theirs = law_asked(question), frozenset(quoted)
    return bool(asked and theirs) and "" not in theirs and asked.isdisjoint(theirs)


# "the EU coal ban", "Norway's export rules": behind the name of a place, what makes it that of a law.
_LAW_BEHIND = lazy_regex(
    r"(?:['’]s)?\s(?:[\w-]{1,20}\s){0,2}?(?:laws?|legislation|regulations?|rules?|acts?|bans?|embargo(?:es)?"
    r"|sanctions?|"
    r"prohibitions?|restrictions|controls?|directives?|caps?|lists?|licen[cs]es?|permits?|authori[sz]ations?|orders?|"
    r"quotas?|annex(?:es)?)\b",
    re.I,
)
_UNDER = lazy_regex(r"\bunder (?:the )?$", re.I)
_UNDER_WITHIN = 12  # characters before a name
_LETTERS = lazy_regex(r"\b(?P<word>[A-Z]{2,6})\d{0,3}s?\b")


def is_alone_of_another_law(question: Query, quoted: Iterable[str]) -> bool:
    """Return whether what was computed is of another law than the one that a question calls by its name.

    A place that is only spoken of calls no law ("our EU subsidiary"), and a word of the law that is quoted is enough
    for that one ("EAR99", "ECCN").
    """
    theirs = frozenset(quoted)
    if not of_another_law(question, theirs) or any(_speaks_of(question.standalone, code) for code in theirs):
        return False
    return any(_calls_its_law(question, code) for code in question.law_plainly_meant)


def _speaks_of(text: str, code: str) -> bool:
    entry = jurisdictions.table().by_code.get(code)
    if entry is None:
        return False
    words = {m["word"].casefold() for m in _LETTERS.finditer(text)}
    return not words.isdisjoint(entry.no_name) or bool(entry.compared and entry.compared.search(text))


def _calls_its_law(question: Query, code: str) -> bool:
    """Return whether a question calls the law of a jurisdiction, and does not only speak of the place."""
    entry, text = jurisdictions.table().by_code[code], question.standalone
    mentions = list(entry.about.finditer(text)) if entry.about else []
    if not mentions or question.language != "en":
        return True  # by an agency, or by the name of a law
    return any(
        not any(mentioned_countries(m[0]))
        or _LAW_BEHIND.match(text, m.end())
        or _UNDER.search(text[max(0, m.start() - _UNDER_WITHIN) : m.start()])
        for m in mentions
    )
