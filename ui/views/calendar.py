"""Page "Calendar": what begins and ends next by the texts' own words, and the timeline of a topic or a provision."""

from datetime import date

import streamlit as st

from assistant.engines.ledger import topics, whole_ledger
from assistant.engines.ledger.calendar import coming, icalendar
from assistant.engines.ledger.model import Matter
from assistant.engines.ledger.status_findings import status_computed
from corpus.errors import NotHeld
from corpus.filters import Filters
from ui.app_state import open_desk
from ui.components.page import bridge, frame, labels, problems
from ui.components.page.captions import caption, in_english_html
from ui.components.page.markup import marked_english
from ui.components.page.sign_in import signs_in
from ui.components.text import ledger, passage_dialog, subscribing
from ui.language import N_, _, typed_day_form

_CALENDAR = "text/calendar"
_NOTHING = N_("The texts held say nothing of when that begins or ends.")

desk = open_desk()
catalogue = desk.licet.catalogue
st.title(_("Calendar"))
frame.warmth()
picked = bridge.listen("cite", key="calendar-bridge", keys=True)
with problems.shown():
    st.header(_("What begins and ends next"))
    left, right = st.columns([1, 2])
    day = left.date_input(_("From"), value=date.today(), format=typed_day_form(), min_value=date(1950, 1, 1))
    with st.spinner(_("Reading what begins and ends")):
        events = ledger.every_event(catalogue, str(catalogue.path), catalogue.generation, day)
    regimes = labels.by_name(e.span.source.jurisdiction for e in events)
    chosen = right.multiselect(_("Regime"), regimes, format_func=labels.jurisdiction, placeholder=_("All regimes"))
    dated = [(d, e) for d, e in coming(events, day) if not chosen or e.span.source.jurisdiction in chosen]
    cited = ledger.cited_events(dated, catalogue)
    if dated:
        st.html(ledger.ledger_html(dated, cited, date.today(), 0))
        st.download_button(
            _("Save as a calendar (ICS)"), icalendar(dated), "licet.ics", _CALENDAR, icon=":material/calendar_month:"
        )
        if not signs_in():  # a calendar program cannot sign in
            st.html(
                subscribing.addresses_html(
                    [("regime", r) for r in chosen], {_("Or subscribe to news and dates"): "news.ics"}
                )
            )
    else:
        caption(
            _("Nothing in the texts held begins or ends on {day} or later by its own words.").format(
                day=labels.day(day)
            )
        )

    st.header(_("Timeline"))
    left, right = st.columns([1, 1])
    known = {t.id: t.name for t in topics.table()}
    topic = left.selectbox(_("Topic"), list(known), format_func=lambda id: labels.capitalised(_(known[id])))
    written = right.text_input(_("Or an address, or a text"), placeholder="744.11(a)(1), 2021/953")
    filters = Filters(as_of=day)
    matter: Matter | None = None
    try:
        matter = whole_ledger.matter_of(written.strip() or topic, catalogue, filters)
    except NotHeld as absent:
        if written.strip():
            problems.show(absent.message, absent.remedy)
        else:  # a topic of ours whose texts are not held is nobody's mistake
            caption(_(_NOTHING))
    timeline = [(e.day, e) for e in matter.events] if matter else []
    of_topic = ledger.cited_events(timeline, catalogue)
    if matter and timeline:
        lead = status_computed(matter, day, catalogue).findings[0]
        st.html(f'{in_english_html()}<div class="lc lc-group"><p>{marked_english(lead.text)}</p></div>')
        st.html(ledger.ledger_html(timeline, of_topic, date.today(), 1))
        if coming(matter.events, day):
            st.download_button(
                _("Save its calendar (ICS)"), icalendar(coming(matter.events, day)), "licet-topic.ics", _CALENDAR,
                icon=":material/calendar_month:",
            )  # fmt: skip
    elif matter:
        caption(_(_NOTHING))
    citation = ledger.picked_event(picked, (cited, of_topic))
    if citation:
        passage_dialog.open_citation(desk.licet, citation)
