"""Colours and type of the app, light and dark; the style sheet beside this file uses the same names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

LIGHT = {
    "primaryColor": "#1d4f7c",
    "backgroundColor": "#fdfcfa",
    "secondaryBackgroundColor": "#f4f1eb",
    "textColor": "#1d232b",
    "linkColor": "#1d4f7c",
    "borderColor": "#ddd8ce",
}
DARK = {
    "primaryColor": "#8fbbe4",
    "backgroundColor": "#14171b",
    "secondaryBackgroundColor": "#1c2025",
    "textColor": "#e8e5df",
    "linkColor": "#9cc4ea",
    "borderColor": "#363c44",
}
COMMON = {
    "font": "sans-serif",
    "headingFont": "serif",
    "headingFontWeights": [600, 600, 600, 600, 600, 600],
    "headingFontSizes": ["2rem", "1.5rem", "1.2rem", "1.05rem", "1rem", "1rem"],
    "baseRadius": "8px",
    "linkUnderline": True,
    "showWidgetBorder": True,
    "showSidebarBorder": True,
}


def theme_options() -> dict[str, Any]:
    """Return Streamlit's theme settings by their dotted names."""
    return {
        **{f"theme.{name}": value for name, value in COMMON.items()},
        **{f"theme.light.{name}": value for name, value in LIGHT.items()},
        **{f"theme.dark.{name}": value for name, value in DARK.items()},
        "theme.light.sidebar.backgroundColor": "#f4f1eb",
        "theme.dark.sidebar.backgroundColor": "#181b20",
    }


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(f"<style>{_sheet()}</style>")


@cache
def _sheet() -> str:
    return Path(__file__).with_name("theme.css").read_text("utf-8")
