"""Page "Check my draft": a text that a person wrote, sentence by sentence, with the passage beside each."""

from functools import partial

import streamlit as st

from assistant.drafts.model import CheckedDraft
from assistant.drafts.report import comments_of, report_markdown
from corpus.errors import BadRequest
from corpus.parsers.drafts.model import DraftForm
from corpus.parsers.drafts.reading import MOST_DRAFT_CHARACTERS, MOST_DRAFT_PAGES, PAGE, check_length
from corpus.parsers.file import File
from ui.app_state import open_desk
from ui.components.page import bridge, frame, problems
from ui.components.page.captions import caption
from ui.components.page.session import check_rate
from ui.components.text import draft_check, judged_sentences, passage_dialog
from ui.exports.checked_draft import commented_word
from ui.language import _, figure, in_readers_language
from ui.locale.problem_lines import in_readers_words

_MEGABYTES = 50  # of a draft with its pictures
_BYTES_A_CHARACTER = 4  # at most, in any encoding
_PAGES_A_QUESTION = 7  # pages that count as one question
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

desk = open_desk()


def word_of(checked: CheckedDraft, file: File) -> bytes:
    """Return the draft as a Word file with comments, made when it is asked for: of a long draft that takes a while."""
    if checked.form is DraftForm.WORD:
        return desk.licet.reader.commented(file, comments_of(checked, told=in_readers_words))
    return commented_word(checked)


st.title(_("Check my draft"))
frame.warmth()
caption(
    _(
        "Each sentence is compared with the texts held: quotations word by word, addresses, lists, figures. What is "
        "not certain is not judged. The draft is not kept."
    )
)
picked = bridge.listen("cite", key="check-bridge", keys=True)
with problems.shown():
    with st.form("check", border=False):
        typed = st.text_area(
            _("Paste your draft"),
            height=200,
            max_chars=MOST_DRAFT_CHARACTERS,
            placeholder=_("“All records required to be kept by the EAR must be retained for five years …”"),
        )
        upload = None
        if not desk.settings.read_only:
            upload = st.file_uploader(
                _("Or drop a file: Word, Markdown or text, {count} pages at most").format(count=MOST_DRAFT_PAGES),
                type=["docx", "md", "txt"],
                max_upload_size=min(_MEGABYTES, desk.settings.max_upload_mb),
            )
        run = st.form_submit_button(_("Check"), type="primary")
    if run:
        if upload is None and not typed.strip():
            raise BadRequest(_("There is no draft yet."), _("Paste one, or drop a file."))
        file = File(upload.name, upload.getvalue()) if upload else File("draft.md", typed.encode())
        if file.suffix != ".docx":  # before it is counted: what is too long costs its reader no questions
            is_surely_too_long = len(file.data) > _BYTES_A_CHARACTER * MOST_DRAFT_CHARACTERS
            check_length(file.data.decode("utf-8", "replace") if is_surely_too_long else file.text(), file.name)
        pages = len(file.data) // PAGE // _PAGES_A_QUESTION
        check_rate(desk.questions, min(1 + pages, desk.settings.questions_per_minute))
        st.session_state.pop(draft_check.CHECKED, None)
        progress = draft_check.DraftProgress(file)
        done = desk.licet.check_draft(file, progress=progress.report, arrived=progress.arrived)
        st.session_state[draft_check.CHECKED] = (done, file)
        st.rerun()
    if st.session_state.get(draft_check.CHECKED):
        checked, file = st.session_state[draft_check.CHECKED]
        st.header(_("Sentences"))
        caption(judged_sentences.counts_line(checked))
        if checked.left:
            problems.show(
                _("Stopped: {count} sentences are not judged yet.").format(count=figure(checked.left)),
                _("Check the rest in parts, or all of it by the command line: licet check {name}").format(
                    name=file.name
                ),
            )
        for notice in checked.notices:
            caption(in_readers_words(notice))
        choices = {"all": _("All"), "attention": _("Needs attention"), "not_judged": _("Not judged")}
        wanted = st.segmented_control(
            _("Show"), list(choices), default="all", label_visibility="collapsed", format_func=choices.__getitem__
        )
        shown = [
            s
            for s in checked.sentences
            if wanted in (None, "all")
            or (wanted == "attention" and s.needs_attention)
            or (wanted == "not_judged" and s.commented and s.verdict.value == "not_checkable")
        ]
        with st.container(horizontal=True, gap="small"):
            stem = file.stem
            if not checked.left:  # what has no comment would read as if nothing were to be said of it
                st.download_button(
                    _("Word with comments"), in_readers_language(partial(word_of, checked, file)),
                    f"{stem}-checked.docx", _DOCX, icon=":material/comment:", on_click="ignore",
                )  # fmt: skip
            st.download_button(
                _("Report (Markdown)"), in_readers_language(partial(report_markdown, checked, in_readers_words)),
                f"{stem}-checked.md", "text/markdown", icon=":material/description:", on_click="ignore",
            )  # fmt: skip
        if shown:
            st.html(judged_sentences.sentences_html(shown[draft_check.chosen_page(len(shown), str(wanted))]))
        else:
            caption(_("No sentence of this kind."))
        if (citation := judged_sentences.picked_passage(picked, checked)) is not None:
            passage_dialog.open_citation(desk.licet, citation)
