"""Page "Inspect": why a passage was found or not, for those who maintain the collection."""

import time

import streamlit as st

from corpus.errors import BadRequest
from corpus.passages import shorten
from ui.app_state import open_desk
from ui.components.page import filters, frame, labels, problems
from ui.components.page.captions import caption
from ui.components.page.session import check_question, check_rate
from ui.language import _, figure

desk = open_desk()
with st.sidebar:
    st.subheader(_("Search only in"))
    with problems.shown():
        chosen = filters.chosen(desk.licet.catalogue)


def _columns() -> dict[str, str]:
    """Return the names of the columns; those of the search's own figures are the same in every language."""
    return {
        "rank": _("Rank"),
        "became": _("What became of it"),
        "locator": _("Address"),
        "why": _("Found by"),
        "score": _("Score"),
        "standing": _("Standing"),
        "title": _("Title"),
        "text": _("Text"),
        "verdict": _("Verdict"),
        "cites": _("Cites"),
        "reason": _("Reason"),
        "note": _("Note"),
    }


st.title(_("Inspect"))
frame.warmth()
with st.form("look", border=False):
    query = st.text_input(_("Query"), placeholder=_("A question or an address"))
    k = st.slider(_("Candidates"), 5, 100, 30)
    run = st.form_submit_button(_("Search"), type="primary")
if run:
    with problems.shown():
        check_question(query, desk.settings)
        check_rate(desk.questions)
        if not desk.wait(60):
            raise BadRequest(_("The model is still loading."), _("Try again in a moment."))
        begun = time.perf_counter()
        hits = desk.licet.collection.search(query, k, chosen)
        took = (time.perf_counter() - begun) * 1e3
        answer = desk.licet.assistant.ask(query, (), chosen)
        cited = {c.passage_id: c.number for c in answer.citations}
        read = {h.passage.id: h.rank for h in answer.hits}
        caption(_("{count} passages in {took} ms").format(count=len(hits), took=figure(took)))
        rows = [
            {
                "rank": h.rank,
                "became": _("cited as {cited}").format(cited=cited[h.passage.id])
                if h.passage.id in cited
                else _("read, not cited")
                if h.passage.id in read
                else _("not read"),
                "locator": h.passage.locator,
                "why": "; ".join(h.why),
                "score": round(float(h.score), 4),
                **{name: round(float(value), 4) for name, value in h.signals.items()},
                "standing": labels.standing(h.source.kind.standing),
                "title": h.source.title,
                "text": shorten(h.passage.text, 300),
            }
            for h in hits
        ]
        if rows:
            st.dataframe(
                rows,
                hide_index=True,
                height=560,
                column_config=_columns(),
                alt=_("The candidates: both halves' ranks, the fused score, and what became of each"),
            )
        caption(
            _("Outcome: {value} · engine: {engine} · ").format(value=labels.outcome(answer)[1], engine=answer.engine)
            + " · ".join(_("{name} {ms} ms").format(name=name, ms=figure(ms)) for name, ms in answer.timings_ms.items())
        )
        if answer.statements:
            st.subheader(_("The sentences"))
            st.dataframe(
                [
                    {
                        "verdict": _(s.verdict.value),
                        "text": s.text,
                        "cites": ", ".join(map(str, s.citations)),
                        "reason": s.reason,
                        "note": labels.note(s.note),
                    }
                    for s in answer.statements
                ],
                hide_index=True,
                column_config=_columns(),
                alt=_("The sentences of the answer with the verdict of the check on each"),
            )
