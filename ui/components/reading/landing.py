"""Landing page of "Read": the texts held, by regime, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from corpus.catalogue_results import Holding
from ui.components.page import held_texts, labels
from ui.components.page.markup import esc
from ui.language import _

_TEXT_PICKED = "text:"  # how the value of a button that opens a text begins


def show(held: Mapping[str, Holding]) -> None:
    """Show the texts held by regime, those that bind first, each with a button that opens it."""
    st.title(_("Read"))
    apart = held_texts.told_apart(held.values())
    for regime, group in held_texts.by_regime(held_texts.find(list(held.values()))):
        st.html(_regime_html(labels.jurisdiction(regime), group, apart))


def opened(picked: str, held: Mapping[str, Holding]) -> str:
    """Return the id of the text that a click on this page names; "" where it names none that is held."""
    id = picked.removeprefix(_TEXT_PICKED) if picked.startswith(_TEXT_PICKED) else ""
    return id if id in held else ""


def _regime_html(regime: str, group: Sequence[Holding], apart: Mapping[str, str]) -> str:
    lines = "".join(
        f'<li><button type="button" class="lc-link" data-goto="{esc(_TEXT_PICKED + h.source.id)}">{esc(h.source.title)}'
        f"</button> <small>{esc(' · '.join(_facts(h, apart[h.source.id])))}</small></li>"
        for h in group
    )
    return f'<section class="lc"><h2 class="lc-regime">{esc(regime)}</h2><ul class="lc-texts">{lines}</ul></section>'


def _facts(h: Holding, apart: str) -> list[str]:
    """Return what a text is, besides its title; what tells it `apart` from others of its title comes first."""
    editions = [labels.editions(len(h.versions))] if len(h.versions) > 1 else []
    return [*filter(None, [apart]), labels.kind(h.source.kind), labels.edition(h.latest, h.source), *editions]
