"""The turns of a conversation, their evidence, and the tools beside an answer."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.model import Answer, Citation, Outcome
from corpus.filters import Filters
from corpus.passages import shorten
from ui.app_state import Desk
from ui.components.chat import asking, bring_text, conversation_list, facts_form, sharing, starters
from ui.components.chat.answer_display.answer import answer_parts, disagreements_html, removed_html
from ui.components.chat.answer_display.outcome_line import shaped_html, understood_html
from ui.components.page import filters, links, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc, plain_markdown
from ui.components.text.change import changed_places, gone_citations, removed_line
from ui.components.text.citation_card import picked_citation, show_cards
from ui.conversations import FEEDBACK, Conversation, Conversations, Turn
from ui.exports import scope
from ui.exports.legal import DISCLAIMER, with_sources
from ui.language import N_, _, ngettext

_CHANGED = N_("Changed since this was answered: {places}. Ask again, or see Changes.")
_QUESTION_SHOWN = 70  # characters of a question above its evidence


def begin(turn: Turn) -> DeltaGenerator:
    """Show one question; return the place below it, where its answer develops and how it was understood stands."""
    st.html(f'<h2 class="lc lc-question">{esc(turn.question)}</h2>')
    return st.empty()


def show(
    desk: Desk,
    store: Conversations,
    conversation: Conversation,
    number: int,
    *,
    last: bool,
    begun: DeltaGenerator | None = None,
) -> None:
    """Show one question with its answer and its tools; `last` adds editing and the suggestions.

    One that was `begun` in this run has its question there, and the place below it, which is drawn over.
    """
    turn = conversation.turns[number]
    place, shaped = begun or begin(turn), ""
    with problems.contained():
        shaped = understood_html(turn.question, turn.answer) + shaped_html(turn.filters)
    if shaped:
        place.html(shaped)
    elif begun:
        place.empty()
    if turn.problem:
        problems.show(*turn.problem)
    if turn.answer:
        _answered(desk, turn, turn.answer, number, last)
    elif turn.stopped:
        st.html(f'<p class="lc lc-notice">{esc(_("Stopped before it was answered."))}</p>')
    with problems.contained():
        _tools(desk, store, conversation, number, last)
    if last and turn.answer:
        with problems.contained():
            starters.follow_ups(desk, conversation, number)


def _answered(desk: Desk, turn: Turn, answer: Answer, number: int, last: bool) -> None:
    # Each part may fail by itself: what is drawn of the others, and the words of the answer, stand in any case.
    with problems.contained():
        gone = gone_citations(desk.licet.catalogue, turn)
        changed = changed_places(gone)
        for line in (_(_CHANGED).format(places=changed) if changed else "", removed_line(gone)):
            if line:
                st.html(f'<p class="lc lc-notice lc-warn">{esc(line)}</p>')
    with problems.contained():
        _implied(turn, number)
    head, rest = answer_parts(answer, number, fields=last)
    st.html(head)
    not_held = answer.outcome is Outcome.NOT_IN_CORPUS
    if last and not_held:
        with problems.contained():
            bring_text.show(desk, turn, number)  # directly below the line that names what is missing
    if last:
        with problems.contained():
            facts_form.show(turn, number)
    if rest:
        st.html(rest)
    if last and not not_held:
        with problems.contained():
            bring_text.show(desk, turn, number)
    with problems.contained():
        _unfolding(answer, number)


def evidence(conversation: Conversation) -> None:
    """Show the citations of the answer in view: the newest, or the one whose citation was opened last."""
    answered = [n for n, t in enumerate(conversation.turns) if t.answer]
    if not answered:
        return
    active = st.session_state.get(asking.IN_VIEW)
    number = active[1] if active and active[0] == conversation.id and active[1] in answered else answered[-1]
    answer = conversation.turns[number].answer
    if answer is None or not answer.citations:
        return
    shown = shorten(answer.question, _QUESTION_SHOWN)
    with st.container(key="evidence"):
        st.html(
            '<h3 class="lc lc-under" style="margin-top:1.6rem">'
            f"<b>{esc(_('Evidence'))}</b> {esc(_('for “{question}”').format(question=shown))}</h3>"
        )
        with problems.contained():
            show_cards(answer.citations, number)


def citation_of(conversation: Conversation, picked: str) -> Citation | None:
    """Return the citation that "turn:number" names, and bring its answer into view; None where there is none."""
    found = picked_citation(picked, [t.answer for t in conversation.turns])
    if found:
        st.session_state[asking.IN_VIEW] = (conversation.id, int(picked.partition(":")[0]))
    return found


def footnote(conversation: Conversation) -> None:
    """Show the disclaimer and how old the texts of the last answer are."""
    answers, vintage = [t.answer for t in conversation.turns if t.answer], ""
    with problems.contained():
        vintage = scope.vintage(answers[-1]) if answers else ""
    said = _("{disclaimer} {vintage}.").format(disclaimer=_(DISCLAIMER), vintage=vintage) if vintage else _(DISCLAIMER)
    st.html(f'<p class="lc lc-foot">{esc(said)} <span class="lc-keys">{esc(_("Press ? for the keys."))}</span></p>')


def help_dialog() -> None:
    """Show what the keyboard does."""
    st.dialog(_("Keys"))(_keys)()


def _keys() -> None:
    keys = (("/", _("go to the question")), ("n", _("new conversation")), ("j, k",
    _("next and previous source in the answers")),
            (_("Enter"), _("open the source")), (_("Esc"), _("close it")), ("?", _("this help")))  # fmt: skip
    rows = "".join(f'<tr><th scope="row">{esc(k)}</th><td>{esc(v)}</td></tr>' for k, v in keys)
    st.html(f'<div class="lc"><table class="lc-rows">{rows}</table></div>')


def _implied(turn: Turn, number: int) -> None:
    chips = [i for i in (turn.answer.implied if turn.answer else ()) if i.field in scope.LIMITING]
    if not chips:
        return
    with st.container(horizontal=True, gap="small"):
        for n, i in enumerate(chips):
            st.button(
                plain_markdown(filters.implied_label(i)),
                key=f"implied-{number}-{n}",
                icon=":material/close:",
                type="secondary",
                help=_("Your words “{words}” limited the search to this. Take it away and ask again.").format(
                    words=plain_markdown(i.words)
                ),
                on_click=asking.put_pending,
                args=(turn.question, turn.filters, number, (*turn.without, i.field)),
            )


def _unfolding(answer: Answer, number: int) -> None:
    if points := len(answer.disagreements):
        with st.expander(
            ngettext("The texts disagree on {count} point", "The texts disagree on {count} points", points).format(
                count=points
            ),
            icon=":material/call_split:",
        ):
            st.html(disagreements_html(answer, number))
    if gone := answer.removed:
        with st.expander(
            ngettext(
                "{count} sentence removed by the check", "{count} sentences removed by the check", len(gone)
            ).format(count=len(gone)),
            icon=":material/content_cut:",
        ):
            st.html(removed_html(answer, number))


def _tools(desk: Desk, store: Conversations, conversation: Conversation, number: int, last: bool) -> None:
    turn = conversation.turns[number]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if turn.answer:
            buttons = "".join(
                f'<button type="button" class="lc-link" data-copy="{esc(text)}">{name}</button>'
                for name, text in (
                    (_("Copy"), with_sources(turn.answer)),
                    (_("Copy link to the question"), links.to_question(turn.question, turn.filters)),
                )
            )  # fmt: skip
            st.html(f'<div class="lc lc-tools">{buttons}</div>', width="content")
            conversation_list.export_button(turn.question, [turn.answer], f"turn-{conversation.id}-{number}")
            sharing.share_menu(desk, store, conversation, number)
        if last and turn.answer and not turn.answer.small_talk and (desk.settings.model or desk.licet.chat_model):
            question = turn.answer.standalone_question or turn.question
            st.button(
                _("Research this"), key=f"research-{conversation.id}-{number}", icon=":material/manage_search:",
                type="tertiary", help=_("Several look-ups by the chat model, and a memo of checked claims"),
                on_click=lambda: st.session_state.update(research_asked=(question, turn.filters)),
            )  # fmt: skip
        if last:
            with st.popover(_("Edit"), icon=":material/edit:", type="tertiary"):
                key = f"edit-{conversation.id}-{number}"
                with st.form(f"{key}-form", border=False):
                    st.text_area(_("Question"), turn.question, key=key)
                    st.form_submit_button(
                        _("Ask again"), type="primary", on_click=_ask_again, args=(key, turn.filters, number)
                    )
        if turn.answer:
            with st.popover(_("Feedback"), icon=":material/rate_review:", type="tertiary"):
                _feedback(store, conversation, number)


def _ask_again(key: str, limits: Filters, number: int) -> None:
    asking.put_pending(st.session_state[key], limits, number)


def _feedback(store: Conversations, conversation: Conversation, number: int) -> None:
    turn = conversation.turns[number]
    named = {
        "right": _("All right"),
        "answer wrong": _("The answer is wrong"),
        "evidence wrong": _("The evidence is wrong"),
    }
    with st.form(f"feedback-{conversation.id}-{number}", border=False):
        said = st.radio(
            _("What do you think of it?"),
            FEEDBACK,
            index=FEEDBACK.index(turn.feedback) if turn.feedback in FEEDBACK else None,
            format_func=named.get,
        )
        comment = st.text_area(_("Comment"), turn.comment, max_chars=2000)
        if st.form_submit_button(_("Keep")) and said:
            with problems.shown():
                st.session_state["conversation"] = store.note_feedback(conversation, number, said, comment)
                caption(_("Kept with the conversation; it is sent nowhere."))
