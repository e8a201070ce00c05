"""Names that the app shows: kinds, jurisdictions, dates, ages, outcomes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date

from assistant.facts.days import day_in_words
from assistant.model import FILE_SAYS, FILE_SAYS_BY_MODEL, Answer, Outcome
from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Source, Standing, Version
from corpus.sources.freshness import Freshness
from corpus.trust.trust_labels import claims_line, origin_marks
from ui.language import (
    N_,
    SOURCE_LANGUAGE,
    _,
    long_month,
    medium_day,
    ngettext,
    reader_language,
)
from ui.locale.names import day, jurisdiction, kind, language
from ui.locale.problem_lines import in_readers_words

__all__ = ("day", "jurisdiction", "kind", "language")

_DATE_AS_STORED = lazy_regex(r"(?<![\w-])[12]\d{3}-\d{2}-\d{2}(?![\w-])")
_STANDINGS = {
    Standing.BINDING: N_("Binding"),
    Standing.AGENCY_VIEW: N_("Agency view"),
    Standing.COMMENTARY: N_("Commentary"),
}
_OUTCOMES = {  # sign, title, what it means
    Outcome.ANSWERED: ("✓", N_("Answered from the texts"), ""),
    Outcome.NOT_IN_CORPUS: ("○", N_("Not held here"), N_("What decides this is not among the texts held.")),
    Outcome.SILENT: (
        "≈",
        N_("Closest passages"),
        N_("No sentence held here plainly answers this. What stands nearest may answer another question than yours."),
    ),
    Outcome.NEEDS_FACT: ("?", N_("Needs a fact"), N_("Fill it in, and the question is asked again with it.")),
}
# Where nothing that stands near is of the matter, nothing is shown, and no passages are promised.
_NOTHING_NEAR = (
    "≈",
    N_("No plain answer found"),
    N_("No sentence held here answers this, and what stands nearest is of another matter: nothing is shown."),
)
FACTS_IN_FIELDS = N_("Fill them in, and the question is asked again with them.")
FACT_WITHOUT_FIELD = N_("Asked again with it, it can be answered.")
_IN_PART = (
    "◐",
    N_("Answered in part"),
    N_("The rest of your question is not answered: the first lines say what is left."),
)
_NOTES = {
    "definition": N_("Definition"),
    "condition": N_("Condition"),
    "status": N_("Status"),
    "exception": N_("Exception"),
    "lead-in": N_("Lead-in"),
    "item": N_("Point"),
    "stay": N_("Stayed"),
    "instead": N_("The text says"),
    "direct": "",
    "row": N_("Entry"),
    "question": "",
    "folded": N_("Answer"),
    "annotation": N_("In short"),
    "check next": N_("To check next"),
    "who decides": N_("Who decides"),
    "other source": N_("Another text says"),
    "notice": N_("The notice says"),
    "other edition": N_("The other edition says"),
    "added document": FILE_SAYS,
    "brief of a document": FILE_SAYS_BY_MODEL,
    "closest": N_("Closest passages"),
    "closest note": N_("Closest note"),
    "close question": N_("A question close to yours"),
    "note": N_("Note"),
    "searched": "",
    "of row": "",
    "referenced": N_("Referred to"),
    "reserved": N_("Reserved"),
    "shortened": N_("Shortened"),
    "no such provision": N_("No such provision"),
    "last that exists": N_("The last there is"),
    "not listed": N_("Not listed"),
    "listed": N_("Listed"),
}  # "Yes." needs no label


def standing(of: Standing) -> str:
    """Return what a text is worth, in words: "Binding"."""
    return _(_STANDINGS[of])


def outcome(answer: Answer) -> tuple[str, str, str]:
    """Return (sign, title, what it means) of what came of a question."""
    sign, title, meaning = _IN_PART if answer.is_half else _OUTCOMES[answer.outcome]
    if answer.outcome is Outcome.SILENT and not answer.is_half and not (answer.citations or answer.layout):
        sign, title, meaning = _NOTHING_NEAR
    return sign, _(title), _(meaning)


def note(name: str) -> str:
    """Return the label of a statement that is set apart from the answer proper."""
    return _(_NOTES[name]) if name in _NOTES else name[:1].upper() + name[1:]


def with_days_in_words(text: str) -> str:
    """Return an English sentence of ours with its dates in words, "3 February 2026"; one in another language as it is.

    Sentences have the language of their question, whatever that of the desk is.
    """
    return _DATE_AS_STORED.sub(lambda found: _told(found[0], day_in_words), text) if language_of(text) == "en" else text


def with_short_days(cell: str) -> str:
    """Return a cell of a table with its dates as readers of the desk's language write them: "3 Feb 2026"."""
    return _DATE_AS_STORED.sub(lambda found: _told(found[0], _short), cell)


def _short(moment: date) -> str:
    told = f"{moment.day} {moment:%b} {moment.year}" if reader_language() == SOURCE_LANGUAGE else medium_day(moment)
    return told.replace(" ", "\N{NO-BREAK SPACE}")


def _told(written: str, words: Callable[[date], str]) -> str:
    try:
        return words(date.fromisoformat(written))
    except ValueError:
        return written


def month(moment: date) -> str:
    """Return the month of a date in words: "February 2026"."""
    return f"{moment:%B} {moment.year}" if reader_language() == SOURCE_LANGUAGE else capitalised(long_month(moment))


def editions(count: int) -> str:
    """Return how many editions there are: "2 editions"."""
    return ngettext("{count} edition", "{count} editions", count).format(count=count)


def age(since: date, today: date | None = None) -> str:
    """Return how long ago a day was, in the largest whole unit: "3 months old"."""
    days = ((today or date.today()) - since).days
    if days < 0:
        return _("not yet in force")
    if count := int(days / 365.25):
        return ngettext("{count} year old", "{count} years old", count).format(count=count)
    if count := int(days / 30.44):
        return ngettext("{count} month old", "{count} months old", count).format(count=count)
    if count := days // 7:
        return ngettext("{count} week old", "{count} weeks old", count).format(count=count)
    return ngettext("{count} day old", "{count} days old", days).format(count=days) if days else _("today")


def edition(version: Version, source: Source | None = None) -> str:
    """Return the date and age of an edition; for an undated one, since when it is held."""
    if version.valid_from:
        return _("edition of {day} ({age})").format(day=day(version.valid_from), age=age(version.valid_from))
    if source and source.published:
        return _("published {day} ({age})").format(day=day(source.published), age=age(source.published))
    return _("undated, held since {day}").format(day=day(version.retrieved_at.date()))


def checked(fresh: Freshness) -> str:
    """Return when a text's publisher was last asked: "checked 3 days ago"; "" for a text without a publisher."""
    if fresh.rhythm is None:
        return ""
    if fresh.age == 0:
        when = _("checked today")
    else:
        when = ngettext("checked yesterday", "checked {count} days ago", fresh.age).format(count=fresh.age)
    return when + (_("; stale (its rhythm is {days} days)").format(days=fresh.rhythm) if fresh.stale else "")


def origin(source: Source) -> str:
    """Return what a reader must know of where a text came from; "" where nothing needs to be said."""
    return "; ".join(map(in_readers_words, origin_marks(source)))


def claims(source: Source) -> str:
    """Return what a file says of itself, as a sentence; "" where it says nothing."""
    return capitalised(in_readers_words(claims_line(source)))


def told(label: str, words: str) -> str:
    """Return words behind their label, with the colon of the reader's language: "Next: 15 CFR 744.2"."""
    return _("{label}: {words}").format(label=label, words=words)


def listed(parts: Iterable[str]) -> str:
    """Return parts as an enumeration, with the comma of the reader's language; "" for none."""
    first, *others = [*parts] or [""]
    for other in others:
        first = _("{first}, {others}").format(first=first, others=other)
    return first


def alphabetical(name: str) -> str:
    """Return what names are sorted by, so that "États-Unis" stands among those with an E."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def by_name(jurisdictions: Iterable[str]) -> list[str]:
    """Return codes of jurisdictions, each once, in the order of their names in the reader's language."""
    return sorted(set(jurisdictions), key=lambda code: alphabetical(jurisdiction(code)))


def capitalised(words: str) -> str:
    """Return words with a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]
