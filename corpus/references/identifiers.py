"""Finds the identifiers in a passage and gives each one spelling, so that a search finds it however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import party_lists
from corpus.references.eccn import ECCN
from corpus.references.eu import INSTRUMENT

_PATH = r"(?:\((?:[ivx]{2,5}|[a-zA-Z]{1,2}|\d{1,3})\))*"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "cfr",
        lazy_regex(rf"\b(\d{{1,2}})\s+C\.?F\.?R\.?\s+(?:§{{1,2}}\s*)?(\d{{1,4}}\.\d{{1,4}}[a-z]?(?![a-z])){_PATH}"),
    ),
    ("cfr", lazy_regex(rf"§{{1,2}}\s*(\d{{1,4}}\.\d{{1,4}}(?:[a-z](?![a-z]))?){_PATH}")),
    ("fr", lazy_regex(r"\b(\d{2,3})\s+(?:FR|Fed\.\s?Reg\.)\s+(\d{1,3}(?:,\d{3})|\d{1,6})\b")),
    ("usc", lazy_regex(r"\b(\d{1,2})\s+U\.\s?S\.\s?C\.\s+(?:§{1,2}\s*)?(\d{1,5}[a-z]?(?:-\d+)?)")),
    ("eccn", ECCN),
    ("eccn", lazy_regex(r"\bEAR99\b")),
    ("usml", lazy_regex(rf"\b(?:USML\s+)?Category\s+([IVX]{{1,5}})\b{_PATH}")),
    ("article", lazy_regex(r"\bArticle\s+\d{1,3}[a-z]{0,3}(?![a-z\d])(?:\((?:\d{1,2}|[a-z]{1,3})\))*")),
    (
        "article",
        lazy_regex(
            r"第[〇零一二三四五六七八九十百]+条(?:[之の][一二三四五六七八九十]+)*(?:第[一二三四五六七八九十]+[款項])?"
        ),
    ),
    ("celex", lazy_regex(r"\b[03]\d{4}[A-Z]{1,2}\d{4}(?:-\d{8})?\b")),
    ("instrument", INSTRUMENT),
    ("cas", lazy_regex(r"(?<![\d-])(\d{2,7})-(\d{2})-(\d)(?![\d-])")),
    ("un", lazy_regex(r"\bUN\s?(?:No\.?\s?)?(\d{4})\b")),
)
# Lists of goods and other things that people ask for by name, beside the lists of parties.
_LISTS_BY_NAME: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("Commerce Control List", ("Commerce Control", "CCL"), lazy_regex(r"\bCommerce Control List\b|\bCCL\b")),
    (
        "U.S. Munitions List",
        ("Munitions List", "USML"),
        lazy_regex(r"\b(?:U\.S\.|United States|US) Munitions List\b|\bUSML\b"),
    ),
    ("Wassenaar Arrangement", ("Wassenaar",), lazy_regex(r"\bWassenaar Arrangement\b")),
    ("Country Group", ("Country Group",), lazy_regex(r"\bCountry Groups?\s+[A-E](?::\d)?\b")),
    ("出口管制清单", ("出口管制清单",), lazy_regex("出口管制清单")),
)
# A substring that every match of a kind holds: looking for it costs a tenth
# of the pattern. CAS numbers and ECCNs have none.
_HINTS = {
    "cfr": ("§", "C"), "fr": ("FR", "Fed"), "usc": ("U.",), "eccn": ("A", "B", "C", "D", "E"), "usml": ("Category",),
    "article": ("Article", "条"), "celex": ("R", "L", "D", "E", "G"), "instrument": ("/",), "cas": ("-",),
    "un": ("UN",),
}  # fmt: skip
_WORTH = lazy_regex(rf"\d|List\b|Arrangement|{party_lists.table().joined('alone')}|CCL|USML|[单第]|Country Group")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier at `start:end` of a text: its kind, and the spelling under which it is indexed."""

    kind: str
    start: int
    end: int
    name: str


def find(text: str, title: str = "") -> Iterator[Identifier]:
    """Yield every identifier in `text`, by kind. `title` is the CFR title that a bare § belongs to, if it is known."""
    if not _WORTH.search(text):
        return
    for kind, pattern in _PATTERNS:
        if not any(hint in text for hint in _HINTS[kind]):
            continue
        for match in pattern.finditer(text):
            name = _name(kind, match, text, title)
            if name:
                yield Identifier(kind, match.start(), match.end(), name)
    parties = ((n.name, n.hints, n.named) for n in party_lists.table().entries)
    for name, hints, pattern in (*parties, *_LISTS_BY_NAME):
        if not any(hint in text for hint in hints):
            continue
        for match in pattern.finditer(text):
            yield Identifier(
                "list", match.start(), match.end(), " ".join(match[0].split()) if name == "Country Group" else name
            )


def identifiers(text: str, title: str = "") -> tuple[str, ...]:
    """Return the names of all identifiers in `text`, each once, in the order in which they first appear."""
    return tuple(dict.fromkeys(i.name for i in sorted(find(text, title), key=lambda i: i.start)))


_OTHER_LAW = lazy_regex(r"\s+of\s+the\s+(?!EAR\b|Export\s+Administration\s+Regulations)[A-Z]")


def _name(kind: str, match: re.Match[str], text: str, title: str) -> str:
    """Return the spelling under which a match is indexed; "" if it is not an identifier after all."""
    if kind == "cfr" and match[0].startswith("§"):
        if re.search(r"C\.?F\.?R\.?\s+$", text[max(0, match.start() - 8) : match.start()]):
            return ""  # the pattern for "15 CFR § 744.21" finds it as a whole
        path = match[0][match.end(1) - match.start() :]
        if re.match(r"\s+of\s+the\s+EAR\b", text[match.end() : match.end() + 12]):
            title = "15"
        elif _OTHER_LAW.match(text, match.end()):
            return ""
        return f"{title} CFR {match[1]}{path}" if title else f"{match[1]}{path}"
    if kind == "cfr":
        return f"{match[1]} CFR {match[2]}{match[0][match.end(2) - match.start() :]}"
    if kind == "fr":
        return f"{match[1]} FR {match[2].replace(',', '')}"
    if kind == "usc":
        return f"{match[1]} U.S.C. {match[2]}"
    if kind == "usml":
        return match[0].removeprefix("USML").strip()
    if kind == "instrument":
        return " ".join(match["name"].split())
    if kind == "cas":
        return match[0] if _cas_holds(match[1] + match[2], int(match[3])) else ""
    if kind == "un":
        return f"UN {match[1]}"
    return " ".join(match[0].split())


def _cas_holds(digits: str, check: int) -> bool:
    """Return whether the check digit of a CAS number is right, by the rule of the Chemical Abstracts Service.

    It is the sum of the other digits, each weighted by its place from the right, modulo 10.
    """
    return sum(int(d) * place for place, d in enumerate(reversed(digits), 1)) % 10 == check
