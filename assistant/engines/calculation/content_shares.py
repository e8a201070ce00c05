"""Shares of content: controlled content in a foreign-made item, against the share that a held text sets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import (
    NotStatedError,
    Rule,
    figure_rules,
    law_country,
    read_rule,
    stated_by,
    text_not_held,
)
from assistant.engines.calculation.reading import Amount, Asked, Share
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral, refused
from assistant.engines.determination.facts.asked import of_text
from assistant.engines.lists import places
from assistant.engines.lists.reference.groups import groups_of
from assistant.engines.lists.reference.held_tables import groups_held
from assistant.model import StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.tables import content

TABLE = Path(__file__).with_name("content_shares.toml")
_DE_MINIMIS = r"\bde[- ]?minimis\b"
_LIMIT_IN_MIND = (
    r"\b(?:below|under|over|above|within|exceeds?) (?:the )?(?:10\b|25\b|threshold\b)|"
    r"\b(?:fine|ok(?:ay)?|allowed|caught)\b|\b(?:10|25) ?(?:%|percent) (?:rule|limit)\b|\bsubject to (?:the )?EAR\b"
)
_ASKS_CHINA = (
    r"\bcaught\b|\bcatch(?:es)?\b|\bsubject\b|\bcovered\b|\bover\b|\bbelow\b|\bunder\b|\bcount\w*\b|\bfine\b|\bneed\b|"
    r"\breach\w*\b|\bhit\b|\bok(?:ay)?\b|\bexceed|\bshare\b|\bpercent(?:age)?\b|\bapply\b|\baffected\b|"
    r"\blicen[cs]e\b"
)
_TELLS_VALUES = r"\bcontent\b|\b0\.1\b|\bcosts?\b|\bvalue\b|\bworth\b"
_OF_WHOLE = lazy_regex(
    r"\b(?:costs?|total|sells? for|price[ds]?|valued? at|worth|finished|whole|machine|product)\b", re.I
)
_RULE_SHARE = lazy_regex(
    r"\W{0,2}(?:(?:\w{1,20}[ -]){0,4}(?:rule|threshold|limit|level|test|de[- ]?minimis)\b|"
    r"(?:is |that'?s )?(?:right|correct|yes|no|applies|isn'?t it)\b)",
    re.I,
)
_RULE_BEFORE = lazy_regex(
    r"\b(?:de[- ]?minimis|threshold|limit|level|rule|below|under|over|above|than|exceeds?)"
    r"(?: (?:is|of|at|the|for|still)){0,3} $",
    re.I,
)
_ITEM_ENDS = lazy_regex(r"[,.;:?!]|\b(?:and|plus|to|for|into|going|bound|shipped)\b", re.I)
_CONTAINS = lazy_regex(
    r"\b(?:with|contain\w*|includ\w*|inside|incorporat\w*|has|have|having|of which|of it|in it|therein|comprising)\b",
    re.I,
)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return content(TABLE)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(words, re.I) for name, words in _table()["patterns"].items()}


def _tells_of(name: str, text: str) -> bool:
    """Return whether a text has what a pattern of the table is for."""
    return _patterns()[name].search(text) is not None


def _said(name: str, **values: str) -> str:
    """Return a sentence of the table with its places filled."""
    return _table()["says"][name].format(**values)


def de_minimis(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the share of controlled US content, and what 15 CFR 734.4 says of it where that is held."""
    asked = Asked.of(question.standalone)
    if (counted := _which_content_counts(question, catalogue, asked)) is not None:
        return counted
    if not asked.has(_DE_MINIMIS) and not (_tells_of("own_content", asked.text) and asked.has(_LIMIT_IN_MIND)):
        return None
    share = _share(asked, law_country())
    if share is None:
        return _limit_asked(question, catalogue, asked)
    if isinstance(share, Calculation):
        return _with_rule(share, question, catalogue)
    percent, steps = share
    listed = _of_listed_parts(question, catalogue, asked)
    steps += listed
    try:
        return _against(question, catalogue, percent, steps)
    except NotStatedError as absent:
        beside = "The parts may not count at all: see the step on them." if listed else ""
        apart, told = _destinations(question, catalogue, asked)
        return _unread(percent, (*steps, *apart), absent, f"{beside} {told}".strip())


def _with_rule(lacking: Calculation, question: Query, catalogue: CatalogueReader) -> Calculation:
    """Return what is asked for before a share can be told, after the rule where that is not held: no share decides."""
    try:
        stated_by(catalogue, question.filters, "de-minimis-low")
    except NotStatedError as absent:
        lead = f"Whether the item is below de minimis cannot be said here. {absent} {lacking.lead}"
        return Calculation(lead, {"threshold": None, "conclusion": "text not held"}, missing=(absent.missing,))
    return lacking


_APART = r"\b[09][A-E]6\d\d\b|\b[09][A-E]515\b|\b600[- ]series\b"
_ARMS = "D:5"
_WEIGHED_BY = ("E:1", "E:2", _ARMS)


def _destinations(question: Query, catalogue: CatalogueReader, asked: Asked) -> tuple[tuple[CalculationStep, ...], str]:
    """Return in which groups each destination is by which a share is weighed, and what to look for first."""
    held = groups_held(catalogue, question.filters)
    if held is None or any(g not in held.content.members for g in _WEIGHED_BY):
        return (), ""
    steps, told = [], ""
    for code in (code for code in of_text(asked.text).codes if code != law_country()):
        mine = groups_of(held, places.governing(code))
        inside = [g for g in _WEIGHED_BY if g in mine]
        name = countries.table().by_code[code].name
        groups = " and ".join(inside) if inside else "none of Country Groups E:1, E:2 and D:5"
        spans = tuple(held.span(held.content.lines[g]) for g in inside or _WEIGHED_BY)
        steps.append(CalculationStep(f"{name} is in {groups}, by which § 734.4 tells destinations apart.", spans))
        if set(inside) & {"E:1", "E:2"}:
            told = f"{name} is in {groups}: what holds for other destinations is not to be taken for it."
        if _ARMS in inside and asked.has(_APART):
            told = (
                f"Content of the 600 series or 9x515 is told apart there for Country Group D:5, which {name} is in: "
                "no share is safe for it before § 734.4(a)(6) is read."
            )
    steps.append(
        CalculationStep(
            "Only content that needs a licence for the destination itself is to be counted: look up each part's entry "
            "for each destination before relying on a share.",
            note=StatementRole.CHECK_NEXT,
        )
    )
    return tuple(steps), told


# "What is the de minimis % for our machine to Peru?" asks for the limit, and tells no value.
_ASKS_LIMIT = (
    r"\b(?:what|whats|what's|which|how (?:much|high|many))\b[^.?!]{0,60}(?:%|\b(?:percent\w*|per cent|threshold|"
    r"limit|level|"
    r"share|ceiling|cap|de[- ]?minimis)\b)|\bde[- ]?minimis (?:%|percent\w*|threshold|limit|level|share)|"
    r"\b(?:does|do|is|are|can|could|will|would|may)\b[^.?!]{0,80}\bde[- ]?minimis\b"
)


# The limit alone, of no item and no place: "what is the de minimis threshold?"
_BARE_LIMIT = lazy_regex(
    r"(?:so )?(?:what|whats|what's|which|how (?:much|high))(?: is| are|'s)?(?: the)?"
    r" de[- ]?minimis (?:%|percent\w*|thresholds?|limits?|levels?|shares?)"
    r"(?: (?:under|in|of) the EAR)?\W{0,3}",
    re.I,
)


def _limit_asked(question: Query, catalogue: CatalogueReader, asked: Asked) -> Calculation | None:
    """Return what a share would be held against, where a question tells of an item and a place and of no value."""
    abroad = [code for code in of_text(asked.text).codes if code != law_country()]
    bare = not question.before and _BARE_LIMIT.fullmatch(question.core.strip())
    if not bare and (
        not abroad
        or not asked.has(_DE_MINIMIS)
        or not (asked.has(_ASKS_LIMIT) and _tells_of("origin_abroad", asked.text))
    ):
        return None
    steps, told = _destinations(question, catalogue, asked)
    wanted = _said("wanted")
    try:
        low, high = (stated_by(catalogue, question.filters, f"de-minimis-{n}") for n in ("low", "high"))
    except NotStatedError as absent:
        lead = f"The percentage{'' if bare else ' for that destination'} cannot be said here. {absent} {told}".strip()
        lead += f" {steps[0].text}" if steps and not told else ""
        lead += f" To compute the share: {wanted}."
        values: dict[str, Value] = {"share_percent": None, "threshold": None, "conclusion": "text not held"}
        return Calculation(lead, values, steps, missing=(absent.missing,))
    limits = f"{numeral(low['percent'])} % ({low.held.locator}) or {numeral(high['percent'])} % ({high.held.locator})"
    line = CalculationStep(f"The share is held against {limits}, by the destination.", (low.span, high.span))
    return needs(wanted, steps=(line, *steps))


# Whether EAR99 or AT-only content counts for a destination of which a text says so.
_COUNTS = (
    r"\b(?:count(?:s|ed|ing)?|includ\w+|added|add|taken into account|part of|go(?:es)? into|treated as|considered)\b"
    r"[^.?!]{0,60}\b(?:controlled|de[- ]?minimis|content|share|calculation)\b|"
    r"\b(?:controlled|de[- ]?minimis)\b[^.?!]{0,40}\b(?:count(?:s|ed)?|includ\w+)\b"
)
_UNCONTROLLED_PARTS = r"\bEAR ?99\b|\bAT[- ]?only\b|\bonly (?:for )?(?:AT|anti-?terrorism)\b|\b9A991\b|\bAT ?1\b"


def _which_content_counts(question: Query, catalogue: CatalogueReader, asked: Asked) -> Calculation | None:
    """Return what the text on a destination says of EAR99 and AT-only content; None for other questions."""
    if not asked.has(_COUNTS) or not asked.has(_UNCONTROLLED_PARTS):
        return None
    to = set(of_text(asked.text).codes)
    rule = figure_rules()["russia-content"]
    if not rule.fits(asked.text) or not to:
        return None
    try:
        said = stated_by(catalogue, question.filters, "russia-content")
        parts = stated_by(catalogue, question.filters, "russia-content-parts")
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    edition = said.held.version.valid_from
    dated = f" (text of {edition:%-d %B %Y})" if edition else ""
    lead = _said("russia-content", where=said.held.locator, dated=dated)
    steps = (
        CalculationStep(_said("excluded"), (said.span,)),
        CalculationStep("Of which content that is said.", (parts.span,)),
        CalculationStep(
            "The law of the country that it leaves from may forbid it besides.", note=StatementRole.CHECK_NEXT
        ),
    )
    return Calculation(lead, {"conclusion": "depends on supplement no. 3 to part 746"}, steps)


_LISTED_PARTS = r"\bEAR ?99\b|\bsupp(?:l(?:ement)?)?\.? ?(?:no\.? ?)?7\b"


def _of_listed_parts(question: Query, catalogue: CatalogueReader, asked: Asked) -> tuple[CalculationStep, ...]:
    """Return what the text on the destination says of EAR99 parts of its list, which may not count as content."""
    rule = figure_rules()["iran-content"]
    to = {code for code, _ in question.countries}
    if not asked.has(_LISTED_PARTS) or not rule.fits(asked.text) or not to:
        return ()
    try:
        said = stated_by(catalogue, question.filters, "iran-content")
    except NotStatedError:
        return ()
    return (CalculationStep(_said("iran-content", where=said.held.locator), (said.span,)),)


def _against(
    question: Query, catalogue: CatalogueReader, percent: Fraction, steps: tuple[CalculationStep, ...]
) -> Calculation:
    """Return the comparison with the share for the destination. Raise NotStatedError where 734.4 is not held."""
    low = stated_by(catalogue, question.filters, "de-minimis-low")
    high = stated_by(catalogue, question.filters, "de-minimis-high")
    to = {code for code, _ in question.countries}
    if not to:
        return needs("the country that the item goes to", steps=steps)
    strict = set()
    for group in ("E:1", "E:2"):
        found = catalogue.find(f"Supplement No. 1 to Part 740, Country Group {group}", question.filters)
        if not found:
            raise text_not_held("Supplement No. 1 to Part 740")
        strict |= {c for h in found for _, _, c in countries.mentioned_countries(catalogue.full_text(h))}
    rule = low if to & strict else high
    within = percent <= Fraction(rule["percent"])
    line = f"{numeral(percent)} % is {'not over' if within else 'over'} {numeral(rule['percent'])} %"
    lead = f"{line}: by its share of content the item is {'within' if within else 'over'} de minimis."
    more = CalculationStep(
        f"{line} ({rule.held.locator}). Paragraph (a) of that section lists items that have no de minimis: check it.",
        (rule.span,),
    )
    values: dict[str, Value] = {
        "share_percent": percent,
        "threshold": rule["percent"],
        "conclusion": "within" if within else "over",
    }
    return Calculation(lead, values, (*steps, more))


def _unread(percent: Fraction, steps: tuple[CalculationStep, ...], absent: NotStatedError, beside: str) -> Calculation:
    """Return the share alone, with the line that says which text is missing and what else is to be known at once."""
    lead = (
        f"As told, the share is {numeral(percent)} %. Whether that is under the threshold cannot be said here. {absent}"
    )
    lead += f" {beside}" if beside else ""
    values = {"share_percent": percent, "threshold": None, "conclusion": "text not held"}
    return Calculation(lead, values, steps, missing=(absent.missing,))


def chinese_content(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the share of Chinese content, and what the announcement on items made abroad says of it, if held."""
    asked = Asked.of(question.standalone)
    if not _tells_of("rare_earth", asked.text) or not asked.has(_ASKS_CHINA) or asked.has(_DE_MINIMIS):
        return None
    rule = figure_rules()["china-content"]
    if not rule.fits(asked.text) or not asked.has(_TELLS_VALUES):
        return None
    share = _share(asked, rule.country)
    if share is None or isinstance(share, Calculation):
        return share
    percent, steps = share
    held = [v for s, v in catalogue.in_force(question.filters).values() if s.id == rule.source]
    try:
        if not held:
            raise text_not_held("the announcement that sets the share", rule.source)
        found = read_rule(catalogue, question.filters, Rule(rule.id, rule.locator, rule.words, rule.source))
        over = percent >= Fraction(found["percent"])
        line = f"{numeral(percent)} % is {'not ' if over else ''}less than {numeral(found['percent'])} %"
        values: dict[str, Value] = {
            "share_percent": percent,
            "threshold": found["percent"],
            "conclusion": "reached" if over else "below",
        }
        more = CalculationStep(
            f"{line}. Whether the announcement is in force on the day is another question: `licet status`.",
            (found.span,),
        )
        return Calculation(
            f"{line}: the share of the announcement is {'reached' if over else 'not reached'}.", values, (*steps, more)
        )
    except NotStatedError as absent:
        abroad = _article(question, catalogue)
        return _unread(percent, (*steps, *abroad), absent, " ".join(step.text for step in abroad))


def _article(question: Query, catalogue: CatalogueReader) -> tuple[CalculationStep, ...]:
    """Return what the regulations themselves say of items made abroad, where they are held."""
    try:
        said = stated_by(catalogue, question.filters, "china-abroad")
    except NotStatedError:
        return ()
    return (CalculationStep(_said("china-abroad"), (said.span,)),)


def _share(asked: Asked, origin: str) -> tuple[Fraction, tuple[CalculationStep, ...]] | Calculation | None:
    """Return the share in percent and its steps; what is missing or contradicts; None where no content is told of."""
    shares = [s for s in asked.shares if not _is_of_the_rule(asked, s)]
    amounts = asked.amounts or asked.bare_amounts
    if len(amounts) >= 2 and not any(_is_content(asked, s) for s in shares):
        return _of_amounts(asked, amounts, origin)
    if not shares:
        return None if not amounts else needs("the value of the controlled content and the value of the whole item")
    if len(shares) > 1 or (asked.amounts and not _is_content(asked, shares[0])):
        return needs("one share of content, or the value of the content and of the whole item")
    percent = shares[0].percent
    if not 0 <= percent <= 100:
        return refused(f"{numeral(percent)} % is no share of an item: give one from 0 to 100.")
    return percent, (CalculationStep(f"Share of content as given: {numeral(percent)} %."),)


def _is_of_the_rule(asked: Asked, share: Share) -> bool:
    """Return whether a percentage is the one that the asker takes for the limit ("under 25 %", "25% right?")."""
    if _RULE_SHARE.match(asked.text, share.end):
        return True
    return _RULE_BEFORE.search(asked.text[: share.start][-60:]) is not None and not _is_content(asked, share)


def _is_content(asked: Asked, share: Share) -> bool:
    """Return whether the words beside a percentage say that it is the share of content."""
    before = re.split(r"[.;?]\s|,\s", asked.text[: share.start])[-1]
    behind = re.split(r"[.;?]\s|,\s", asked.text[share.end :])[0]
    return _says_content(before, behind)


def _says_content(*around: str) -> bool:
    """Return whether words around a figure say that it is that of content."""
    return any(_tells_of("of_content", part) for part in around)


def _of_amounts(
    asked: Asked, amounts: list[Amount], origin: str
) -> tuple[Fraction, tuple[CalculationStep, ...]] | Calculation:
    """Return the share that the content of an origin (a code) has of the whole item.

    The whole is the amount that the words call so, the sum of items that are told with their origins, or the largest.
    """
    if len({a.currency for a in amounts} - {""}) > 1:
        return needs("both values in one currency (no exchange rate is in the texts held)")
    wholes = [a for a in amounts if _is_whole(asked, a)]
    origins = _origins(asked, amounts)
    others = [a for a, code in zip(amounts, origins, strict=True) if code not in ("", origin)]
    steps: tuple[CalculationStep, ...] = ()
    if not wholes and all(origins) and others and not _one_inside_another(asked, amounts):
        parts = [a for a in amounts if a not in others]
        whole = sum((a.value for a in amounts), Decimal(0))
        if not parts:
            return needs("which of the values are those of controlled content")
        steps = (
            CalculationStep(f"Whole item, as the sum of the values given: {_sum(amounts)}."),
            CalculationStep(
                f"All of the items said to come from there ({countries.table().by_code[origin].name}) is taken "
                "as controlled content; what needs no licence for that destination does not count."
            ),
        )
    else:
        largest = wholes[0] if len(wholes) == 1 else max(amounts, key=lambda a: a.value)
        parts, whole = [a for a in amounts if a is not largest and a not in others], largest.value
        if len(parts) > 1 and not all(_is_part(asked, a) for a in parts):
            return needs("which of the values are those of the content, and which is that of the whole item")
        if not parts:
            return needs("the value of the controlled content and the value of the whole item")
    part = sum((a.value for a in parts), Decimal(0))
    if part > whole:
        return refused(
            f"The content ({numeral(part)}) is worth more than the whole item ({numeral(whole)}): check the values."
        )
    if not whole:
        return refused("An item that is worth nothing has no share of content: give its value.")
    percent = Fraction(part) / Fraction(whole) * 100
    sums = (CalculationStep(f"Content: {_sum(parts)}."),) if len(parts) > 1 else ()
    share = CalculationStep(f"Share of content: {numeral(part)} / {numeral(whole)} = {numeral(percent)} %.")
    return percent, (*sums, *steps, share)


def _sum(amounts: list[Amount]) -> str:
    total = numeral(sum((a.value for a in amounts), Decimal(0)))
    return f"{' + '.join(numeral(a.value) for a in amounts)} = {total}" if len(amounts) > 1 else total


def _origins(asked: Asked, amounts: list[Amount]) -> list[str]:
    """Return for each amount the country that the words of its item name: all behind it, or else all before it."""
    behind, before = [], []
    for n, amount in enumerate(amounts):
        until = amounts[n + 1].start if n + 1 < len(amounts) else len(asked.text)
        since = amounts[n - 1].end if n else 0
        behind.append(_first_country(_ITEM_ENDS.split(asked.text[amount.end : until])[0]))
        before.append(_first_country(_ITEM_ENDS.split(asked.text[since : amount.start])[-1]))
    return behind if all(behind) or not all(before) else before


def _first_country(words: str) -> str:
    return next((code for *_, code in countries.mentioned_countries(words)), "")


def _one_inside_another(asked: Asked, amounts: list[Amount]) -> bool:
    """Return whether words between two amounts say that what is told next is a part of what was told before."""
    return any(
        _CONTAINS.search(asked.text, one.end, other.start) for one, other in zip(amounts, amounts[1:], strict=False)
    )


def _is_whole(asked: Asked, amount: Amount) -> bool:
    before = re.split(r"[.;?]\s|,\s|\bwith\b|\band\b", asked.text[: amount.start])[-1]
    behind = re.split(r"[.;?]\s|,\s|\bwith\b|\band\b", asked.text[amount.end :])[0]
    return _OF_WHOLE.search(before) is not None and not _says_content(before, behind)


def _is_part(asked: Asked, amount: Amount) -> bool:
    before = re.split(r"[.;?]\s|,\s|\band\b", asked.text[: amount.start])[-1]
    behind = re.split(r"[.;?]\s|,\s|\band\b", asked.text[amount.end :])[0]
    return _says_content(before, behind)
