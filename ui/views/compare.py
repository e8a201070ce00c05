"""Page "Compare": one topic in several jurisdictions, row by row; every cell is quoted."""

from collections import Counter

import streamlit as st

from assistant.model import Outcome
from corpus.errors import BadRequest
from ui.app_state import open_desk
from ui.components.chat import conversation_list
from ui.components.chat.answer import answer_html
from ui.components.page import bridge, filters, frame, labels, problems
from ui.components.page.captions import caption
from ui.components.page.session import check_question, check_rate
from ui.components.text import passage_dialog
from ui.components.text.citation_card import picked_citation

desk = open_desk()
st.title("Compare")
frame.warmth()
picked = bridge.listen("cite", key="compare-bridge", keys=True)
with problems.shown():
    held = Counter[str]()  # passages per jurisdiction: the best covered come first and are preselected
    for h in filters.held(desk.licet.catalogue):
        held[h.source.jurisdiction] += h.passages if h.source.jurisdiction not in ("", "int") else 0
    codes = [code for code, passages in held.most_common() if passages]
    with st.form("compare", border=False):
        topic = st.text_input("Topic or item code", placeholder="catch-all controls, 3A001, deemed exports")
        chosen = st.pills(
            "Jurisdictions", codes, selection_mode="multi", format_func=labels.jurisdiction, default=codes[:3]
        )
        run = st.form_submit_button("Compare", type="primary")
    if run:
        subject = check_question(topic, desk.settings)
        if len(chosen) < 2:
            raise BadRequest("A comparison needs two jurisdictions or more.", "Choose another one.")
        check_rate(desk.questions, len(chosen))  # each jurisdiction counts as a question
        with st.spinner("Reading each jurisdiction's texts"):
            if not desk.wait(60):
                raise BadRequest("The model is still loading.", "Try again in a moment.")
            st.session_state["compared"] = (subject, desk.licet.assistant.compare(subject, chosen))
    if st.session_state.get("compared"):
        subject, answer = st.session_state["compared"]
        st.html(answer_html(answer, 0))
        if answer.outcome is Outcome.ANSWERED:
            conversation_list.export_button(subject, [answer], "compared")
        else:
            caption("None of these texts answers that. Try other words, or an item code.")
        citation = picked_citation(picked, [answer])
        if citation:
            passage_dialog.open_citation(desk.licet, citation)
