"""Buttons that save rows as CSV and as a workbook; a file is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from ui.exports.spreadsheets import as_csv, as_workbook
from ui.language import _

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def save_buttons(rows: Callable[[], Sequence[dict[str, Any]]], name: str) -> None:
    """Show the buttons; `rows` makes what is saved, `name` is that of the file without its ending."""
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("CSV"), lambda: as_csv(rows()), f"{name}.csv", "text/csv", icon=":material/download:", on_click="ignore",
            key=f"csv-{name}",
        )  # fmt: skip
        st.download_button(
            _("Workbook (XLSX)"), lambda: as_workbook(rows(), name), f"{name}.xlsx", _WORKBOOK,
            icon=":material/table_view:", on_click="ignore", key=f"xlsx-{name}",
        )  # fmt: skip
