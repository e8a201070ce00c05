"""An answer shared by a link, as it was given, with what has become of its texts since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from assistant.model import Answer, Citation
from corpus.catalogue import Catalogue
from ui.app_state import Desk
from ui.components.chat import conversation_list
from ui.components.chat.answer_display.answer import answer_html
from ui.components.chat.answer_display.outcome_line import shaped_html, understood_html
from ui.components.chat.sharing import is_own
from ui.components.earlier_answers import revisited
from ui.components.page import labels, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.text.change import Since, change_html, changes_since, since_cited
from ui.components.text.citation_card import show_cards
from ui.conversations import SharedAnswer, SharedAnswers
from ui.exports.legal import address
from ui.language import _, ngettext

_REDLINES_DRAWN = 40
_DIGEST_BY_EYE = 12  # characters of an edition's digest: enough to compare by eye


def show(desk: Desk, shared: SharedAnswer) -> list[Answer | None]:
    """Show a shared answer and, once it is asked for, today's beside it; return both for their citations."""
    turn, answer = shared.turn, shared.answer
    cited: Sequence[tuple[Citation, Since]] = ()
    with problems.contained():
        cited = since_cited(desk.licet.catalogue, answer.citations)
    moved = _moved(cited)
    given = _(
        "Answered on {day} by Licet {version}, from the texts held on that day. It stands here as it was given, and "
        "nothing changes it."
    ).format(day=labels.day(turn.asked_at.date()), version=shared.licet)
    st.html(
        f'<h1 class="lc lc-question">{esc(turn.question)}</h1>'
        + understood_html(turn.question, answer)
        + shaped_html(answer.filters, answer.implied)
        + f'<p class="lc lc-notice">{esc(given)}</p>'
        + (f'<p class="lc lc-notice lc-warn">{esc(moved)} {esc(_("See below."))}</p>' if moved else "")
    )
    asked = answer.standalone_question or turn.question
    now = revisited.today(desk, f"shared-{shared.id}", asked, (), turn.filters, turn.without)
    if now is None:
        left, right = st.columns([13, 8], gap="large")
        left.html(answer_html(answer, 0))
        with right:
            if answer.citations:
                st.html(f'<h3 class="lc lc-under"><b>{esc(_("Evidence"))}</b></h3>')
            with problems.contained():
                show_cards(answer.citations, 0)
    else:
        revisited.side_by_side(turn.asked_at, answer, now, 0)
        same = answer.text == now.text
        caption(_("The answer of today has the same words.") if same else _("The answer of today has other words."))
    if cited:
        with problems.contained():
            st.html(_since_html(cited, desk.licet.catalogue))
    with st.container(horizontal=True, gap="small"):
        conversation_list.export_button(turn.question, [answer], f"shared-{shared.id}")
        if is_own(shared):
            st.button(_("Stop sharing"), on_click=_withdraw, args=(desk, shared.id), key="unshare", type="tertiary")
    return [answer, now]


def _since_html(cited: Sequence[tuple[Citation, Since]], catalogue: Catalogue) -> str:
    """Return what has become of each quote since, as a table under one sentence, and the redline of what changed."""
    said = _moved(cited) or _("Every quote still stands in what is held now.")
    rows = "".join(
        f'<tr data-since="{since.name.lower()}"><th scope="row">{c.number}. {esc(address(c.locator))}</th>'
        f"<td>{esc(c.source.title)}, {esc(_edition(c))}</td><td>{esc(_(since.value))}</td></tr>"
        for c, since in cited
    )
    return (
        f'<section class="lc lc-section"><h3>{esc(_("What has changed since"))}</h3><p>{esc(said)}</p>'
        f'<table class="lc-rows"><thead><tr><th scope="col">{esc(_("Quote"))}</th>'
        f'<th scope="col">{esc(_("Edition quoted"))}</th><th scope="col">{esc(_("Today"))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_redlines_html(cited, catalogue)}</section>"
    )


def _redlines_html(cited: Sequence[tuple[Citation, Since]], catalogue: Catalogue) -> str:
    found: dict[tuple[str, str, str], str] = {}  # two quotes of one provision have one redline
    for c, since in cited:
        if since is Since.CHANGED:
            for changed in changes_since(catalogue, c):
                found[c.source.id, changed.change.old, changed.change.new] = change_html(changed)
    return "".join(list(found.values())[:_REDLINES_DRAWN])


def _moved(cited: Sequence[tuple[Citation, Since]]) -> str:
    """Return how many quotes no longer stand in what is held; "" where all do."""
    count = Counter(since for __, since in cited)
    moved = count[Since.CHANGED] + count[Since.REMOVED]
    if not moved:
        return ""
    if len(cited) == 1:
        return _("The quote no longer stands in what is held now.")
    return ngettext(
        "{moved} of {count} quotes no longer stands in what is held now.",
        "{moved} of {count} quotes no longer stand in what is held now.",
        moved,
    ).format(moved=moved, count=len(cited))


def _edition(c: Citation) -> str:
    day = (
        _("edition of {day}").format(day=labels.day(c.version.valid_from))
        if c.version.valid_from
        else _("undated edition")
    )
    return _("{day}, digest {digest}").format(day=day, digest=c.version.digest[:_DIGEST_BY_EYE])


def _withdraw(desk: Desk, id: str) -> None:
    with problems.shown():
        SharedAnswers(desk.licet.records).stop(id)
