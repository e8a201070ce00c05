"""Reads number, CELEX, issuer and dates of an EU act from its title and publication marks."""

from __future__ import annotations

import re
from datetime import date, timedelta

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.lexicon import measures
from corpus.model import Kind, Source

_CELEX = lazy_regex(r"\b([03]\d{4}[A-Z]{1,2}\d{4})(?:R\(\d+\))?(?![0-9])")
_ACT_TYPES = ((r"regulation|verordnung|règlement|reglamento|regolamento", "R"),
          (r"directive|richtlinie|directiva|direttiva", "L"),
          (r"decision|beschluss|entscheidung|décision|decisión|decisione", "D"),
          (r"recommendation|empfehlung|recommandation", "H"))  # fmt: skip
_ISSUERS = (
    (
        (
            r"european parliament and of the council|europäischen parlaments und des rates"
            r"|parlement européen et du conseil"
        ),
        "European Parliament and Council",
    ),
    (r"\bcommission\b|\bkommission\b", "European Commission"),
    (r"\bcouncil\b|\brates?\b|\bconseil\b", "Council of the European Union"),
)
_MONTHS = measures.table().month_names
_GERMAN = tuple(m.german for m in measures.table().months)
_WORD_DATE = lazy_regex(rf"(\d{{1,2}})\.?\s+({'|'.join(dict.fromkeys(_MONTHS + _GERMAN))})\s+(\d{{4}})", re.IGNORECASE)
_NUMERIC_DATE = lazy_regex(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_ORDINALS = {"day": 0, "first day": 1, "third day": 3, "twentieth day": 20, "20th day": 20}
_INTO_FORCE = lazy_regex(
    r"shall enter into force (?:on|from) the (.{0,14}?day)(?: following that)? of its publication", re.IGNORECASE
)


def day_in(text: str) -> date | None:
    """Return the first date in a text, "14 June 2021" or "15.6.2021"; None if there is none."""
    for found in sorted([*_WORD_DATE.finditer(text), *_NUMERIC_DATE.finditer(text)], key=lambda m: m.start()):
        month = found[2].lower()
        number = (
            int(month) if month.isdigit() else (_MONTHS.index(month) if month in _MONTHS else _GERMAN.index(month)) + 1
        )
        try:
            return date(int(found[3]), number, int(found[1]))
        except ValueError:
            continue
    return None


def celex_of(text: str) -> str:
    """Return the CELEX number of the act itself (sector 3) that `text` names; "" if it names none.

    02021R0953-20230101, a consolidated text, gives 32021R0953.
    """
    found = _CELEX.search(text)
    return "3" + found[1][1:] if found else ""


def celex_from_title(title: str) -> str:
    """Return the CELEX number made of an act's title; "" if the title has no type or number."""
    head = title[:250]
    kind = next((letter for pattern, letter in _ACT_TYPES if re.search(pattern, head, re.IGNORECASE)), "")
    number = instruments.eu_number(head)
    return f"3{number[0]}{kind}{number[1]:04}" if kind and number else ""


def into_force(text: str, published: date | None) -> date | None:
    """Return the day on which an act enters into force by its last articles, counted from publication if they do so.

    Returns None if the articles do not say.
    """
    fixed = re.search(r"shall enter into force on (\d{1,2} \w+ \d{4})", text)
    if fixed:
        return day_in(fixed[1])
    counted = _INTO_FORCE.search(text)
    if counted and published:
        days = _ORDINALS.get(counted[1].strip().lower())
        return published + timedelta(days=days) if days is not None else None
    return None


def issuer_of(title: str) -> str:
    """Return the body that adopted an act, by its title; "" if the title does not name it."""
    return next((name for pattern, name in _ISSUERS if re.search(pattern, title[:250], re.IGNORECASE)), "")


def source(
    titles: list[str], celex: str, language: str, url: str, fallback: str, consolidated: date | None = None
) -> Source:
    """Return the source that an act is; `titles` are the lines of its title."""
    full = one_line(" ".join(t for t in titles if not re.fullmatch(r"\(.*\)", t)))
    celex = celex or celex_from_title(full)
    title = title_in_normal_case(full) or celex or fallback
    return Source(
        id=f"eu-{celex}" if celex else "eu-" + re.sub(r"\W+", "-", fallback).strip("-").lower(),
        title=title,
        kind=Kind.LAW,
        jurisdiction="eu",
        issuer=issuer_of(full),
        language=language,
        url=url or page(celex, language, consolidated),
        published=day_in(full),
    )


def page(celex: str, language: str = "en", consolidated: date | None = None) -> str:
    """Return the page of an act on EUR-Lex; "" without a CELEX number.

    A consolidated text has a page of its own: what it quotes may not stand in the act as it was published.
    """
    number = f"0{celex[1:]}-{consolidated:%Y%m%d}" if celex and consolidated else celex
    return f"https://eur-lex.europa.eu/legal-content/{language.upper()}/TXT/?uri=CELEX:{number}" if number else ""


_SMALL_TITLE_WORDS = {"OF", "THE", "AND", "ON", "DES", "UND", "ET", "DU", "DE", "LA"}


def title_in_normal_case(title: str) -> str:
    """Return a title in normal case: "REGULATION (EU) 2021/953 OF THE …" is "Regulation (EU) 2021/953 of the …"."""
    words = title.split(" ")
    for n, word in enumerate(words):
        if re.match(r"(?:of|vom|du|del)$", word) and n > 2:
            break
        if (
            word.isalpha()
            and word.isupper()
            and len(word) > 1
            and word not in ("EU", "EC", "EEC", "CFSP", "EG", "EWG", "CE")
        ):
            words[n] = word.lower() if word in _SMALL_TITLE_WORDS else word.capitalize()
    return " ".join(words)
