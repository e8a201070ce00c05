"""Inspect: why a passage was found or not, for those who look after the collection."""

import time

import streamlit as st

from corpus.errors import BadRequest
from ui.desk import open_desk
from ui.parts import filters, frame, problems
from ui.parts.quiet import quiet
from ui.session import check_question, check_rate

desk = open_desk()
with st.sidebar:
    st.subheader("Search only in")
    with problems.shown():
        chosen = filters.chosen(desk.licet.catalogue)
st.title("Inspect")
frame.warmth()
with st.form("look", border=False):
    query = st.text_input("Query", placeholder="A question or an address")
    k = st.slider("Candidates", 5, 100, 30)
    run = st.form_submit_button("Search", type="primary")
if run:
    with problems.shown():
        check_question(query, desk.settings)
        check_rate(desk.settings)
        if not desk.wait(60):
            raise BadRequest("The model is still loading.", "Try again in a moment.")
        begun = time.perf_counter()
        hits = desk.licet.collection.search(query, k, chosen)
        quiet(f"{len(hits)} passages in {(time.perf_counter() - begun) * 1e3:.0f} ms")
        rows = [
            {
                "rank": h.rank,
                "score": round(float(h.score), 4),
                "locator": h.passage.locator,
                "text": h.passage.text[:300],
                "title": h.source.title,
                "standing": h.source.kind.standing.value,
                "why": "; ".join(h.why),
                **{name: round(float(value), 4) for name, value in h.signals.items()},
            }
            for h in hits
        ]
        st.dataframe(rows, hide_index=True, height=560)
        answer = desk.licet.assistant.ask(query, (), chosen)
        cited = {c.passage_id for c in answer.citations}
        st.subheader("What became of them")
        st.dataframe(
            [{"rank": h.rank, "locator": h.passage.locator, "cited": h.passage.id in cited} for h in answer.hits]
            or [{"rank": None, "locator": "nothing was read", "cited": False}],
            hide_index=True,
        )
        quiet(
            f"Outcome: {answer.outcome.value} · engine: {answer.engine} · "
            + " · ".join(f"{name} {ms:.0f} ms" for name, ms in answer.timings_ms.items())
        )
