"""HTML of one held text in the library, with what to know before relying on it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from corpus.catalogue_results import Holding
from corpus.model import Source, Standing
from corpus.sources.entries import official_entries
from corpus.sources.freshness import Freshness
from ui.components.page import labels
from ui.components.page.markup import esc, link
from ui.components.text.citation_card import edition_chips_html
from ui.language import _, figure, ngettext
from ui.locale.gap_lines import gap_told


def gaps_html(jurisdiction: str, held: Container[str]) -> str:
    """Return how many of the official binding texts of a jurisdiction are held, and which are not."""
    official = [e for e in official_entries() if e.jurisdiction == jurisdiction and e.kind.standing is Standing.BINDING]
    missing = [e.title for e in official if e.id not in held]
    if not official:
        return ""
    line = _("{held} of {total} official binding texts that can be synced are held.").format(
        held=len(official) - len(missing), total=len(official)
    )
    head = esc(_("{count} not held").format(count=len(missing)))
    names = f"<details><summary>{head}</summary>{esc('; '.join(missing))}</details>" if missing else ""
    return f'<div class="lc lc-under lc-gaps">{esc(line)}{names}</div>'


def shelf_html(
    group: Sequence[Holding], fresh: Mapping[str, Freshness], apart: Mapping[str, str], *, removable: bool
) -> str:
    """Return the held texts of a regime, a line each. One element for all: with hundreds of texts the page is slow.

    `apart` has by id what tells a text from others of its title.
    """
    lines = (
        holding_html(h, fresh.get(h.source.id), apart=apart.get(h.source.id, ""), removable=removable) for h in group
    )
    return f'<div class="lc lc-shelf">{"".join(lines)}</div>'


def holding_html(h: Holding, fresh: Freshness | None = None, *, apart: str = "", removable: bool = False) -> str:
    """Return a held text: a line with title, standing and edition; folded below it editions, counts and licence.

    What a reader must know stands open: that it is stale, what its file claims, what is missing, and what tells it
    `apart` from others of its title. Removing it is behind a menu.
    """
    facts = [
        labels.kind(h.source.kind),
        ngettext("{count} provision", "{count} provisions", h.provisions).format(count=figure(h.provisions)),
        ngettext("{count} passage", "{count} passages", h.passages).format(count=figure(h.passages)),
        labels.editions(len(h.versions)),
        labels.language(h.source.language),
    ]
    if h.source.issuer:
        facts.insert(0, h.source.issuer)
    if mark := labels.origin(h.source):
        facts.append(mark)
    if fresh:
        facts.append(_("retrieved {day}").format(day=labels.day(fresh.retrieved_at.date())))
        if fresh.checked and not fresh.stale:
            facts.append(labels.checked(fresh))
    stale = ""
    if fresh and fresh.stale:
        stale = f'<div class="lc-chips"><span class="lc-warn">{esc(labels.checked(fresh))}</span></div>'
    licence = h.source.licence or next((e.licence for e in official_entries() if e.id == h.source.id), "")
    facts.append(_("licence: {licence}").format(licence=licence) if licence else _("licence not stated"))
    claims = f'<p class="lc-notice">{esc(told)}</p>' if (told := labels.claims(h.source)) else ""
    gaps = "".join(f'<p class="lc-notice">{esc(gap_told(w))}</p>' for w in h.warnings[:3])
    left = len(h.warnings) - 3
    more = ""
    if left > 0:
        told = ngettext("and {count} more note", "and {count} more notes", left).format(count=left)
        more = f'<p class="lc-notice">{esc(told)}</p>'
    mark = f" <small>{esc(apart)}</small>" if apart else ""
    return (
        f'<div class="lc-holding" data-held="{esc(h.source.id)}"><details><summary>'
        f'<b title="{esc(h.source.title)}">{esc(h.source.title)}{mark}</b>{edition_chips_html(h.source, h.latest)}'
        f'</summary><div class="lc-chips">{"".join(f"<span>{esc(f)}</span>" for f in facts)}'
        f"{link(h.source.url, _('Official site'))}</div></details>{_tools_html(h.source, removable)}"
        f"{stale}{claims}{gaps}{more}</div>"
    )


def _tools_html(source: Source, removable: bool) -> str:
    def tool(action: str, name: str) -> str:
        value = esc(f"{action}:{source.id}")
        return f'<button type="button" class="lc-link" data-shelf="{value}">{esc(name)}</button>'

    menu = f"<details><summary>{esc(_('More'))}</summary>{tool('remove', _('Remove'))}</details>" if removable else ""
    return f'<div class="lc-held-tools">{tool("read", _("Read"))}{tool("brief", _("Brief"))}{menu}</div>'
