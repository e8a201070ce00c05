"""The only script of the app: reports clicks on escaped markup, keys and copying to Python.

It never holds data of documents.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.language import _, reader_language


@cache
def _component(name: str) -> Any:
    return st.components.v2.component(name, js=Path(__file__).with_name("bridge.js").read_text("utf-8"))


def listen(
    attribute: str, key: str, *, keys: bool = False, scroll: str = "", once: bool = False, after: str = ""
) -> str:
    """Return what was clicked since the last run: the value of `data-<attribute>` of a button in the markup, else "".

    With `keys` the keyboard is observed too, and "key:new" or "key:help" may be returned. `scroll` is a CSS selector
    whose last match is scrolled into view when the component appears; with `once` only the first time for this `key`,
    and not where the reader has scrolled since the component with the key `after` did so.
    """
    result = _component("licet_bridge")(
        data={
            "attribute": attribute,
            "keys": keys,
            "scroll": scroll,
            "once": key if once else "",
            "after": after,
            "copied": _("Copied"),
            "language": reader_language(),
            "files": {"upload": _("Choose files"), "limit": _("{size} MB per file")},
        },
        key=key,
        on_picked_change=lambda: None,
    )
    return str(getattr(result, "picked", None) or "")
