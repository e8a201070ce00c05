"""PDF: pages -> lines -> furniture -> paragraphs -> the structure that the text shows."""

from __future__ import annotations

from corpus.errors import EmptyDocument
from corpus.model import Kind, Reading, Role, Source
from corpus.readers.file import File, Reader
from corpus.structure import TreeBuilder


def claims(file: File) -> float:
    """By signature, which may stand anywhere in the first kilobyte; the extension alone weighs little."""
    if b"%PDF-" in file.data[:1024]:
        return 0.95
    return 0.6 if file.suffix == ".pdf" else 0.0


def read(file: File) -> list[Reading]:
    """One reading. Raises ProtectedDocument, TooLarge, EmptyDocument, UnreadableDocument."""
    from corpus.readers.pdf.control_list import ControlList, is_control_list
    from corpus.readers.pdf.eu_act import EuAct, is_eu_act
    from corpus.readers.pdf.furniture import mark_footnotes, without_furniture
    from corpus.readers.pdf.lines import Hyphenation, joined
    from corpus.readers.pdf.pages import opened, pages
    from corpus.readers.pdf.plain import by_page
    from corpus.readers.pdf.units import Units

    with opened(file) as document:
        found = pages(file, document)
    for page in found:
        page.lines = joined(page)
    found = without_furniture(found)
    mark_footnotes(found)
    hyphens = Hyphenation(line.text for page in found for line in page.lines)
    lines = [line for page in found for line in page.lines]
    tree = TreeBuilder()
    units = Units(tree, hyphens)
    if is_control_list(lines):
        ControlList(units, lines).read()
    elif is_eu_act(lines):
        EuAct(units, lines).read()
    else:
        by_page(found, hyphens, tree)
    if not len(tree):
        raise EmptyDocument(f"{file.name} holds no text.", "It is probably a scan: install licet[ocr] and add it again.")
    title = next((line.text for line in lines), "")
    return [tree.reading(Source(id="", title=title or file.stem, kind=Kind.USER), valid_from=file.as_of)]


READER = Reader("PDF", claims, read)
