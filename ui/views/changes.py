"""Page "Changes": news of lists and texts in sentences, with redline, to follow; and the reader's questions touched."""

from datetime import date

import streamlit as st

from assistant.engines.lists.held_lists import all_held
from assistant.engines.news.model import NewsScope
from assistant.model import Answer
from ui.app_state import open_desk, open_news
from ui.components.earlier_answers import revisited
from ui.components.page import bridge, filters, frame, labels, problems
from ui.components.page.captions import caption
from ui.components.page.session import own_conversations
from ui.components.text import news_items, passage_dialog, subscribing
from ui.components.text.change import touched
from ui.components.text.citation_card import picked_citation
from ui.language import N_, _, figure, ngettext, typed_day_form
from ui.news.subscription import Subscription, provisions_named, title_of

_NEWS_SHOWN = 30  # items at first, and with each "Show more"
_QUESTIONS_OFFERED = 40  # earlier questions that can be followed
_NO_NEWS = N_(
    "The texts held tell of no change: no row of a list bears a date, no text is held in two editions, and none says "
    "since when or until when it holds."
)

desk = open_desk()
catalogue = desk.licet.catalogue
st.title(_("Changes"))
frame.warmth()
clicked = bridge.listen("cite", key="changes-bridge", keys=True)
with problems.shown():
    one = None
    if wanted := st.query_params.get("item", ""):  # an entry of a feed leads here
        with st.spinner(_("Reading what changed")):
            one = next((item for item in open_news().items() if item.key == wanted), None)
        if one:
            st.html(news_items.english_html([one]) + news_items.asked_html(one))
        else:
            caption(_("The news that this address names is no longer told: the texts held have changed since."))
        st.button(_("Show all changes"), on_click=st.query_params.clear, icon=":material/list:")
    store = own_conversations(desk.licet.records)
    conversations = store.all()
    outdated = touched(catalogue, conversations)
    if outdated:
        st.header(_("Your questions that are touched"))
    answers: list[Answer | None] = []
    for conversation, number, gone in outdated:
        answers += revisited.show(desk, store, conversation, number, gone, len(answers))
    citation = picked_citation(clicked, answers)

    held = filters.held(catalogue)
    regimes = labels.by_name(h.source.jurisdiction for h in held if h.source.jurisdiction)
    lists = [h.about.name for h in all_held(catalogue) if any(row.added for row in h.counted)]
    asked = {  # questions of this reader whose cited paragraphs can be followed
        turn.question: turn.answer
        for conversation in conversations
        for turn in conversation.turns
        if turn.answer and turn.answer.citations
    }
    first, second, third = st.columns(3)
    chosen_regimes = first.multiselect(
        _("Regime"), regimes, format_func=labels.jurisdiction, placeholder=_("All regimes"), key="news-regimes"
    )
    chosen_lists = second.multiselect(_("List"), lists, placeholder=_("Lists and texts"), key="news-lists")
    since = third.date_input(
        _("Since"), value=None, format=typed_day_form(), min_value=date(1950, 1, 1), key="news-since"
    )
    left, right = st.columns(2)
    written = left.text_input(_("A provision"), placeholder="744.11, Article 12 of 2021/953", key="news-provision")
    question = None
    if asked:
        question = right.selectbox(
            _("What a question of yours cites"), list(asked)[:_QUESTIONS_OFFERED], index=None,
            placeholder=_("No question"),
            key="news-question",
        )  # fmt: skip
    places = list(provisions_named(written, catalogue)) if written.strip() else []
    if question and (answer := asked[question]):
        places += dict.fromkeys((c.source.id, c.locator) for c in answer.citations)
    scope = NewsScope(tuple(chosen_regimes), tuple(chosen_lists), provisions=tuple(places))
    with st.spinner(_("Reading what changed")):
        items = open_news().items(scope, since)
    shown = st.session_state.get("news-shown", _NEWS_SHOWN)
    subscribing.show(catalogue, items, Subscription(scope, question or title_of(scope, labels.jurisdiction)))
    if items:
        caption(
            ngettext("{count} item, newest first.", "{count} items, newest first.", len(items)).format(
                count=figure(len(items))
            )
        )
        drawn = [item for item in items[:shown] if item is not one]
        st.html(news_items.english_html(drawn) + news_items.news_html(drawn))
        if len(items) > shown and st.button(
            _("Show more ({count})").format(count=figure(len(items) - shown)), icon=":material/expand_more:"
        ):
            st.session_state["news-shown"] = shown + _NEWS_SHOWN
            st.rerun()
    else:
        narrow = bool(chosen_regimes or chosen_lists or places or since)
        caption(_("The texts held tell of no change in what is chosen here.") if narrow else _(_NO_NEWS))
    citation = citation or news_items.picked_entry(clicked, [*items, *([one] if one else [])], catalogue)
    if citation:
        passage_dialog.open_citation(desk.licet, citation)
