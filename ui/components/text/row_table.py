"""Table of the rows of a part, to search, sort and filter, each row to be read in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from corpus.catalogue_results import HeldProvision
from ui.components.page.captions import caption
from ui.components.text import quote_context
from ui.language import N_, _, figure

_WHERE = N_("Locator")
_CHOICES, _CHOICE = 250, 80  # most values of a column, and most letters of a value, for the column to get a filter


def table(inside: Sequence[HeldProvision], key: str) -> None:
    """Show the rows of a part as a table, and the selected row in full."""
    rows = {
        p.position: {
            **{name or _("column {n}").format(n=n): value for n, (name, value) in enumerate(p.provision.cells, 1)},
            _WHERE: p.locator,
        }
        for p in inside
        if p.provision.cells
    }
    if not rows:
        return
    shown = _filtered(rows, key)
    caption(
        _("{count} of {total} rows; choose one to read it in full").format(
            count=figure(len(shown)), total=figure(len(rows))
        )
    )
    chosen = st.dataframe(
        list(shown.values()),
        hide_index=True,
        height=min(640, 38 + 35 * max(1, len(shown))),
        key=f"table-{key}-{len(shown)}",
        alt=_("The rows of this part of the text"),
        on_select="rerun",
        selection_mode="single-row",
    )["selection"]["rows"]
    if chosen and chosen[0] < len(shown):
        position = list(shown)[chosen[0]]
        st.html(quote_context.provisions_html([p for p in inside if p.position == position], None))


def _filtered(rows: dict[int, dict[str, str]], key: str) -> dict[int, dict[str, str]]:
    # Columns whose values repeat (countries, list names) get a filter; every column can be searched.
    columns = [c for c in dict.fromkeys(name for r in rows.values() for name in r) if c != _WHERE]
    values = {c: Counter(r[c] for r in rows.values() if r.get(c)) for c in columns}
    choices = {
        c: v for c, v in values.items() if 1 < len(v) <= min(_CHOICES, len(rows) // 2) and max(map(len, v)) < _CHOICE
    }
    places = st.columns([2, *(1 for __ in choices)]) if choices else [st.container()]
    wanted = (
        places[0]
        .text_input(
            _("Search the table"),
            placeholder=_("Search {count} rows").format(count=figure(len(rows))),
            key=f"rows-{key}",
        )
        .casefold()
        .split()
    )
    for column, spot in zip(choices, places[1:], strict=True):
        picked = spot.multiselect(column, sorted(choices[column]), key=f"rows-{key}-{column}", placeholder=_("All"))
        rows = {n: r for n, r in rows.items() if not picked or r.get(column) in picked}
    return {
        n: r
        for n, r in rows.items()
        if all(any(w in v.casefold() for c, v in r.items() if c != _WHERE) for w in wanted)
    }
