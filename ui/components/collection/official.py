"""Official sources: which can be fetched, which have newer editions, and fetching them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import streamlit as st

from corpus.sources.entries import Entry
from ui.app_state import Desk
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import plain_markdown
from ui.language import N_, _, figure, ngettext
from ui.locale.gap_lines import gap_told
from ui.locale.problem_lines import in_readers_words

if TYPE_CHECKING:  # with it come the publishers, which no first page needs
    from corpus.sources.sync_plan import Plan

_SYNC_ASKED = "sync_asked"
_GROUP_NAMES = {
    "core": N_("What most questions are about"),
    "lists": N_("Lists"),
    "news": N_("News"),
    "multilateral": N_("Multilateral"),
}
_WHY = {"new": N_("new"), "edition": N_("in another edition"), "due": N_("due"), "check": N_("to look at")}


def section(desk: Desk) -> None:
    """Show the choice of official sources, the plan of a sync, and run it."""
    from corpus.sources.entries import SETS, official_entries
    from corpus.sources.sync_plan import plan, size_in_words
    from corpus.sources.watch_list import WatchList

    asked = st.session_state.pop(_SYNC_ASKED, None)
    if asked:
        st.session_state["sync_sets"] = list(asked)
        st.session_state["sync_open"] = True
    with st.expander(
        _("Official sources"), icon=":material/account_balance:", expanded=bool(st.session_state.get("sync_open"))
    ):
        known = {e.id: e for e in [*official_entries(), *WatchList(desk.licet.records).entries()]}
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
                made = plan(picked, desk.licet.catalogue, fetched=desk.licet.fetched)
                caption(_summary(made))
                st.dataframe(
                    [
                        {
                            _("Text"): s.entry.title,
                            _("Why"): _(_WHY[s.why]),
                            _("Newest edition held"): labels.day(s.edition) or _("none"),
                            _("Size"): _("about {size}").format(size=size_in_words(s.about))
                            if s.about
                            else _("unknown"),
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


def _summary(made: Plan) -> str:
    """Return a plan in one line: how many sources and why, how much there is to fetch, and from how many publishers."""
    from corpus.sources.sync_plan import size_in_words

    counts = Counter(step.why for step in made.steps)
    what = labels.listed(f"{counts[why]} {_(name)}" for why, name in _WHY.items() if counts[why])
    many = ngettext("{count} source: {what}", "{count} sources: {what}", len(made.steps))
    much = [
        _("about {size}").format(size=size_in_words(made.size)) if made.size else "",
        _("{count} of them by the size of others").format(count=made.guessed) if made.size and made.guessed else "",
        _("{count} of unknown size").format(count=made.unmeasured) if made.unmeasured else "",
    ]
    hosts = len(made.hosts)
    asked = ngettext("from {count} publisher", "from {count} publishers", hosts).format(count=hosts) if hosts else ""
    told = (many.format(count=len(made.steps), what=what), labels.listed(filter(None, much)), asked)
    return " · ".join(filter(None, told))


def ask_for(*sets: str) -> None:
    """Preselect these sets when the library is opened next; for callbacks of buttons."""
    st.session_state[_SYNC_ASKED] = sets


def bring(desk: Desk, picked: list[Entry]) -> bool:
    """Fetch official texts, showing progress and what came of each; return whether all of them are held now.

    Where no publisher can be reached that is one line, not one for each text.
    """
    from corpus.sources.sync import SyncProgress, offline

    seen: list[SyncProgress] = []
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
            problems.show(f"{o.title}: {in_readers_words(o.problem.message)}", o.problem.remedy)
        else:
            st.markdown(f"**{plain_markdown(o.title)}** {plain_markdown(_(o.status))}")
        for warning in o.warnings:
            caption(gap_told(warning))
    return not any(o.problem for o in outcomes)
