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


def gaps_html(jurisdiction: str, held: Container[str]) -> str:
    """Return how many of the official binding texts of a jurisdiction are held, and which are not."""
    official = [e for e in entries() if e.jurisdiction == jurisdiction and e.kind.standing is Standing.BINDING]
    missing = [e.title for e in official if e.id not in held]
    if not official:
        return ""
    line = f"{len(official) - len(missing)} of {len(official)} official binding texts that can be synced are held."
    names = f"<details><summary>{len(missing)} not held</summary>{esc('; '.join(missing))}</details>" if missing else ""
    return f'<div class="lc lc-under lc-gaps">{esc(line)}{names}</div>'


def holding_html(h: Holding, fresh: Freshness | None = None) -> str:
    """Return a held text: title, standing, editions, freshness, counts, gaps, licence."""
    facts = [
        f"{h.provisions:,} provisions",
        f"{h.passages:,} passages",
        f"{len(h.versions)} edition{'s' if len(h.versions) > 1 else ''}",
        labels.language(h.source.language),
    ]
    if h.source.issuer:
        facts.insert(0, h.source.issuer)
    if fresh:
        facts.append(f"retrieved {labels.day(fresh.retrieved_at.date())}")
        if fresh.checked and not fresh.stale:
            facts.append(f"checked {fresh.checked}")
    stale = f'<span class="lc-warn">checked {esc(fresh.checked)}</span>' if fresh and fresh.stale else ""
    licence = h.source.licence or next((e.licence for e in entries() if e.id == h.source.id), "")
    facts.append(f"licence: {licence}" if licence else "licence not stated")
    claims = f'<p class="lc-notice">{esc(told[:1].upper() + told[1:])}</p>' if (told := claims_line(h.source)) else ""
    gaps = "".join(f'<p class="lc-notice">{esc(w)}</p>' for w in h.warnings[:3])
    more = f'<p class="lc-notice">and {len(h.warnings) - 3} more notes</p>' if len(h.warnings) > 3 else ""
    return (
        f'<div class="lc lc-holding"><b>{esc(h.source.title)}</b>{chips_html(h.source, h.latest)}'
        f'<div class="lc-chips">{"".join(f"<span>{esc(f)}</span>" for f in facts)}{stale}'
        f"{link(h.source.url, 'Official site')}</div>{claims}{gaps}{more}</div>"
    )
