"""The empty page, with questions to begin with, and what to ask after an answer."""

from __future__ import annotations

import streamlit as st

from assistant.model import Answer
from assistant.query.budget import LAST_TURNS
from assistant.query.conversation import Earlier
from corpus.filters import Filters
from ui.app_state import Desk, open_desk
from ui.components.chat.asking import put_pending
from ui.components.collection import official
from ui.components.page import filters, frame, local_model
from ui.components.page.captions import caption
from ui.components.page.markup import esc, plain_markdown
from ui.conversations import Conversation
from ui.language import N_, SOURCE_LANGUAGE, _, reader_language
from ui.offers.verified_offers import Offered

_WELCOME = N_(
    "Ask about export controls in plain words. Every sentence of the answer shows the paragraph it stands on, whether "
    "it binds, and how old it is. Where the texts do not answer, it says so."
)
_LOOKS_EVERY = 1.0  # seconds between looks at what has been tried behind the page


def welcome(desk: Desk, chosen: Filters) -> None:
    """Show the empty research desk: what it is, and where to begin."""
    st.html(f'<div class="lc lc-welcome"><h1>{esc(_("What do the texts say?"))}</h1><p>{esc(_(_WELCOME))}</p></div>')
    _only_explainers(desk)
    local_model.offer(desk)
    if _begin(desk, chosen).is_complete:
        _board(_begin(desk, chosen), chosen)
    else:
        _trying_starters(chosen)


def follow_ups(desk: Desk, conversation: Conversation, number: int) -> None:
    """Show what may be asked after the answer of a turn, once it has been tried."""
    turn = conversation.turns[number]
    if turn.answer is None:
        return
    history = conversation.with_answers(number + 1)[-LAST_TURNS:]
    if desk.offers.after(turn.answer, turn.filters, history).is_complete:
        _suggested(desk, turn.answer, turn.filters, history, number)
    else:
        _trying_follow_ups(turn.answer, turn.filters, history, number)


@st.fragment(run_every=_LOOKS_EVERY)
def _trying_starters(chosen: Filters) -> None:
    offered = _begin(open_desk(), chosen)
    if offered.is_complete:
        st.rerun()
    _board(offered, chosen)


@st.fragment(run_every=_LOOKS_EVERY)
def _trying_follow_ups(answer: Answer, limits: Filters, history: tuple[Earlier, ...], number: int) -> None:
    desk = open_desk()
    if desk.offers.after(answer, limits, history).is_complete:
        st.rerun()
    _suggested(desk, answer, limits, history, number)


def _suggested(desk: Desk, answer: Answer, limits: Filters, history: tuple[Earlier, ...], number: int) -> None:
    for __, questions in desk.offers.after(answer, limits, history).groups:
        for n, question in enumerate(questions):
            if st.button(
                plain_markdown(question),
                key=f"follow-{number}-{n}",
                icon=":material/subdirectory_arrow_right:",
                type="tertiary",
            ):
                put_pending(question, limits)
                st.rerun()


def _begin(desk: Desk, chosen: Filters) -> Offered:
    return desk.offers.starters(chosen)


def _board(offered: Offered, chosen: Filters) -> None:
    board = st.container(key="starters")
    if not offered.is_complete:
        with board:
            st.html(
                f'<p class="lc lc-under" role="status">{esc(_("Trying which questions the texts held here answer."))} '
                f"{esc(_('You can ask your own meanwhile.'))}</p>"
            )
    elif not offered.groups:
        with board:
            caption(
                _("None of our examples is answered by what is held here. Ask in your own words, or add a document.")
            )
    if not offered.groups:
        return
    if reader_language() != SOURCE_LANGUAGE:
        with board:
            caption(_("These questions are in English; you can ask in your language too."))
    for column, (who, questions) in zip(board.columns(len(offered.groups), gap="large"), offered.groups, strict=True):
        with column:
            st.html(f'<p class="lc lc-under" style="margin:0"><b>{esc(_(who))}</b></p>')
            for n, question in enumerate(questions):
                if st.button(plain_markdown(question), key=f"start-{who}-{n}", width="stretch"):
                    put_pending(question, chosen)
                    st.rerun()


def _only_explainers(desk: Desk) -> None:
    # A new collection holds explainers only: answers from them are commentary, and the reader should learn how to get
    # the law itself.
    held = filters.held(desk.licet.catalogue)
    if desk.settings.read_only or any(not h.origin.startswith("library://") for h in held):
        return
    if not held and not desk.warmth.ready:
        return  # the starter library is about to be added
    if held:
        what, then = _("No law is held yet."), _("Answers come from the starter library of explainers: commentary.")
    else:
        what, then = _("Nothing is held yet."), _("Add a document below, or the official texts.")
    with st.container(key="first", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="lc lc-under" style="margin:0"><b>{esc(what)}</b> {esc(then)}</p>', width="content")
        if st.button(
            _("Add the official texts"),
            icon=":material/library_add:",
            type="tertiary",
            on_click=official.ask_for,
            args=("core",),
        ):
            frame.go_to("library")
