"""Whether what would answer is of the law that a question plainly means."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.query.model import Query
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import table as countries


def law_asked(question: Query) -> frozenset[str]:
    """Return the jurisdictions whose law answers a question, in a state of a union the union's too; empty for any."""
    known, meant = jurisdictions.table(), question.law_plainly_meant
    states = {known.country_of(code) for code in meant}
    unions = {c.code for c in countries().by_code.values() if c.union and not states.isdisjoint(c.members)}
    return meant | {known.of_country(code) for code in unions}


def of_another_law(question: Query, quoted: Iterable[str]) -> bool:
    """Return whether all that is quoted, by its jurisdiction, is another law than the one that a question means.

    A document of which nobody said whose law it is may be of any.
    """
    asked, theirs = law_asked(question), frozenset(quoted)
    return bool(asked and theirs) and "" not in theirs and asked.isdisjoint(theirs)
