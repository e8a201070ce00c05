"""HTML of one held text in the library, with what to know before relying on it."""

from __future__ import annotations

from collections.abc import Container

from corpus.held import Holding
from corpus.model import Standing
from corpus.sources.entries import entries
from corpus.sources.freshness import Freshness
from corpus.trust.marks import claims_line
from ui.components.page import labels
from ui.components.page.markup import esc, link
from ui.components.text.citation_card import chips_html
from ui.language import _, figure, ngettext


def gaps_html(jurisdiction: str, held: Container[str]) -> str:
    """Return how many of the official binding texts of a jurisdiction are held, and which are not."""
    official = [e for e in entries() if e.jurisdiction == jurisdiction and e.kind.standing is Standing.BINDING]
    missing = [e.title for e in official if e.id not in held]
    if not official:
        return ""
    line = _("{held} of {total} official binding texts that can be synced are held.").format(
        held=len(official) - len(missing), total=len(official)
    )
    head = esc(_("{count} not held").format(count=len(missing)))
    names = f"<details><summary>{head}</summary>{esc('; '.join(missing))}</details>" if missing else ""
    return f'<div class="lc lc-under lc-gaps">{esc(line)}{names}</div>'


def holding_html(h: Holding, fresh: Freshness | None = None, *, is_told_apart: bool = False) -> str:
    """Return a held text: a line with title, standing and edition; folded below it editions, counts and licence.

    What a reader must know stands open: that it is stale, what its file claims, what is missing. A text that
    `is_told_apart` from another of its title shows its id.
    """
    facts = [
        ngettext("{count} provision", "{count} provisions", h.provisions).format(count=figure(h.provisions)),
        ngettext("{count} passage", "{count} passages", h.passages).format(count=figure(h.passages)),
        labels.editions(len(h.versions)),
        labels.language(h.source.language),
    ]
    if h.source.issuer:
        facts.insert(0, h.source.issuer)
    if fresh:
        facts.append(_("retrieved {day}").format(day=labels.day(fresh.retrieved_at.date())))
        if fresh.checked and not fresh.stale:
            facts.append(labels.checked(fresh))
    stale = ""
    if fresh and fresh.stale:
        stale = f'<div class="lc-chips"><span class="lc-warn">{esc(labels.checked(fresh))}</span></div>'
    licence = h.source.licence or next((e.licence for e in entries() if e.id == h.source.id), "")
    facts.append(_("licence: {licence}").format(licence=licence) if licence else _("licence not stated"))
    claims = f'<p class="lc-notice">{esc(told[:1].upper() + told[1:])}</p>' if (told := claims_line(h.source)) else ""
    gaps = "".join(f'<p class="lc-notice">{esc(w)}</p>' for w in h.warnings[:3])
    left = len(h.warnings) - 3
    more = ""
    if left > 0:
        told = ngettext("and {count} more note", "and {count} more notes", left).format(count=left)
        more = f'<p class="lc-notice">{esc(told)}</p>'
    apart = f" <small>{esc(h.source.id)}</small>" if is_told_apart else ""
    return (
        f'<div class="lc lc-holding"><details><summary><b>{esc(h.source.title)}</b>{apart}'
        f"{chips_html(h.source, h.latest)}</summary>"
        f'<div class="lc-chips">{"".join(f"<span>{esc(f)}</span>" for f in facts)}'
        f"{link(h.source.url, _('Official site'))}</div></details>"
        f"{stale}{claims}{gaps}{more}</div>"
    )
