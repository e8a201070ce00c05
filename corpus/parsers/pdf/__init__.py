"""PDF: pages and lines without running headers, then the text's structure (EU act, control list, headings, pages)."""

from __future__ import annotations

from corpus.errors import EmptyDocument, FilledLine
from corpus.model import Reading, Source
from corpus.parsers.file import File, Parser
from corpus.parsers.pdf.lines import Page, in_words
from corpus.structure import TreeBuilder
from corpus.trust.gaps import PAGES_DAMAGED, gap


def claims(file: File) -> float:
    """Return a claim by signature, before which some producers leave a few bytes; the extension alone weighs little."""
    if file.data[:64].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        return 0.95
    if b"%PDF-" in file.data[:1024]:
        return 0.93 if file.suffix == ".pdf" else 0.3
    return 0.6 if file.suffix == ".pdf" else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading. Raises ProtectedDocument, TooLarge, EmptyDocument, UnreadableDocument."""
    from corpus.parsers.pdf import ocr, source
    from corpus.parsers.pdf.control_list import ControlListPages, is_control_list
    from corpus.parsers.pdf.eu_act import EuAct, is_eu_act
    from corpus.parsers.pdf.furniture import mark_footnotes, without_running_lines
    from corpus.parsers.pdf.lines import Hyphenation, joined_lines
    from corpus.parsers.pdf.pages import opened_pdf, outline_of, pages, properties_of
    from corpus.parsers.pdf.plain import by_headings, by_page
    from corpus.parsers.pdf.units import Units

    with opened_pdf(file) as document:
        found = pages(file, document)
        properties, toc = properties_of(file), outline_of(document)
        warnings = (*_damaged(found), *ocr.recognised(document, found))
    if not any(page.lines for page in found):
        raise EmptyDocument(
            FilledLine("{name} holds no text.", {"name": file.name}),
            warnings[0] if warnings else "It has only empty pages: export it again.",
        )
    for page in found:
        page.lines = joined_lines(page)
    head = "\n".join(line.text for page in found[:2] for line in page.lines)
    found = without_running_lines(found)
    mark_footnotes(found)
    lines = [line for page in found for line in page.lines]
    hyphens = Hyphenation(line.text for line in lines)
    tree = TreeBuilder()
    units = Units(tree, hyphens)
    if is_control_list(lines):
        ControlListPages(units, lines).read()
        reading = tree.reading(Source("", file.stem), warnings=warnings)
        described, valid_from = source.control_list(file, reading.text, [line.text for line in lines[:200]]), file.as_of
    elif is_eu_act(lines):
        act = EuAct(units, lines)
        act.read()
        reading = tree.reading(Source("", file.stem), warnings=warnings)
        described, valid_from = source.eu_act(file, head, act.title, reading.text)
    else:
        described = source.other(
            file, properties, found, Reading(Source("", ""), "\n".join(line.text for line in lines), ())
        )
        if not by_headings(found, hyphens, tree, toc, described.title):
            by_page(found, hyphens, tree)
        valid_from = file.as_of
    return [tree.reading(described, valid_from=valid_from, warnings=warnings)]


def _damaged(pages: list[Page]) -> tuple[str, ...]:
    """Return a line about the pages that could not be loaded, if there are any."""
    found = [page for page in pages if page.damaged]
    return (gap(PAGES_DAMAGED, pages=in_words(found)),) if found else ()


PARSER = Parser("PDF", claims, read)
