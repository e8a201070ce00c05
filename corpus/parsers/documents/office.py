"""Word documents: headings become a tree, paragraphs and lists blocks, tables rows."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from corpus.errors import FilledLine, ProtectedDocument, UnknownFormat, UnreadableDocument
from corpus.language.detection import language_of
from corpus.language.normal_form import one_line
from corpus.model import Reading, Source
from corpus.parsers.documents.outline import Outline
from corpus.parsers.documents.package import packaged, unpacked_size
from corpus.parsers.documents.word_body import word_blocks
from corpus.parsers.file import File, Parser
from corpus.structure import TreeBuilder
from corpus.trust.claims import own_claims

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old binary formats, and the shell around an encrypted new one
_OLD = (".doc", ".xls", ".ppt", ".docx", ".xlsx", ".dot")


def claims(file: File) -> float:
    """Return a claim by extension and signature, or by what a package holds that is called otherwise.

    Old and encrypted office files are claimed too, in order to say what to do about them.
    """
    if file.suffix in (".docx", ".docm", ".dotx") and file.data[:4] == b"PK\x03\x04":
        return 0.9
    if packaged(file) == "word":
        return 0.92
    return 0.85 if file.data.startswith(_OLE) and file.suffix in _OLD else 0.0


def read(file: File) -> list[Reading]:
    """Return one reading. Raises EmptyDocument, ProtectedDocument, TooLarge, UnknownFormat, UnreadableDocument."""
    if file.data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in file.data:
            raise ProtectedDocument(
                FilledLine("{name} is protected by a password.", {"name": file.name}),
                "Save a copy without a password and add that.",
            )
        raise UnknownFormat(
            FilledLine("{name} is in an old binary office format.", {"name": file.name}),
            "Save it as DOCX, XLSX or PDF and add that.",
        )
    unpacked_size(file)
    import docx

    try:
        document = docx.Document(io.BytesIO(file.data))
        properties = _properties(document)
        blocks = list(word_blocks(document))
    except MemoryError:
        raise
    except Exception as error:  # the library lets through errors of zipfile, of its XML parser and its own
        raise UnreadableDocument(
            FilledLine("{name} is not a readable Word document.", {"name": file.name}),
            "Open it and save it again as DOCX, or as PDF.",
        ) from error
    titles = [str(text) for kind, text in blocks if kind == "title"]
    firsts = [str(text) for kind, text in blocks if kind == 1]
    title = (
        next(iter(titles), "")
        or one_line((properties and properties.title) or "")
        or (firsts[0] if len(firsts) == 1 else "")
        or file.stem
    )
    tree = TreeBuilder()
    _fill(Outline(tree, title), blocks)
    reading = tree.reading(Source("", title))
    source = Source(
        id="", title=title[:300], url=file.url, language=language_of(reading.text), claims=_claims(properties)
    )
    return [tree.reading(source, valid_from=file.as_of)]


def _properties(document: Any) -> Any:
    """Return a document's properties; None where it has none: the library would make some, written now."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    related = document.part.package.rels.values()
    return document.core_properties if any(r.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for r in related) else None


def _claims(properties: Any) -> tuple[tuple[str, str], ...]:
    """Return what a document's properties say of it."""
    if properties is None:
        return ()
    written = properties.modified or properties.created
    return own_claims(
        id=properties.identifier,
        kind=properties.category,
        author=properties.author,
        published=written.date() if isinstance(written, datetime) else None,
    )


def _fill(outline: Outline, blocks: list[tuple[object, object]]) -> None:
    items: list[str] = []
    for kind, content in [*blocks, ("end", "")]:
        if kind == "item":
            items.append(f"- {content}")
            continue
        if items:
            outline.block("\n".join(items))
            items = []
        if isinstance(kind, int):
            outline.heading(kind, str(content))
        elif kind == "title":
            outline.heading(1, str(content))
        elif kind == "table":
            assert isinstance(content, tuple)
            rows, headed = content
            outline.table(rows, headed=headed)
        elif kind == "text":
            outline.block(str(content))


PARSER = Parser("Word document", claims, read)
