"""Page "Changes": what later editions changed, and which of the reader's questions that affects."""

from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from assistant.model import Answer
from ui.app_state import open_desk
from ui.components.chat import revisited
from ui.components.page import bridge, filters, frame, labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.session import own_conversations
from ui.components.text import passage_dialog
from ui.components.text.change import change_html, changes_since, touched
from ui.components.text.citation_card import picked_citation

_PROVISIONS_SHOWN = 100

desk = open_desk()
catalogue = desk.licet.catalogue
st.title("Changes")
frame.warmth()
clicked = bridge.listen("cite", key="changes-bridge", keys=True)
with problems.shown():
    store = own_conversations(desk.settings.home)
    outdated = touched(catalogue, store.all())
    if outdated:
        st.header("Your questions that are touched")
    answers: list[Answer | None] = []
    for conversation, number, gone in outdated:
        answers += revisited.show(desk, store, conversation, number, gone, len(answers))
    citation = picked_citation(clicked, answers)
    if citation:
        passage_dialog.open_citation(desk.licet, citation)

    several = [h for h in filters.held(catalogue) if len(h.versions) > 1]
    regimes = sorted({h.source.jurisdiction for h in several}, key=labels.jurisdiction)
    left, middle, right = st.columns([1, 1, 2])
    since = left.date_input(
        "Since", value=date.today() - timedelta(days=365), format="YYYY-MM-DD", min_value=date(1950, 1, 1)
    )
    chosen = middle.multiselect("Regime", regimes, format_func=labels.jurisdiction, placeholder="All regimes")
    several = [h for h in several if not chosen or h.source.jurisdiction in chosen]
    names = {h.source.id: h.source.title for h in several}
    picked = right.multiselect(
        "Texts", list(names), format_func=lambda i: names.get(i, i), placeholder="All with more than one edition"
    )
    if not several:
        st.html(
            '<p class="lc lc-notice">No text is held in more than one edition yet. '
            "Add an older or a newer one in the library.</p>"
        )
    else:
        found = changes_since(catalogue, str(catalogue.path), catalogue.generation, since, tuple(picked or names))
        # A stable sort: within a jurisdiction the newest edition stays first.
        found = sorted(found, key=lambda c: labels.jurisdiction(c.source.jurisdiction))
        caption(
            f"{len(found):,} provisions changed"
            + (f"; the first {_PROVISIONS_SHOWN} are shown" if len(found) > _PROVISIONS_SHOWN else "")
        )
        for regime, of_regime in groupby(found[:_PROVISIONS_SHOWN], key=lambda c: c.source.jurisdiction):
            st.html(f'<h2 class="lc lc-regime">{esc(labels.jurisdiction(regime))}</h2>')
            for (title, old, new), group in groupby(of_regime, key=lambda c: (c.source.title, c.old, c.new)):
                st.html(
                    f'<p class="lc lc-question lc-text">{esc(title)}</p>'
                    f'<p class="lc lc-under">{esc(labels.edition(old))} → {esc(labels.edition(new))}</p>'
                )
                st.html("".join(change_html(change) for change in group))
    if not outdated:
        caption("No paragraph that an answer of yours cites has changed.")
