"""Tells the XML of the eCFR's versioner by its first bytes, and has it read."""

from __future__ import annotations

import re

from corpus.parsers.ecfr.document import read_ecfr
from corpus.parsers.file import File, Parser

_ECFR_MARKUP = re.compile(rb"<(?:DIV[1-9]\s[^>]{0,200}TYPE=|ECFR\b|DLPSTEXTCLASS\b)")
_CONTROL_LIST = re.compile(
    rb"<FP-[12]>.{0,400}?(?:Reason for Control|License Exceptions|List of Items Controlled)", re.S
)


def claims(file: File) -> float:
    """Return a high claim for XML with the eCFR's numbered divisions in its first bytes, whatever its name."""
    start = file.data[:20_000]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\0", b"")
    if not start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return 0.0
    if _ECFR_MARKUP.search(start):
        return 0.95
    return 0.9 if _CONTROL_LIST.search(start) else 0.0


PARSER = Parser("eCFR XML", claims, read_ecfr)
