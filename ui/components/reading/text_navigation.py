"""Navigation in a text: the outline, the pages, the editions, what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from corpus.catalogue import Catalogue
from corpus.catalogue_results import HeldProvision, Holding
from corpus.model import Kind, Role, Version
from corpus.passages import shorten
from ui.components.page import labels
from ui.components.page.markup import esc
from ui.components.text import quote_context
from ui.exports.legal import address
from ui.language import _, figure

if TYPE_CHECKING:  # the search would load its index before the first page is drawn
    from index.hits import Hit

SHOWN = 60  # results of a search inside a text that are shown
_PAGE_CHARACTERS = 24_000  # characters on one page
_UNITS = (Role.SECTION, Role.ANNEX, Role.ENTRY, Role.HEADING, Role.PART, Role.TITLE)
_TREE = 80
_NAME_SHOWN = 90  # characters of a part in the outline
_FOUND_SHOWN = 700  # characters of a provision that a search inside a text found
_ELSEWHERE_SHOWN = 400  # characters of a passage of another text


def editions(holding: Holding, version: Version) -> None:
    """Show the choice of the edition, and of a second one to show beside it."""
    by_number = {v.number: v for v in sorted(holding.versions, key=lambda v: (str(v.valid_from or ""), v.number))}
    key = f"edition-{holding.source.id}"
    st.session_state.setdefault(key, version.number)
    left, right = st.columns([2, 1])
    left.pills(
        _("Edition"),
        list(by_number),
        format_func=lambda n: _dated(by_number[n]),
        key=key,
        required=True,
    )
    right.selectbox(
        _("Beside it"),
        [None, *(n for n in by_number if n != version.number)],
        key=f"beside-{holding.source.id}",
        format_func=lambda n: _dated(by_number[n]) if n else _("no other"),
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
            f"{esc(shorten(name, _NAME_SHOWN) or _('Text'))}</button>"
        )
    left = len(lines) - len(items)
    more = (
        f'<p class="lc-under">{esc(_("{count} more; search inside to find them.").format(count=figure(left)))}</p>'
        if left
        else ""
    )
    st.html(f'<nav class="lc lc-tree" aria-label="{esc(_("Parts of this text"))}">{"".join(items)}{more}</nav>')


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
    return _results_html(
        ((f"{p.version.number}:{p.position}", p.locator, "", shorten(p.text, _FOUND_SHOWN)) for p in found), wanted
    )


def elsewhere_html(hits: Sequence[Hit], wanted: str) -> str:
    """Return passages of other texts that a search found, each with its text's title and a button that opens it."""
    return _results_html(
        (
            (
                f"{h.version.number}:{h.passage.first}",
                h.passage.locator,
                f" <small>{esc(h.source.title)}</small>",
                shorten(h.passage.text, _ELSEWHERE_SHOWN),
            )
            for h in hits
        ),
        wanted,
    )


def _results_html(found: Iterable[tuple[str, str, str, str]], wanted: str) -> str:
    """Return what a search found, its words lit: of each where it leads, its address, what is beside it, its text."""
    parts = [esc(w) for w in wanted.split()]
    return (
        '<div class="lc">'
        + "".join(
            f'<div class="lc-group"><h3><button type="button" class="lc-link" data-goto="{goto}">'
            f"{esc(address(locator))}</button>{beside}</h3><p>{_lit(esc(text), parts)}</p></div>"
            for goto, locator, beside, text in found
        )
        + "</div>"
    )


def onward_html(outline: Sequence[HeldProvision], here: int, inside: Sequence[HeldProvision]) -> str:
    """Return the buttons to the previous and the next page."""
    after = inside[-1].position + 1 if inside else here + 1
    before = unit(outline, here - 1) if here > 0 else None
    steps = [(before, _("Previous"))] if before is not None else []
    steps += [(after, _("Next"))] if after < len(outline) else []
    buttons = "".join(
        f'<button type="button" data-goto="{outline[n].version.number}:{n}">'
        f"{esc(labels.told(name, address(outline[n].locator)))}</button>"
        for n, name in steps
    )
    return f'<nav class="lc lc-path" aria-label="{esc(_("Onward"))}">{buttons}</nav>'


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
            f'<div class="lc-prov">{body or esc(_("Not in this edition."))}</div></div>'
        )


def _dated(v: Version) -> str:
    return (
        labels.day(v.valid_from)
        if v.valid_from
        else _("held since {day}").format(day=labels.day(v.retrieved_at.date()))
    )


def _lit(escaped: str, parts: Sequence[str]) -> str:
    import re

    pattern = "|".join(re.escape(p) for p in sorted(parts, key=len, reverse=True) if p)
    return (
        re.sub(f"({pattern})(?![^&]{{0,6}};)", r'<mark class="lc-mark">\1</mark>', escaped, flags=re.IGNORECASE)
        if pattern
        else escaped
    )
