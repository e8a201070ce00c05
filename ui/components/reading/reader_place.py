"""The reader's place in the library: what is clicked, linked to or gone back to, and the address that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st

from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldProvision, Holding
from corpus.errors import NotHeld, Problem
from corpus.filters import Filters
from corpus.model import Version
from ui.components.page import links
from ui.components.page.links import Permalink
from ui.components.reading import landing
from ui.components.text import passage_dialog
from ui.language import _

_ADDRESS = "read_address"  # what this page has put into the browser's address


@dataclass(frozen=True)
class Whereabouts:
    """The position of the reader in the library.

    `mark` is the span of the edition that a link points to, `notice` what to tell about the link, `followed` the link
    itself where it names an edition that is held.
    """

    source_id: str
    version: int | None = None
    position: int | None = None
    mark: tuple[int, int] | None = None
    notice: str = ""
    followed: Permalink | None = None


def whereabouts(
    catalogue: Catalogue, held: Mapping[str, Holding], picked: str, left_off: Permalink | None
) -> Whereabouts | None:
    """Return where to read: what was clicked, what a link, the address or another page asks for, or the last position.

    `left_off` is where the reader was in an earlier session. None for the landing page. Raises NotHeld.
    """
    asked: Permalink | None = st.session_state.pop("read_at", None)
    address = st.query_params.to_dict()
    if asked is None and address != st.session_state.get(_ADDRESS):  # a link, or the browser's Back
        asked = links.place_asked(address)
    if text := landing.opened(picked, held):
        asked = Permalink(text)
    elif picked and (now := last_place(held)) is not None:
        source = held[now.source_id].source
        version = next((v for v in held[now.source_id].versions if v.number == now.version), held[now.source_id].latest)
        return _go(passage_dialog.find(catalogue, picked, source, version))
    if asked is not None:
        return _follow(catalogue, held, asked)
    if "read_place" not in st.session_state and "read_source" not in st.session_state and left_off is not None:
        with suppress(Problem):
            return _follow(catalogue, held, left_off)
    return last_place(held)


def show_address(place: Permalink | None) -> None:
    """Put a link to what is read into the browser's address, so that it is shared, kept, and gone back to."""
    address = links.address_of(place) if place else {}
    if st.session_state.get(_ADDRESS) != address:
        st.session_state[_ADDRESS] = address
        st.query_params.from_dict(address)


def permalink(holding: Holding, version: Version, locator: str) -> Permalink:
    """Return the link to a place of an edition; one of the newest edition means the newest ever after."""
    if version.number == holding.latest.number:
        return Permalink(holding.source.id, locator)
    return Permalink(holding.source.id, locator, version.valid_from, version.digest)


def in_edition(catalogue: Catalogue, at: Whereabouts, outline: Sequence[HeldProvision]) -> Whereabouts:
    """Return the same address in the edition that was chosen; its beginning where it lacks that address."""
    number = outline[0].version.number if outline else None
    if at.version is None or at.version == number:
        return at
    there = Whereabouts(at.source_id, number)
    with suppress(Problem):  # the edition that is left may be held no more
        locator = catalogue.provision(at.version, at.position or 0).locator
        if same := next((p for p in outline if p.locator == locator), None):
            there = replace(there, position=same.position, mark=(same.provision.start, same.provision.end))
    st.session_state["read_place"] = there
    return there


def to_all_texts() -> None:
    """Go to the landing page."""
    st.session_state.pop("read_place", None)
    st.session_state["read_source"] = None


def _follow(catalogue: Catalogue, held: Mapping[str, Holding], asked: Permalink) -> Whereabouts:
    # The edition that a link was made from contains the quote. Without it, the address in the edition of that day is
    # the nearest.
    if asked.source and asked.source not in held:
        raise NotHeld(_("The text that this link means is not held here."), _("Add it in the library."))
    versions = held[asked.source].versions if asked.source else ()
    same = next((v for v in versions if asked.digest and v.digest.startswith(asked.digest)), None)
    if same is not None and asked.span:
        return _go(catalogue.at(same.number, asked.span[0]), asked.span, followed=asked)
    if same is not None and (there := _in_outline(catalogue, same, asked.locator)):
        return _go(there, followed=asked)
    notice = (
        _("The edition that this link quotes is not held any more; this is what stands there now.")
        if asked.digest and not same
        else ""
    )
    if asked.locator:
        from corpus.lookup import locate

        filters = Filters(sources=(asked.source,) if asked.source else ())
        try:
            found = locate(catalogue, asked.locator, replace(filters, as_of=asked.edition))
        except Problem:
            found = locate(catalogue, asked.locator, filters)
        return _go(found[0], notice=notice)
    return _stay(Whereabouts(asked.source, notice=notice))


def last_place(held: Mapping[str, Holding]) -> Whereabouts | None:
    """Return the position of the reader: the text that is chosen, else the last position where its text is still held.

    None where no text is chosen.
    """
    at = st.session_state.get("read_place")
    chosen = st.session_state.get("read_source", at.source_id if at else None)
    if chosen not in held:
        return None
    return at if at is not None and at.source_id == chosen else Whereabouts(chosen)


def edition(holding: Holding, at: Whereabouts) -> Version:
    """Return the open edition: the one chosen on the page, else the one requested, else the newest."""
    chosen = st.session_state.get(f"edition-{holding.source.id}")
    wanted = chosen if chosen is not None else (at.version if at.source_id == holding.source.id else None)
    return next((v for v in holding.versions if v.number == wanted), holding.latest)


def _in_outline(catalogue: Catalogue, version: Version, locator: str) -> HeldProvision | None:
    return next((p for p in catalogue.outline(version.number) if p.locator == locator), None)


def _go(
    held: HeldProvision, span: tuple[int, int] | None = None, notice: str = "", followed: Permalink | None = None
) -> Whereabouts:
    st.session_state["read_source"] = held.source.id
    st.session_state[f"edition-{held.source.id}"] = held.version.number
    st.session_state["read_search"] = ""
    mark = span or (held.provision.start, held.provision.end)
    return _stay(Whereabouts(held.source.id, held.version.number, held.position, mark, notice, followed))


def _stay(at: Whereabouts) -> Whereabouts:
    st.session_state["read_place"] = at
    st.session_state["read_source"] = at.source_id
    return at
