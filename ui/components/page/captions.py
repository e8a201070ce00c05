"""Secondary text: counts, hints, confirmations."""

from __future__ import annotations

import streamlit as st

from ui.components.page.markup import with_commands


def caption(text: str) -> None:
    """Show a small grey line of plain text, in which commands are set as code.

    Streamlit's own caption has too little contrast on this background to be read by everyone (4.2:1).
    """
    st.html(f'<p class="lc lc-under">{with_commands(text)}</p>')
