"""Citation cards: a quote with what it is worth (standing, jurisdiction, edition), and the buttons that open them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.model import Answer, Citation
from corpus.model import Source, Version
from corpus.trust.marks import origin_mark
from ui.components.page import labels
from ui.components.page.markup import esc, link
from ui.exports.legal import address, legal_citation, short_address, translation_label

_CARDS = 8  # of an answer's evidence that are shown at once
_OPEN = 1  # of them, whose quotes are read at once


def cite_button(c: Citation, turn: int) -> str:
    """Return the numbered button that opens a citation; `turn` is the position of its answer in the conversation."""
    label = f"Source {c.number}: {address(c.locator)}, {c.source.title}, {c.standing}"
    return (
        f'<button type="button" class="lc-cite" data-standing="{esc(c.standing.value)}" data-cite="{turn}:{c.number}" '
        f'title="{esc(address(c.locator))} ({esc(c.standing.value)})" aria-label="{esc(label)}">{c.number}</button>'
    )


def chips_html(source: Source, version: Version, page: int | None = None) -> str:
    """Return the chips of a text: standing by colour, shape and word; kind; jurisdiction; edition and age; page."""
    standing = source.kind.standing
    facts = [labels.KIND_LABELS[source.kind], labels.jurisdiction(source.jurisdiction), labels.edition(version, source)]
    if page:
        facts.append(f"p. {page}")
    if mark := origin_mark(source):
        facts.append(mark)
    old = '<span class="lc-warn">no longer in force</span>' if version.valid_to and not _stands(version) else ""
    return (
        f'<div class="lc-chips"><span class="lc-chip" data-standing="{standing.value}">'
        f"{labels.STANDINGS[standing]}</span>" + "".join(f"<span>{esc(f)}</span>" for f in facts) + f"{old}</div>"
    )


def card_html(c: Citation, turn: int, *, folded: bool = False) -> str:
    """Return one numbered card of the evidence, its quote folded or open; `turn` is the position of its answer."""
    return (
        f'<article class="lc lc-card-wrap"><details class="lc-card" data-standing="{c.standing.value}"'
        f'{"" if folded else " open"}><summary><span class="lc-number">{c.number}</span>'
        f"<b>{esc(short_address(c.locator))}</b>"
        f"<small>{labels.STANDINGS[c.standing]}</small></summary>"
        f'<p class="lc-title">{esc(c.source.title)}</p>{chips_html(c.source, c.version, c.page)}'
        f"<blockquote>{esc(c.quote)}</blockquote>{translation_html(c)}"
        f'<footer><button type="button" class="lc-link" data-cite="{turn}:{c.number}">Read in place</button>'
        f"{link(c.link, 'Official site')}"
        f'<button type="button" class="lc-link" data-copy="{esc(legal_citation(c))}">Copy citation</button>'
        "</footer></details></article>"
    )


def show_cards(citations: Sequence[Citation], turn: int) -> None:
    """Show the cards of an answer's evidence, the first open, further ones behind a line."""
    for n, c in enumerate(citations[:_CARDS]):
        st.html(card_html(c, turn, folded=n >= _OPEN))
    if rest := citations[_CARDS:]:
        with st.expander(f"{len(rest)} more"):
            for c in rest:
                st.html(card_html(c, turn, folded=True))


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
