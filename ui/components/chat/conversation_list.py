"""The reader's conversations in the side bar: start, find, rename, delete with undo, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import streamlit as st

from assistant.model import Answer
from corpus.errors import NotHeld, StoreUnavailable
from ui.components.page import problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc, plain_markdown
from ui.conversations import Conversation, Conversations, PassingConversations, new_conversation
from ui.exports import FORMATS, export
from ui.language import _, in_readers_language

_CURRENT = "conversation"
_UNSAVED = "unsaved"
_NOT_HERE = "conversation_not_here"
_WENT_ON = "conversation_went_on"
_CONVERSATIONS_SHOWN = 12


def current(store: Conversations) -> Conversation:
    """Return the conversation on the page: the one in the address, this session's, or a new one."""
    held = st.session_state.get(_CURRENT)
    asked = st.query_params.get("c", "")
    if asked and (held is None or held.id != asked):
        try:
            held = store.load(asked)
        except NotHeld:
            held = None
            st.query_params.pop("c", None)
            st.session_state[_NOT_HERE] = True
        except StoreUnavailable as problem:  # the address stays, and finds it once the store can be read again
            problems.show(problem.message, problems.for_reader(problem.remedy))
            return new_conversation()
    if held is None:
        held = new_conversation()
    st.session_state[_CURRENT] = held
    return held


def refreshed(store: Conversations, conversation: Conversation) -> Conversation:
    """Return the conversation on the page as it is kept now: it may have gone on in another window.

    One that could not be saved stays as it is.
    """
    if not conversation.turns or is_unsaved():
        return conversation
    try:
        kept = store.load(conversation.id)
    except (NotHeld, StoreUnavailable):
        return conversation
    if kept.changed_at == conversation.changed_at:
        return conversation
    _note_other_turns(kept, conversation)
    st.session_state[_CURRENT] = kept
    return kept


def keep(
    store: Conversations, conversation: Conversation, change: Callable[[Conversation], Conversation]
) -> Conversation:
    """Make a change to a conversation and stay on it, also after a reload: its id is put into the address.

    What cannot be saved (a full disk) stays until the page is left, and `unsaved` reports it: an answer that was found
    is shown in any case. The change is made to the conversation as it is kept: what another window added to it stays,
    and `went_on` says so.
    """
    st.session_state.pop(_UNSAVED, None)
    changed = change(conversation)
    try:
        saved = store.change(conversation, change)
        _note_other_turns(saved, changed)
    except StoreUnavailable as problem:
        saved = changed
        st.session_state[_UNSAVED] = problem
    st.session_state[_CURRENT] = saved
    if st.query_params.get("c") != saved.id:
        st.query_params["c"] = saved.id
    return saved


def is_unsaved() -> bool:
    """Return whether the conversation on the page could not be saved."""
    return _UNSAVED in st.session_state


def unsaved() -> None:
    """Show a line where the conversation on the page could not be saved."""
    problem: StoreUnavailable | None = st.session_state.get(_UNSAVED)
    if problem is not None:
        problems.show(
            _("{message} It is lost when you leave this page.").format(message=problem.message), problem.remedy
        )


def went_on(conversation: Conversation) -> None:
    """Show a line where turns came from another window, until the next question is answered."""
    id, turns = st.session_state.get(_WENT_ON, ("", 0))
    if id == conversation.id and len(conversation.turns) <= turns + 1:
        line = _("This conversation went on in another window: what was asked there stands here too, in its order.")
        st.html(f'<p class="lc lc-notice" data-went-on>{esc(line)}</p>')


def _note_other_turns(kept: Conversation, seen: Conversation) -> None:
    if kept.went_on_since(seen):
        st.session_state[_WENT_ON] = (kept.id, len(kept.turns))


def not_here() -> None:
    """Show a line, once, where the address named a conversation that this reader does not have."""
    if st.session_state.pop(_NOT_HERE, False):
        problems.show(
            _("The conversation of this link is not here: it was deleted, or it is another reader's."),
            _("Open one at the left, or ask here. An answer is passed on with Share."),
        )


def begin() -> None:
    """Start a new conversation."""
    st.session_state[_CURRENT] = new_conversation()
    st.query_params.clear()


def sidebar(store: Conversations, conversation: Conversation) -> None:
    """Show the list of conversations, with search and undo."""
    st.button(_("New conversation"), key="lead-new", icon=":material/edit_square:", on_click=begin, width="stretch")
    deleted: Conversation | None = st.session_state.get("deleted")
    if deleted is not None:
        st.button(
            _("Undo: restore “{title}”").format(title=plain_markdown(deleted.title[:30])),
            on_click=_restore,
            args=(store, deleted),
            icon=":material/undo:",
            type="tertiary",
        )
    if isinstance(store, PassingConversations):
        caption(_("This browser sends no cookie: conversations end with this tab. Export what you need."))
    everything: list[Conversation] = []
    with problems.shown():
        everything = store.all()
    if not everything:
        return
    st.subheader(_("Conversations"))
    search = (
        st.text_input(_("Search conversations"), placeholder=_("Search"), label_visibility="collapsed")
        if len(everything) > 4
        else ""
    )
    found = store.all(search) if search else everything
    with st.container(key="conversations"):  # it scrolls by itself, so that the filters below stay in view
        for c in found[: _CONVERSATIONS_SHOWN if not search else 50]:
            _row(store, c, c.id == conversation.id)
    if not found:
        caption(_("None has all of these words."))


def export_button(title: str, answers: Sequence[Answer] | Callable[[], Sequence[Answer]], key: str) -> None:
    """Show a menu with one download per format; a file is made when it is requested, of the answers that are then."""
    with st.popover(_("Export"), icon=":material/download:", type="tertiary"):
        for format in FORMATS:
            st.download_button(
                _(format.name),
                in_readers_language(partial(_exported, answers, format.ending, title)),
                file_name=f"licet.{format.ending}",
                mime=format.mime,
                key=f"{key}-{format.ending}",
                on_click="ignore",
                width="stretch",
                type="tertiary",
            )


def _exported(answers: Sequence[Answer] | Callable[[], Sequence[Answer]], ending: str, title: str) -> bytes:
    return export(answers() if callable(answers) else answers, ending, title)


def _answers_now(store: Conversations, c: Conversation) -> list[Answer]:
    # The list is drawn before the question of this run is answered.
    with suppress(NotHeld, StoreUnavailable):
        c = store.load(c.id)
    return [t.answer for t in c.turns if t.answer]


def _row(store: Conversations, c: Conversation, here: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"talk-{c.id}"):
        title = plain_markdown(c.title[:34] + ("…" if len(c.title) > 34 else "")) or _("Untitled")
        st.button(
            title, key=f"open-{c.id}", on_click=_open, args=(c.id,), type="tertiary", disabled=here, width="stretch"
        )
        with st.popover("", icon=":material/more_horiz:", type="tertiary", help=_("Rename, delete, export")):
            st.text_input(_("Title"), c.title, key=f"title-{c.id}", on_change=_rename, args=(store, c.id), max_chars=80)
            export_button(c.title, partial(_answers_now, store, c), f"conv-{c.id}")
            st.button(
                _("Delete"),
                key=f"delete-{c.id}",
                on_click=_delete,
                args=(store, c.id),
                icon=":material/delete:",
                type="tertiary",
            )


def _open(id: str) -> None:
    st.session_state.pop(_CURRENT, None)
    st.query_params.clear()
    st.query_params["c"] = id


def _rename(store: Conversations, id: str) -> None:
    with problems.shown():
        store.rename(id, st.session_state[f"title-{id}"])
        held = st.session_state.get(_CURRENT)
        if held is not None and held.id == id:
            st.session_state[_CURRENT] = store.load(id)


def _delete(store: Conversations, id: str) -> None:
    with problems.shown():
        st.session_state["deleted"] = store.delete(id)
        held = st.session_state.get(_CURRENT)
        if held is not None and held.id == id:
            begin()


def _restore(store: Conversations, conversation: Conversation) -> None:
    with problems.shown():
        store.save(conversation)
        st.session_state.pop("deleted", None)
        _open(conversation.id)
