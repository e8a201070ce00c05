"""The texts held, found by words and told by regime, as the pages "Library" and "Read" list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import streamlit as st

from corpus.catalogue_results import Holding
from ui.components.page import labels
from ui.components.page.captions import caption
from ui.language import _


def find(held: Sequence[Holding]) -> list[Holding]:
    """Show a field for words of a title, an issuer or an id; return the texts that have all of them."""
    wanted = st.text_input(_("Find a text"), placeholder=_("Title, issuer or id"), label_visibility="collapsed")
    words = wanted.casefold().split()
    found = [h for h in held if all(w in f"{h.source.title} {h.source.issuer} {h.source.id}".casefold() for w in words)]
    if held and not found:
        caption(_("No text held has these words in its title, its issuer or its id."))
    return found


def told_apart(held: Iterable[Holding]) -> dict[str, str]:
    """Return by id what tells each text from others of its title: its date and id; "" for one whose title is its own.

    Notices of an agency often share one title.
    """
    held = list(held)
    titles = Counter(h.source.title for h in held)
    return {h.source.id: _date_and_id(h) if titles[h.source.title] > 1 else "" for h in held}


def names(held: Iterable[Holding]) -> dict[str, str]:
    """Return by id what each text is called where it is chosen, by title.

    What tells it from others of its title stands first: a list of choices is narrow, and cuts what is long.
    """
    ordered = sorted(held, key=lambda h: (h.source.title.casefold(), str(_day(h) or ""), h.source.id))
    marks = told_apart(ordered)
    days = Counter((h.source.title, _day(h)) for h in ordered)
    found = {}
    for h in ordered:
        title, day = h.source.title, _day(h)
        if not marks[h.source.id]:
            parts = [title]
        elif day and days[title, day] == 1:
            parts = [labels.day(day), title, h.source.id]
        else:
            parts = [h.source.id, title]
        found[h.source.id] = " · ".join(parts)
    return found


def _day(h: Holding) -> date | None:
    return h.latest.valid_from or h.source.published


def _date_and_id(h: Holding) -> str:
    return " · ".join(filter(None, (labels.day(_day(h)), h.source.id)))


def by_regime(found: Iterable[Holding]) -> Iterator[tuple[str, list[Holding]]]:
    """Yield each regime with its texts, in their order among all that are held; those of no regime come last."""
    regimes: dict[str, list[Holding]] = {}
    for h in found:
        regimes.setdefault(h.source.jurisdiction, []).append(h)
    for regime in sorted(labels.by_name(regimes), key=lambda regime: regime == ""):
        yield regime, regimes[regime]
