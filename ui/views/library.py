"""Page "Library": the held texts by regime; adding documents, removing with undo, official sources."""

import streamlit as st

from corpus.lexicon import jurisdictions
from corpus.model import Kind
from corpus.sources.entries import official_entries
from corpus.sources.freshness import freshness, regime_coverage
from corpus.sources.watch_list import WatchList
from ui.app_state import open_desk
from ui.components.collection import adding, brief, coverage, history, official, removing
from ui.components.collection.held_text import gaps_html, shelf_html
from ui.components.page import bridge, filters, frame, held_texts, labels, problems
from ui.components.page.captions import caption
from ui.components.page.links import Permalink
from ui.components.page.markup import esc
from ui.language import _, figure

desk = open_desk()
st.title(_("Library"))
frame.warmth()
action, __, source_id = bridge.listen("shelf", key="library-bridge").partition(":")
if action == "read":
    st.session_state["read_at"] = Permalink(source_id)
elif action == "brief":
    brief.ask(source_id)
elif action == "remove":
    removing.remove(desk, source_id)
removing.offer_undo(desk)

with problems.shown():
    held = filters.held(desk.licet.catalogue)
    caption(
        _("{texts} texts · {editions} editions · {provisions} provisions · {passages} passages").format(
            texts=figure(len(held)),
            editions=figure(sum(len(h.versions) for h in held)),
            provisions=figure(sum(h.provisions for h in held)),
            passages=figure(sum(h.passages for h in held)),
        )
    )

    if desk.settings.read_only:
        caption(_("This desk is read-only: texts are added and removed by the people who run it."))
    else:
        with st.expander(_("Add documents"), icon=":material/upload_file:", expanded=not held):
            with st.form("add", border=False, clear_on_submit=True):
                files = st.file_uploader(
                    _("Files"), accept_multiple_files=True, max_upload_size=desk.settings.max_upload_mb
                )
                addresses = st.text_area(_("Web addresses, one a line"), placeholder="https://…", height=80)
                left, right = st.columns(2)
                jurisdiction = left.selectbox(
                    _("Jurisdiction"),
                    [None, *jurisdictions.table().names],
                    format_func=lambda j: labels.jurisdiction(j) if j else _("Not said"),
                )
                kind = right.selectbox(
                    _("Kind"),
                    [None, *Kind],
                    format_func=lambda k: labels.capitalised(labels.kind(k)) if k else _("Not said: an added document"),
                )
                send = st.form_submit_button(_("Add"), type="primary")
            if send:
                done = []
                with problems.shown():
                    done += adding.add_files(desk, files, jurisdiction, kind) if files else []
                    lines = [a.strip() for a in addresses.splitlines() if a.strip()]
                    done += adding.add_addresses(desk, lines, jurisdiction, kind) if lines else []
                adding.lead_to_brief(done)
        official.section(desk)
        held = filters.held(desk.licet.catalogue)
    known = [*official_entries(), *WatchList(desk.licet.records).entries()]
    fresh = freshness(desk.licet.catalogue, known)
    coverage.section(regime_coverage(desk.licet.catalogue, known))
    history.section(desk)

    apart = held_texts.told_apart(held)
    for regime, group in held_texts.by_regime(held_texts.find(held)):
        st.html(
            f'<h2 class="lc lc-regime">{esc(labels.jurisdiction(regime))}</h2>'
            f"{gaps_html(regime, {h.source.id for h in held})}"
        )
        removable = not desk.settings.read_only
        st.html(shelf_html(group, fresh, apart, removable=removable))
    if not held:
        st.html(f'<p class="lc lc-notice">{esc(_("Nothing is held yet. Add documents above."))}</p>')

brief.open_asked()
if st.session_state.get("read_at"):
    frame.go_to("read")
