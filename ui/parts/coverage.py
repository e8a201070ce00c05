"""The regimes as a table: what of their official sources is held, what is stale, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.freshness import Coverage


def section(regimes: Sequence[Coverage]) -> None:
    """One row a regime; what most questions are about comes first among the missing."""
    with st.expander("Coverage of the official sources", icon=":material/checklist:"):
        st.dataframe(
            [
                {
                    "regime": r.name,
                    "held": f"{len(r.held)} of {len(r.held) + len(r.missing)}",
                    "your own": len(r.others),
                    "stale": "; ".join(e.title for e in r.stale) or "none",
                    "missing": "; ".join(e.title for e in [*r.missing_core, *(e for e in r.missing if e not in r.missing_core)])
                    or "none",
                }
                for r in regimes
            ],
            hide_index=True,
        )
