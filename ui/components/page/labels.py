"""Names that the app shows: kinds, jurisdictions, dates, ages, outcomes."""

from __future__ import annotations

from datetime import date

from assistant.facts.days import day_in_words
from assistant.model import FILE_SAYS, Answer, Outcome
from corpus.language.detection import LANGUAGE_NAMES
from corpus.lexicon import jurisdictions
from corpus.model import Kind, Source, Standing, Version

KIND_LABELS = {
    Kind.LAW: "law",
    Kind.LIST: "list",
    Kind.GUIDANCE: "guidance",
    Kind.NEWS: "news",
    Kind.EXPLAINER: "explainer",
    Kind.USER: "added document",
}
STANDINGS = {Standing.BINDING: "Binding", Standing.AGENCY_VIEW: "Agency view", Standing.COMMENTARY: "Commentary"}
OUTCOMES = {  # sign, title, what it means
    Outcome.ANSWERED: ("✓", "Answered from the texts", ""),
    Outcome.NOT_IN_CORPUS: ("○", "Not held here", "What decides this is not among the texts held."),
    Outcome.SILENT: (
        "≈",
        "Closest passages",
        "No sentence held here plainly answers this. What stands nearest may answer another question than yours.",
    ),
    Outcome.NEEDS_FACT: ("?", "Needs a fact", "Fill it in, and the question is asked again with it."),
}
FACT_WITHOUT_FIELD = "Asked again with it, it can be answered."
IN_PART = ("◐", "Answered in part", "The rest of your question is not answered: the first lines say what is left.")
_NOTES = {
    "definition": "Definition",
    "exception": "Exception",
    "lead-in": "Lead-in",
    "item": "Item",
    "stay": "Stayed",
    "instead": "The text says",
    "direct": "",
    "row": "Entry",
    "question": "",
    "folded": "Answer",
    "annotation": "In short",
    "check next": "To check next",
    "who decides": "Who decides",
    "other source": "Another text says",
    "notice": "The notice says",
    "other edition": "The other edition says",
    "added document": FILE_SAYS,
    "closest": "Closest passages",
}  # "Yes." needs no label


def jurisdiction(code: str) -> str:
    """Return the name of a jurisdiction by its code: "United States" for "us"."""
    return jurisdictions.table().names.get(code, code.upper() or "No jurisdiction")


def language(code: str) -> str:
    """Return the name of a language by its code: "English" for "en"."""
    return LANGUAGE_NAMES.get(code, code)


def note(name: str) -> str:
    """Return the label of a statement that is set apart from the answer proper."""
    return _NOTES.get(name, name[:1].upper() + name[1:])


def day(moment: date | None) -> str:
    """Return a date in words: "3 February 2026"; "" for None."""
    return day_in_words(moment) if moment else ""


def age(since: date, today: date | None = None) -> str:
    """Return how long ago a day was, in the largest whole unit: "3 months old"."""
    days = ((today or date.today()) - since).days
    if days < 0:
        return "not yet in force"
    for unit, length in (("year", 365.25), ("month", 30.44), ("week", 7), ("day", 1)):
        count = int(days / length)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} old"
    return "today"


def edition(version: Version, source: Source | None = None) -> str:
    """Return the date and age of an edition; for an undated one, since when it is held."""
    if version.valid_from:
        return f"edition of {day(version.valid_from)} ({age(version.valid_from)})"
    if source and source.published:
        return f"published {day(source.published)} ({age(source.published)})"
    return f"undated, held since {day(version.retrieved_at.date())}"


def vintage(answer: Answer) -> str:
    """Return the range of edition dates of an answer's texts as one phrase; "" where none is dated."""
    if not answer.vintage:
        return ""
    youngest, oldest = max(answer.vintage), min(answer.vintage)
    return f"Texts as of {day(oldest)}" + ("" if youngest == oldest else f" to {day(youngest)}")
