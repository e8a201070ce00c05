"""News as a page shows it: the sentence, beneath it what it stands on, and the redline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.engines.news.model import NewsGroup, NewsItem
from assistant.evidence.citations import Citations
from assistant.model import Citation
from corpus.catalogue import CatalogueReader
from ui.components.page import labels
from ui.components.page.captions import in_english_html
from ui.components.page.markup import esc, lang, marked_english, original_html, with_commands
from ui.components.text.change import change_html
from ui.exports.legal import address
from ui.language import _, figure, name_of_country
from ui.locale.problem_lines import in_readers_words

_ENTRIES_DRAWN, _REDLINES_DRAWN = 400, 100  # of an item that the page draws


def news_html(items: Sequence[NewsItem]) -> str:
    """Return items under their months; a button of an entry reports the item's key with two positions."""
    out = []
    for __, of_month in groupby(items, key=lambda i: (i.day.year, i.day.month)):
        found = list(of_month)
        out.append(f'<h2 class="lc-regime">{esc(labels.month(found[0].day))}</h2>')
        out += (_item(item) for item in found)
    return f'<div class="lc lc-newslist">{"".join(out)}</div>'


def asked_html(item: NewsItem) -> str:
    """Return the item that an address names, with all that it stands on open."""
    return f'<div class="lc lc-newslist">{_item(item, is_open=True)}</div>'


def english_html(items: Sequence[NewsItem]) -> str:
    """Return the line that says that sentences are English on a desk in another language; "" where none of these is."""
    return in_english_html() if any(map(_is_english, items)) else ""


def _is_english(item: NewsItem) -> bool:
    return in_readers_words(item.headline) == item.headline


def picked_entry(picked: str, items: Sequence[NewsItem], catalogue: CatalogueReader) -> Citation | None:
    """Return the citation of the entry that a clicked button names; None where there is none."""
    key, __, place = picked.partition(".")
    group, __, entry = place.partition(".")
    item = next((i for i in items if i.key == key), None)
    if item is None or not (group.isdecimal() and entry.isdecimal()):
        return None
    if int(group) >= len(item.groups) or int(entry) >= len(item.groups[int(group)].entries):
        return None
    span = item.groups[int(group)].entries[int(entry)].span
    if span is None:
        return None
    cites = Citations(catalogue)
    cites.cite(span.source, span.version, span.start, span.end)
    return cites.all[0]


def _item(item: NewsItem, is_open: bool = False) -> str:
    details = "<details open>" if is_open else "<details>"
    where = " · ".join(filter(None, (labels.jurisdiction(item.source.jurisdiction), item.list_name)))
    under = f'<p class="lc-under"><time datetime="{item.day.isoformat()}">{labels.day(item.day)}</time> · {esc(where)}'
    body = "".join(_group(item, number, group) for number, group in enumerate(item.groups))
    if item.changes:
        body += "".join(map(change_html, item.changes[:_REDLINES_DRAWN]))
        if (left := len(item.changes) - _REDLINES_DRAWN) > 0:
            told = _("{count} more provisions changed; `licet changes` tells them all.").format(count=figure(left))
            body += f"<p>{with_commands(told)}</p>"
    if body:
        name = _("What changed") if item.changes else _("Who and what")
        body = f"{details}<summary>{esc(name)}</summary>{body}</details>"
    if item.folded:
        moved, printed = len(item.renumbered), len(item.folded) - len(item.renumbered)
        parts = [_("{count} renumbered").format(count=figure(moved))] if moved else []
        parts += [_("{count} in print only").format(count=figure(printed))] if printed else []
        folded = esc(" · ".join(parts))
        shown = "".join(map(change_html, item.folded[:_REDLINES_DRAWN]))
        body += (
            f"{details}<summary>{folded}</summary>{shown}"
            + (
                f"<p>{esc(_('The first {count} are shown.').format(count=_REDLINES_DRAWN))}</p>"
                if len(item.folded) > _REDLINES_DRAWN
                else ""
            )
            + "</details>"
        )
    quiet = "" if item.has_substance else ' data-quiet="yes"'
    head = marked_english(item.headline) if _is_english(item) else esc(in_readers_words(item.headline))
    return f'<article id="{item.key}" class="lc-news"{quiet}>{under}</p><h3>{head}</h3>{body}</article>'


def _group_name(name: str) -> str:
    """Return the name of a group in the reader's language: what its entries are, or the country and their number."""
    country, counted, number = name.rpartition(" (")
    return f"{name_of_country(_(country))} ({number}" if counted else _(name)


def _group(item: NewsItem, number: int, group: NewsGroup) -> str:
    said = []
    for at, entry in enumerate(group.entries[:_ENTRIES_DRAWN]):
        name = esc(address(entry.name))
        if entry.span:
            name = f'<button type="button" class="lc-link" data-cite="{item.key}.{number}.{at}">{name}</button>'
        language = entry.span.source.language if entry.span else ""
        quoted = f'<p class="lc-said">{original_html(language)}<span{lang(language)}>{esc(entry.note)}</span></p>'
        note = quoted if entry.note else ""
        said.append(f"<li>{name}{note}</li>")
    left = len(group.entries) - _ENTRIES_DRAWN
    more = f"<li>{esc(_('and {count} more').format(count=figure(left)))}</li>" if left > 0 else ""
    return f"<section><h4>{esc(_group_name(group.name))}</h4><ul>{''.join(said)}{more}</ul></section>"
