"""Finds where sentences begin and end in legal text."""

from __future__ import annotations

import re

import blingfire

from corpus.language.scripts import WIDE

# Chinese and Japanese sentences end at 。！？； (a 项 ends at ；) with their closing quotes and brackets.
_WIDE_END = re.compile(r"[。！？；][”’」』）)]*")
# Never the end of a sentence in legal English, whatever follows: blingfire knows most; these it does not.
_OPEN_ENDS = re.compile(
    r"(?:\b(?:No|Nos|para|paras|Art|Arts|Reg|Regs|Sec|Secs|Supp|Pt|Pts|Ch|cf|e\.g|i\.e|Co|Ltd|Inc|Corp|FR|Stat|Doc"
    r"|a\.k\.a)\.|\(\w{1,4}\))$"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence of `text`, in order, without the white space around it.

    A line break always ends a sentence, since the normal form breaks lines only between blocks.
    """
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend((offset + s, offset + e) for s, e in _line_spans(line))
        offset += len(line) + 1
    return spans


def _line_spans(line: str) -> list[tuple[int, int]]:
    """Return the sentence spans of one line."""
    if not line.strip():
        return []
    if len(WIDE.findall(line)) * 4 > len(line):
        return _wide_spans(line)
    _, offsets = blingfire.text_to_sentences_and_offsets(line)
    spans: list[tuple[int, int]] = []
    for start, end in offsets:
        piece = line[start:end].strip()
        if not piece:
            continue
        start = line.index(piece, start)
        end = start + len(piece)
        if spans and (_OPEN_ENDS.search(line[spans[-1][0] : spans[-1][1]]) or piece[0].islower()):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _wide_spans(line: str) -> list[tuple[int, int]]:
    """Return the sentence spans of a line in Chinese or Japanese."""
    spans, begin = [], 0
    for match in _WIDE_END.finditer(line):
        spans.append((begin, match.end()))
        begin = match.end()
    spans.append((begin, len(line)))
    out = []
    for start, end in spans:
        piece = line[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            out.append((start + lead, start + len(piece.rstrip())))
    return out
