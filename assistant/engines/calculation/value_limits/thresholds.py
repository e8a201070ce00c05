"""Shares and values under a limit of a text: Russian parties to a public contract, small exports from Japan."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from assistant.engines.calculation.figures import NotStatedError, Rule, Stated, figure_rules, stated_by
from assistant.engines.calculation.japanese_rows import AppendedRow, han_number, row_told, rows_told
from assistant.engines.calculation.reading import Amount, Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral, refused
from assistant.engines.model import Span
from assistant.query.model import Query
from assistant.query.places import countries_named, jurisdictions_named
from corpus.annotations import PinState, kept_notes, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HAN, KATAKANA
from corpus.lexicon import countries

_CONTRACT = lazy_regex(
    r"\b(?:public|concession|procurement|tender)\b[^?]{0,80}\bcontract|\bcontract value\b|\b5k\b", re.I
)
_PARTY = lazy_regex(r"\bsub-?contract(?:or|ors|ing|s)?\b|\bsuppliers?\b|\bsupplies\b|\bcapacit(?:y|ies)\b", re.I)
_THE_ARTICLE = lazy_regex(r"\b5k\b", re.I)
_FIVE_THOUSAND = 5000
_VALUES_OF_A_SHARE = 2  # the contract's and a part's
_OF_A_COMPANY = lazy_regex(
    r"\W{0,3}(?:(?:state|majority)[- ])?"
    r"(?:owned|held|controlled|stake|shareholding|of (?:its|the|their) (?:shares|stock|capital))\b",
    re.I,
)


def contract_share(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether Russian subcontractors of a public contract are over the share of Article 5k(1).

    None where the question is of something else, or gives neither a share nor values.
    """
    asked = Asked.of(question.standalone)
    text = asked.text
    owned = any(_OF_A_COMPANY.match(text, s.end) for s in asked.shares)
    if not (_CONTRACT.search(text) and (_PARTY.search(text) or owned) and figure_rules()["contract-share"].fits(text)):
        return None
    values = [a for a in asked.amounts if a.value > 0 and not _is_the_article(a, question.standalone)]
    if not values and not asked.shares:
        return None
    try:
        rule = stated_by(catalogue, question.filters, "contract-share")
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    limit = rule["percent"]
    if len({a.currency for a in values} - {""}) > 1:
        return needs("both values in one currency (no exchange rate is in the texts held)")
    parts = _parts(asked, values, Fraction(limit))
    if parts is None and owned and len(values) < _VALUES_OF_A_SHARE:
        found, steps = _of_the_bidder(asked, question, catalogue)
        return Calculation(" ".join(s.text for s in steps), found, tuple(steps))
    if parts is None:
        return needs("the value of the whole contract and that of the part (or the part in percent)")
    leads, steps = [], []
    for words, percent in parts:
        if percent > 100:
            return refused(f"{numeral(percent)} % is more than the whole contract: check the two values.")
        over = percent > limit
        leads.append(
            f"{words[:1].upper()}{words[1:]} is {'over' if over else 'not over'} the limit: "
            f"{numeral(percent)} % is {'more' if over else 'not more'} than {numeral(limit)} % of the contract value."
        )
        steps.append(
            CalculationStep(f"{words[:1].upper()}{words[1:]}: {numeral(percent)} % of the contract.", (rule.span,))
        )
    over_any = [p > limit for _, p in parts]
    if any(over_any):
        steps.append(
            CalculationStep(
                "Over it, award and continuation of the contract are prohibited under paragraph 1, unless a competent "
                "authority authorises it under the article's other paragraphs.",
                (rule.span,),
            )
        )
    steps.append(
        CalculationStep(
            "The share counts for subcontractors, suppliers and entities whose capacities are relied on. The contract "
            "itself may not go to a party of points (a) to (c), whatever its share.",
            (rule.span,),
        )
    )
    of_bidder, of_owner = _of_the_bidder(asked, question, catalogue)
    leads, steps = [*leads, *(s.text for s in of_owner)], [*steps, *of_owner]
    found = {
        **of_bidder,
        "share_percent": tuple(p for _, p in parts) if len(parts) > 1 else parts[0][1],
        "limit_percent": limit,
        "over": tuple(over_any) if len(parts) > 1 else over_any[0],
    }
    return Calculation(" ".join(leads), found, tuple(dict.fromkeys(steps)))


def _is_the_article(amount: Amount, question: str) -> bool:
    """Return whether an amount without a currency is "5k", the article that the question is of."""
    return not amount.currency and amount.value == _FIVE_THOUSAND and _THE_ARTICLE.search(question) is not None


def _of_the_bidder(
    asked: Asked, question: Query, catalogue: CatalogueReader
) -> tuple[dict[str, Value], list[CalculationStep]]:
    """Return whether Russian owners of the bidder are over the share that bars it by itself (Article 5k(1)(b))."""
    told = [s for s in asked.shares if _OF_A_COMPANY.match(asked.text, s.end)]
    if not told:
        return {}, []
    rule = stated_by(catalogue, question.filters, "contract-owner")
    limit = rule["percent"]
    percent = max(s.percent for s in told)
    over = percent > limit
    line = f"Owned for {numeral(percent)} %: {'' if over else 'not '}more than {numeral(limit)} %, so "
    line += figure_rules()["contract-owner"].says["over" if over else "not_over"]
    return {"owned_percent": percent, "bidder_over": over}, [CalculationStep(line, (rule.span,))]


def _parts(asked: Asked, values: Sequence[Amount], limit: Fraction) -> list[tuple[str, Fraction]] | None:
    """Return (words, percent of the contract) of each part that a question gives; None where the whole is not clear."""
    if len(values) >= 2:
        whole = max(values, key=lambda a: a.value)
        parts = [a for a in values if a is not whole]
        code = whole.currency.upper()
        return [
            (
                f"{code} {numeral(a.value)} of {numeral(whole.value)}".strip(),
                Fraction(a.value) * 100 / Fraction(whole.value),
            )
            for a in parts
        ]
    # "60 % owned by" is a share of a company.
    given = [s for s in asked.shares if not _OF_A_COMPANY.match(asked.text, s.end)]
    shares = [s for s in given if s.percent != limit or len(given) == 1]
    return [(f"a part of {numeral(s.percent)} %", s.percent) for s in shares] or None


_SMALL_VALUE = lazy_regex(
    r"\bsmall[- ](?:value|amount|sum)\b|\blow[- ]value\b|\bminor value\b|\bde[- ]?minimis\b|少額|"
    r"\b(?:cheap|under|below|less than|only|just|worth|value[d]?|pric(?:e|ed|es)|costs?)\b",
    re.I,
)
# A row of appended table 3-3 with those of its items that the table names: 七の項（二）若しくは（十五）; 八の項の中欄
_ROW_WITH_ITEMS = lazy_regex(r"([一二三四五六七八九十〇]{1,3})の項((?:(?:、|若しくは|又は)?（[^（）]{1,6}）)*)")
# Countries are written in katakana or in Chinese characters: a particle before one is none of its letters.
_BOUND_FOR = lazy_regex(
    rf"(?!海外|外国|国外|他国|諸国|各国|相手)([{KATAKANA}]{{2,12}}|(?<![{HAN}])[{HAN}]{{2,6}})"
    rf"(?:向け|(?:の[{HAN}]{{1,8}})?[へに](?:の)?(?:輸出|出荷|発送|送|納|販売|売|出[すしせ]))"
)
_HAN_ROW = lazy_regex(r"([一二三四五六七八九十〇]{1,3})の項")
_STRICTER = lazy_regex(r"\b(?:appended )?table\s?(?:no\. ?)?3[-.](?:3|the third)\b|\b3-3\b|別表第三の三", re.I)
_NOT_STRICTER = lazy_regex(
    r"別表第三の三[^。、？?\n]{0,14}(?:ない|ません|ず)|別表第三の三[^。、？?\n]{0,24}(?:では|には)(?:ない|ありません|なく)|"
    r"(?:\bnot|n['’]t|\bnone|\bneither|\boutside(?: of)?)\b[^.?!\n]{0,40}?\b(?:table\s?(?:no\. ?)?)?3[-.]3\b",
    re.I,
)
_NO_LICENCE = lazy_regex(r"\blicen[cs]e|\bpermi(?:t|ssion)|\bexcept\w*|\brule\b|\bexempt\w*|\bapply\b|許可|特例", re.I)
# "The exemption for exports is …": what an exemption is for or of is the value of the goods, unless a verb follows.
_AS_LIMIT = lazy_regex(
    r"\b(?:(?:exemption|exception|limit|threshold|ceiling|rule|cap)"
    r"(?:(?: (?:of|for|goods|exports|value|being)){0,4}|,),? (?:is|(?:(?:is|stands),? )?(?:at|up to))|"
    r"(?:limit|threshold|ceiling|cap) of) ?[¥￥]?(?:JPY )?$",
    re.I,
)
# "…, which is under 1,000,000 yen": an amount that is the limit, and behind or before it that something is not over it.
_UNDER_LIMIT = lazy_regex(
    r"\b(?:which|that|so|thus|hence|still)(?: it)?(?: is|['’]s| stays| remains)?(?: still| well)? "
    r"(?:under|below|less than|not over|within) ?[¥￥]?(?:the )?(?:JPY )?$",
    re.I,
)
_LIMIT_BEHIND = lazy_regex(
    r"\s?(?:yen |円)?(?:limit\b|threshold\b|(?:以下|以内|未満|まで)(?:なら|であれば|だと|だから|なので))", re.I
)
_BESIDE_GOODS = (
    "freight|postage|insurance|shipping|transport|packing|handling|courier|fees?|charges?|tax(?:es)?|dut(?:y|ies)"
)
_COST_BEFORE = lazy_regex(
    rf"\b(?:{_BESIDE_GOODS})(?: (?:costs?|charges?|is|are|of|at|for)){{0,3}} ?[¥￥]?(?:JPY )?$", re.I
)
_COST_BEHIND = lazy_regex(rf" (?:of|for|in|as) (?:the )?(?:{_BESIDE_GOODS})\b", re.I)
_SMALL_VALUE_RULE = "japan-small-value"
_TABLE_4 = "jp-324CO0000000378/t4-areas"
_CASES = "第四条第一項第三号"
_ROWS = (*range(5, 14), 15)  # as the words of the rule write them: 五から一三まで又は一五


def _speaks_of(rule: Rule, text: str) -> bool:
    """Return whether a text names the law of a rule, its country, or a ministry of it."""
    named = any(code == rule.country for code, _ in countries_named(text))
    return rule.fits(text) or named or rule.jurisdiction in jurisdictions_named(text)


def small_value(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether goods are under the total value up to which Japan's order asks for no permission (4(1)(v)).

    None where no value in yen is given, or the question is not of a Japanese export.
    """
    asked = Asked.of(question.standalone)
    of_value = _SMALL_VALUE.search(asked.text) or row_told(asked.text)
    if not (_speaks_of(figure_rules()[_SMALL_VALUE_RULE], asked.text) and of_value and _NO_LICENCE.search(asked.text)):
        return None
    if not asked.amounts or not _of_exports(asked):
        return None
    if {a.currency for a in asked.amounts} - {"jpy", "yen/yuan", ""}:
        return needs("the total value in yen (the limit is in yen, and no exchange rate is in the texts held)")
    try:
        rule = stated_by(catalogue, question.filters, _SMALL_VALUE_RULE)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    amount = max(a.value for a in _without_limits_told(asked, {rule["amount"], rule["stricter"]}))
    if away := _excluded(question, catalogue, rule):
        place, span, others = away
        lead = (
            f"The small-value rule does not apply to {place}: the destination is in appended table 4, left out of it."
        )
        barred = CalculationStep(lead, (rule.span, span))
        if not others:
            return Calculation(lead, {"value_jpy": amount, "within": False}, (barred,))
        other = _for_rows(asked, amount, rule, catalogue)
        steps = (*other.steps, barred)
        return replace(other, lead=f"{lead} For {', '.join(others)}: {other.lead}", steps=steps)
    return _for_rows(asked, amount, rule, catalogue)


def _for_rows(asked: Asked, amount: Decimal, rule: Stated, catalogue: CatalogueReader) -> Calculation:
    """Return how a total value stands to the limits for the first row named, with those that the rule leaves out."""
    made = _for_other_places(asked, amount, rule, catalogue)
    first, *beside = dict.fromkeys(r.number for r in rows_told(asked.text)) or (None,)
    outside = [f"row {number}" for number in beside if number not in _ROWS] if first in _ROWS else []
    if not outside:
        return made
    none = f"The small-value rule does not apply to {' and '.join(outside)}: it is for rows 5 to 13 and 15 alone."
    return replace(made, lead=f"{none} For row {first}: {made.lead}")


def _without_limits_told(asked: Asked, limits: Set[Decimal]) -> Sequence[Amount]:
    """Return the amounts without those that a question tells as the rule's limit: "the exemption is 1,000,000 yen".

    All of them where no value of goods would be left, as a price of freight is none.
    """
    values = [a for a in asked.amounts if a.value not in limits or not _AS_LIMIT.search(asked.text, 0, a.start)]
    if others := [a for a in values if a.value not in limits or not _is_called_limit(asked, a)]:
        values = others  # an amount that is said not to be exceeded is the goods' own where no other one is told
    costs = [a for a in values if _COST_BEFORE.search(asked.text, 0, a.start) or _COST_BEHIND.match(asked.text, a.end)]
    return values if len(costs) < len(values) else asked.amounts


def _is_called_limit(asked: Asked, amount: Amount) -> bool:
    """Return whether a question says that something is not over an amount: "80,000 yen, so under 1,000,000 yen"."""
    before, behind = _UNDER_LIMIT.search(asked.text, 0, amount.start), _LIMIT_BEHIND.match(asked.text, amount.end)
    return before is not None or behind is not None


def _for_other_places(asked: Asked, amount: Decimal, rule: Stated, catalogue: CatalogueReader) -> Calculation:
    """Return how a total value stands to the limits of the rule, for a destination that it does not leave out."""
    told = row_told(asked.text)
    row = told.number if told else None
    among = _rows_of_table(catalogue, rule)
    own = told is not None and row in among and _is_no_item(told, catalogue, rule)
    among = among - {row} if own and row is not None else among
    general = _NOT_STRICTER.search(asked.text) is not None
    last = row is not None and row == max(among, default=0)
    strict = not general and (last or _STRICTER.search(asked.text) is not None)
    ways = (("general", rule["amount"]), ("stricter", rule["stricter"]))
    step = CalculationStep(
        f"The limit: a total value of {numeral(rule['amount'])} yen, and of {numeral(rule['stricter'])} yen for goods "
        "of appended table 3-3, for goods of rows 5 to 13 or 15 of appended table 1.",
        (rule.span,),
    )
    conditions = CalculationStep(
        "Further conditions of the same item: the destination is no area of appended table 4, the goods were not "
        "landed temporarily on their way abroad, and the catch-all cases that it names for the destination are not "
        "met: of item 3 of the same paragraph, use for weapons of mass destruction as an ordinance sets it (outside "
        "the areas of appended table 3) and a notice of the minister. The ordinance is not among them here, and goods "
        "that rows 1 to 4 have too are not freed.",
        tuple(dict.fromkeys((rule.span, *map(Span.of, _table(catalogue, rule, _CASES))))),
    )
    values: dict[str, Value] = {
        "value_jpy": amount,
        "limit_jpy": rule["amount"],
        "stricter_limit_jpy": rule["stricter"],
    }
    if row is not None and row not in _ROWS:
        lead = f"The small-value rule does not apply: it is for rows 5 to 13 and 15, and row {row} is none of them."
        return Calculation(lead, {**values, "within": False}, (step,))
    if strict:
        table = tuple(Span.of(held) for held in _table(catalogue, rule, "別表第三の三")) if last else ()
        among_them = (CalculationStep(f"Row {row} of table 1 stands in appended table 3-3.", table),) if table else ()
        steps = (step, *among_them, conditions)
        return _within(amount, ways[1][1], "goods of table 3-3", values, steps, row)
    if general or amount <= rule["stricter"] or amount > rule["amount"] or (row is not None and row not in among):
        return _within(amount, ways[0][1], "these goods", values, (step, conditions), row)
    lead = (
        f"{numeral(amount)} yen is not over {numeral(rule['amount'])} yen, but over the {numeral(rule['stricter'])} "
        "yen that hold for goods of appended table 3-3: it depends on whether the goods are in that table"
        f"{'' if row is not None else ', and on their row of table 1'}."
    )
    asks = ("whether the goods are in appended table 3-3", *(() if row is not None else ("their row of table 1",)))
    return Calculation(lead, {**values, "within": None}, (step, conditions), asks_for=asks)


def _excluded(question: Query, catalogue: CatalogueReader, rule: Stated) -> tuple[str, Span, tuple[str, ...]] | None:
    """Return a destination of the question that stands in appended table 4, the table, and the other destinations.

    None where there is none.

    The table is in Japanese: for a question in English its countries are those of the note on it, while the text reads
    as it did.
    """
    bound, own = _BOUND_FOR.findall(question.standalone), figure_rules()[_SMALL_VALUE_RULE].country
    named = dict.fromkeys((*bound, *(name for code, name in question.countries if code != own)))
    for held in _table(catalogue, rule, "別表第四") if bound else ():
        names = [n.strip() for n in catalogue.full_text(held).splitlines()[-1].split("、")]
        if there := [n for n in bound if n in names]:
            return "、".join(dict.fromkeys(there)), Span.of(held), tuple(n for n in named if n not in there)
    note = kept_notes(catalogue).by_id.get(_TABLE_4)
    pins = pinned_texts(note, catalogue, question.filters.as_of) if note else ()
    if note is None or not all(p.state is PinState.HELD for p in pins):
        return None
    codes = {code for _, _, code in countries.mentioned_countries(note.answer)} - {own}
    others = tuple(name for code, name in question.countries if code not in codes and code != own)
    name = next((name for code, name in question.countries if code in codes), "")
    return (name, Span.pinned(pins[0]), others) if name else None


def _is_no_item(told: AppendedRow, catalogue: CatalogueReader, rule: Stated) -> bool:
    """Return whether the item that a question names behind its row is none of those in appended table 3-3."""
    if told.item is None:
        return False
    for held in _table(catalogue, rule, "別表第三の三"):
        for found in _ROW_WITH_ITEMS.finditer(catalogue.full_text(held)):
            if han_number(found[1]) == told.number:
                items = re.findall(r"（([一二三四五六七八九十〇]{1,3})）", found[2])
                return bool(items) and told.item not in map(han_number, items)
    return False


def _rows_of_table(catalogue: CatalogueReader, rule: Stated) -> set[int]:
    """Return the rows of appended table 1 that have goods of appended table 3-3, for which the lower value holds."""
    return {
        han_number(m[1])
        for held in _table(catalogue, rule, "別表第三の三")
        for m in _HAN_ROW.finditer(catalogue.full_text(held))
    }


def _table(catalogue: CatalogueReader, rule: Stated, address: str) -> list[HeldProvision]:
    number = rule.held.version.number
    return [h for h in catalogue.find(address, Filters()) if h.version.number == number]


def _within(
    amount: Decimal,
    limit: Decimal,
    what: str,
    values: dict[str, Value],
    steps: tuple[CalculationStep, ...],
    row: int | None,
) -> Calculation:
    within = amount <= limit
    lead = (
        f"{numeral(amount)} yen is {'not over' if within else 'over'} the {numeral(limit)} yen up to which the "
        f"small-value rule covers {what}: by its value the export {'can be' if within else 'is not'} under the rule"
    )
    if within:
        lead += ", if the conditions below are met" + (
            "" if row is not None else " and the goods are of rows 5 to 13 or 15"
        )
    else:
        lead += ", and the permission that its row asks for stays required"
    return Calculation(f"{lead}.", {**values, "limit_jpy": limit, "within": within}, steps)


def _of_exports(asked: Asked) -> bool:
    return not asked.has(r"\bfine[sd]?\b|\bpenalt|\bpunish|\bprison\b|\bjail\b|罰金")
