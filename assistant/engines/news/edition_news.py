"""News of editions: what a later edition of a text changed in substance, apart from print and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.engines.news.model import NewsItem, enumerated, several, short_title
from assistant.facts.days import day_in_words
from corpus.catalogue import Catalogue
from corpus.editions.changes import ProvisionChange, edition_changes
from corpus.editions.diff import Change, ChangeKind
from corpus.filters import Filters
from corpus.model import Source

_KINDS = (  # in the order of a headline
    (ChangeKind.CHANGED, "changed"),
    (ChangeKind.ADDED, "added"),
    (ChangeKind.REMOVED, "removed"),
)


def texts(catalogue: Catalogue, since: date = date.min, filters: Filters = Filters()) -> Iterator[NewsItem]:
    """Yield an item for each pair of consecutive editions of a text whose later one begins since a day."""
    held = {source.id for source, _ in catalogue.editions().values() if _is_wanted(source, filters)}
    if not held:
        return
    by_edition: dict[tuple[int, int], list[ProvisionChange]] = defaultdict(list)
    for change in edition_changes(catalogue, since, sources=tuple(sorted(held)), typography=True):
        by_edition[change.old.number, change.new.number].append(change)
    for found in by_edition.values():
        yield _item(found)


def _is_wanted(source: Source, filters: Filters) -> bool:
    return (not filters.jurisdictions or source.jurisdiction in filters.jurisdictions) and (
        not filters.sources or source.id in filters.sources
    )


def is_substance(change: Change) -> bool:
    """Return whether a change is one of words: not of punctuation, spacing or addresses alone."""
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return bool(letters(change.before + change.after))
    if change.before == change.after:
        return change.kind is ChangeKind.CHANGED  # its words stand and a stay begins or ends
    return letters(change.before) != letters(change.after)


def _item(found: Sequence[ProvisionChange]) -> NewsItem:
    first = found[0]
    substance = tuple(c for c in found if is_substance(c.change))
    folded = tuple(c for c in found if not is_substance(c.change))
    day = first.new.valid_from or first.new.retrieved_at.date()
    edition = f"the edition of {day_in_words(first.new.valid_from)}" if first.new.valid_from else "a later edition"
    title = short_title(first.source)
    if substance:
        counted: Counter[ChangeKind] = Counter(
            ChangeKind.CHANGED if c.change.kind is ChangeKind.RENUMBERED else c.change.kind for c in substance
        )
        parts = [f"{counted[kind]:,} {verb}" for kind, verb in _KINDS if counted[kind]]
        noun = "provision" if len(substance) == 1 else "provisions"
        headline = f"{edition[0].upper()}{edition[1:]} of “{title}” has {enumerated(parts)} {noun}."
    else:
        moved = sum(c.change.old != c.change.new for c in folded)
        parts = [f"{several(moved, 'provision stands', 'provisions stand')} under another address"] if moved else []
        if printed := len(folded) - moved:
            parts.append(f"{several(printed, 'differs', 'differ')} in punctuation or spacing")
        headline = f"{edition[0].upper()}{edition[1:]} of “{title}” changes nothing in substance: {enumerated(parts)}."
    locators = tuple(dict.fromkeys(at for c in substance for at in (c.change.new, c.change.old) if at))
    return NewsItem(day, first.source, headline, changes=substance, folded=folded, locators=locators)


def letters(text: str) -> str:
    """Return a text's letters and figures alone, in small letters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
