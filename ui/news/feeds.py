"""News as an Atom feed (RFC 4287) and as a calendar (RFC 5545), as files and at addresses of the running app."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from html import escape
from itertools import takewhile
from typing import Any
from xml.etree import ElementTree as Tree

from assistant.engines.ledger import whole_ledger
from assistant.engines.ledger.calendar import CalendarEntry, coming, entry_of, written_calendar
from assistant.engines.news.model import NewsItem, NewsScope, is_below
from corpus.catalogue import Catalogue
from corpus.editions.changes import ProvisionChange
from corpus.language.normal_form import without_unseen
from corpus.locators.links import official_link
from ui.language import N_

_ATOM = "http://www.w3.org/2005/Atom"
MOST_ITEMS = 100  # of one feed or calendar
_NAMES, _CHANGES = 60, 40  # names and changes of an item that its entry in a feed holds
_TAGS = {"equal": ("", ""), "delete": ("<del>", "</del>"), "insert": ("<ins>", "</ins>")}
CAVEAT = N_(
    "Computed from the rows, editions and dates of the texts held. Rows tell who stands on a list today: who was "
    "removed since then is told only where an older edition is held."
)


def atom(items: Sequence[NewsItem], title: str, address: str = "", page: str = "") -> str:
    """Return items as an Atom feed; `address` is that of the feed, `page` that of the page that shows them.

    Without a page each entry leads to what it tells of at the publisher's.
    """
    Tree.register_namespace("", _ATOM)
    feed = Tree.Element(f"{{{_ATOM}}}feed")
    _put(feed, "title", f"Licet: {title}")
    _put(feed, "subtitle", CAVEAT)
    _put(feed, "id", f"urn:licet:news:{title}".replace(" ", "-"))
    _put(feed, "updated", _moment(max((i.day for i in items), default=date(1970, 1, 1))))
    _put(_put(feed, "author"), "name", "Licet")
    if address:
        _put(feed, "link", rel="self", href=address)
    if page:
        _put(feed, "link", rel="alternate", href=page)
    for item in items:
        entry = _put(feed, "entry")
        _put(entry, "title", item.headline)
        _put(entry, "id", f"urn:licet:news:{item.key}")
        _put(entry, "updated", _moment(item.day))
        _put(entry, "category", term=item.source.jurisdiction or "none")
        if link := f"{page}?item={item.key}" if page else official_place(item):
            _put(entry, "link", rel="alternate", href=link)
        _put(entry, "content", item_html(item), type="html")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Tree.tostring(feed, encoding="unicode")


def official_place(item: NewsItem) -> str:
    """Return the address of what an item tells of on its publisher's site: of several provisions what holds them all.

    It is the page of the text where no address holds them all, "" where the text has none.
    """
    steps = zip(*(locator.split(", ") for locator in item.locators), strict=False)
    shared = takewhile(lambda parts: len(set(parts)) == 1, steps)
    return official_link(item.source, ", ".join(parts[0] for parts in shared))


def calendar(catalogue: Catalogue, items: Sequence[NewsItem], scope: NewsScope, title: str) -> str:
    """Return the news and what begins and ends in a scope as a calendar."""
    entries = [
        CalendarEntry(i.day, i.headline, f"{i.source.title}. {'; '.join(g.name for g in i.groups)}", i.key)
        for i in items
        if i.has_substance
    ]
    today = date.today()
    for day, event in coming(whole_ledger.everything(catalogue, scope.filters), today):
        source = event.span.source.id
        if scope.lists or (
            scope.provisions and not any(s == source and is_below(event.locator, at) for s, at in scope.provisions)
        ):
            continue
        entries.append(entry_of((day, event)))
    return written_calendar(entries, f"Licet: {title}")


def item_document(item: NewsItem) -> dict[str, Any]:
    """Return an item as programs read it."""
    return {
        "day": item.day.isoformat(),
        "headline": item.headline,
        "jurisdiction": item.source.jurisdiction,
        "source_id": item.source.id,
        "list": item.list_name or None,
        "substance": item.has_substance,
        "groups": [{"name": g.name, "entries": [e.name for e in g.entries]} for g in item.groups],
        "changes": [{"locator": c.locator, "change": c.change.kind.value} for c in item.changes],
        "renumbered": [{"old": c.change.old, "new": c.change.new} for c in item.renumbered],
        "in_print_only": len(item.folded) - len(item.renumbered),
    }


def item_html(item: NewsItem) -> str:
    """Return what an item stands on as HTML: names in groups, and the redline; what documents say is escaped."""
    out = [f"<p>{_esc(item.source.title)}</p>"]
    for group in item.groups:
        names = "; ".join(_esc(e.name) for e in group.entries[:_NAMES])
        left = len(group.entries) - _NAMES
        out.append(f"<p><b>{_esc(group.name)}</b>: {names}{f'; and {left:,} more' if left > 0 else ''}</p>")
        out += [f"<blockquote>{_esc(e.note)}</blockquote>" for e in group.entries[:_NAMES] if e.note]
    out += [redline_html(change) for change in item.changes[:_CHANGES]]
    if (left := len(item.changes) - _CHANGES) > 0:
        out.append(f"<p>{left:,} more provisions changed.</p>")
    if moved := [f"{_esc(c.change.old)} is now {_esc(c.change.new)}" for c in item.renumbered[:_CHANGES]]:
        left = len(item.renumbered) - len(moved)
        out.append(f"<p><b>Renumbered</b>: {'; '.join(moved)}{f'; and {left:,} more' if left > 0 else ''}</p>")
    return "".join(out)


def redline_html(changed: ProvisionChange) -> str:
    """Return the text before and after a change as one, deletions and insertions marked."""
    c = changed.change
    body = (
        "".join(f"{_TAGS[m.kind][0]}{_esc(m.text)}{_TAGS[m.kind][1]}" for m in c.marks)
        if c.marks
        else f"<del>{_esc(c.before)}</del>"
        if not c.after
        else f"<ins>{_esc(c.after)}</ins>"
    )
    return f"<p><b>{_esc(changed.locator)}</b> ({_esc(c.kind.value)}): {body}</p>"


def _esc(text: str) -> str:
    return escape(without_unseen(text))


def _moment(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")


def _put(parent: Tree.Element, name: str, text: str = "", **attributes: str) -> Tree.Element:
    element = Tree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = "".join(c for c in without_unseen(text) if c >= " " or c in "\n\t") or None
    return element
