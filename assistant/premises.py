"""What a question takes for granted, and whether the texts have it: a unit, a year, a list that somebody keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.countries import countries
from assistant.entities import names_of
from assistant.question import Question
from assistant.wants import fit
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.readers.country_codes import NAMES

FIGURES = frozenset({"amount", "duration", "date"})
_YEAR = re.compile(r"(?<![\w/.-])(?:19|20)\d\d(?![\w/.-])")
_WIDE_FIGURE = re.compile(r"[一二三四五六七八九十百千万亿]")
# A unit in the question, and how a text writes an amount in it.
_UNITS = tuple(
    (re.compile(asked, re.I), re.compile(written, re.I))
    for asked, written in (
        (r"\bdollars?\b|\bUSD\b|\$", r"[$]\s?\d|\bUSD\b|\bdollars?\b|美元"),
        (r"\beuros?\b|\bEUR\b|€", r"€\s?\d|\bEUR\b|\beuros?\b|欧元"),
        (r"\byuan\b|\bRMB\b|\brenminbi\b", r"\byuan\b|\bRMB\b|元"),
        (r"\byen\b|\bJPY\b", r"\byen\b|円"),
        (
            r"\bhow (?:much|high)\b[^?]*\b(?:fees?|price|charges?|costs?|pay)\b|\bwhat (?:\w+ ){0,2}(?:fee|price|charge)\b|\bwhat (?:do|does|did|would|will) [^?]{1,40}\b(?:charge|cost|pay)\b",
            r"[$€£¥]\s?\d|\b(?:dollars?|euros?|pounds?|yuan|yen|USD|EUR|RMB|JPY)\b|元|円",
        ),
        (r"\bprison\b|\bjail\b|\bbehind bars\b", r"imprison|\bprison|徒刑|拘役|懲役|禁錮|拘禁"),
        (r"\b(?:tonnes?|tons)\b", r"\b(?:tonnes?|tons?|metric tons?)\b|吨|トン"),
        (r"\b(?:per ?cent|percentage)\b|%", r"%|\bper ?cent|百分之"),
        (r"\bhow many (?:\w+ )?(?:years?|yrs?)\b", r"\byears?\b|年"),
        (r"\bhow many (?:\w+ )?months?\b", r"\bmonths?\b|月"),
        (r"\bhow many (?:\w+ )?days?\b", r"\bdays?\b|日|天"),
        (r"\bhow many (?:\w+ )?hours?\b", r"\bhours?\b|小时|時間"),
    )
)
_OWNED_LIST = re.compile(
    r"\b(?P<owner>[A-Z][\w.&-]*(?: (?:of |and |the )?[A-Z][\w.&-]*){0,5})['’]s?\s+(?P<name>(?:[\w-]+\s+){0,5}?)(?:list|blacklist|whitelist)s?\b"
)
# Bodies that license and keep lists, by their jurisdiction.
_KEEPERS = {"METI": "jp", "MOFCOM": "cn", "OFAC": "us", "BIS": "us", "DDTC": "us", "OFSI": "uk", "HMT": "uk", "ECJU": "uk", "UN": "un", "BAFA": "de", "SECO": "ch", "DGFT": "in"}  # fmt: skip
_CODES = {"GB": "uk"}


def lacks_the_figure(question: Question, texts: Sequence[str], contexts: Sequence[str], nearest: Sequence[str]) -> bool:
    """Whether a figure is asked for and none of `texts` has one: none at all, none in the unit asked for, or none of that year.

    Any kind of figure counts where no unit is named: "how long" asks for metres as well as for months. Of a question that names a
    provision the unit must stand in the `nearest` sentences: the next paragraph's amount is another one. A question of a meaning lacks
    none: words may answer it.
    """
    if not question.wants & FIGURES or not texts or "definition" in question.wants:
        return False  # "how much counts as reasonable?"
    years = set() if question.filters.as_of else set(_YEAR.findall(question.core))
    if years and not any(y in f"{t} {c}" for t, c in zip(texts, contexts, strict=True) for y in years):
        return True
    units = [written for asked, written in _UNITS if asked.search(question.core)]
    if units:
        return any(not any(written.search(t) for t in (nearest if question.addresses else texts)) for written in units)
    return not any(fit(FIGURES, t) or _WIDE_FIGURE.search(t) for t in texts)


def law_not_held(question: Question, catalogue: Catalogue) -> str:
    """The law of a country that a question asks of and of which nothing is held ("Swiss law"); empty where it names none or one held."""
    text, asked = question.core, []
    for start, end, code in countries(text):
        behind = _LAW_BEHIND.match(text, end)
        if behind and (behind["of"] or text[start:end] not in NAMES.values()):
            asked.append((code, text[start : behind.end()]))
        elif before := _LAW_BEFORE.search(text, 0, start):
            asked.append((code, text[before.start() : end]))
    held = {source.jurisdiction for source, _ in catalogue.in_force(question.filters).values()}
    if not asked or any({"GB": "uk"}.get(code, code.lower()) in held for code, _ in asked):
        return ""
    return asked[0][1]


# "Swiss export rules", "Brazil's law", "the law of Brazil"; "the Cuban Assets Control Regulations" are American.
_LAW_BEHIND = re.compile(
    r"(?P<of>['’]s)?\s+(?:(?:export|import|trade|customs|dual-use|arms|control|national|domestic)\s+){0,2}"
    r"(?:(?:open|general|individual|global)\s+){0,3}(?:export\s+)?(?:laws?|legislation|statutes?|regulations?|rules?|export controls?|licen[cs]es?|permits?)\b"
)
_LAW_BEFORE = re.compile(r"\b(?:laws?|legislation|regulations?|rules?)\s+(?:of|in)\s+(?:the\s+)?$", re.I)


def body_not_held(question: Question, catalogue: Catalogue, texts: Sequence[str]) -> str:
    """The licensing body that a question asks of ("BAFA"), of whose country nothing is held and which no text names; else empty."""
    held = {source.jurisdiction for source, _ in catalogue.in_force(question.filters).values()}
    named = next((w for w in re.findall(r"[\w-]+", question.core) if w in _KEEPERS), "")
    if not named or _KEEPERS[named] in held or any(named in text for text in texts):
        return ""
    return named


def list_not_held(question: Question, catalogue: Catalogue) -> str:
    """The list of somebody's that a question asks of and this collection does not hold ("METI's foreign end user list"); else empty."""
    match = _OWNED_LIST.search(question.standalone)
    if match is None:
        return ""
    owner = match["owner"]
    code = next((_KEEPERS[w] for w in owner.split() if w in _KEEPERS), "")
    named = next((c for _, _, c in countries(owner)), "")
    code = code or _CODES.get(named, named.lower())
    if not code:
        return ""
    for number, (source, _) in catalogue.in_force(question.filters).items():
        if source.jurisdiction == code and _keeps_a_list(source, number, catalogue, parties=bool(_PARTIES.search(match["name"]))):
            return ""
    return f"{owner}’s {match['name']}list"


def _keeps_a_list(source: Source, number: int, catalogue: Catalogue, *, parties: bool) -> bool:
    """Whether a text is a list or has one; a list of parties has rows with names."""
    if source.kind is Kind.LIST and not parties:
        return True
    rows = catalogue.with_role(number, Role.ROW)
    return any(names_of(r) for r in rows) if parties else bool(rows)


_PARTIES = re.compile(
    r"\b(?:user|entit|part(?:y|ies)|person|debarred|denied|sanction|unreliable|designat|watch|compan|firm|blocked|national)", re.I
)
