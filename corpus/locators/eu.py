"""Addresses in acts of the European Union: Article 3(1)(a), Article 5aa, recital (12), Annex I, point 2(b), Chapter II.

The instrument is written in one way whatever its spelling: "833/2014", "Reg. 833/2014", "32014R0833" are all
`Regulation (EU) No 833/2014`. Provisions carry their address without it.
"""

from __future__ import annotations

import re

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import measures
from corpus.locators.address import Grammar, Locator, Mention

# The letter of an inserted article is a Latin numeral in French, Spanish and Italian: Article 3b is "article 3 ter".
_NUMERALS = (
    *("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies"),
    *("nonies", "decies", "undecies", "duodecies", "terdecies", "quaterdecies", "quindecies"),
)
_LATIN = rf"(?:\s(?:{'|'.join(_NUMERALS)})(?!\w|\s\d))"  # but "Artikel 3 bis 5" goes from one to the other
_LETTERED = rf"\d{{1,3}}(?:[a-z]{{1,3}}(?![a-z])|{_LATIN})?(?!\d)"
_ARTICLE_WORD = r"(?:Articles?|ARTICLES?|articles?|[Aa]rts?\.?|ART\.|Artikel|[Aa]rtículos?|[Aa]rticol[oi])"
_EU_STEP = r"(?>\(\s?(?:\d{1,3}[a-z]{0,2}|[a-z]{1,5}|[IVX]{1,5})\s?\))"
_EU_STEPS = rf"(?:\s?{_EU_STEP})*"
# ", paragraph 2, point (a), second indent" written out; each word may stand without a comma.
_WORDED = (
    r"(?:(?:,|\s)\s?(?:(?>paragraphe?)|para\.?|§|subparagraph|sub-paragraph|apartado|paragrafo|letra|lettera|points?"
    r"|lit\.?|letter|item|Absatz|Abs\."
    rf"|Buchstabe|Nummer|Nr\.)\s*(?:{_EU_STEP}|\d{{1,3}}[a-z]{{0,2}}(?!\w)|[a-z]{{1,3}}(?![\w]))(?:\s?{_EU_STEP})*)*"
)
_INDENT = r"(?:,\s?(?:indent\s\d{1,2}|(?:first|second|third|fourth|fifth)\sindent))?"
_STEPS_AND_INDENT = rf"{_EU_STEPS}{_WORDED}{_INDENT}"
_ARTICLE = rf"{_ARTICLE_WORD}\s?(?P<article>{_LETTERED})(?P<tail>{_STEPS_AND_INDENT})"
_RECITAL = r"(?:[Rr]ecitals?|RECITAL|[Ee]rwägungsgrund)\s?(?:no\.?\s?)?\(?(?P<recital>\d{1,3}[a-z]?)\)?"
# "The annexes" and "un allegato" are words, no place; with a number behind they are one.
_ANNEX_WORD = r"(?:Annexes?|ANNEXES?|annexes?|[Aa]nexo|[Aa]llegato)"
_ANNEX_NUMBER = r"(?:[IVXLC]{1,7}[a-zA-Z]?(?!\w)|\d{1,2}[a-zA-Z]?(?!\w)|[A-Z](?!\w))"
_ANNEX = (
    rf"(?:(?:Annex|ANNEX|annex|Anhang)(?!\w)|{_ANNEX_WORD}(?=\s{_ANNEX_NUMBER}))(?:\s(?P<annex>{_ANNEX_NUMBER}))?"
    r"(?P<divisions>(?:,\s?(?:Part|Section|Chapter|Title|Category|Subsection)\s(?>(?:[IVXLC]{1,6}|\d{1,2}"
    r"|[A-Z])(?!\w)))*+)"
    rf"(?P<points>(?:,?\s(?:points?|item|no\.?)\s\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}\.?[a-z]?|[a-zA-Z])\)?(?!\w)"
    rf"(?:\s?{_EU_STEP})*)?)(?P<annex_indent>{_INDENT})"
)
_DIVISIONS = (
    r"(?P<division>(?:(?:Part|Title|Chapter|Section|Subsection|PART|TITLE|CHAPTER|SECTION)\s(?:[IVXLC]{1,6}|\d{1,2})"
    r"(?!\w)(?:,\s?)?){1,4})"
)
_ISSUING_BODY = r"(?:Council\s|Commission\s)?(?:(?:Delegated|Implementing)\s)?"
_TYPE_WORDS = (
    r"[Rr]egulations?|[Dd]irectives?|[Dd]ecisions?|[Rr]eg\.?|[Dd]ir\.?|[Dd]ec\.?|Council Regulation|REGULATION"
    r"|DIRECTIVE|DECISION|[Rr]èglement|(?:EU-)?Verordnung|[Rr]eglamento|[Rr]egolamento|(?:EU-)?Richtlinie"
    r"|[Dd]irectiv[ae]"
    r"|[Dd]irettiva|[Dd]écision|[Dd]ecisión|[Dd]ecisione|Beschluss|VO"
)
_TYPE = rf"(?P<type>{_TYPE_WORDS})"
_SCOPE = r"(?:\s?\((?P<scope>EU|EC|EEC|CFSP|Euratom|UE|CE|CEE|EG)(?:,\s?Euratom)?\))?"
_SCOPES = {"UE": "EU", "CE": "EC", "EG": "EC", "CEE": "EEC"}
_NO_OF_ACT = r"(?:No\.?\s?|Nr\.?\s?|n[°º.]\s?|núm\.?\s?)?(?P<number>\d{1,4}/\d{1,4}(?:/(?:EU|EC|EEC|CFSP|JHA))?)"
_CELEX = r"(?P<celex>[03]\d{4}[RLD]\d{4})(?:-\d{8})?"
_KNOWN = [
    n for i in instruments.known() if i.jurisdiction == "eu" for n in i.designations if not re.search(r"\d{3}", n)
]
_KNOWN_NAME = rf"(?P<named>(?i:{'|'.join(re.escape(n) for n in sorted(_KNOWN, key=len, reverse=True))}))(?!\w)"
# "reg 833", "Verordnung Nr. 833": a well-known act by its number without the year.
_LONE_NO = (
    rf"(?:EU[\s-])?(?:{_TYPE_WORDS})(?:\s?\((?:EU|UE|EC|CE)\))?\s(?:No\.?\s?|Nr\.?\s?|n[°º.]\s?|núm\.?\s?)?"
    rf"(?P<alone>{'|'.join(instruments.acts_by_number())})(?![\w.]\d|\w)"
)
_INSTRUMENT = (
    rf"(?:(?:{_ISSUING_BODY}{_TYPE}{_SCOPE}\s?)?{_NO_OF_ACT}|{_CELEX}|(?:EU['’]s\s)?{_KNOWN_NAME}|{_LONE_NO})(?![\d/])"
)
_OF_INSTRUMENT = (
    r"(?:,?\s(?:of|to|in|from|under|du|de|del|della|der|des|dans|von|nach|im|in\sder|aus)\s"
    r"(?:the\s|la\s|le\s|der\s|EU\s)?|,?\s)"
)
_ARTICLE_OR_ANNEX = rf"(?:{_ARTICLE}|{_RECITAL}|{_ANNEX})"

_FULL = lazy_regex(rf"(?:{_INSTRUMENT},?\s)?(?:{_ARTICLE_OR_ANNEX}|{_DIVISIONS})")
_FULL_BEHIND = lazy_regex(rf"(?:{_ARTICLE_OR_ANNEX}|{_DIVISIONS}){_OF_INSTRUMENT}{_INSTRUMENT}", re.IGNORECASE)
_INSTRUMENT_BEHIND = lazy_regex(rf"{_OF_INSTRUMENT}{_INSTRUMENT}")
_BEFORE = lazy_regex(rf"{_INSTRUMENT},?\s$")
_FOUND = lazy_regex(rf"(?<![\w.]){_ARTICLE_OR_ANNEX}")
_MONTH = "|".join((*(name.capitalize() for name in measures.table().month_names), "january", "february"))
_AND_ARTICLE = lazy_regex(
    rf"(?:\s?,\s?(?:and\s|or\s)?|\s(?:and|or|to|und|bis)\s)(?P<article>{_LETTERED})(?P<tail>{_EU_STEPS})(?![\w/%]|\.\d)"
    rf"(?!\s(?:days|months|years|of\sthe\s\w+\sdays|{_MONTH}|%|per|hours|EUR|euro))"
)
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_TYPES = {
    **dict.fromkeys(("reg", "règ", "ver", "cou", "vo"), "Regulation"),
    **dict.fromkeys(("dir", "ric"), "Directive"),
    **dict.fromkeys(("dec", "déc", "bes"), "Decision"),
}


def parse(text: str) -> Locator | None:
    """Return the address that `text` as a whole is; None if it is none.

    Examples: "Art. 3(2) of Reg. 833/2014", "833/2014 article 5aa", "article 3 paragraph 2".
    """
    text = _bracketed(" ".join(text.split()).strip().rstrip(".;"))
    found = (
        _FULL_BEHIND.fullmatch(text)
        or _FULL.fullmatch(text)
        or re.compile(_FULL.pattern, re.IGNORECASE).fullmatch(text)
    )
    if found is None:
        return None
    if (
        found["annex"] is None
        and found["article"] is None
        and found["recital"] is None
        and not found["division"]
        and not re.search("annex|anhang|anexo|allegato", text, re.I)
    ):
        return None
    return _locator(found, _instrument(found))


# "art 58 2 e of GDPR": steps without their brackets, in a whole address only.
_BARE = lazy_regex(
    rf"(?P<head>.*?{_ARTICLE_WORD}\s?{_LETTERED})(?P<steps>(?:\s(?:\d{{1,2}}[a-z]?|[a-z])(?![\w/]))+)"
    r"(?P<rest>(?:,?\s(?:of|in|to|under)\s.*|,?\s[A-Z].*)?)",
    re.IGNORECASE,
)


def _bracketed(text: str) -> str:
    """Return a whole address with its bare steps in brackets: "art 58 2 e of GDPR"."""
    found = _BARE.fullmatch(text)
    return found["head"] + "".join(f"({step})" for step in found["steps"].split()) + found["rest"] if found else text


def mentions(text: str) -> list[Mention]:
    """Return every address in running text.

    "Articles 3 and 4 of Directive 2014/65/EU" are two, both of that instrument.
    """
    found: list[Mention] = []
    end = 0
    for m in _FOUND.finditer(text):
        if m.start() < end:
            continue
        run = [(m.start(), m.end(), m)]
        if m["article"]:
            while more := _AND_ARTICLE.match(text, run[-1][1]):
                run.append((more.start("article"), more.end(), more))
        end = run[-1][1]
        behind = _INSTRUMENT_BEHIND.match(text, end)
        before = _BEFORE.search(text, max(0, m.start() - 90), m.start()) if behind is None else None
        instrument = _instrument(behind) if behind else _instrument(before) if before else ""
        for number, (start, stop, part) in enumerate(run):
            last = number == len(run) - 1
            found.append(
                Mention(
                    before.start() if before and number == 0 else start,
                    behind.end() if behind and last else stop,
                    _locator(part, instrument),
                )
            )
        end = max(end, behind.end() if behind else end)
    return found


def _instrument(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if groups.get("named"):
        instrument = instruments.find(groups["named"])
        return instrument.title if instrument else groups["named"]
    if alone := groups.get("alone"):
        return instruments.acts_by_number()[alone].title
    if celex := groups.get("celex"):
        kind = {"R": "Regulation", "L": "Directive", "D": "Decision"}[celex[5].upper()]
        year, number = int(celex[1:5]), int(celex[6:])
        return _designation(kind, "", year, number)
    if not groups.get("number"):
        return ""
    old_form = re.search(
        r"(?:N[or]\.?|n[°º])\s?$",
        found.string[max(0, found.start("number") - 5) : found.start("number")],
        re.IGNORECASE,
    )
    pair = instruments.eu_number(("No " if old_form else "") + groups["number"])
    if pair is None:
        return ""
    suffix = re.search(r"/(EU|EC|EEC|CFSP|JHA)$", groups["number"], re.IGNORECASE)
    kind = _TYPES.get((groups.get("type") or "").lower().removeprefix("eu-")[:3], "")
    scope = groups.get("scope") or (suffix[1] if suffix else "")
    scope = _SCOPES.get(scope.upper(), scope)
    return _designation(
        kind or ("Directive" if suffix and suffix[1].upper() in ("EU", "EC", "EEC") else "Regulation"),
        scope.upper().replace("EURATOM", "Euratom"),
        *pair,
    )


def _designation(kind: str, scope: str, year: int, number: int) -> str:
    """Return an instrument's designation as its title writes it, which depends on the kind and the year."""
    scope = scope or ("EU" if year >= 2010 else "EC" if year >= 1994 else "EEC")
    if kind != "Regulation" and year < 2015:
        return f"{kind} {year}/{number}/{scope}"
    return (
        f"{kind} ({scope}) {year}/{number}"
        if year >= 2015
        else f"{kind} ({scope}) No {number}/{year % 100 if year < 1999 else year}"
    )


def _locator(found: re.Match[str], instrument: str) -> Locator:
    groups = found.groupdict()
    if groups.get("article"):
        steps = _steps(groups["tail"] or "")
        number, _, numeral = groups["article"].lower().partition(" ")
        letter = chr(ord("a") + _NUMERALS.index(numeral)) if numeral in _NUMERALS else numeral
        head = f"Article {number}{letter}"
        indent = _indent(groups["tail"] or "")
        path = (head, *steps, *((indent,) if indent else ()))
        return Locator(
            "eu", instrument, path, head + "".join(f"({s})" for s in steps) + (f", {indent}" if indent else "")
        )
    if groups.get("recital"):
        return Locator("eu", instrument, ("recital", groups["recital"]), f"recital ({groups['recital']})")
    if groups.get("division"):
        parts = [f"{word.capitalize()} {number}" for word, number in re.findall(r"\b(\w+)\s(\w+)", groups["division"])]
        return Locator("eu", instrument, tuple(parts), ", ".join(parts))
    number = groups.get("annex") or ""
    units: list[str] = [f"Annex {number.upper() if re.fullmatch('[ivxlc]+', number) else number}".strip()]
    units += [f"{w.capitalize()} {n}" for w, n in re.findall(r"\b(\w+)\s(\w+)", groups["divisions"] or "")]
    text = ", ".join(units)
    points = re.sub(r"^,?\s(?:points?|item|no\.?)\s", "", groups["points"] or "", flags=re.IGNORECASE)
    if points:
        first = re.match(r"\(?([\d.]+[a-z]?|[a-zA-Z])\)?", points)
        assert first is not None
        label = first[1].rstrip(".")
        point = label if label[0].isdigit() else f"({label})"
        deeper = _steps(points[first.end() :])
        units += [f"point {point}", *deeper]
        text += f", point {point}" + "".join(f"({s})" for s in deeper)
    indent = _indent(groups.get("annex_indent") or "")
    if indent:
        units.append(indent)
        text += f", {indent}"
    return Locator("eu", instrument, tuple(units), text)


def _steps(tail: str) -> list[str]:
    """Return the steps of a tail: 2 and a for (2)(a), "paragraph 2, point (a)", "(2) lit. a"."""
    tail = re.sub(r",\s?(?:indent \d+|\w+ indent)", "", tail)
    return [a or b for a, b in re.findall(r"\(\s?(\w{1,6})\s?\)|(?<![\w.])(\d{1,3}[a-z]{0,2}|[a-z]{1,3})(?![\w.])",
            tail) if (a or b).lower() not in ("lit", "nr", "no", "abs")]  # fmt: skip


def _indent(tail: str) -> str:
    """Return the indent that a tail names ("indent 2"); "" for none."""
    found = re.search(r"indent (\d+)|\b(\w+) indent", tail)
    return f"indent {found[1] or _ORDINAL.get(found[2], 1)}" if found else ""


GRAMMAR = Grammar("eu", parse, mentions)
