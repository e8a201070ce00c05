"""A checked draft as a Word document: its blocks as paragraphs, a comment at each sentence that states something."""

from __future__ import annotations

import io

from assistant.drafts.model import CheckedDraft
from assistant.drafts.report import comments_of
from corpus.language.normal_form import without_unseen
from corpus.parsers.drafts.comments import WordComments
from ui.locale.problem_lines import in_readers_words


def commented_word(checked: CheckedDraft) -> bytes:
    """Return a draft that was typed, or written in Markdown or plain text, as a Word document with comments.

    They are told in the reader's language.
    """
    import docx

    document = docx.Document()
    comments = WordComments(document, "Licet", "L")
    paragraph, end = None, 0
    told = {c.start: c.text for c in comments_of(checked, told=in_readers_words)}
    for sentence in checked.sentences:
        between = checked.text[end : sentence.start]
        if paragraph is None or "\n\n" in between or not sentence.commented:
            paragraph = document.add_paragraph()
        elif between:
            paragraph.add_run(" ")
        run = paragraph.add_run(_shown(sentence.text))
        run.bold = not sentence.commented or None
        if sentence.commented:
            run.mark_comment_range(run, comments.add(_shown(told[sentence.start])))
        end = sentence.end
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _shown(text: str) -> str:
    return " ".join(without_unseen(text).split())
