"""Sentences of a draft with their quotations, at their places in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.parsers.drafts.model import BlockRole, DraftForm, DraftText

LONGEST_SENTENCE = 4_000  # characters of a sentence that is judged: a longer one is a text without full stops
# Markdown that is no word of a sentence; each is overwritten with spaces, so that every place stays what it is.
_MARKUP = lazy_regex(
    r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)|\]\([^()\n]{0,500}\)|\[\^[\w-]{1,30}\]|(?<!\w)\[(?=[^\[\]\n]{1,300}\]\()|"
    r"</?[A-Za-z][^<>\n]{0,300}>|<!--.{0,300}?-->|\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=[\w.,;:!?])_{1,3}(?!\w)|`{1,3}|~~|"
    r"^\s{0,12}(?:#{1,6}\s|>\s?|[-*+•–]\s|\d{1,3}[.)]\s)|\s#{1,6}\s{0,5}$|\|",
    re.MULTILINE,
)
_ITEM_MARK = lazy_regex(r"^\s{0,12}(?:[-*+•–]|\d{1,3}[.)]|\(?[a-z]\))\s+")
_PAIRS = {"“": "”", "„": "“", "「": "」", "『": "』", "«": "»", "»": "«"}
_QUOTE_MARK = lazy_regex(r"[“”„「」『』«»]|(?<![\d\"])\"|(?<=[\w.,;:!?)])\"")
_CLOSED = lazy_regex(r"[.!?][”\"]\s{1,3}(?P<next>(?=[A-ZÀ-Þ0-9“\"]))")
_QUESTION = lazy_regex(r"[?？][\"”’')）」]*\s*$")
_LETTER = lazy_regex(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """Sentence at `start:end` of a draft. `plain` is as long as the sentence, and has no markup.

    `quotes` are the places in it that stand between quotation marks.
    """

    start: int
    end: int
    plain: str
    quotes: tuple[tuple[int, int], ...] = ()
    heading: bool = False

    @property
    def asks(self) -> bool:
        """Return whether it is a question."""
        return _QUESTION.search(self.plain) is not None

    @property
    def outside(self) -> str:
        """Return its words outside quotation marks, the quotations overwritten with spaces."""
        out = list(self.plain)
        for start, end in self.quotes:
            out[start:end] = " " * (end - start)
        return "".join(out)


def draft_statements(draft: DraftText) -> list[DraftStatement]:
    """Return the sentences of a draft, in order."""
    out: list[DraftStatement] = []
    for block in draft.blocks:
        raw = draft.text[block.start : block.end]
        bare = _bare(raw, draft.form)
        quoted = list(_quotations(bare))
        heading = block.role is BlockRole.HEADING
        for start, end in [(0, len(raw))] if heading else _spans(bare):
            lead = len(bare[start:end]) - len(bare[start:end].lstrip())
            start, end = start + lead, start + len(bare[start:end].rstrip())
            if not _LETTER.search(bare, start, end):
                continue
            within = tuple(
                (max(a, start) - start, min(b, end) - start) for a, b in quoted if a < end and b > start and b > a
            )
            out.append(DraftStatement(block.start + start, block.start + end, bare[start:end], within, heading))
    return out


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a block; one also ends at a full stop within a quotation that closes there."""
    for start, end in sentence_spans(text):
        at = start
        for m in _CLOSED.finditer(text, start, end):
            yield at, m.start("next")
            at = m.start("next")
        yield at, end


def _bare(raw: str, form: DraftForm) -> str:
    """Return a block as one line without markup, as long as it was."""
    text = raw
    pattern = _MARKUP if form is DraftForm.MARKDOWN else _ITEM_MARK
    text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text.replace("\n", " ").replace("\t", " ").replace("\u2028", " ")


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places between quotation marks. One that is not closed goes to the end of its block."""
    open_at, closes = -1, ""
    for m in _QUOTE_MARK.finditer(text):
        mark = m[0]
        if open_at < 0:
            if mark in ("”", "」", "』"):
                continue
            open_at, closes = m.end(), '"' if mark == '"' else _PAIRS[mark]
        elif mark == closes or (closes == "“" and mark == "”"):
            yield open_at, m.start()
            open_at = -1
    if open_at >= 0 and closes in ("”", "」", "』"):
        yield open_at, len(text)
