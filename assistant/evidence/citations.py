"""Numbered citations, and text made harmless for Markdown."""

from __future__ import annotations

import re

from assistant.model import Citation
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.mail_addresses import LINKED_MAIL
from corpus.language.normal_form import one_line
from corpus.model import Source, Version

# What Markdown or HTML could act on; everything else stays as it is written.
_ACTIVE = lazy_regex(r"([\\`*_\[\]<>|~$!#])")
_WEB_ADDRESS = lazy_regex(
    rf"(?:\b[a-z][a-z0-9+.-]{{1,9}}://|\bwww\.|\b(?:mailto|javascript|data):)\S+|{LINKED_MAIL}", re.I
)
_CODE = lazy_regex(rf"`licet [^`\n]{{1,300}}`|{_WEB_ADDRESS.pattern}", re.I)
_LINE_START = lazy_regex(r"^(\d+)([.)])(?=\s|$)|^([-+])(?=\s)")


def inert(text: str) -> str:
    """Return a document's or a model's words as one line of Markdown that is shown as it is and acts on nothing.

    Web addresses become code spans, since many renderers turn bare ones into links; our commands are code spans.
    """
    out, end = [], 0
    line = one_line(text)
    for match in _CODE.finditer(line):
        out.append(_ACTIVE.sub(r"\\\1", line[end : match.start()]))
        out.append("`" + match.group().replace("`", "") + "`")
        end = match.end()
    out.append(_ACTIVE.sub(r"\\\1", line[end:]))
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", "".join(out))


class Citations:
    """Citations of an answer, numbered in the order of their first use. One span of one edition has one number."""

    def __init__(self, catalogue: CatalogueReader) -> None:
        self.catalogue = catalogue
        self._numbers: dict[tuple[int, int, int], int] = {}
        self.all: list[Citation] = []

    def cite(self, source: Source, version: Version, start: int, end: int) -> int:
        """Return the number of the citation of `start:end` of an edition's text, without the white space around it."""
        raw = self.catalogue.slice(version.number, start, end)
        start, end = start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))
        key = (version.number, start, end)
        if key not in self._numbers:
            held = self.catalogue.at(version.number, start)
            holding = self.catalogue.passage_with(held, start)
            passage = holding.passage if holding else None
            self._numbers[key] = len(self.all) + 1
            self.all.append(
                Citation(
                    number=self._numbers[key],
                    passage_id=passage.id if passage else "",
                    source=source,
                    version=version,
                    locator=held.locator,
                    quote=self.catalogue.slice(version.number, start, end),
                    start=start,
                    end=end,
                    page=held.provision.page or (passage.page if passage else None),
                )
            )
        return self._numbers[key]

    def cite_provision(self, held: HeldProvision) -> int:
        """Return the number of the citation of a provision's own text, or of all below it where it has none itself."""
        start, end = held.provision.start, held.provision.end
        if end <= start:
            end = start + len(self.catalogue.full_text(held))
        return self.cite(held.source, held.version, start, end)
