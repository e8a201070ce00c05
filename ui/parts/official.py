"""Official sources: what can be fetched, what of it is new, and fetching it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import streamlit as st

from corpus.sources.entries import Entry
from ui.desk import Desk
from ui.parts import problems
from ui.parts.markup import plain_markdown
from ui.parts.quiet import quiet


def section(desk: Desk) -> None:
    """Choose, see the plan, sync."""
    from corpus.sources.entries import entries
    from corpus.sources.plan import plan
    from corpus.sources.watch import Watch

    with st.expander("Official sources", icon=":material/account_balance:"):
        known = {e.id: e for e in [*entries(), *Watch(desk.settings.home).entries()]}
        with st.form("sync", border=False):
            chosen = st.multiselect(
                "Sources to bring up to date",
                list(known),
                format_func=lambda i: known[i].title,
                placeholder="Choose texts of official publishers",
            )
            look, fetch = st.columns(2)
            show_plan = look.form_submit_button("Show the plan")
            go = fetch.form_submit_button("Sync", type="primary")
        picked = [known[i] for i in chosen]
        with problems.shown():
            if (show_plan or go) and not picked:
                quiet("Choose at least one text first.")
            if show_plan and picked:
                made = plan(picked, desk.licet.catalogue)
                quiet(made.told)
                st.dataframe(
                    [{"text": s.entry.title, "why": s.why, "newest edition held": s.edition} for s in made.steps], hide_index=True
                )
            if go and picked:
                _sync(desk, picked)


def _sync(desk: Desk, picked: list[Entry]) -> None:
    from corpus.sources.sync import Progress

    seen: list[Progress] = []
    with ThreadPoolExecutor(1, thread_name_prefix="licet-sync") as pool:  # the fetching threads must not draw on the page
        running = pool.submit(desk.licet.sync, picked, None, seen.append)
        bar = st.progress(0.0, text="Asking the publishers")
        while not running.done():
            wait([running], timeout=0.4)
            if seen:
                p = seen[-1]
                left = f", about {p.remaining:.0f} s left" if p.remaining else ""
                bar.progress(
                    min(1.0, p.done / max(p.total, 1)), text=f"{plain_markdown(p.now)}: {p.received / 2**20:.1f} MB{left}"
                )
        bar.empty()
        outcomes = running.result()
    for o in outcomes:
        if o.problem:
            problems.show(f"{o.title}: {o.problem.message}", o.problem.remedy)
        else:
            st.markdown(f"**{plain_markdown(o.title)}** {plain_markdown(o.status)}")
