"""Reads a draft: decodes it, and finds its blocks without losing an offset."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.errors import EmptyDocument, FilledLine, TooLarge, UnknownFormat, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.parsers.drafts.model import BlockRole, DraftBlock, DraftForm, DraftText
from corpus.parsers.file import File

MOST_DRAFT_PAGES = 200
PAGE = 3_000  # characters
MOST_DRAFT_CHARACTERS = MOST_DRAFT_PAGES * PAGE
SUFFIXES = (".md", ".markdown", ".txt", ".docx")
_FENCE = lazy_regex(r" {0,3}(```|~~~)")
_DRAFT_HEADING = lazy_regex(r" {0,3}#{1,6}(?:\s|$)")
_RULE = lazy_regex(r" {0,3}(?:=+|-+)\s{0,20}$")
_DRAFT_ITEM = lazy_regex(r"\s{0,12}(?:[-*+•–]|\d{1,3}[.)]|\(?[a-z]\))\s")
_TABLE = lazy_regex(r"\s{0,3}\|")
_TABLE_RULE = lazy_regex(r"[\s|:-]+$")
_ENDED = lazy_regex(r"[.!?:;。！？；][\"”’»」』)\]*_]{0,4}\s{0,20}$")
_WRAPPED = 50  # characters from which on a line may go on in the next


def read_draft_file(file: File) -> DraftText:
    """Return the text of a draft. Raises UnreadableDocument and its kinds, TooLarge for more than 200 pages."""
    if file.suffix not in SUFFIXES:
        raise UnknownFormat(
            FilledLine("{name} is no draft that Licet reads.", {"name": file.name}),
            "Save it as Word (.docx), Markdown (.md) or text (.txt).",
        )
    if file.suffix == ".docx":
        from corpus.parsers.drafts.word import read_word

        return _bounded(read_word(file), file.name)
    text = file.text().replace("\r\n", "\n").replace("\r", "\n")
    if file.doubt:  # a word that is read wrongly is not the one that a text has
        raise UnreadableDocument(
            FilledLine("It is not certain in which encoding {name} is.", {"name": file.name}), "Save it as UTF-8."
        )
    form = DraftForm.TEXT if file.suffix == ".txt" else DraftForm.MARKDOWN
    return _bounded(typed_draft(text, form), file.name)


def typed_draft(text: str, form: DraftForm = DraftForm.MARKDOWN) -> DraftText:
    """Return a draft that was typed or pasted."""
    return DraftText(form, text, tuple(_blocks(text, form)))


def _bounded(draft: DraftText, name: str) -> DraftText:
    check_length(draft.text, name)
    if not draft.text.strip():
        raise EmptyDocument(FilledLine("{name} holds no text.", {"name": name}), "Give a draft with sentences in it.")
    return draft


def check_length(text: str, name: str = "The draft") -> None:
    """Raise TooLarge for a text that is longer than a draft may be."""
    if len(text) > MOST_DRAFT_CHARACTERS:
        raise TooLarge(
            FilledLine(
                "{name} has {count} characters, about {pages} pages; a draft has at most {most} pages ({limit} "
                "characters).",
                {
                    "name": name,
                    "count": f"{len(text):,}",
                    "pages": f"{len(text) // PAGE:,}",
                    "most": MOST_DRAFT_PAGES,
                    "limit": f"{MOST_DRAFT_CHARACTERS:,}",
                },
            ),
            "Check it in parts.",
        )


def _blocks(text: str, form: DraftForm) -> Iterator[DraftBlock]:
    """Yield the blocks of a text: runs of lines that belong together. Code and front matter are none."""
    begin = end = -1  # of the block that is open
    fenced = False
    before = ""
    for start, line in _lines(text, form):
        marked = form is DraftForm.MARKDOWN
        if marked and _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.strip() and not _begins(line, before, marked) and begin >= 0:
            end = start + len(line)
            before = line
            continue
        if begin >= 0:
            under = marked and not fenced and before and _RULE.match(line)
            yield DraftBlock(begin, end, BlockRole.HEADING if under else BlockRole.PROSE)
            begin = -1
            if under:
                before = ""
                continue
        before = ""
        if fenced or not line.strip() or (marked and (_FENCE.match(line) or _TABLE_RULE.match(line))):
            continue
        if marked and _DRAFT_HEADING.match(line):
            yield DraftBlock(start, start + len(line), BlockRole.HEADING)
            continue
        begin, end, before = start, start + len(line), line
    if begin >= 0:
        yield DraftBlock(begin, end)


def _begins(line: str, before: str, marked: bool) -> bool:
    """Return whether a line begins a block of its own behind the line before it."""
    if _DRAFT_ITEM.match(line):
        return True
    if marked:
        return bool(
            _DRAFT_HEADING.match(line) or _TABLE.match(line) or _RULE.match(line) or line.startswith((">", "<"))
        )
    return len(before) < _WRAPPED or (_ENDED.search(before) is not None and len(line) > 2 * len(before))


def _lines(text: str, form: DraftForm) -> Iterator[tuple[int, str]]:
    """Yield (start, line) of every line behind the front matter."""
    at = 0
    if form is DraftForm.MARKDOWN and text.startswith("---\n"):
        closed = text.find("\n---\n", 3)
        at = closed + 5 if 0 < closed < 20_000 else 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, text[at:end]
        at = end + 1
