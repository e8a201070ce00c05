"""Word drafts: their text with its place in the document, and the document with comments at stretches of that text.

The text is read from the runs of the document's own paragraphs, so that a comment can be put where a sentence stands.
Deleted text stays out. Comments are added and runs are cut where a sentence begins and ends; nothing else changes,
except that macros are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from corpus.errors import FilledLine, ProtectedDocument, UnknownFormat, UnreadableDocument
from corpus.language.normal_form import without_unseen
from corpus.parsers.documents.package import unpacked_size
from corpus.parsers.drafts.comments import WordComments
from corpus.parsers.drafts.model import BlockRole, DraftBlock, DraftComment, DraftForm, DraftText
from corpus.parsers.file import File

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset((f"{_W}del", f"{_W}moveFrom", _FALLBACK))
_SIGNS_IN_LINE = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AUTHOR, _INITIALS = "Licet", "L"
_MOST_COMMENT = 3_000  # characters
_Placed = tuple[Any, str]  # a run, and its text


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Paragraph of a document: its runs, the text of each, and where its line begins in the draft's text."""

    element: Any
    runs: tuple[_Placed, ...]
    start: int

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.runs)


def read_word(file: File) -> DraftText:
    """Return the text of a Word document. Raises UnreadableDocument, ProtectedDocument, TooLarge, UnknownFormat."""
    document = _opened(file)
    paragraphs = _paragraphs(document)
    headings = _heading_styles(document)
    blocks = []
    for p in paragraphs:
        text = p.text
        if not text.strip():
            continue
        role = BlockRole.HEADING if _style(p.element) in headings else BlockRole.PROSE
        blocks.append(DraftBlock(p.start, p.start + len(text), role))
    return DraftText(DraftForm.WORD, "\n".join(p.text for p in paragraphs), tuple(blocks))


def with_comments(file: File, comments: Sequence[DraftComment]) -> bytes:
    """Return the document with comments at stretches of its text. Raises as `read_word` does."""
    document = _opened(file)
    waiting = sorted(comments, key=lambda c: c.start, reverse=True)
    made = WordComments(document, _AUTHOR, _INITIALS)
    for paragraph in _paragraphs(document):
        end = paragraph.start + len(paragraph.text)
        runs = list(paragraph.runs)
        while waiting and waiting[-1].start < end:
            comment = waiting.pop()
            runs = _commented(made, runs, comment, paragraph.start)
    _without_macros(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _commented(comments: WordComments, runs: list[_Placed], comment: DraftComment, start: int) -> list[_Placed]:
    """Add a comment at a stretch of a paragraph that begins at `start`; return its runs as they are cut by then."""
    runs = _cut(_cut(runs, comment.start - start), comment.end - start)
    at, within = start, []
    for run, text in runs:
        if text and at >= comment.start and at + len(text) <= comment.end:
            within.append(run)
        at += len(text)
    if within:
        said = without_unseen(comment.text)[:_MOST_COMMENT]
        number = comments.add(said)
        within[0].insert_comment_range_start_above(number)
        within[-1].insert_comment_range_end_and_reference_below(number)
    return runs


def _cut(runs: list[_Placed], at: int) -> list[_Placed]:
    """Return the runs of a paragraph, that which goes over a place in two; both have its formatting."""
    out: list[_Placed] = []
    before = 0
    for run, text in runs:
        inside = at - before
        if 0 < inside < len(text):
            second = deepcopy(run)
            _keep(run, 0, inside)
            _keep(second, inside, len(text))
            run.addnext(second)
            out += [(run, text[:inside]), (second, text[inside:])]
        else:
            out.append((run, text))
        before += len(text)
    return out


def _keep(run: Any, first: int, last: int) -> None:
    """Take from a run the text outside `first:last`. What is no text stays in the part that holds its place."""
    at = 0
    for child in list(run.iterchildren("*")):
        if child.tag == f"{_W}rPr":
            continue
        if child.tag == f"{_W}t":
            text = child.text or ""
            child.text = text[max(0, first - at) : max(0, last - at)]
            child.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at += len(text)
            if not child.text:
                run.remove(child)
        elif child.tag in _SIGNS_IN_LINE:
            if not first <= at < last:
                run.remove(child)
            at += 1
        elif not (first <= at < last or (at == last and first == 0 and at == first)):
            run.remove(child)


def _opened(file: File) -> Any:
    if file.data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in file.data:
            raise ProtectedDocument(
                FilledLine("{name} is protected by a password.", {"name": file.name}),
                "Save a copy without a password and check that.",
            )
        raise UnknownFormat(
            FilledLine("{name} is in an old binary office format.", {"name": file.name}),
            "Save it as DOCX and check that.",
        )
    unpacked_size(file)
    import docx

    try:
        return docx.Document(io.BytesIO(file.data))
    except MemoryError:
        raise
    except Exception as error:  # the library lets through errors of zipfile, of its XML parser and its own
        raise UnreadableDocument(
            FilledLine("{name} is not a readable Word document.", {"name": file.name}),
            "Open it and save it again as DOCX, without macros.",
        ) from error


def _paragraphs(document: Any) -> list[_Paragraph]:
    """Return the paragraphs of the body in document order; those within a paragraph, as of a text box, follow it."""
    found, at = [], 0
    for element in document.element.body.iter(f"{_W}p"):
        if any(above.tag in _LEFT_OUT for above in element.iterancestors()):
            continue
        made = _Paragraph(element, tuple((run, _text(run)) for run in _runs(element)), at)
        found.append(made)
        at += len(made.text) + 1
    return found


def _runs(element: Any) -> Iterator[Any]:
    """Yield the runs of a paragraph, through links, insertions and content controls, but not those of one within it."""
    for child in element.iterchildren("*"):
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != f"{_W}p":
            yield from _runs(child)


def _text(run: Any) -> str:
    pieces = []
    for child in run.iterchildren("*"):
        if child.tag == f"{_W}t":
            pieces.append((child.text or "").replace("\n", " ").replace("\r", " "))
        elif child.tag in _SIGNS_IN_LINE:
            pieces.append(_SIGNS_IN_LINE[child.tag])
    return "".join(pieces)


def _heading_styles(document: Any) -> frozenset[str]:
    found = set()
    for style in document.styles.element.iter(f"{_W}style"):
        name, level = style.find(f"{_W}name"), style.find(f"{_W}pPr/{_W}outlineLvl")
        called = str(name.get(f"{_W}val") or "").casefold() if name is not None else ""
        if level is not None or called.startswith(("heading", "title", "subtitle")):
            found.add(str(style.get(f"{_W}styleId")))
    return frozenset(found)


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val"))


def _without_macros(document: Any) -> None:
    part = document.part
    for name in [n for n, related in part.rels.items() if "vbaProject" in str(related.reltype)]:
        part.rels.pop(name)
