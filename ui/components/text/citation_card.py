"""A source card: what a quote is worth before it is read."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.model import Answer, Citation
from corpus.model import Source, Version
from ui.components.page import labels
from ui.components.page.markup import esc, link
from ui.exports.legal import address, legal_citation, translation_label


def chips_html(source: Source, version: Version, page: int | None = None) -> str:
    """Kind as colour, shape and word; jurisdiction; edition and age; page."""
    standing = source.kind.standing
    facts = [labels.KINDS[source.kind], labels.jurisdiction(source.jurisdiction), labels.edition(version, source)]
    if page:
        facts.append(f"p. {page}")
    old = '<span class="lc-warn">no longer in force</span>' if version.valid_to and not _stands(version) else ""
    return (
        f'<div class="lc-chips"><span class="lc-chip" data-standing="{standing.value}">{labels.STANDINGS[standing]}</span>'
        + "".join(f"<span>{esc(f)}</span>" for f in facts)
        + f"{old}</div>"
    )


def card_html(c: Citation, turn: int) -> str:
    """One numbered card of the evidence."""
    return (
        f'<article class="lc lc-card-wrap"><div class="lc-card" data-standing="{c.standing.value}">'
        f'<header><span class="lc-number">{c.number}</span><b>{esc(address(c.locator))}</b></header>'
        f'<p class="lc-title">{esc(c.source.title)}</p>{chips_html(c.source, c.version, c.page)}'
        f"<blockquote>{esc(c.quote)}</blockquote>{translation_html(c)}"
        f'<footer><button type="button" class="lc-link" data-cite="{turn}:{c.number}">Read in place</button>'
        f"{link(c.source.url, 'Official site')}"
        f'<button type="button" class="lc-link" data-copy="{esc(legal_citation(c))}">Copy citation</button></footer></div></article>'
    )


def translation_html(c: Citation) -> str:
    """A model's translation under the quote, told apart from it by look and by words; empty where there is none."""
    if not c.translation:
        return ""
    return (
        f'<p class="lc-translation" lang="{esc(c.translation.language)}">'
        f"<b>{esc(translation_label(c.translation))}</b> {esc(c.translation.text)}</p>"
    )


def picked_citation(picked: str, answers: Sequence[Answer | None]) -> Citation | None:
    """The citation that a clicked number means: "place of its answer:number"."""
    place, _, number = picked.partition(":")
    if not (place.isdecimal() and number.isdecimal()) or int(place) >= len(answers):
        return None
    answer = answers[int(place)]
    return next((c for c in answer.citations if c.number == int(number)), None) if answer else None


def _stands(version: Version) -> bool:
    from datetime import date

    return version.in_force(date.today())
