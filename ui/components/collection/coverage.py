"""Coverage of the regimes: which of their official sources are held, stale or missing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.sources.freshness import Coverage
from ui.components.page import labels
from ui.components.page.markup import esc
from ui.language import _, figure


def section(regimes: Sequence[Coverage]) -> None:
    """Show the regimes, a line each, with what is missing folded beneath."""
    with st.expander(_("What is held of each regime"), icon=":material/checklist:"):
        st.html(regimes_html(regimes))


def regimes_html(regimes: Sequence[Coverage]) -> str:
    """Return how many official sources of each regime are held, which are stale, and folded which are missing.

    The most important missing ones come first.
    """
    return f'<div class="lc"><ul class="lc-texts">{"".join(map(_regime, regimes))}</ul></div>'


def _regime(regime: Coverage) -> str:
    of = len(regime.held) + len(regime.missing)
    facts = [labels.told(_("Held"), f"{figure(len(regime.held))} / {figure(of)}")]
    facts += [labels.told(_("Stale"), "; ".join(e.title for e in regime.stale))] if regime.stale else []
    return (
        f"<li><b>{esc(labels.jurisdiction(regime.jurisdiction))}</b> <small>{esc(' · '.join(facts))}</small>"
        f"{_missing(regime)}</li>"
    )


def _missing(regime: Coverage) -> str:
    inorder = [*regime.missing_core, *(e for e in regime.missing if e not in regime.missing_core)]
    if not inorder:
        return ""
    head = _("{count} not held").format(count=figure(len(inorder)))
    names = esc("; ".join(e.title for e in inorder))
    return f'<div class="lc-under lc-gaps"><details><summary>{esc(head)}</summary>{names}</details></div>'
