"""What an answer is of: the days of its texts, and the limits that its reader or words of the question set."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model import Answer, Implied
from corpus.filters import Filters
from corpus.model import Kind
from ui.language import _, ngettext
from ui.locale import names

LIMITING = frozenset({"jurisdiction", "kind", "source", "language", "as_of"})  # fields that limit what is searched


def limits(filters: Filters, implied: Sequence[Implied] = ()) -> str:
    """Return the line that names the limits of an answer, and the words that set some; "" where there are none."""
    chosen = len(filters.sources)
    told = [
        *(names.jurisdiction(code) for code in filters.jurisdictions),
        *(names.kind(Kind(kind)) for kind in filters.kinds),
        *(names.language(code) for code in filters.languages),
        *([ngettext("{count} chosen text", "{count} chosen texts", chosen).format(count=chosen)] if chosen else []),
    ]
    day = _("As the law stood on {day}").format(day=names.day(filters.as_of)) if filters.as_of else ""
    limited = _("Only from: {told}").format(told=", ".join(told)) if told else ""
    words = ", ".join(dict.fromkeys(f"“{i.words}”" for i in implied if i.field in LIMITING))
    by_words = _("by words of the question: {words}").format(words=words) if words else ""
    return " · ".join(part for part in (day, limited, by_words) if part)


def limits_of(answer: Answer) -> str:
    """Return the line that names all limits of an answer."""
    return limits(answer.filters, answer.implied)


def vintage(answer: Answer) -> str:
    """Return the range of edition dates of an answer's texts as one phrase; "" where none is dated."""
    if not answer.vintage:
        return ""
    youngest, oldest = max(answer.vintage), min(answer.vintage)
    if youngest == oldest:
        return _("Texts as of {day}").format(day=names.day(oldest))
    return _("Texts as of {first} to {last}").format(first=names.day(oldest), last=names.day(youngest))
