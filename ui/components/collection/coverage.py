"""Coverage of the regimes: which of their official sources are held, stale or missing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.sources.freshness import Coverage
from ui.components.page.markup import plain_markdown

_MISSING_NAMED = 5  # missing texts that are named per regime; the others are counted


def section(regimes: Sequence[Coverage]) -> None:
    """Show a table of the regimes, one row each; the most important missing texts come first."""
    with st.expander("What is held of each regime", icon=":material/checklist:"):
        st.table(
            [
                {
                    "Regime": r.name,
                    "Held": f"{len(r.held)} of {len(r.held) + len(r.missing)}",
                    "Stale": "; ".join(plain_markdown(e.title) for e in r.stale) or "none",
                    "Missing": _missing(r),
                }
                for r in regimes
            ]
        )


def _missing(regime: Coverage) -> str:
    inorder = [*regime.missing_core, *(e for e in regime.missing if e not in regime.missing_core)]
    more = f"; and {len(inorder) - _MISSING_NAMED} more" if len(inorder) > _MISSING_NAMED else ""
    return "; ".join(plain_markdown(e.title) for e in inorder[:_MISSING_NAMED]) + more or "none"
