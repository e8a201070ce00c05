"""Scope of an annotation: the places, the groups and the matter that it speaks of, beside those of a question."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from assistant.facts.days import days_written
from assistant.lexicon.goods_families import cases_named, goods_in, names_goods, names_other_goods
from assistant.query.answer_kinds import times_asked
from assistant.query.model import Query
from assistant.query.places import countries_named, jurisdictions_named
from corpus.annotations import Annotation
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions, special_laws
from index.text.tokens import terms

OF_NO_COUNTRY = "int"  # of arrangements between states
# What a note on a notice or a rule of one day says of it.
_ON_A_DOCUMENT = lazy_regex(r"\bpublished on\b")
# Before a day that is one end of a time: "since November 2023".
_ONE_END = lazy_regex(
    r"\b(?:since|from|until|till|before|after|by|as of|as at|between|and|through|effective) (?:the )?$", re.I
)
_END_WITHIN = 20  # characters before a day
_COUNTRY_GROUP = lazy_regex(r"\b[A-E]:[1-6]\b", re.I)


def speaks_of_another_place(query: Query, annotation: Annotation) -> bool:
    """Return whether a question names a country that an annotation does not: its yes or no may not hold there.

    What a breach costs does not turn on where the goods go.
    """
    spoken_of = query.places_meant - (query.destinations if "penalty" in query.wants else frozenset())
    return bool(spoken_of - annotation_countries(annotation) - own_places(annotation.jurisdiction))


def is_of_law_of_place(query: Query, annotation: Annotation) -> bool:
    """Return whether an annotation is of a law that a question names by its place, or names that place; else False.

    True where it names none: "who licenses exports in Japan?" is not answered from another law.
    """
    asked = query.laws_of_places | query.jurisdictions
    if not asked or annotation.jurisdiction in asked or annotation.jurisdiction == OF_NO_COUNTRY:
        return True
    countries_asked = {jurisdictions.table().country_of(code) for code in asked}
    return bool(countries_asked & (annotation_countries(annotation) | own_places(annotation.jurisdiction)))


def is_of_destination(query: Query, annotation: Annotation) -> bool:
    """Return whether an annotation is of the law of a country to which something goes, and no law is named.

    What may be sent somewhere is told by the law of where it comes from.
    """
    if not query.names_no_law:
        return False
    return jurisdictions.table().country_of(annotation.jurisdiction) in query.destinations


@lru_cache(maxsize=10_000)
def annotation_countries(annotation: Annotation) -> frozenset[str]:
    """Return the codes of the countries that an annotation names."""
    return frozenset(code for code, _ in countries_named(annotation.as_text))


def laws_spoken_of(annotation: Annotation) -> frozenset[str]:
    """Return the jurisdictions of whose countries, laws or agencies an annotation speaks."""
    countries_of = frozenset(jurisdictions.table().of_country(code) for code in annotation_countries(annotation))
    return countries_of | jurisdictions_named(annotation.as_text)


@cache
def own_places(jurisdiction: str) -> frozenset[str]:
    """Return the codes of the countries whose law a jurisdiction's is: "a Dutch bank" is one under Union law."""
    code = jurisdictions.table().country_of(jurisdiction)
    own = countries.table().by_code.get(code)
    return frozenset((code, *(own.members if own else ())))


def is_of_other_time(query: Query, annotation: Annotation) -> bool:
    """Return whether a question asks how long a decision takes, and an annotation how long it holds, or the reverse."""
    asked = query.times_wanted
    told = _times_of(annotation) if asked else frozenset()
    return bool(told) and asked.isdisjoint(told)


@lru_cache(maxsize=10_000)
def _times_of(annotation: Annotation) -> frozenset[str]:
    return frozenset(time for wording in annotation.questions for time in times_asked(wording))


def lacks_a_group(query: Query, annotation: Annotation) -> bool:
    """Return whether a question names a country group that an annotation does not: "in A:4 but not in A:1"."""
    asked = _groups_in(query.core)
    return bool(asked and asked - _groups_in(annotation.as_text))


@lru_cache(maxsize=1024)  # a question is compared with a hundred annotations
def _groups_in(text: str) -> frozenset[str]:
    return frozenset(group.upper() for group in _COUNTRY_GROUP.findall(text))


def is_of_another_matter(query: Query, annotation: Annotation) -> bool:
    """Return whether an annotation is of another law than one called by name, or of one for a matter not asked of."""
    if query.addresses:
        return False
    called = special_laws.called(query.core)
    beside = [law for law in called if law.jurisdiction == annotation.jurisdiction]  # Japan has a munitions list, too
    if beside and not any(law.is_spoken_of(annotation.source.id, annotation.as_text) for law in called):
        return True
    law = _special_law(annotation.source.id)
    if law is None:
        return False
    if not _terms_of(law.other_words).isdisjoint(query.english_terms):
        return True
    words = _terms_of(law.words)
    if not words:
        return False
    return not (words.intersection(query.english_terms) or words.intersection(query.terms_before))


def is_of_other_goods(query: Query, annotation: Annotation) -> bool:
    """Return whether a question names goods, and an annotation is on others of their kind: gas is not under an oil ban.

    What an annotation is on stands in its own question and answer; any of its wordings may name the goods asked for.
    """
    asked = query.core if names_goods(query.core) else query.standalone
    return names_other_goods(asked, f"{annotation.questions[0]} {annotation.answer}", annotation.as_text)


def is_of_goods_asked(query: Query, annotation: Annotation) -> bool:
    """Return whether an annotation is on goods that a question names."""
    return bool(goods_in(query.core) & goods_in(f"{annotation.questions[0]} {annotation.answer}"))


def is_of_case_asked(query: Query, annotation: Annotation) -> bool:
    """Return whether a question names a case that has a rule of its own, and an annotation is on that case."""
    return bool(_cases_asked(query) & cases_named(f"{annotation.questions[0]} {annotation.answer}"))


def is_of_other_case(query: Query, annotation: Annotation) -> bool:
    """Return whether a question names such a case, and an annotation is on another one of its family alone."""
    asked, told = _cases_asked(query), cases_named(f"{annotation.questions[0]} {annotation.answer}")
    return bool({family for family, _ in asked} & {family for family, _ in told}) and not asked & told


def _cases_asked(query: Query) -> frozenset[tuple[str, str]]:
    """Return the cases of which a question names one alone of its family."""
    named = cases_named(query.core)
    families = [family for family, _ in named]
    return frozenset((family, case) for family, case in named if families.count(family) == 1)


def is_on_document_of_other_day(query: Query, annotation: Annotation) -> bool:
    """Return whether a question is of a month or year, and an annotation is on a document of another one alone.

    Months are compared: a rule of 7 October is one that was published on the 13th.
    """
    told = f"{annotation.answer} {' '.join(annotation.conditions)}"
    if _ON_A_DOCUMENT.search(told) is None:
        return False
    asked = [
        (first, last)
        for start, _, first, last in days_written(query.core)
        if not _ONE_END.search(query.core[max(0, start - _END_WITHIN) : start])
    ]
    written = [(first, last) for _, _, first, last in days_written(told)]
    same = any(_month(a[0]) <= _month(w[1]) and _month(w[0]) <= _month(a[1]) for a in asked for w in written)
    return bool(asked) and not same


def is_on_another_matter(query: Query, annotation: Annotation) -> bool:
    """Return whether an annotation is on other goods, another case or a document of another day than a question."""
    checks = (is_of_other_goods, is_of_other_case, is_on_document_of_other_day)
    return any(is_of_other(query, annotation) for is_of_other in checks)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


@lru_cache(maxsize=4096)
def _special_law(source: str) -> special_laws.SpecialLaw | None:
    return next((law for law in special_laws.laws() if law.holds(source)), None)


@cache
def _terms_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for word in words for term in terms(word))
