"""The brief of a text in a dialog: what it is and what it holds, each line with its place in the text."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.app_state import Desk, open_desk
from ui.components.page import links, problems
from ui.components.page.markup import esc
from ui.documents.brief import brief_of
from ui.language import _, figure

_BRIEF_ASKED_OF = "brief_of"


def button(source_id: str, where: str) -> None:
    """Show the button that opens the brief of a text."""
    st.button(
        _("Brief"), key=f"brief-{where}-{source_id}", type="tertiary", icon=":material/summarize:",
        on_click=lambda: st.session_state.update({_BRIEF_ASKED_OF: source_id}),
    )  # fmt: skip


def ask(source_id: str) -> None:
    """Ask for the brief of a text, which `open_asked` opens."""
    st.session_state[_BRIEF_ASKED_OF] = source_id


def open_asked() -> bool:
    """Open the brief that a button asked for; return whether there was one."""
    source_id = st.session_state.pop(_BRIEF_ASKED_OF, None)
    if source_id:
        st.dialog(_("Brief"), width="large")(_dialog)(source_id)
    return bool(source_id)


def _dialog(source_id: str) -> None:
    desk: Desk = open_desk()
    with problems.shown():
        with st.spinner(_("Reading the provisions")):
            told = brief_of(desk.licet, source_id, questions=desk.warmth.ready)
        st.html(brief_html(told))


def brief_html(told: dict[str, Any]) -> str:
    """Return a brief as HTML; everything from the text is escaped."""
    facts = "".join(f"<p>{esc(fact)}</p>" for fact in told["facts"])
    out = [f"<h3>{esc(told['title'])}</h3>{facts}"]
    if told["questions"]:
        asked = "".join(f"<li>{link_to_question(q)}</li>" for q in told["questions"])
        out.append(f"<h3>{esc(_('Questions that it answers'))}</h3><ul>{asked}</ul>")
    if told["listed"]:
        rows = "".join(
            f"<li><b>{esc(h['name'])}</b>: {esc(_(h['likeness']))}. {esc(h['row'])} ({esc(h['list'])})</li>"
            for h in told["listed"]
        )
        out.append(f"<h3>{esc(_('Names on a list held, or like one'))}</h3><ul>{rows}</ul>")
    for part in told["parts"]:
        lines = "".join(f"<li>{esc(line['text'])} {_place(line)}</li>" for line in part["lines"])
        more = f" ({len(part['lines'])} / {figure(part['of'])})" if part["of"] > len(part["lines"]) else ""
        out.append(f"<details open><summary>{esc(_(part['name']))}{more}</summary><ul>{lines}</ul></details>")
    out += [f'<p class="lc-notice">{esc(line)}</p>' for line in told["left_out"]]
    return f'<div class="lc lc-brief">{"".join(out)}</div>'


def _place(line: dict[str, Any]) -> str:
    """Return a link to where the words of a line stand."""
    quoted = next(iter(line["citations"]), None)
    if quoted is None:
        return ""
    place = links.to_provision(quoted["source_id"], quoted["locator"])
    return f'<a href="{esc(place)}" target="_self">{esc(_("Read"))}</a>'


def link_to_question(question: str) -> str:
    """Return a link of the page that asks a question."""
    from corpus.filters import Filters

    return f'<a href="{esc(links.to_question(question, Filters()))}" target="_self">{esc(question)}</a>'
