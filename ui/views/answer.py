"""Page "Shared answer": one answer that was shared by a link, as it was given. It stands in no navigation."""

import streamlit as st

from ui.app_state import open_desk
from ui.components.earlier_answers import shared_answer
from ui.components.page import bridge, frame, problems
from ui.components.page.captions import caption
from ui.components.text import passage_dialog
from ui.components.text.citation_card import picked_citation
from ui.conversations import SharedAnswers
from ui.language import _

desk = open_desk()
picked = bridge.listen("cite", key="answer-bridge", keys=True)
with problems.shown():
    shared = SharedAnswers(desk.licet.records).load(st.query_params.get("id", ""))
    answers = shared_answer.show(desk, shared)
    if picked and (citation := picked_citation(picked, answers)):
        passage_dialog.open_citation(desk.licet, citation)
    caption(frame.ABOUT)
if st.button(_("Ask a question of your own"), icon=":material/forum:"):
    frame.go_to("ask")
