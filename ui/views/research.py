"""Page "Research": a question that takes several look-ups becomes a memo of checked claims, step by step."""

from functools import partial

import streamlit as st

from assistant.memo.model import Research, Stage
from assistant.memo.store import ResearchStore
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from ui.app_state import open_desk
from ui.components.chat.answer_display.outcome_line import shaped_html
from ui.components.memo import memo_html
from ui.components.memo.reader_memos import add_own, own_researches
from ui.components.memo.runs import ResearchRun, open_runs
from ui.components.page import bridge, filters, frame, problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc, plain_markdown
from ui.components.page.session import check_question, check_rate
from ui.components.text import passage_dialog
from ui.components.text.citation_card import picked_citation
from ui.exports import FORMATS
from ui.exports.memo import MEMO_SUFFIXES, exported
from ui.json_documents.memo import looked_into
from ui.language import _, figure, in_readers_language

_ID = lazy_regex(r"[0-9a-f]{16}")
_EVERY = 1.0  # seconds between two looks at a research that is being made
_TITLE = 60  # characters of a question on its button

desk = open_desk()
catalogue, settings = desk.licet.catalogue, desk.settings
has_model = bool(desk.licet.chat_model or settings.model)
store, runs = ResearchStore(desk.licet.records), open_runs()


def begin(question: str, limits: Filters, *, fresh: bool = False) -> None:
    """Begin a research, or go on with it, and show it. Raise the problems of a question that cannot be asked."""
    asked = check_question(question, settings)
    check_rate(desk.questions, min(settings.research_questions, settings.questions_per_minute))
    with st.spinner(_("Getting ready")):
        desk.wait(120)
    if desk.warmth.problem:
        raise desk.warmth.problem
    run = runs.begin(desk.licet.researching(asked, limits, fresh=fresh))
    add_own(desk.licet.records, run.at.id, run.at.question)
    st.query_params["research"] = run.at.id
    st.rerun()


@st.fragment(run_every=_EVERY)
def follow(run: ResearchRun) -> None:
    """Show a run step by step until it ends."""
    if not run.is_running:
        st.rerun()
    st.html(memo_html.progress_html(run.at, run.steps))
    if run.is_stopping:
        caption(_("It is being stopped; what was found is kept."))
    else:
        st.button(_("Stop"), icon=":material/stop:", on_click=run.stop, key="research-stop")
    caption(_("You can close this page: the research goes on, and is found here again."))


def memo(research: Research) -> None:
    """Show a memo with its exports."""
    caption(_("Every claim was checked against the texts as in an answer; a research is not legal advice."))
    with st.container(horizontal=True, gap="small"):
        for kind in (f for f in FORMATS if f".{f.ending}" in MEMO_SUFFIXES):
            st.download_button(
                kind.name, in_readers_language(partial(exported, research, f".{kind.ending}")),
                f"memo.{kind.ending}", kind.mime,
                icon=":material/download:", on_click="ignore", key=f"memo-{kind.ending}",
            )  # fmt: skip
    st.html(memo_html.memo_html(research))


def is_outdated(research: Research) -> bool:
    """Return whether a text that the memo cites has changed since."""
    held = {version.digest for _, version in catalogue.editions().values()}
    return any(c.version.digest not in held for a in memo_html.answers_of(research) for c in a.citations)


st.title(_("Research"))
frame.warmth()
picked = bridge.listen("cite", key="research-bridge", keys=True)
given = st.session_state.pop("research_asked", None)
if given:
    st.session_state["research-question"] = given[0]
    filters.set_from(given[1], catalogue)
    st.query_params.clear()
caption(
    _(
        "A question that takes several look-ups: a chat model divides it, each part is answered from the texts held "
        "and checked, and a memo says what was found and what was not."
    )
)
if not has_model:
    lacking = _(
        "Research needs a chat model, and this desk has none. Without one, ask each part of your question by itself. "
        "Whoever runs the desk can connect one."
    )
    st.html(f'<p class="lc lc-notice">{esc(lacking)}</p>')
    if st.button(_("Ask a question"), icon=":material/forum:"):
        frame.go_to("ask")
own = own_researches(desk.licet.records)
with st.sidebar:
    if own:
        st.subheader(_("Your researches"))
        for id, question in own.items():
            title = plain_markdown(question[:_TITLE] + ("…" if len(question) > _TITLE else ""))
            st.button(
                title, key=f"open-research-{id}", type="tertiary", width="stretch",
                disabled=st.query_params.get("research") == id,
                on_click=lambda i=id: st.query_params.update(research=i),
            )  # fmt: skip
    st.subheader(_("Answer only from"))
    with problems.shown():
        chosen = filters.chosen(catalogue)
if has_model:
    with problems.shown(), st.form("research", border=False):
        typed = st.text_area(
            _("Question"), key="research-question", height=90, max_chars=settings.max_question_chars,
            placeholder=_("We shipped parts to Turkey without a licence: what follows, and what do we have to keep?"),
        )  # fmt: skip
        caption(
            _("At most {questions} sub-questions in {rounds} rounds; it ends at {tokens} tokens.").format(
                questions=settings.research_questions,
                rounds=settings.research_rounds,
                tokens=figure(settings.research_tokens),
            )
        )
        wanted = st.form_submit_button(_("Research"), type="primary")
    with problems.shown():
        if wanted:
            begin(typed, chosen)

asked_id = st.query_params.get("research", "")
with problems.shown():
    run = runs.of(asked_id)
    found = run.at if run else store.load(asked_id) if _ID.fullmatch(asked_id) else None
    if asked_id and found is None:
        raise NotHeld(_("That research is not here any more."), _("Ask it again, or pick another at the left."))
    if found is not None:
        st.html(f'<h2 class="lc lc-question">{esc(found.question)}</h2>{shaped_html(found.filters)}')
    if run and run.is_running:
        follow(run)
    elif found is not None:
        if run and run.problem:
            problems.show(run.problem.message, problems.for_reader(run.problem.remedy))
        is_open = found.stage is not Stage.COMPLETE
        if is_open:
            left = _("Not complete: {looked_into}.").format(looked_into=looked_into(found))
            st.html(f'<p class="lc lc-notice">{esc(left)}</p>')
        elif outdated := is_outdated(found):
            st.html(
                f'<p class="lc lc-notice lc-warn">{esc(_("Texts that it cites have changed since it was made."))}</p>'
            )
        if has_model and (is_open or outdated):
            label = _("Go on") if is_open else _("Ask again what has changed")
            if st.button(label, icon=":material/play_arrow:", type="primary", key="research-on"):
                begin(found.question, found.filters)
        if found.parts and is_open:
            st.html(memo_html.progress_html(found, ()))
        if found.sections or found.stage is Stage.COMPLETE:
            memo(found)
        if (
            has_model
            and not is_open
            and st.button(_("Research it anew"), icon=":material/refresh:", type="tertiary", key="research-anew")
        ):
            begin(found.question, found.filters, fresh=True)
        citation = picked_citation(picked, memo_html.answers_of(found))
        if citation:
            passage_dialog.open_citation(desk.licet, citation)
