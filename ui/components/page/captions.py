"""Secondary text: counts, hints, confirmations."""

from __future__ import annotations

import streamlit as st

from ui.components.page.markup import esc, with_commands
from ui.language import SOURCE_LANGUAGE, _, reader_language


def caption(text: str) -> None:
    """Show a small grey line of plain text, in which commands are set as code.

    Streamlit's own caption has too little contrast on this background to be read by everyone (4.2:1).
    """
    st.html(f'<p class="lc lc-under">{with_commands(text)}</p>')


def in_english_html() -> str:
    """Return the line that says which sentences are English on a desk in another language; "" on one in English."""
    if reader_language() == SOURCE_LANGUAGE:
        return ""
    told = _("What Licet works out, and its own notes, are told in English; texts are quoted in their language.")
    return f'<p class="lc lc-under">{esc(told)}</p>'
