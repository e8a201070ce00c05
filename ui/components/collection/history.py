"""The log in the library: what changed, by whom, and a button that undoes what can be undone."""

from __future__ import annotations

import streamlit as st

from corpus.catalogue import LogEntry
from ui.app_state import Desk
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.sign_in import reader_name
from ui.language import _

_CHANGES_SHOWN = 30


def section(desk: Desk) -> None:
    """Show the newest changes, each with its undo button where it can be undone."""
    entries = desk.licet.catalogue.history(limit=_CHANGES_SHOWN)
    if not entries:
        return
    with st.expander(_("History"), icon=":material/history:"):
        for entry in entries:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"log-{entry.entry}"):
                st.html(_line_html(entry), width="stretch")
                if entry.can_undo and not desk.settings.read_only:
                    wanted = st.button(
                        _("Undo"),
                        key=f"undo-{entry.entry}",
                        icon=":material/undo:",
                        type="tertiary",
                        help=_("Bring it back"),
                    )
                    if wanted:
                        undo(desk, entry.entry)
        caption(
            _("The last {count} changes; `licet history` lists all of them with their digests.").format(
                count=_CHANGES_SHOWN
            )
        )


def undo(desk: Desk, entry: int) -> None:
    """Undo an entry, showing progress, and draw the page again."""
    bar = st.progress(0.0, text=_("Bringing it back"))

    def report(done: int, of: int) -> None:
        bar.progress(min(1.0, done / max(of, 1)), text=_("Bringing it back"))

    with problems.shown():
        desk.licet.collection.undo(entry, by=reader_name(), progress=report)
        st.rerun()


def _line_html(entry: LogEntry) -> str:
    what = _(entry.action.value) + (_(", undoing change {number}").format(number=entry.undoes) if entry.undoes else "")
    undone = " " + _("Undone by change {number}.").format(number=entry.undone) if entry.undone else ""
    text = labels.told(esc(labels.day(entry.at.date())), f"<b>{esc(entry.title)}</b>")
    return (
        f'<p class="lc lc-under">{entry.entry}. {text} '
        f"{esc(_('{what} by {who}.').format(what=what, who=entry.by))}{esc(undone)}</p>"
    )
