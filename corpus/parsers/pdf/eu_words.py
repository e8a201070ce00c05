"""The words and signs by which an EU act on paper shows its parts: headings, labels, marks, formulas."""

from __future__ import annotations

import re

Q = r"[‘'\"“]?"
ARTICLE = re.compile(rf"{Q}Article (?P<number>\d{{1,3}}[a-z]{{0,3}})\.?")
ANNEX = re.compile(rf"{Q}ANNEX(?: (?P<number>[IVXLC]{{1,7}}[A-Z]?|\d{{1,2}}|[A-Z]))?")
DIVISION = re.compile(
    rf"{Q}(?P<kind>TITLE|CHAPTER|SECTION|PART|Part|Section|Chapter|Title|Category) "
    rf"(?P<number>[IVXLC]+[A-Z]?|\d{{1,2}}|[A-Z])\b(?P<rest>(?:\s*[–—:.-].*)?)"
)
PARAGRAPH = re.compile(rf"{Q}(?P<label>\d{{1,3}}[a-z]{{0,2}})\.\s+(?P<rest>\S.*)")
POINT = re.compile(rf"{Q}\((?P<label>[a-z]{{1,4}}|\d{{1,3}}[a-z]?)\)\s+(?P<rest>\S.*)")
DOTTED = re.compile(r"(?P<label>[a-z]{1,2}|\d{1,3})\.\s+(?P<rest>\S.*)")
DASH = re.compile(rf"{Q}[—–-]\s+(?P<rest>\S.*)")
GOODS = re.compile(rf"{Q}(?P<code>X\.\s?[A-E]\.?\s?(?:[IVX]+\.\d{{3,4}})|\d[A-E]\d{{3}})\.?\s+(?P<rest>\S.*)")
NOTE = re.compile(r"(?P<name>(?:Technical )?Notes?(?: \d{1,2})?|N\.B\.(?: ?\d)?)\s*:?(?P<rest>.*)")
FOOTNOTE = re.compile(r"\((?P<label>\d{1,3}|\*{1,6})\)\s*(?P<rest>.*)")
MARK = re.compile(r"[▼►◄][A-Z]?\d*(?:\s*[—–_-]+)?(?:\s*◄)?")
RULE = re.compile(r"[_—–-]{5,}")
TARGET = re.compile(
    r"\b(?:in|In|to|To) (?P<article>Article \d{1,3}[a-z]{0,3})(?P<steps>(?: ?\(\w{1,4}\))*)"
    r"(?:, (?:in )?(?:paragraph|point) (?P<step>\(?\w{1,4}\)?))?"
)
AMENDED_ANNEX = re.compile(r"\bIn (?P<annex>Annex [IVXLC]+[A-Z]?) to \w+.{0,60}following .{0,40}added")
ADOPTED = re.compile(r"HAS ADOPTED THIS|HAVE ADOPTED THIS")
END = re.compile(
    r"This (?:Regulation|Directive|Decision) shall be binding|Done at |This Directive is addressed"
    r"|This Decision is addressed"
)
STYLES = {"number-dot": ("number-dot",), "paren-letter": ("letter", "roman"), "paren-number": ("number-paren",),
           "letter-dot": ("letter-dot",), "item-dot": ("number-item",)}  # fmt: skip
