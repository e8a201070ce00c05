"""Page "Compare": a topic in several jurisdictions by fixed points, row by row; every cell is cited or says why not."""

from collections import Counter
from dataclasses import replace

import streamlit as st

from assistant.engines.comparison.comparison_engine import MOST
from assistant.engines.comparison.fixed_points import topics
from assistant.model import Outcome
from corpus.errors import BadRequest
from corpus.lexicon import jurisdictions
from ui.app_state import open_desk
from ui.components.chat import conversation_list
from ui.components.chat.answer_display.answer import answer_html
from ui.components.page import bridge, frame, labels, problems
from ui.components.page.session import check_rate
from ui.components.text import passage_dialog
from ui.components.text.citation_card import picked_citation
from ui.language import _

desk = open_desk()
st.title(_("Compare"))
frame.warmth()
picked = bridge.listen("cite", key="compare-bridge", keys=True)
with problems.shown():
    known = {topic.id: topic for topic in topics()}
    pinned = Counter(code for topic in known.values() for code in topic.cells)  # cells are written for these
    first = [code for code, __ in pinned.most_common()]
    codes = [*first, *(code for code in jurisdictions.table().names if code not in pinned)]
    with st.form("compare", border=False):
        topic = st.selectbox(_("Topic"), list(known), format_func=lambda id: _(known[id].name))
        chosen = st.pills(
            _("Jurisdictions"), codes, selection_mode="multi", format_func=labels.jurisdiction, default=first[:3]
        )
        run = st.form_submit_button(_("Compare"), type="primary")
    if run:
        if not 2 <= len(chosen) <= MOST:
            raise BadRequest(
                _("A comparison needs two to {most} jurisdictions.").format(most=MOST), _("Choose them above.")
            )
        check_rate(desk.questions, len(chosen))  # each jurisdiction counts as a question
        with st.spinner(_("Reading the provisions")):
            compared = desk.licet.assistant.compare(topic, chosen)
        st.session_state["compared"] = (
            labels.told(_(known[topic].name), labels.listed(map(labels.jurisdiction, chosen))),
            compared,
        )
    if st.session_state.get("compared"):
        subject, answer = st.session_state["compared"]
        st.html(answer_html(answer, 0))
        if answer.outcome is Outcome.ANSWERED:
            conversation_list.export_button(subject, [replace(answer, question=subject)], "compared")
        citation = picked_citation(picked, [answer])
        if citation:
            passage_dialog.open_citation(desk.licet, citation)
