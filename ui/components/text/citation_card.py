"""Citation cards: a quote with what it is worth (standing, jurisdiction, edition), and the buttons that open them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.model import Answer, Citation
from corpus.model import Source, Version
from ui.components.page import labels
from ui.components.page.markup import esc, lang, link, original_html
from ui.exports.legal import address, legal_citation, short_address, translation_label
from ui.language import _

_CARDS = 8  # of an answer's evidence that are shown at once


def cite_button(c: Citation, turn: int) -> str:
    """Return the numbered button that opens a citation; `turn` is the position of its answer in the conversation."""
    label = _("Source {number}: {locator}, {title}, {standing}").format(
        number=c.number, locator=address(c.locator), title=c.source.title, standing=labels.standing(c.standing)
    )
    return (
        f'<button type="button" class="lc-cite" data-standing="{esc(c.standing.value)}" data-cite="{turn}:{c.number}" '
        f'title="{esc(address(c.locator))} ({esc(labels.standing(c.standing))})" aria-label="{esc(label)}">'
        f"{c.number}</button>"
    )


def chips_html(source: Source, version: Version, page: int | None = None) -> str:
    """Return the chips of a text: standing by colour, shape and word; kind; jurisdiction; edition and age; page."""
    facts = [labels.kind(source.kind), labels.jurisdiction(source.jurisdiction), labels.edition(version, source)]
    if page:
        facts.append(_("p. {page}").format(page=page))
    if mark := labels.origin(source):
        facts.append(mark)
    return _chips(source, version, facts)


def edition_chips_html(source: Source, version: Version) -> str:
    """Return the chips of a text among others of its regime: standing, edition and age."""
    return _chips(source, version, [labels.edition(version, source)])


def _chips(source: Source, version: Version, facts: Sequence[str]) -> str:
    standing = source.kind.standing
    old = (
        f'<span class="lc-warn">{esc(_("no longer in force"))}</span>'
        if version.valid_to and not _stands(version)
        else ""
    )
    return (
        f'<div class="lc-chips"><span class="lc-chip" data-standing="{standing.value}">'
        f"{esc(labels.standing(standing))}</span>" + "".join(f"<span>{esc(f)}</span>" for f in facts) + f"{old}</div>"
    )


def card_html(c: Citation, turn: int) -> str:
    """Return one numbered card of the evidence; `turn` is the position of its answer.

    Its quote is folded beneath its address, text, edition and standing.
    """
    of = f"{c.source.title} · {labels.edition(c.version, c.source)}"
    return (
        f'<article class="lc lc-card-wrap"><details class="lc-card" data-standing="{c.standing.value}">'
        f'<summary><span class="lc-number">{c.number}</span>'
        f'<b>{esc(short_address(c.locator))}<span class="lc-of">{esc(of)}</span></b>'
        f"<small>{esc(labels.standing(c.standing))}</small></summary>"
        f"{chips_html(c.source, c.version, c.page)}"
        f"{original_html(c.source.language)}<blockquote{lang(c.source.language)}>{esc(c.quote)}</blockquote>"
        f"{translation_html(c)}"
        f'<footer><button type="button" class="lc-link" data-cite="{turn}:{c.number}">'
        f"{esc(_('Read in place'))}</button>"
        f"{link(c.link, _('Official site'))}{grounds_html(c)}"
        f'<button type="button" class="lc-link" data-copy="{esc(legal_citation(c))}">{esc(_("Copy citation"))}</button>'
        "</footer></details></article>"
    )


def grounds_html(c: Citation) -> str:
    """Return the links to the law that a quote of the starter library names; "" for any other text's."""
    return "".join(link(ground.url, ground.locator) for ground in c.grounds)


def show_cards(citations: Sequence[Citation], turn: int) -> None:
    """Show the cards of an answer's evidence, each quote folded: a click opens it, and its number opens its place."""
    for c in citations[:_CARDS]:
        st.html(card_html(c, turn))
    if rest := citations[_CARDS:]:
        with st.expander(_("{count} more").format(count=len(rest))):
            for c in rest:
                st.html(card_html(c, turn))


def quote_html(c: Citation, words: str, behind: str = "") -> str:
    """Return words of a citation's quote as a paragraph, marked where they are in another language than the page."""
    said = f"<span{lang(c.source.language)}>{esc(words)}</span>" if lang(c.source.language) else esc(words)
    return f"<p>{original_html(c.source.language)}{said}{behind}</p>"


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
