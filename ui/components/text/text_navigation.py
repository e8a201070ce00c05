"""Navigation in a text: the position of the reader, the outline, the pages, the editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from corpus.catalogue import Catalogue
from corpus.errors import NotHeld, Problem
from corpus.filters import Filters
from corpus.held import HeldProvision, Holding
from corpus.model import Kind, Role, Version
from corpus.passages import shorten
from ui.components.page import labels, links
from ui.components.page.links import Permalink
from ui.components.page.markup import esc
from ui.components.reading import landing
from ui.components.text import passage_dialog, quote_context
from ui.exports.legal import address

if TYPE_CHECKING:  # the search would load its index before the first page is drawn
    from index.hits import Hit

SHOWN = 60  # results of a search inside a text that are shown
_PAGE_CHARACTERS = 24_000  # characters on one page
_UNITS = (Role.SECTION, Role.ANNEX, Role.ENTRY, Role.HEADING, Role.PART, Role.TITLE)
_TREE = 80
_ELSEWHERE_SHOWN = 400  # characters of a passage of another text
_ADDRESS = "read_address"  # what this page has put into the browser's address


@dataclass(frozen=True)
class Whereabouts:
    """The position of the reader in the library.

    `mark` is the span of the edition that a link points to, `notice` what to tell about the link.
    """

    source_id: str
    version: int | None = None
    position: int | None = None
    mark: tuple[int, int] | None = None
    notice: str = ""


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


def show_address(source_id: str, locator: str) -> None:
    """Put a link to what is read into the browser's address, so that it is shared, kept, and gone back to."""
    address = {"source": source_id, "locator": locator} if source_id else {}
    if st.session_state.get(_ADDRESS) != address:
        st.session_state[_ADDRESS] = address
        st.query_params.from_dict(address)


def to_all_texts() -> None:
    """Go to the landing page."""
    st.session_state.pop("read_place", None)
    st.session_state["read_source"] = None


def _follow(catalogue: Catalogue, held: Mapping[str, Holding], asked: Permalink) -> Whereabouts:
    # The edition that a link was made from contains the quote. Without it, the address in the edition of that day is
    # the nearest.
    if asked.source and asked.source not in held:
        raise NotHeld("The text that this link means is not held here.", "Add it in the library.")
    versions = held[asked.source].versions if asked.source else ()
    same = next((v for v in versions if asked.digest and v.digest.startswith(asked.digest)), None)
    if same is not None and asked.span:
        return _go(catalogue.at(same.number, asked.span[0]), asked.span)
    notice = (
        "The edition that this link quotes is not held any more; this is what stands there now."
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


def editions(holding: Holding, version: Version) -> None:
    """Show the choice of the edition, and of a second one to show beside it."""
    by_number = {v.number: v for v in sorted(holding.versions, key=lambda v: (str(v.valid_from or ""), v.number))}
    key = f"edition-{holding.source.id}"
    st.session_state.setdefault(key, version.number)
    left, right = st.columns([2, 1])
    left.pills(
        "Edition",
        list(by_number),
        format_func=lambda n: _dated(by_number[n]),
        key=key,
        required=True,
    )
    right.selectbox(
        "Beside it",
        [None, *(n for n in by_number if n != version.number)],
        key=f"beside-{holding.source.id}",
        format_func=lambda n: _dated(by_number[n]) if n else "no other",
    )


def other_edition(holding: Holding, version: Version) -> Version | None:
    """Return the edition to show beside this one; None for none."""
    chosen = st.session_state.get(f"beside-{holding.source.id}")
    return next((v for v in holding.versions if v.number == chosen and v.number != version.number), None)


def outline(catalogue: Catalogue, version: int) -> list[HeldProvision]:
    """Return all provisions of an edition, read once per session and edition."""
    kept = st.session_state.get("read_outline")
    if kept is None or kept[0] != (version, catalogue.generation):
        kept = ((version, catalogue.generation), catalogue.outline(version))
        st.session_state["read_outline"] = kept
    return kept[1]


def unit(outline: Sequence[HeldProvision], position: int | None) -> int:
    """Return the position of the section, annex or entry that contains a provision: what is shown as one page."""
    if position is None or not 0 <= position < len(outline):
        return next((p.position for p in outline if p.provision.role in _UNITS), 0)
    at: int | None = position
    while at is not None:
        if outline[at].provision.role in _UNITS:
            return at
        at = outline[at].provision.parent
    # A text without parts is one sequence of blocks: show it from its beginning, or from here where that is too long.
    begin = position
    size = 0
    while begin > 0 and outline[begin].provision.role not in _UNITS and size <= _PAGE_CHARACTERS:
        begin -= 1
        size += len(outline[begin].text)
    return begin if size <= _PAGE_CHARACTERS and outline[begin].provision.parent is None else position


def above(outline: Sequence[HeldProvision], position: int) -> list[int]:
    """Return the positions of the provisions above one, outermost first."""
    out = []
    parent = outline[position].provision.parent
    while parent is not None:
        out.append(parent)
        parent = outline[parent].provision.parent
    return out[::-1]


def is_article(holding: Holding, outline: Sequence[HeldProvision]) -> bool:
    """Return whether a text is read at one scroll: an explainer, or news, without tables and not too long."""
    if holding.source.kind not in (Kind.EXPLAINER, Kind.NEWS) or any(p.provision.cells for p in outline):
        return False
    return sum(len(p.text) for p in outline) <= 2 * _PAGE_CHARACTERS


def fitting(outline: Sequence[HeldProvision], here: int) -> tuple[list[HeldProvision], int]:
    """Return the provisions of a unit that fit one page, and how many do not. Table rows always fit."""
    after = outline[here].after
    while (
        after < len(outline) and outline[after].provision.parent is None and outline[after].provision.role not in _UNITS
    ):
        after = outline[after].after  # blocks outside any part are shown with the part before them
    inside = outline[here:after]
    out: list[HeldProvision] = []
    size = 0
    for p in inside:
        if not p.provision.cells:
            size += len(p.text)
            if out and size > _PAGE_CHARACTERS:
                break
        out.append(p)
    return out, len(inside) - len(out)


def tree(outline: Sequence[HeldProvision], here: int, version: int) -> None:
    """Show the outline around the open part: the parts above it, its siblings, its children."""
    open_ = {here, *above(outline, here)}
    parents = {None, *open_}
    lines = [p for p in outline if p.provision.role in _UNITS and p.provision.parent in parents]
    index = next((n for n, p in enumerate(lines) if p.position == here), 0)
    first = max(0, index - _TREE // 2)
    items = []
    for p in lines[first : first + _TREE]:
        depth = len(above(outline, p.position))
        name = (
            f"{address(p.locator)} {p.provision.heading}".strip()
            if p.provision.heading and p.provision.heading not in p.locator
            else address(p.locator)
        )
        current = ' aria-current="true"' if p.position == here else ""
        items.append(
            f'<button type="button" style="--depth:{min(depth, 5)}" data-goto="{version}:{p.position}"{current}>'
            f"{esc(name[:90] or 'Text')}</button>"
        )
    more = (
        f'<p class="lc-under">{len(lines) - len(items):,} more; search inside to find them.</p>'
        if len(lines) > len(items)
        else ""
    )
    st.html(f'<nav class="lc lc-tree" aria-label="Parts of this text">{"".join(items)}{more}</nav>')


def terms(catalogue: Catalogue, outline: Sequence[HeldProvision], version: int) -> quote_context.DefinedTerms:
    """Return the defined terms of the open edition."""
    return quote_context.DefinedTerms(catalogue.terms(version), lambda position: outline[position].text)


def marked_row(outline: Sequence[HeldProvision], mark: tuple[int, int] | None) -> HeldProvision | None:
    """Return the table row that a link points to, which is shown in full above the table; None for none."""
    if mark is None:
        return None
    return next((p for p in outline if p.provision.cells and p.provision.start <= mark[0] < p.provision.end), None)


def matches(outline: Sequence[HeldProvision], wanted: str) -> list[HeldProvision]:
    """Return the provisions that contain every word, in text, heading, cells or locator."""
    parts = wanted.casefold().split()
    return [p for p in outline if all(w in f"{p.locator} {p.provision.heading} {p.text}".casefold() for w in parts)]


def found_html(found: Sequence[HeldProvision], wanted: str) -> str:
    """Return the results of a search inside a text, each with a button that opens it."""
    parts = [esc(w) for w in wanted.split()]
    return (
        '<div class="lc">'
        + "".join(
            '<div class="lc-group"><h3>'
            f'<button type="button" class="lc-link" data-goto="{p.version.number}:{p.position}">'
            f"{esc(address(p.locator))}</button></h3><p>{_lit(esc(shorten(p.text, 700)), parts)}</p></div>"
            for p in found
        )
        + "</div>"
    )


def elsewhere_html(hits: Sequence[Hit], wanted: str) -> str:
    """Return passages of other texts that a search found, each with a button that opens it."""
    parts = [esc(w) for w in wanted.split()]
    return (
        '<div class="lc">'
        + "".join(
            '<div class="lc-group"><h3>'
            f'<button type="button" class="lc-link" data-goto="{h.version.number}:{h.passage.first}">'
            f"{esc(address(h.passage.locator))}</button> <small>{esc(h.source.title)}</small></h3>"
            f"<p>{_lit(esc(shorten(h.passage.text, _ELSEWHERE_SHOWN)), parts)}</p></div>"
            for h in hits
        )
        + "</div>"
    )


def onward_html(outline: Sequence[HeldProvision], here: int, inside: Sequence[HeldProvision]) -> str:
    """Return the buttons to the previous and the next page."""
    after = inside[-1].position + 1 if inside else here + 1
    before = unit(outline, here - 1) if here > 0 else None
    steps = [(before, "Previous")] if before is not None else []
    steps += [(after, "Next")] if after < len(outline) else []
    buttons = "".join(
        f'<button type="button" data-goto="{outline[n].version.number}:{n}">'
        f"{name}: {esc(address(outline[n].locator))}</button>"
        for n, name in steps
    )
    return f'<nav class="lc lc-path" aria-label="Onward">{buttons}</nav>'


def side_by_side(
    catalogue: Catalogue, outline: Sequence[HeldProvision], here: int, version: Version, other: Version
) -> None:
    """Show one unit in two editions, the older at the left, deleted and inserted words marked."""
    from corpus.editions.diff import marks

    mine = "\n".join(p.text for p in fitting(outline, here)[0])
    found = [p for p in catalogue.outline(other.number) if p.locator == outline[here].locator]
    theirs = "\n".join(p.text for p in catalogue.subtree(found[0]))[:_PAGE_CHARACTERS] if found else ""
    swap = (other.valid_from or other.retrieved_at.date()) > (version.valid_from or version.retrieved_at.date())
    (old, before), (new, after) = ((version, mine), (other, theirs)) if swap else ((other, theirs), (version, mine))
    runs = marks(before, after)
    for column, edition_, kind, tag in zip(
        st.columns(2, gap="large"), (old, new), ("delete", "insert"), ("del", "ins"), strict=True
    ):
        body = "".join(
            f"<{tag}>{esc(m.text)}</{tag}>" if m.kind == kind else esc(m.text)
            for m in runs
            if m.kind in ("equal", kind)
        )
        column.html(
            f'<div class="lc"><p class="lc-under"><b>{esc(labels.edition(edition_))}</b></p>'
            f'<div class="lc-prov">{body or "Not in this edition."}</div></div>'
        )


def _go(held: HeldProvision, span: tuple[int, int] | None = None, notice: str = "") -> Whereabouts:
    st.session_state["read_source"] = held.source.id
    st.session_state[f"edition-{held.source.id}"] = held.version.number
    st.session_state["read_search"] = ""
    mark = span or (held.provision.start, held.provision.end)
    return _stay(Whereabouts(held.source.id, held.version.number, held.position, mark, notice))


def _stay(at: Whereabouts) -> Whereabouts:
    st.session_state["read_place"] = at
    st.session_state["read_source"] = at.source_id
    return at


def _dated(v: Version) -> str:
    return v.valid_from.isoformat() if v.valid_from else f"held since {v.retrieved_at.date().isoformat()}"


def _lit(escaped: str, parts: Sequence[str]) -> str:
    import re

    pattern = "|".join(re.escape(p) for p in sorted(parts, key=len, reverse=True) if p)
    return (
        re.sub(f"({pattern})(?![^&]{{0,6}};)", r'<mark class="lc-mark">\1</mark>', escaped, flags=re.IGNORECASE)
        if pattern
        else escaped
    )
