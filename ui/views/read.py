"""Read: a held text as a book. Its tree at the left, its provisions in the middle, its editions on a line of dates."""

import streamlit as st

from corpus.errors import NotHeld, Problem
from ui.desk import open_desk
from ui.parts import book, bridge, filters, frame, place, problems, table, words
from ui.parts.citation import chips_html
from ui.parts.markup import esc
from ui.parts.quiet import quiet

desk = open_desk()
catalogue = desk.licet.catalogue
frame.warmth()
picked = bridge.listen("goto", key="read-bridge", keys=True)

with problems.shown():
    held = {h.source.id: h for h in filters.held(catalogue)}
    if not held:
        raise NotHeld("Nothing is held yet.", "Add documents in the library.")
    try:
        at = book.whereabouts(catalogue, held, picked)
    except Problem as problem:
        problems.show(problem.message, problem.remedy)
        at = book.last_place(held)
    with st.sidebar:
        source_id = st.selectbox(
            "Text", sorted(held, key=lambda i: (held[i].source.kind.authority, held[i].source.title)),
            format_func=lambda i: held[i].source.title, key="read_source",
        )  # fmt: skip
    holding = held[source_id]
    version = book.edition(holding, at)
    outline = book.outline(catalogue, version.number)
    sent = at.source_id == source_id and at.version in (None, version.number)
    here = book.unit(outline, at.position if sent else None)
    mark = at.mark if sent and at.position != here else None  # a whole part needs no mark

    with st.sidebar:
        wanted = st.text_input("Search inside", placeholder="Words or a number", key="read_search")
        book.tree(outline, here, version.number)

    st.html(
        f'<div class="lc"><h1 class="lc-question lc-top">{esc(holding.source.title)}</h1>{chips_html(holding.source, version)}</div>'
    )
    if at.notice and sent:
        st.html(f'<p class="lc lc-notice">{esc(at.notice)}</p>')
    if len(holding.versions) > 1:
        book.editions(holding, version)
    other = book.other_edition(holding, version)
    if wanted.strip():
        found = book.matches(outline, wanted)
        quiet(f"{len(found):,} provisions hold that" + (f"; the first {book.SHOWN} are shown" if len(found) > book.SHOWN else ""))
        st.html(book.found_html(found[: book.SHOWN], wanted))
    elif other is not None:
        book.side_by_side(catalogue, outline, here, version, other)
    else:
        above = [outline[n] for n in book.above(outline, here)]
        if above:
            st.html(place.path_html(above))
        terms = book.terms(catalogue, outline, version.number)
        row = book.marked_row(outline, mark)
        if row:
            st.html(place.provisions_html([row], mark, terms))
        inside, rest = book.fitting(outline, here)
        table.table(inside, f"{version.number}-{here}")
        prose = [p for p in inside if not p.provision.cells]
        if prose:
            st.html(place.provisions_html(prose, mark, terms))
        if rest:
            quiet(f"{rest:,} more provisions of this part follow; choose one at the left or go on.")
        st.html(book.onward_html(outline, here, inside))
        bridge.listen("nothing", key=f"show-{version.number}-{here}-{mark}", scroll=".lc-mark" if mark else ".lc-top")
    st.html(f'<p class="lc lc-foot">{esc(words.edition(version, holding.source))}. Not legal advice.</p>')
