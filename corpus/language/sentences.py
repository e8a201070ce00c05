"""Finds where sentences begin and end in legal text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from ctypes import CDLL, byref, c_char_p, c_int, c_int32, create_string_buffer
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import WIDE

# Chinese and Japanese sentences end at 。！？； (a 项 ends at ；) with their closing quotes and brackets.
_WIDE_END = lazy_regex(r"[。！？；][”’」』）)]*")
# Never the end of a sentence in legal English, whatever follows: blingfire knows most; these it does not.
_OPEN_ENDS = lazy_regex(
    r"(?:\b(?:No|Nos|para|paras|Art|Arts|Reg|Regs|Sec|Secs|Supp|Pt|Pts|Ch|cf|e\.g|i\.e|Co|Ltd|Inc|Corp|FR|Stat|Doc"
    r"|a\.k\.a)\.|\(\w{1,4}\))$"
)
_LONGEST_END = 12  # characters of a sentence in which such an end is looked for
_WINDOW = 100_000  # characters that are split at a time: the library takes 18 bytes of memory for each
_LIBRARY_FILES = {"win32": "blingfiretokdll.dll", "darwin": "libblingfiretokdll.dylib"}  # by platform
_LIBRARY_FILE = "libblingfiretokdll.so"  # on any other


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
    spans: list[tuple[int, int]] = []
    for start, end in _by_windows(line):
        piece = line[start:end].strip()
        if not piece:
            continue
        start = line.index(piece, start)
        end = start + len(piece)
        if spans and (
            _OPEN_ENDS.search(line[max(spans[-1][0], spans[-1][1] - _LONGEST_END) : spans[-1][1]]) or piece[0].islower()
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _by_windows(line: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the sentences of a line, found in one window after another.

    The last sentence of a window may go on behind it, so the next window begins with it.
    """
    begin = 0
    while begin < len(line):
        found = _sentences(line[begin : begin + _WINDOW])
        if begin + _WINDOW >= len(line):
            yield from ((begin + start, begin + end) for start, end in found)
            return
        yield from ((begin + start, begin + end) for start, end in found[:-1] or found)
        begin += found[-1][0] if len(found) > 1 else _WINDOW


def _sentences(line: str) -> list[tuple[int, int]]:
    """Return (start, end) of the sentences that blingfire finds in a piece of a line.

    The package's own function for this walks through the bytes one by one in Python: a tenth of a question's time.
    """
    data = line.encode()
    room = 2 * len(data)
    text, begins, ends = create_string_buffer(room), (c_int32 * room)(), (c_int32 * room)()
    found = _blingfire().TextToSentencesWithOffsets(
        c_char_p(data), c_int(len(data)), byref(text), byref(begins), byref(ends), c_int(room)
    )
    if not 0 <= found <= room:
        return []
    count = text.value.count(b"\n") + 1
    spans = [(begin, end + 1) for begin, end in zip(begins[:count], ends[:count], strict=True)]
    return spans if line.isascii() else _in_characters(data, spans)


@cache
def _blingfire() -> CDLL:
    """Open the library that stands in the package blingfire.

    The package itself is not imported: to find its own folder it looks through every module there is, a tenth of a
    second of the first question.
    """
    package = find_spec("blingfire")
    assert package is not None
    assert package.origin is not None
    return CDLL(str(Path(package.origin).with_name(_LIBRARY_FILES.get(sys.platform, _LIBRARY_FILE))))


def _in_characters(data: bytes, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans of bytes, in order, as spans of characters."""
    out, at, characters = [], 0, 0
    for start, end in spans:
        begin = characters + len(data[at:start].decode())
        characters, at = begin + len(data[start:end].decode()), end
        out.append((begin, characters))
    return out


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
