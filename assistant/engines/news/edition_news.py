"""News of editions: what a later edition of a text changed in substance, apart from print and numbering."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.engines.news import headlines
from assistant.engines.news.changed_words import told_change
from assistant.engines.news.model import NewsItem, enumerated, is_below, short_title
from assistant.facts.days import day_in_words
from corpus.catalogue import Catalogue
from corpus.editions.changes import ProvisionChange, edition_changes
from corpus.editions.diff import Change, ChangeKind
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Source

_NAMED_PROVISIONS = 3  # provisions that a headline names
_ADDRESS_PARTS = lazy_regex(r"(, | > )")  # of an address: "Supplement No. 4 to Part 744, Country: CHINA, Acme Co."
_KINDS = {  # in the order of a headline
    ChangeKind.CHANGED: ("changed", "changed"),
    ChangeKind.ADDED: ("was added", "were added"),
    ChangeKind.REMOVED: ("was removed", "were removed"),
    ChangeKind.RENUMBERED: ("stands elsewhere", "stand elsewhere"),
}


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


def _item(found: Sequence[ProvisionChange]) -> NewsItem:
    first = found[0]
    substance = tuple(c for c in found if c.change.is_substance)
    folded = tuple(c for c in found if not c.change.is_substance)
    day = first.new.valid_from or first.new.retrieved_at.date()
    title = short_title(first.source)
    if substance:
        edition = f"the edition of {day_in_words(first.new.valid_from)}" if first.new.valid_from else "a later edition"
        headline = f"In {edition} of “{title}”, {_told(substance)}."
    else:
        headline = headlines.nothing_in_substance(title, first.new.valid_from, _folded(folded))
    locators = tuple(dict.fromkeys(at for c in substance for at in (c.change.new, c.change.old) if at))
    return NewsItem(day, first.source, headline, changes=substance, folded=folded, locators=locators)


def _told(substance: Sequence[ProvisionChange]) -> str:
    """Return what changed: the first provisions with their words, those that can be quoted first, and a count."""
    whole = (ChangeKind.ADDED, ChangeKind.REMOVED)  # with all that stands under it
    of_parts = [c.change for c in substance if c.change.kind not in whole]
    changes = [
        *of_parts,
        *(c for kind in whole for c in _highest([c.change for c in substance if c.change.kind is kind])),
    ]
    said = [(told_change(c), c.kind) for c in changes]
    said.sort(key=lambda s: (not s[0].quotes, list(_KINDS).index(s[1])))
    parts = [s.text for s, _ in said[:_NAMED_PROVISIONS]]
    left = Counter(kind for _, kind in said[_NAMED_PROVISIONS:])
    counted = [f"{left[kind]:,} more {verbs[left[kind] > 1]}" for kind, verbs in _KINDS.items() if left[kind]]
    return "; ".join([*parts, *([enumerated(counted)] if counted else [])])


def _folded(folded: Sequence[ProvisionChange]) -> str:
    moved = [c.change for c in folded if c.change.kind is ChangeKind.RENUMBERED]
    parts = []
    if moved:
        highest = _highest(moved)
        named = [_told_apart(c.old, c.new) for c in highest[:_NAMED_PROVISIONS]]
        parts.append(headlines.renumbered(len(moved), named, has_more=len(highest) > len(named)))
    if printed := len(folded) - len(moved):
        parts.append(headlines.in_print(printed))
    return headlines.listed(parts)


def _told_apart(old: str, new: str) -> tuple[str, str]:
    """Return two addresses without what stands before their names in both, such as the supplement of two rows."""
    was, now = _ADDRESS_PARTS.split(old), _ADDRESS_PARTS.split(new)
    same = 0
    while same < min(len(was), len(now)) - 2 and was[same] == now[same]:  # each is a part and what stands behind it
        same += 2
    return "".join(was[same:]), "".join(now[same:])


def _highest(changes: Sequence[Change]) -> list[Change]:
    """Return the changes without those of what stands under one before them."""
    found: list[Change] = []
    for change in changes:
        at = change.new or change.old
        if not found or not is_below(at, found[-1].new or found[-1].old):
            found.append(change)
    return found
