"""Card of an entry of a list: names, addresses, dates, notices and editions, with the paragraph that it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from assistant.engines.lists.model import HeldList, PartyRow, RowKind
from assistant.engines.model import Span
from assistant.evidence.citations import Citations
from assistant.model import Citation
from corpus.catalogue import Catalogue, CatalogueReader
from ui.components.page import labels
from ui.components.page.markup import esc, folded, lang, link, original_html, spoken
from ui.exports.legal import address, legal_citation
from ui.json_documents.parties import DatedNotice, EditionOfEntry, PartyCard, party_card
from ui.language import _, figure, name_of_country

_MOST_ALIKE = 12  # entries of other lists that are named


@st.cache_resource(show_spinner=False, max_entries=64)
def card_of(_catalogue: Catalogue, where: str, generation: int, _held: HeldList, _row: PartyRow, key: str) -> PartyCard:
    """Return the card of an entry, gathered once per change of the collection; `key` names the entry."""
    return party_card(_held, _row, _catalogue)


def show(catalogue: Catalogue, held: HeldList, row: PartyRow) -> list[Citation]:
    """Show the card of an entry; return its citations, whose numbers its buttons report."""
    key = f"{held.about.name} {held.version.number} {row.start}"
    card = card_of(catalogue, str(catalogue.path), catalogue.generation, held, row, key)
    html, citations = card_html(card, catalogue)
    st.html(html)
    return citations


def card_html(card: PartyCard, catalogue: CatalogueReader) -> tuple[str, list[Citation]]:
    """Return the card as HTML, and the citations that its buttons report by their numbers."""
    cites, row, held = Citations(catalogue), card.row, card.held
    own = _cited(cites, held.span(row))
    facts = [
        (_("Country"), esc(name_of_country(row.country))),
        (_("Listed"), _day(cites, card.notices[:1])),
        (_("Changed"), _day(cites, card.notices[1:])),
        (_("Licence requirement"), esc(row.requirement)),
        (_("Review policy"), esc(row.policy)),
        *((column, _value(value)) for column, value in row.more),
        (_("Also called"), _several(row.aliases)),
        (_("As printed"), folded(row.cell)),
        (_("Editions held"), _editions(card.editions) or esc(labels.edition(held.version, held.source))),
        (_("Also on"), _elsewhere(cites, card)),
        *(
            (_("Footnote {mark}").format(mark=mark), _read(cites, span, _text(catalogue, span)))
            for mark, span in card.footnotes
        ),
        (_("What it means"), _read(cites, card.means[1], card.means[0]) if card.means else ""),
    ]
    rows = "".join(f"<div><dt>{esc(name)}</dt><dd>{value}</dd></div>" for name, value in facts if value)
    mark = labels.origin(held.source)
    html = (
        f'<article class="lc lc-card lc-party" data-standing="{own.standing.value}">'
        f'<p class="lc-title">{esc(held.about.name)}</p><h3{spoken(row.listed_as)}>{esc(row.listed_as)}</h3>'
        f"{original_html(own.source.language)}{_nameless(row)}<dl>{rows}</dl>"
        f'<p class="lc-under">{esc(address(own.locator))}, {esc(own.source.title)}{f" · {esc(mark)}" if mark else ""}'
        f"</p><blockquote{lang(own.source.language)}>{esc(own.quote)}</blockquote>"
        f'<footer><button type="button" class="lc-link" data-cite="{own.number}">{esc(_("Read in place"))}</button>'
        f"{link(own.link, _('Official site'))}"
        f'<button type="button" class="lc-link" data-copy="{esc(legal_citation(own))}">'
        f"{esc(_('Copy citation'))}</button>"
        "</footer></article>"
    )
    return html, cites.all


def _nameless(row: PartyRow) -> str:
    """Return what must be known of an entry that is an address; "" for one that is a name."""
    if row.kind is not RowKind.ADDRESS:
        return ""
    return f"<p>{esc(_('An address without a name: whoever uses it is bound by this row.'))}</p>"


def _cited(cites: Citations, span: Span) -> Citation:
    number = cites.cite(span.source, span.version, span.start, span.end)
    return cites.all[number - 1]


def _text(catalogue: CatalogueReader, span: Span) -> str:
    return catalogue.slice(span.version.number, span.start, span.end)


def _read(cites: Citations, span: Span, words: str) -> str:
    """Return words with the button that opens their place."""
    return f"{folded(words)} {_button(_cited(cites, span), _('Read'))}"


def _button(c: Citation, words: str) -> str:
    label = _("Read {place} in {title}").format(place=address(c.locator), title=c.source.title)
    return (
        f'<button type="button" class="lc-link" data-cite="{c.number}" aria-label="{esc(label)}">{esc(words)}</button>'
    )


def _several(names: Iterable[str]) -> str:
    return "".join(f"<span>{esc(name)}</span>" for name in names)


def _value(text: str) -> str:
    return link(text, text) or esc(text)


def _day(cites: Citations, dated: Iterable[DatedNotice]) -> str:
    """Return days with their Federal Register citations, and the notices of them that are held."""
    out = []
    for one in dated:
        held = "; ".join(_button(_cited(cites, span), span.source.title) for span in one.held)
        day = f'<time datetime="{one.publication.day.isoformat()}">{labels.day(one.publication.day)}</time>'
        cited = f"{day}, {esc(one.publication.citation)}"
        out.append(f"<span>{labels.told(cited, held) if held else cited}</span>")
    return "".join(out)


def _editions(editions: Iterable[EditionOfEntry]) -> str:
    said = {
        (True, True): _("stands as here"),
        (True, False): _("stands, in other words"),
        (False, False): _("not listed"),
    }
    return "".join(f"<span>{esc(labels.told(_dated(e.day), said[e.stands, e.same]))}</span>" for e in editions)


def _dated(edition: str) -> str:
    return labels.day(date.fromisoformat(edition)) if edition else _("undated")


def _elsewhere(cites: Citations, card: PartyCard) -> str:
    shown = [
        f"<span>{labels.told(esc(held.about.name), _button(_cited(cites, held.span(row)), row.name))}"
        f"{f' ({esc(name_of_country(row.country))})' if row.country else ''}</span>"
        for held, row in card.elsewhere[:_MOST_ALIKE]
    ]
    left = len(card.elsewhere) - len(shown)
    return "".join(shown) + (
        f"<span>{esc(_('and {count} more').format(count=figure(left)))}</span>" if left > 0 else ""
    )
