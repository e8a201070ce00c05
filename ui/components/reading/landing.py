"""Landing page of "Read": the texts held, by regime, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from corpus.held import Holding
from ui.components.page import labels
from ui.components.page.captions import caption
from ui.components.page.markup import esc

OPENS = "text:"  # how the value of a button that opens a text begins


def show(held: Mapping[str, Holding]) -> None:
    """Show the texts held by regime, those that bind first, each with a button that opens it."""
    st.title("Read")
    wanted = st.text_input("Find a text", placeholder="Title, issuer or id", label_visibility="collapsed")
    words = wanted.casefold().split()
    shown = [
        h
        for h in held.values()
        if all(w in f"{h.source.title} {h.source.issuer} {h.source.id}".casefold() for w in words)
    ]
    if not shown:
        caption("No text held has these words in its title, its issuer or its id.")
    for regime, group in groupby(sorted(shown, key=_place), key=lambda h: h.source.jurisdiction):
        st.html(landing_html(labels.jurisdiction(regime), list(group)))


def opened(picked: str, held: Mapping[str, Holding]) -> str:
    """Return the id of the text that a click on this page names; "" where it names none that is held."""
    id = picked.removeprefix(OPENS) if picked.startswith(OPENS) else ""
    return id if id in held else ""


def landing_html(regime: str, group: Sequence[Holding]) -> str:
    """Return one regime's texts as a heading and lines."""
    lines = "".join(
        f'<li><button type="button" class="lc-link" data-goto="{esc(OPENS + h.source.id)}">{esc(h.source.title)}'
        f"</button> <small>{esc(' · '.join(_facts(h)))}</small></li>"
        for h in group
    )
    return f'<section class="lc"><h2 class="lc-regime">{esc(regime)}</h2><ul class="lc-texts">{lines}</ul></section>'


def _facts(h: Holding) -> list[str]:
    editions = [f"{len(h.versions)} editions"] if len(h.versions) > 1 else []
    return [labels.KIND_LABELS[h.source.kind], labels.edition(h.latest, h.source), *editions]


def _place(h: Holding) -> tuple[bool, str, int, str]:
    s = h.source
    return (s.jurisdiction == "", labels.jurisdiction(s.jurisdiction), s.kind.authority, s.title)
