"""Words beside the matter: counts, hints, what was kept."""

from __future__ import annotations

import streamlit as st

from ui.components.page.markup import esc


def quiet(text: str) -> None:
    """A small grey line of plain text. Streamlit's own caption is too pale on this paper to be read by everyone (4.2:1)."""
    st.html(f'<p class="lc lc-under">{esc(text)}</p>')
