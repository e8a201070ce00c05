"""Citation cards: a quote with what it is worth (standing, jurisdiction, edition)."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model import Answer, Citation
from corpus.model import Source, Version
from corpus.trust.marks import origin_mark
from ui.components.page import labels
from ui.components.page.markup import esc, link
from ui.exports.legal import address, legal_citation, translation_label


def chips_html(source: Source, version: Version, page: int | None = None) -> str:
    """Return the chips of a text: standing by colour, shape and word; kind; jurisdiction; edition and age; page."""
    standing = source.kind.standing
    facts = [labels.KINDS[source.kind], labels.jurisdiction(source.jurisdiction), labels.edition(version, source)]
    if page:
        facts.append(f"p. {page}")
    if mark := origin_mark(source):
        facts.append(mark)
    old = '<span class="lc-warn">no longer in force</span>' if version.valid_to and not _stands(version) else ""
    return (
        f'<div class="lc-chips"><span class="lc-chip" data-standing="{standing.value}">'
        f"{labels.STANDINGS[standing]}</span>" + "".join(f"<span>{esc(f)}</span>" for f in facts) + f"{old}</div>"
    )


def card_html(c: Citation, turn: int) -> str:
    """Return one numbered card of the evidence; `turn` is the position of its answer."""
    return (
        f'<article class="lc lc-card-wrap"><div class="lc-card" data-standing="{c.standing.value}">'
        f'<header><span class="lc-number">{c.number}</span><b>{esc(address(c.locator))}</b></header>'
        f'<p class="lc-title">{esc(c.source.title)}</p>{chips_html(c.source, c.version, c.page)}'
        f"<blockquote>{esc(c.quote)}</blockquote>{translation_html(c)}"
        f'<footer><button type="button" class="lc-link" data-cite="{turn}:{c.number}">Read in place</button>'
        f"{link(c.source.url, 'Official site')}"
        f'<button type="button" class="lc-link" data-copy="{esc(legal_citation(c))}">Copy citation</button>'
        "</footer></div></article>"
    )


def translation_html(c: Citation) -> str:
    """Return the translation of a quote by a model, set apart from the quote by style and label; "" for none."""
    if not c.translation:
        return ""
    return (
        f'<p class="lc-translation" lang="{esc(c.translation.language)}">'
        f"<b>{esc(translation_label(c.translation))}</b> {esc(c.translation.text)}</p>"
    )


def picked_citation(picked: str, answers: Sequence[Answer | None]) -> Citation | None:
    """Return the citation that a clicked button names as "position of its answer:number"; None where there is none."""
    place, _, number = picked.partition(":")
    if not (place.isdecimal() and number.isdecimal()) or int(place) >= len(answers):
        return None
    answer = answers[int(place)]
    return next((c for c in answer.citations if c.number == int(number)), None) if answer else None


def _stands(version: Version) -> bool:
    from datetime import date

    return version.in_force(date.today())
