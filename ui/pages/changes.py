"""Changes: what later editions changed, and which kept questions that touches."""

from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from corpus.changes import changes
from ui.conversations import Conversations
from ui.desk import open_desk
from ui.parts import filters, frame, problems, words
from ui.parts.asking import put_pending
from ui.parts.changed import change_html, touched
from ui.parts.markup import esc, plain_markdown
from ui.parts.quiet import quiet
from ui.session import reader_id

_SHOWN = 100

desk = open_desk()
catalogue = desk.licet.catalogue
with st.sidebar:
    frame.brand()
st.title("Changes")
frame.warmth()
with problems.shown():
    several = [h for h in filters.held(catalogue) if len(h.versions) > 1]
    left, right = st.columns([1, 2])
    since = left.date_input("Since", value=date.today() - timedelta(days=365), format="YYYY-MM-DD", min_value=date(1950, 1, 1))
    names = {h.source.id: h.source.title for h in several}
    picked = right.multiselect(
        "Texts", list(names), format_func=lambda i: names.get(i, i), placeholder="All with more than one edition"
    )
    if not several:
        st.html(
            '<p class="lc lc-notice">No text is held in more than one edition yet. Add an older or a newer one in the library.</p>'
        )
    else:
        with st.spinner("Comparing the editions"):
            found = changes(catalogue, since, sources=picked)
        quiet(f"{len(found):,} provisions changed" + (f"; the first {_SHOWN} are shown" if len(found) > _SHOWN else ""))
        for (title, old, new), group in groupby(found[:_SHOWN], key=lambda c: (c.source.title, c.old, c.new)):
            st.html(
                f'<h2 class="lc lc-question">{esc(title)}</h2><p class="lc lc-under">{esc(words.edition(old))} → {esc(words.edition(new))}</p>'
            )
            for change in group:
                st.html(change_html(change))

    st.subheader("Your questions")
    outdated = touched(catalogue, Conversations(desk.settings.home, reader_id()).all())
    if not outdated:
        quiet("No paragraph that an answer of yours cites has changed.")
    for n, (conversation, turn, gone) in enumerate(outdated):
        st.html(
            f'<div class="lc lc-outcome"><i aria-hidden="true">↻</i><div><b>{esc(turn.question)}</b> '
            f"<span>{esc('; '.join(c.locator for c in gone))} changed since it was answered.</span></div></div>"
        )
        with st.expander("The answer as it was"):
            st.markdown(plain_markdown(turn.answer.text) if turn.answer else "")
        if st.button("Ask again now", key=f"again-{n}"):
            put_pending(turn.question, turn.filters)
            st.session_state["conversation"] = conversation
            frame.go_to("ask")
