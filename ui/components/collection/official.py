"""Official sources: which can be fetched, which have newer editions, and fetching them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import streamlit as st

from corpus.sources.entries import Entry
from ui.app_state import Desk
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import plain_markdown
from ui.language import N_, _, figure

_SYNC_ASKED = "sync_asked"
_GROUP_NAMES = {
    "core": N_("What most questions are about"),
    "lists": N_("Lists"),
    "news": N_("News"),
    "multilateral": N_("Multilateral"),
}


def section(desk: Desk) -> None:
    """Show the choice of official sources, the plan of a sync, and run it."""
    from corpus.sources.entries import SETS, entries
    from corpus.sources.sync_plan import plan, shown
    from corpus.sources.watch_list import WatchList

    asked = st.session_state.pop(_SYNC_ASKED, None)
    if asked:
        st.session_state["sync_sets"] = list(asked)
        st.session_state["sync_open"] = True
    with st.expander(
        _("Official sources"), icon=":material/account_balance:", expanded=bool(st.session_state.get("sync_open"))
    ):
        known = {e.id: e for e in [*entries(), *WatchList(desk.settings.home).entries()]}
        size = {name: sum(name in e.sets for e in known.values()) for name in SETS}
        with st.form("sync", border=False):
            sets = st.pills(
                _("Sets"), [s for s in SETS if size[s]], selection_mode="multi", key="sync_sets",
                format_func=lambda s: f"{_(_GROUP_NAMES.get(s, '')) or labels.jurisdiction(s)} {size[s]}",
            )  # fmt: skip
            chosen = st.multiselect(
                _("Sources to bring up to date"), list(known), format_func=lambda i: known[i].title,
                placeholder=_("Or choose single texts of official publishers"), key="sync_texts",
            )  # fmt: skip
            with st.container(horizontal=True):
                show_plan = st.form_submit_button(_("Show the plan"))
                go = st.form_submit_button(_("Sync"), type="primary")
        picked = [e for e in known.values() if e.id in chosen or any(s in (sets or ()) for s in e.sets)]
        with problems.shown():
            if (show_plan or go) and not picked:
                caption(_("Choose a set or a text first."))
            if show_plan and picked:
                made = plan(picked, desk.licet.catalogue)
                caption(made.summary)
                st.dataframe(
                    [
                        {
                            _("Text"): s.entry.title,
                            _("Why"): s.why,
                            _("Newest edition held"): s.edition.isoformat() if s.edition else _("none"),
                            _("Size"): _("about {size}").format(size=shown(s.about)) if s.about else _("unknown"),
                            _("Official page"): s.entry.page or None,
                        }
                        for s in made.steps
                    ],
                    hide_index=True,
                    alt=_("What a sync of the chosen texts would do"),
                    column_config={_("Official page"): st.column_config.LinkColumn(display_text=_("Open"))},
                )
            if go and picked:
                bring(desk, picked)


def ask_for(*sets: str) -> None:
    """Preselect these sets when the library is opened next; for callbacks of buttons."""
    st.session_state[_SYNC_ASKED] = sets


def bring(desk: Desk, picked: list[Entry]) -> bool:
    """Fetch official texts, showing progress and what came of each; return whether all of them are held now.

    Where no publisher can be reached that is one line, not one for each text.
    """
    from corpus.sources.sync import Progress, offline

    seen: list[Progress] = []
    # Fetching runs on a thread of its own, which must not draw on the page.
    with ThreadPoolExecutor(1, thread_name_prefix="licet-sync") as pool:
        running = pool.submit(desk.licet.sync, picked, None, seen.append)
        bar = st.progress(0.0, text=_("Asking the publishers"))
        while not running.done():
            wait([running], timeout=0.4)
            if seen:
                p = seen[-1]
                left = _(", about {seconds} s left").format(seconds=figure(p.remaining)) if p.remaining else ""
                bar.progress(
                    min(1.0, p.done / max(p.total, 1)),
                    text=_("{title}: {size} MB{left}").format(
                        title=plain_markdown(p.now), size=figure(p.received / 2**20, 1), left=left
                    ),
                )
        bar.empty()
        outcomes = running.result()
    if nothing_reached := offline(outcomes):
        problems.show(nothing_reached)
        return False
    for o in outcomes:
        if o.problem:
            problems.show(f"{o.title}: {o.problem.message}", o.problem.remedy)
        else:
            st.markdown(f"**{plain_markdown(o.title)}** {plain_markdown(o.status)}")
        for warning in o.warnings:
            caption(warning)
    return not any(o.problem for o in outcomes)
