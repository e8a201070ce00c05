"""The margin of a text: notes in plain words, the places that it refers to, and the provisions that refer to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import streamlit as st

from corpus.annotations.cache import load_kept
from corpus.annotations.model import Annotation
from corpus.annotations.pins import PinState, pinned_texts, source_ids
from corpus.annotations.translations import in_language
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.cross_references import citing
from corpus.locators import key
from corpus.passages import shorten
from ui.components.page import labels
from ui.components.page.markup import esc, marked_english
from ui.exports.legal import address
from ui.language import _, figure, ngettext, reader_language

_NOTES_AT_ONE = 6  # notes at one provision; a definition or a table may have many more
_CITING = 40  # provisions that refer to what is shown
_SHOWN_OF_EACH = 220  # characters of each of them
_REFERRED_TO = 40  # places that what is shown refers to


def notes(catalogue: CatalogueReader, home: Path, inside: Sequence[HeldProvision]) -> dict[int, str]:
    """Return the notes pinned to the provisions of a page as markup, by position.

    A note stands at the first provision that it is pinned to; one whose text has changed since it was written is not
    shown.
    """
    if not inside:
        return {}
    number = inside[0].version.number
    with_words = [p.position for p in inside if p.text.strip()]  # an article may have none of its own
    keys = {key(p.locator) for p in inside}
    in_keys = tuple(keys)
    found: dict[int, list[Annotation]] = {}
    for note in _of_text(str(home), inside[0].source.id, catalogue.generation, catalogue):
        pins = [key(pin.locator) for pin in note.pins]  # which may name the text before the address
        if not any(pin in keys or pin.endswith(in_keys) for pin in pins):
            continue
        texts = pinned_texts(note, catalogue)
        if any(text.state in (PinState.CHANGED, PinState.MISSING) for text in texts):
            continue
        first = next((p for t in texts for p in t.provisions if p.version.number == number), None)
        at = next((n for n in with_words if first and first.position <= n < first.after), None)
        if at is not None:
            found.setdefault(at, []).append(note)
    return {position: "".join(map(_note, at[:_NOTES_AT_ONE])) for position, at in found.items()}


def citing_html(found: Sequence[HeldProvision]) -> str:
    """Return the provisions that refer to what is shown, each with a button that opens it."""
    if not found:
        return f'<p class="lc lc-citing lc-under">{esc(_("No provision held here cites this."))}</p>'
    told = (
        _("Cited by {count} or more provisions held here")
        if len(found) == _CITING
        else ngettext("Cited by {count} provision held here", "Cited by {count} provisions held here", len(found))
    )
    lines = "".join(
        f'<li><button type="button" class="lc-link" data-goto="{p.version.number}:{p.position}">'
        f"{esc(address(p.locator))}</button> <small>{esc(p.source.title)}</small><br>"
        f"{esc(shorten(' '.join(p.text.split()), _SHOWN_OF_EACH))}</li>"
        for p in found
    )
    return f'<section class="lc lc-citing"><h3>{esc(told.format(count=len(found)))}</h3><ul>{lines}</ul></section>'


def refers_to_html(inside: Sequence[HeldProvision], here: HeldProvision) -> str:
    """Return the places outside of a part that its provisions refer to, each with a button that opens it."""
    named = (r for p in inside for r in p.provision.references)
    outside = dict.fromkeys(r.address for r in named if r.instrument or not _is_within(r.locator, here.locator))
    if not outside:
        return ""
    told = ngettext("Refers to {count} other place", "Refers to {count} other places", len(outside))
    places = "".join(
        f'<li><button type="button" class="lc-link" data-goto="ref:{esc(place)}">{esc(address(place))}</button></li>'
        for place in islice(outside, _REFERRED_TO)
    )
    left = len(outside) - _REFERRED_TO
    more = f"<li>{esc(_('and {count} more').format(count=figure(left)))}</li>" if left > 0 else ""
    head = esc(told.format(count=figure(len(outside))))
    return f'<section class="lc lc-citing lc-refers"><h3>{head}</h3><ul>{places}{more}</ul></section>'


def _is_within(locator: str, whole: str) -> bool:
    """Return whether an address is that of a part, or of a paragraph in it: 744.1(a) is in 744.1, 744.11 is not."""
    return locator.startswith(whole) and not locator[len(whole) :][:1].isalnum()


def who_cites(catalogue: CatalogueReader, here: HeldProvision) -> None:
    """Offer the provisions that refer to a part; they are looked for once asked for, as that is slow."""
    at = (here.version.number, here.position)
    if st.session_state.get("read_citing") != at and st.button(_("Who cites this"), icon=":material/call_merge:"):
        st.session_state["read_citing"] = at
        st.rerun()
    if st.session_state.get("read_citing") == at:
        with st.spinner(_("Following the references")):
            st.html(_cited_by(catalogue, here, catalogue.generation, at, reader_language()))


@st.cache_data(show_spinner=False, max_entries=500)
def _cited_by(
    _catalogue: CatalogueReader, _here: HeldProvision, generation: int, at: tuple[int, int], language: str
) -> str:
    """Return `citing_html` of a part, made once for each generation, edition, position and language."""
    return citing_html(citing(_catalogue, _here, _CITING))


@st.cache_resource(show_spinner=False, max_entries=64)
def _of_text(home: str, source_id: str, generation: int, _catalogue: CatalogueReader) -> list[Annotation]:
    everything = load_kept(Path(home)).all
    mine = {s for s in {a.source for a in everything} if source_id in source_ids(s, _catalogue)}
    return [a for a in everything if a.source in mine]


def _note(note: Annotation) -> str:
    """Return a note in the reader's language where somebody has translated it; its question stays where nobody has."""
    told = in_language(note, reader_language()) or note
    shown = marked_english if told is note else esc
    more = [*told.conditions, *told.exceptions, *([told.status] if told.status else [])]
    items = "".join(f"<li>{shown(line)}</li>" for line in more)
    asked = labels.capitalised(told.questions[0])
    question = marked_english(asked) if told.questions[0] == note.questions[0] else esc(asked)
    return (
        f'<details class="lc-note"><summary>{question}</summary><p>{shown(told.answer)}</p>'
        f"{f'<ul>{items}</ul>' if items else ''}</details>"
    )
