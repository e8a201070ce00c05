"""Which texts a question is about, by the names of laws and agencies in it. Prefers sources, never excludes one."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.instruments import names
from corpus.language.scripts import HAN
from corpus.model import Kind, Source

_LAWLIKE = r"(?:[\w'’-]+\s+){0,3}?(?:laws?|regulations?|rules?|exporters?|compan(?:y|ies)|firms?|authorit\w+|export controls?|government|ministry|regulators?|text|list)\b"
_JURISDICTIONS = {
    "cn": re.compile(rf"\b(?:Chinese|China['’]s|PRC)\s+{_LAWLIKE}|\bMOFCOM\b|[{HAN}]{{2,}}.*(?:法|条例)"),
    "jp": re.compile(rf"\b(?:Japanese|Japan['’]s)\s+{_LAWLIKE}|\bMETI\b|\bFEFA\b|外為法|輸出貿易管理令"),
    "eu": re.compile(
        r"\b(?:EU|European Union|European)(?:['’]s)?\b|\bRegulation \(E[UC]\)|\b\d{3,4}/20\d\d\b|\b20\d\d/\d{3,4}\b|\bthe Union\b"
    ),
    "no": re.compile(r"\bNorw(?:ay|egian)\b"),
    "uk": re.compile(rf"\b(?:UK|British)(?:['’]s)?\s+{_LAWLIKE}"),
}
# Names of regimes to the titles of the texts that hold them.
_TITLES = (
    (re.compile(r"\bDOE\b|\bDepartment of Energy\b|\bpart 810\b", re.I), re.compile(r"Part 810")),
    (re.compile(r"\bNRC\b|\bNuclear Regulatory\b|\bpart 110\b", re.I), re.compile(r"Part 110")),
    (re.compile(r"\bITAR\b|\bUSML\b|\bmunitions list\b|\bDDTC\b", re.I), re.compile(r"Part 121|Parts? 12\d")),
    (re.compile(r"\bBIS\b|\bEAR\b|\bCommerce\b|\bEntity List\b|\bunverified[- ]list\b|\bUVL\b|\bMEU\b|\bERC\b", re.I), re.compile(r"15 CFR Parts? 7[3-7]\d")),
    (re.compile(r"\bdual[- ]use list\b", re.I), re.compile(r"dual-?use|flerbruk|Vedlegg II|List II", re.I)),
)  # fmt: skip
_ARTICLE = re.compile(r"\bthe (?:news )?article\b", re.I)


_LAW = re.compile(r"\b(?:laws?|regulations?|legislation|statutes?|EAR|ITAR|CFR|USML|CCL)\b")


def names_law(question: str) -> bool:
    """Whether a question asks of a law beside anything else that it names."""
    return _LAW.search(question) is not None


@lru_cache(maxsize=4096)
def about(question: str, source: Source) -> float:
    """1 when the question names this text or its regime, else 0."""
    pattern = _JURISDICTIONS.get(source.jurisdiction)
    if source.kind is not Kind.NEWS and pattern is not None and pattern.search(question):
        return 1.0
    if any(asked.search(question) and title.search(source.title) for asked, title in _TITLES):
        return 1.0
    if source.kind in (Kind.NEWS, Kind.USER) and _ARTICLE.search(question):
        return 1.0
    folded = question.casefold()
    return 1.0 if any(len(name) > 5 and name.casefold() in folded for name in names(source)) else 0.0
