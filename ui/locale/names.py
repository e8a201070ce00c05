"""Names of kinds, jurisdictions and languages, and dates in words, in the reader's language."""

from __future__ import annotations

from datetime import date

from assistant.facts.days import day_in_words
from corpus.language.detection import language_name
from corpus.lexicon import jurisdictions
from corpus.model import Kind
from ui.language import N_, SOURCE_LANGUAGE, _, long_day, name_of_language, name_of_territory, reader_language

_KINDS = {
    Kind.LAW: N_("law"),
    Kind.LIST: N_("list"),
    Kind.GUIDANCE: N_("guidance"),
    Kind.NEWS: N_("news"),
    Kind.EXPLAINER: N_("explainer"),
    Kind.USER: N_("added document"),
}


def kind(of: Kind) -> str:
    """Return what a kind of text is called: "law"."""
    return _(_KINDS[of])


def jurisdiction(code: str) -> str:
    """Return the name of a jurisdiction by its code: "United States" for "us"."""
    known = jurisdictions.table()
    name = known.names.get(code) or known.regimes.get(code) or code.upper()
    if not name:
        return _("No jurisdiction")
    if reader_language() == SOURCE_LANGUAGE:
        return name
    return name_of_territory(known.country_of(code)) or _(name)


def language(code: str) -> str:
    """Return the name of a language by its code: "English" for "en"."""
    name = language_name(code)
    return name if reader_language() == SOURCE_LANGUAGE else name_of_language(code) or name


def day(moment: date | None) -> str:
    """Return a date in words: "3 February 2026"; "" for None."""
    if moment is None:
        return ""
    return day_in_words(moment) if reader_language() == SOURCE_LANGUAGE else long_day(moment)
