"""Compare: one topic, several jurisdictions, row by row; every cell is quoted."""

from collections import Counter

import streamlit as st

from assistant.model import Outcome
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.model import Standing
from ui.desk import open_desk
from ui.parts import bridge, filters, frame, passage, problems, words
from ui.parts.answer import compared_html
from ui.parts.citation import picked_citation
from ui.session import check_question, check_rate

desk = open_desk()
st.title("Compare")
frame.warmth()
picked = bridge.listen("cite", key="compare-bridge", keys=True)
with problems.shown():
    held = Counter[str]()  # passages by jurisdiction: the best covered come first, and are chosen at first
    for h in filters.held(desk.licet.catalogue):
        held[h.source.jurisdiction] += h.passages if h.source.jurisdiction else 0
    codes = [code for code, passages in held.most_common() if passages]
    with st.form("compare", border=False):
        topic = st.text_input("Topic or item code", placeholder="catch-all controls, 3A001, deemed exports")
        chosen = st.pills("Jurisdictions", codes, selection_mode="multi", format_func=words.jurisdiction, default=codes[:3])
        run = st.form_submit_button("Compare", type="primary")
    if run:
        check_question(topic, desk.settings)
        if len(chosen) < 2:
            raise BadRequest("A comparison needs two jurisdictions or more.", "Choose another one.")
        if not desk.wait(60):
            raise BadRequest("The model is still loading.", "Try again in a moment.")
        bar = st.progress(0.0)
        answers = {}
        for n, code in enumerate(chosen):
            check_rate(desk.settings)
            bar.progress(n / len(chosen), text=words.jurisdiction(code))
            answers[code] = desk.licet.assistant.ask(topic, (), Filters(jurisdictions=(code,)))
        bar.empty()
        st.session_state["compared"] = (topic, answers)
    if st.session_state.get("compared"):
        topic, answers = st.session_state["compared"]
        st.html(compared_html(answers, tuple(Standing)))
        if not any(a.outcome is Outcome.ANSWERED for a in answers.values()):
            st.html('<p class="lc lc-notice">None of these texts answers that. Try other words, or an item code.</p>')
        citation = picked_citation(picked, list(answers.values()))
        if citation:
            passage.open_citation(desk.licet.catalogue, citation)
