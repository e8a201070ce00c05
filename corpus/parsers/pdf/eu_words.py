"""The words and signs by which an EU act on paper shows its parts: headings, labels, marks, formulas."""

from __future__ import annotations

from corpus.language.lazy_regex import lazy_regex

Q = r"[‘'\"“]?"
ARTICLE = lazy_regex(rf"{Q}Article (?P<number>\d{{1,3}}[a-z]{{0,3}})\.?")
ANNEX = lazy_regex(rf"{Q}ANNEX(?: (?P<number>[IVXLC]{{1,7}}[A-Z]?|\d{{1,2}}|[A-Z]))?")
DIVISION = lazy_regex(
    rf"{Q}(?P<kind>TITLE|CHAPTER|SECTION|PART|Part|Section|Chapter|Title|Category) "
    rf"(?P<number>[IVXLC]+[A-Z]?|\d{{1,2}}|[A-Z])\b(?P<rest>(?:\s*[–—:.-].*)?)"
)
PARAGRAPH = lazy_regex(rf"{Q}(?P<label>\d{{1,3}}[a-z]{{0,2}})\.\s+(?P<rest>\S.*)")
POINT = lazy_regex(rf"{Q}\((?P<label>[a-z]{{1,4}}|\d{{1,3}}[a-z]?)\)\s+(?P<rest>\S.*)")
DOTTED = lazy_regex(r"(?P<label>[a-z]{1,2}|\d{1,3})\.\s+(?P<rest>\S.*)")
DASH = lazy_regex(rf"{Q}[—–-]\s+(?P<rest>\S.*)")
GOODS = lazy_regex(rf"{Q}(?P<code>X\.\s?[A-E]\.?\s?(?:[IVX]+\.\d{{3,4}})|\d[A-E]\d{{3}})\.?\s+(?P<rest>\S.*)")
NOTE = lazy_regex(r"(?P<name>(?:Technical )?Notes?(?: \d{1,2})?|N\.B\.(?: ?\d)?)\s*:?(?P<rest>.*)")
FOOTNOTE = lazy_regex(r"\((?P<label>\d{1,3}|\*{1,6})\)\s*(?P<rest>.*)")
MARK = lazy_regex(r"[▼►◄][A-Z]?\d*(?:\s*[—–_-]+)?(?:\s*◄)?")
RULE = lazy_regex(r"[_—–-]{5,}")
TARGET = lazy_regex(
    r"\b(?:in|In|to|To) (?P<article>Article \d{1,3}[a-z]{0,3})(?P<steps>(?: ?\(\w{1,4}\))*)"
    r"(?:, (?:in )?(?:paragraph|point) (?P<step>\(?\w{1,4}\)?))?"
)
AMENDED_ANNEX = lazy_regex(r"\bIn (?P<annex>Annex [IVXLC]+[A-Z]?) to \w+.{0,60}following .{0,40}added")
ADOPTED = lazy_regex(r"HAS ADOPTED THIS|HAVE ADOPTED THIS")
END = lazy_regex(
    r"This (?:Regulation|Directive|Decision) shall be binding|Done at |This Directive is addressed"
    r"|This Decision is addressed"
)
STYLES = {"number-dot": ("number-dot",), "paren-letter": ("letter", "roman"), "paren-number": ("number-paren",),
           "letter-dot": ("letter-dot",), "item-dot": ("number-item",)}  # fmt: skip
