"""Page "Read": the texts by regime, and one held text with its outline in the side bar and its notes in the margin."""

import streamlit as st

from corpus.errors import NotHeld, Problem
from ui.app_state import open_desk
from ui.components.page import bridge, filters, frame, held_texts, labels, links, problems
from ui.components.page.captions import caption
from ui.components.page.links import Permalink
from ui.components.page.markup import esc
from ui.components.page.session import own_conversations
from ui.components.reading import landing, margin, reader_place, text_navigation
from ui.components.reading.reader_place import permalink
from ui.components.text import quote_context, row_table
from ui.components.text.citation_card import chips_html
from ui.conversations.reading_position import keep_place, kept_place
from ui.language import _, figure, ngettext

desk = open_desk()
catalogue = desk.licet.catalogue
frame.warmth()
picked = bridge.listen("goto", key="read-bridge", keys=True)
store = own_conversations(desk.licet.records)
_SEARCH_WIDTH = 420  # pixels
_FOUND_ELSEWHERE = 20  # passages of other texts that a search shows


def show_text(at: reader_place.Whereabouts, source_id: str) -> None:
    """Show a held text at a place, with its outline in the side bar and its notes in the margin."""
    holding = held[source_id]
    version = reader_place.edition(holding, at)
    outline = text_navigation.outline(catalogue, version.number)
    if at.source_id == source_id:
        at = reader_place.in_edition(catalogue, at, outline)
    sent = at.source_id == source_id and at.version in (None, version.number)
    here = text_navigation.unit(outline, at.position if sent else None)
    mark = at.mark if sent and at.position != here else None  # a link to a whole part marks nothing
    is_article = text_navigation.is_article(holding, outline)

    with st.sidebar:
        st.button(
            _("All texts"), key="lead-all", on_click=reader_place.to_all_texts, icon=":material/arrow_back:",
            type="tertiary",
        )  # fmt: skip
        text_navigation.tree(outline, here, version.number)

    st.html(
        f'<div class="lc"><h1 class="lc-question lc-top">{esc(holding.source.title)}</h1>'
        f"{chips_html(holding.source, version)}</div>"
    )
    if told := labels.claims(holding.source):
        st.html(f'<p class="lc lc-notice">{esc(told)}</p>')
    if at.notice and sent:
        st.html(f'<p class="lc lc-notice">{esc(at.notice)}</p>')
    # Not in the side bar: on a phone that lies over the text, and would hide what is found.
    wanted = st.text_input(
        _("Search inside"), placeholder=_("Words or a number"), key="read_search", width=_SEARCH_WIDTH,
        icon=":material/search:",
    )  # fmt: skip
    if len(holding.versions) > 1:
        text_navigation.editions(holding, version)
    other = text_navigation.other_edition(holding, version)
    read = outline[at.position] if sent and at.position is not None else outline[here]
    if not at.notice:
        reader_place.show_address((at.followed if sent else None) or permalink(holding, version, read.locator))
    keep_place(store, source_id, read.locator)
    if wanted.strip():
        found = text_navigation.matches(outline, wanted)
        caption(
            ngettext("{count} provision holds that", "{count} provisions hold that", len(found)).format(
                count=figure(len(found))
            )
            + (
                _("; the first {shown} are shown").format(shown=text_navigation.SHOWN)
                if len(found) > text_navigation.SHOWN
                else ""
            )
        )
        st.html(text_navigation.found_html(found[: text_navigation.SHOWN], wanted))
        if st.button(
            _("Search everywhere"), icon=":material/travel_explore:", type="secondary" if found else "primary"
        ):
            hits = [h for h in desk.licet.collection.search(wanted, _FOUND_ELSEWHERE) if h.source.id != source_id]
            caption(_("{count} passages of other texts, those nearest in meaning first").format(count=len(hits)))
            st.html(text_navigation.elsewhere_html(hits, wanted))
    elif other is not None:
        text_navigation.side_by_side(catalogue, outline, here, version, other)
    else:
        above = [outline[n] for n in text_navigation.above(outline, here)]
        if above and not is_article:
            st.html(quote_context.path_html(above))
        terms = text_navigation.terms(catalogue, outline, version.number)
        row = text_navigation.marked_row(outline, mark)
        if row:
            st.html(quote_context.provisions_html([row], mark, terms))
        inside, rest = (outline, 0) if is_article else text_navigation.fitting(outline, here)
        row_table.table(inside, f"{version.number}-{here}")
        prose = [p for p in inside if not p.provision.cells]
        if is_article:
            body = prose[1:] if prose and prose[0].text.strip() == holding.source.title else prose
            st.html(f'<article class="lc-article">{quote_context.provisions_html(body, mark, terms)}</article>')
        elif prose:
            notes = margin.notes(catalogue, desk.settings.home, prose)
            st.html(
                quote_context.provisions_html(
                    prose, mark, terms, notes, lambda p: links.to_place(permalink(holding, version, p.locator))
                )
            )
        if rest:
            caption(
                _("{rest} more provisions of this part follow; choose one at the left or go on.").format(
                    rest=figure(rest)
                )
            )
        if not is_article:
            if told := margin.refers_to_html(inside, outline[here]):
                st.html(told)
            margin.who_cites(catalogue, outline[here])
            st.html(text_navigation.onward_html(outline, here, inside))
        bridge.listen("nothing", key=f"show-{version.number}-{here}-{mark}", scroll=".lc-mark" if mark else ".lc-top")
    st.html(f'<p class="lc lc-foot">{esc(labels.edition(version, holding.source))}. {esc(_("Not legal advice."))}</p>')


with problems.shown():
    held = {h.source.id: h for h in filters.held(catalogue)}
    if not held:
        st.title(_("Read"))
        raise NotHeld(_("Nothing is held yet."), _("Add documents in the library."))
    left_off = kept_place(store)
    try:
        at = reader_place.whereabouts(catalogue, held, picked, Permalink(*left_off) if left_off else None)
    except Problem as problem:
        problems.show(problem.message, problem.remedy)
        at = reader_place.last_place(held)
    names = held_texts.names(held.values())
    with st.sidebar:
        source_id = st.selectbox(
            _("Text"), list(held), index=None,
            format_func=names.__getitem__, key="read_source", placeholder=_("Choose a text"),
        )  # fmt: skip
    if at is None or source_id is None:
        reader_place.show_address(None)
        landing.show(held)
    else:
        show_text(at, source_id)
