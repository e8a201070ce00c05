"""Filters of the texts that answers may use, each value with the number of passages that remain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from assistant.model import Implied
from corpus.catalogue import Catalogue
from corpus.catalogue_results import Holding
from corpus.filters import Filters
from corpus.model import Kind
from ui.components.page import held_texts, labels
from ui.components.page.captions import caption
from ui.language import _, figure, typed_day_form

_FIELDS = {"jurisdictions": "jurisdiction", "kinds": "kind", "languages": "language", "sources": "id"}


@st.cache_resource(show_spinner=False, max_entries=4)  # none of it can be changed, so that all sessions share it
def holdings(_catalogue: Catalogue, where: str, generation: int) -> tuple[Holding, ...]:
    """Return the held sources, read once per change of the collection."""
    return tuple(_catalogue.holdings())


def held(catalogue: Catalogue) -> list[Holding]:
    """Return the sources held now."""
    return list(holdings(catalogue, str(catalogue.path), catalogue.generation))


def chosen(catalogue: Catalogue) -> Filters:
    """Show the filters where this is called; return them as the reader has set them."""
    everything = held(catalogue)
    names = held_texts.names(everything)
    for name in _FIELDS:
        _keep_known(name, everything)
    now = _set_now()
    counts = _remaining(everything, str(catalogue.path), catalogue.generation, now, now.day)
    values = {
        name: _pills(label, name, counts[name], naming)
        for name, label, naming in (
            ("jurisdictions", _("Jurisdiction"), labels.jurisdiction),
            ("kinds", _("Kind"), lambda k: labels.capitalised(labels.kind(Kind(k)))),
            ("languages", _("Language"), labels.language),
        )
    }
    left = counts["sources"]
    values["sources"] = st.multiselect(
        _("Source"), list(names), key="filter_sources",
        placeholder=_("All sources"),
        format_func=lambda i: f"{names.get(i, i)} ({figure(left.get(i, 0))})",
    )  # fmt: skip
    as_of = st.date_input(
        _("As the law stood on"), value=None, key="filter_as_of", format=typed_day_form(), min_value=date(1950, 1, 1),
        max_value=date(2100, 1, 1), help=_("Empty: today's law."),
    )  # fmt: skip
    filters = Filters(**{name: tuple(found or ()) for name, found in values.items()}, as_of=as_of)  # type: ignore[arg-type]
    remaining = sum(h.passages for h in everything if any(filters.admits(h.source, v) for v in h.versions))
    total = sum(h.passages for h in everything)
    if filters != Filters():
        caption(_("{remaining} of {total} passages remain").format(remaining=figure(remaining), total=figure(total)))
        st.button(_("Clear filters"), on_click=clear, type="tertiary", icon=":material/filter_alt_off:")
    return filters


def clear() -> None:
    """Reset all filters."""
    for name in _FIELDS:
        st.session_state[f"filter_{name}"] = []
    st.session_state["filter_as_of"] = None


def implied_label(i: Implied) -> str:
    """Return the label of a filter that the question itself implied."""
    if i.field == "jurisdiction":
        return labels.jurisdiction(i.value)
    if i.field == "language":
        return labels.language(i.value)
    if i.field == "kind":
        return labels.capitalised(labels.kind(Kind(i.value)))
    if i.field == "as_of":
        return _("As the law stood on {day}").format(day=labels.day(date.fromisoformat(i.value)))
    return i.value


def set_from(link: Filters, catalogue: Catalogue) -> None:
    """Set the filters that a link carries; call it before the filters are drawn.

    Values that are not held are left out here: the check of the question reports them.
    """
    everything = held(catalogue)
    for name, field in _FIELDS.items():
        known = {_value(h, field) for h in everything}
        st.session_state[f"filter_{name}"] = [v for v in getattr(link, name) if v in known]
    st.session_state["filter_as_of"] = link.as_of


def _set_now() -> Filters:
    # A choice on the page is in the session's state before the run that it causes.
    several = {name: tuple(st.session_state.get(f"filter_{name}") or ()) for name in _FIELDS}
    return Filters(**several, as_of=st.session_state.get("filter_as_of"))


@st.cache_resource(show_spinner=False, max_entries=64)  # nobody changes the counts
def _remaining(
    _everything: list[Holding], where: str, generation: int, now: Filters, day: date
) -> dict[str, dict[str, int]]:
    """Return for each field how many passages remain with each of its values under the other filters.

    All fields at once: to find one of them among what is kept takes as long as to count it.
    """
    return {name: _remaining_of(_everything, name, now) for name in _FIELDS}


def _remaining_of(everything: list[Holding], name: str, now: Filters) -> dict[str, int]:
    """Return for each value of a field how many passages remain with it under the other filters.

    The order of the values does not depend on the filters. A value of which nothing holds on the day is left out.
    """
    others, on_the_day = replace(now, **{name: ()}), Filters(as_of=now.as_of)  # type: ignore[arg-type]
    total: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for h in everything:
        value = _value(h, _FIELDS[name])
        total[value] += h.passages if any(on_the_day.admits(h.source, v) for v in h.versions) else 0
        left[value] += h.passages if any(others.admits(h.source, v) for v in h.versions) else 0
    picked = getattr(now, name)
    return {value: left[value] for value, count in total.most_common() if value and (count or value in picked)}


def _value(h: Holding, field: str) -> str:
    return str(h.source.kind.value if field == "kind" else getattr(h.source, field))


def _pills(label: str, name: str, count: dict[str, int], naming: Callable[[str], str]) -> list[str]:
    if not count:
        return []
    return list(
        st.pills(label, list(count), selection_mode="multi", key=f"filter_{name}",
                 format_func=lambda v: f"{naming(v)} {figure(count[v])}")
        or ()
    )  # fmt: skip


def _keep_known(name: str, everything: list[Holding]) -> None:
    # A source that was removed must not remain as a filter, which nothing would pass.
    held_now = st.session_state.get(f"filter_{name}")
    if not held_now:
        return
    known = {_value(h, _FIELDS[name]) for h in everything}
    if any(v not in known for v in held_now):
        st.session_state[f"filter_{name}"] = [v for v in held_now if v in known]
