"""Coverage of the regimes: which of their official sources are held, stale or missing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.sources.freshness import Coverage
from ui.components.page import labels
from ui.components.page.markup import plain_markdown
from ui.language import _

_MISSING_NAMED = 5  # missing texts that are named per regime; the others are counted


def section(regimes: Sequence[Coverage]) -> None:
    """Show a table of the regimes, one row each; the most important missing texts come first."""
    with st.expander(_("What is held of each regime"), icon=":material/checklist:"):
        st.table(
            [
                {
                    _("Regime"): labels.jurisdiction(r.jurisdiction),
                    _("Held"): f"{len(r.held)} / {len(r.held) + len(r.missing)}",
                    _("Stale"): "; ".join(plain_markdown(e.title) for e in r.stale) or _("none"),
                    _("Missing"): _missing(r),
                }
                for r in regimes
            ]
        )


def _missing(regime: Coverage) -> str:
    inorder = [*regime.missing_core, *(e for e in regime.missing if e not in regime.missing_core)]
    more = _("; and {count} more").format(count=len(inorder) - _MISSING_NAMED) if len(inorder) > _MISSING_NAMED else ""
    return "; ".join(plain_markdown(e.title) for e in inorder[:_MISSING_NAMED]) + more or _("none")
