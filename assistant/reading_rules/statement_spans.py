"""Spans of a passage's statements: its sentences, without headings, labels and questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.model import Role
from index.hits import Hit

_CAPTIONS = (Role.TITLE, Role.HEADING, Role.PART)
_CAPTION = 250  # characters of a heading at most; what is longer states something, whatever the parser took it for


def heading_spans(hit: Hit, catalogue: CatalogueReader) -> list[tuple[int, int]]:
    """Return the spans, in its edition's text, where a hit has nothing but headings."""
    passage = hit.passage
    if passage.first == passage.last:  # one provision: the passage says itself what it is
        alone = passage.role in _CAPTIONS and len(passage.text) <= _CAPTION
        return [(passage.start, passage.end)] if alone else []
    out = []
    for p in catalogue.provisions_between(hit.version.number, hit.passage.first, hit.passage.last + 1):
        if (p.provision.role in _CAPTIONS and len(p.text) <= _CAPTION) or (
            p.provision.heading and is_heading(p.text, p.provision.heading)
        ):
            out.append((p.provision.start, p.provision.end))
    return out


def spans(hit: Hit, captions: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Return the spans, in its edition's text, of a hit's statements: its sentences, or a table row as one.

    Headings (at `captions`, or read as such) and questions name a matter and say nothing of it. They are left out, and
    are never a part of what follows them.
    """
    passage = hit.passage
    if passage.role is Role.ROW:
        return [(passage.start, passage.end)]
    runs: list[list[tuple[int, int]]] = [[]]
    for s, e in sentence_spans(passage.text):
        start, end, text = passage.start + s, passage.start + e, passage.text[s:e]
        captioned = any(a <= start and end <= b for a, b in captions)
        if captioned or is_heading(text, passage.heading) or text.endswith(("?", "？")):
            runs.append([])
        else:
            runs[-1].append((start, end))
    return [
        _without_label(passage.text, passage.start, span)
        for run in runs
        for span in joined_spans(passage.text, passage.start, run)
    ]


def _without_label(text: str, offset: int, span: tuple[int, int]) -> tuple[int, int]:
    r"""Return a span without the label of the next item at its end: "…; and\n3."."""
    piece = text[span[0] - offset : span[1] - offset]
    hanging = _HANGS_ON.search(piece)
    return (span[0], span[0] + hanging.start()) if hanging and hanging.start() > _LABEL else span


_HANGS_ON, _LABEL = lazy_regex(r"(?<!\s)\s*\n\(?\w{1,4}[.)]\s*$"), 8


_BEGINS_HEADING = lazy_regex(
    r"^(?:§+\s*[\d.]+|PART \d+|Part \d+|Subpart [A-Z]|Supplement No\. \d+|Appendix [A-Z]|Article \d+\w*)"
    r"\b[^.;:]{0,160}\.?$"
)


def is_heading(text: str, heading: str) -> bool:
    """Return whether a sentence is a heading or the caption of a paragraph, and nothing more."""
    line = " ".join(text.split())
    return bool(_BEGINS_HEADING.match(line)) or (
        bool(heading) and line.rstrip(".").endswith(heading.rstrip(".")) and len(line) < len(heading) + 30
    )


_LABEL_ONLY = lazy_regex(r"^\(?[\w.]{1,8}\)?[.)]?$")


def joined_spans(text: str, offset: int, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans with a lone label, or a run of short lines (a list of countries), joined into one."""
    out: list[tuple[int, int]] = []
    for start, end in found:
        piece = text[start - offset : end - offset]
        if out:
            before = text[out[-1][0] - offset : out[-1][1] - offset]
            # A Chinese or Japanese sentence runs on over its semicolons: a penalty's steps are one statement.
            if before.endswith("；") and "\n" not in text[out[-1][1] - offset : start - offset]:
                out[-1] = (out[-1][0], end)
                continue
            short = (
                len(piece) < 40 and len(before.rsplit("\n", 1)[-1]) < 60 and not before.endswith((".", ":", ";", "。"))
            )
            if _LABEL_ONLY.match(before.strip()) or (short and not re.match(r"^\(\w+\)", piece)):
                out[-1] = (out[-1][0], end)
                continue
        out.append((start, end))
    return out
