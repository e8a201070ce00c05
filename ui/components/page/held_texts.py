"""The texts held, found by words and told by regime, as the pages "Library" and "Read" list them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from corpus.held import Holding
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


def by_regime(found: Iterable[Holding]) -> Iterator[tuple[str, list[Holding]]]:
    """Yield each regime with its texts, in their order among all that are held; those of no regime come last."""
    regimes: dict[str, list[Holding]] = {}
    for h in found:
        regimes.setdefault(h.source.jurisdiction, []).append(h)
    yield from sorted(regimes.items(), key=lambda told: (told[0] == "", labels.jurisdiction(told[0])))
