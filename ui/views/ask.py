"""Page "Ask": the conversation, its evidence beside it, earlier conversations and filters in the side bar."""

import streamlit as st

from corpus.errors import Problem
from ui.app_state import open_desk
from ui.components.chat import asking, conversation_list, starters, turns
from ui.components.collection import adding, brief
from ui.components.page import bridge, filters, frame, problems
from ui.components.page.session import own_conversations
from ui.components.text import passage_dialog
from ui.language import _

desk = open_desk()
if "research_asked" in st.session_state:
    frame.go_to("research")
store = own_conversations(desk.licet.records)
conversation = conversation_list.current(store)
picked = bridge.listen("cite", key="ask-bridge", keys=True)

if picked == "key:new":
    conversation_list.begin()
    st.rerun()
linked = asking.linked(desk, conversation)

with st.sidebar:
    listed = st.container()
    st.subheader(_("Answer only from"))
    with problems.shown():
        chosen = filters.chosen(desk.licet.catalogue)

body = st.container()
with st.container(key="composer"):
    given = st.chat_input(
        _("Ask in plain words, or give an address such as 744.21(f)"),
        accept_file=False if desk.settings.read_only else "multiple",
        max_upload_size=desk.settings.max_upload_mb,
        submit_mode="stop",
        key="question",
    )
    foot = st.empty()
text, files = (given, []) if isinstance(given, str) or given is None else (given.text, given.files)
pending = asking.take_pending() or (asking.Pending(text, chosen) if text and text.strip() else None)
pending = pending or linked
asked, refused = None, None
if pending is None:  # a question, and what it replaces, is about the turns that its reader saw
    conversation = conversation_list.refreshed(store, conversation)
elif not files:
    try:
        asked = asking.put(desk, store, conversation, asking.about_added(pending, conversation))
        conversation = asked.conversation
    except Problem as problem:
        refused = problem
with listed:
    conversation_list.sidebar(store, conversation)
with foot:
    turns.footnote(conversation)

with body:
    conversation_list.not_here()
    frame.warmth()
    if not conversation.turns and pending is None and not files:
        adding.show_last()
        starters.welcome(desk, chosen)

if conversation.turns or pending or files:
    middle, right = body.columns([13, 8], gap="large")
    with middle:
        conversation_list.went_on(conversation)
        conversation_list.unsaved()
        newest = len(conversation.turns) - 1 if pending is None or asked else -1
        shown = pending.replaces if pending and not asked else None
        for number, turn in enumerate(conversation.turns[:shown]):
            with st.container(key="newest" if number == newest else f"turn-{number}"):
                begun = None
                if asked and number == newest:
                    begun = turns.begin(turn)
                    conversation = asking.answer(desk, store, asked, begun)
                turns.show(desk, store, conversation, number, last=number == newest, begun=begun)
        if newest >= 0:
            asking.bring_into_view(conversation)
        if files:
            with problems.shown():
                done = adding.add_files(desk, files)
                adding.keep(done)
                asking.note_added(conversation, [d.source_id for d in done if d.source_id and not d.problem])
                if not pending:
                    adding.lead_to_brief(done)
            if pending:
                asking.put_off(pending)
            st.rerun()  # the filters in the side bar were drawn before the documents were added
        adding.show_last()
        if refused:
            with st.container(key="newest"):
                problems.show(refused.message, refused.remedy)
    with right:
        turns.evidence(conversation)
    if asked:
        with foot:
            turns.footnote(conversation)

if brief.open_asked():
    pass  # the page shows one dialog at a time
elif picked == "key:help":
    turns.help_dialog()
elif picked:
    citation = turns.citation_of(conversation, picked)
    if citation:
        passage_dialog.open_citation(desk.licet, citation)
