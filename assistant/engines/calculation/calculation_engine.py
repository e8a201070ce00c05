"""The calculator that a question is for: each looks at it, and the first that has a result answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from assistant.engines.calculation import content_shares, processing_power
from assistant.engines.calculation.changes import changed_question
from assistant.engines.calculation.export_values import cedar_tolerance, several_reports, shipping_tolerance
from assistant.engines.calculation.fines import penalties, penalties_unplaced
from assistant.engines.calculation.nuclear import effective_kilograms, materials, sources, tritium
from assistant.engines.calculation.ownership import ownership_engine
from assistant.engines.calculation.periods import period_engine, plain_days
from assistant.engines.calculation.reading import Asked, with_supposed_figure
from assistant.engines.calculation.result import Calculation, computed_of
from assistant.engines.calculation.value_limits import caps, luxury, thresholds
from assistant.engines.clauses import clauses, suppositions
from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome
from assistant.query.model import Query
from assistant.query.places import jurisdictions_named, laws_named
from assistant.verification.east_asian_figures import figures_in_english
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions
from index.crosslingual.gloss import gloss

Calculator = Callable[[Query, CatalogueReader], Calculation | None]


@dataclass(frozen=True, slots=True)
class CalculatorEntry:
    """Calculator, with what it tells of a question that asks for more than it computes.

    `answers` is what a clause is about that it answers: clauses of something else are put to the other calculators, and
    named where none has a result; without it none is looked at. `of_laws` is whether what is asked under a further law
    is named too. `reads_follow_ups` is whether it reads by itself what a follow-up changes. `reads_gloss` is whether a
    question in another language is read with its words in English behind it: its figures are the same in both.
    """

    calculate: Calculator
    answers: re.Pattern[str] | None = None
    of_laws: bool = False
    reads_follow_ups: bool = False
    reads_gloss: bool = False


OWNERSHIP = CalculatorEntry(
    ownership_engine.calculate, ownership_engine.OWNERSHIP_ASKED, of_laws=True, reads_follow_ups=True
)
# The first that has a result answers.
CALCULATORS: tuple[CalculatorEntry, ...] = (
    OWNERSHIP,
    CalculatorEntry(thresholds.contract_share),
    CalculatorEntry(thresholds.small_value),
    CalculatorEntry(processing_power.calculate),
    CalculatorEntry(content_shares.de_minimis),
    CalculatorEntry(content_shares.chinese_content),
    CalculatorEntry(penalties.calculate, penalties.FINES_ASKED),
    CalculatorEntry(penalties.per_violation),
    CalculatorEntry(penalties.civil_and_criminal),
    CalculatorEntry(several_reports.reports_by_value, reads_follow_ups=True),
    CalculatorEntry(cedar_tolerance.cedar_tolerance),
    CalculatorEntry(shipping_tolerance.shipping_tolerance),
    CalculatorEntry(luxury.calculate),
    CalculatorEntry(caps.capped),
    CalculatorEntry(effective_kilograms.effective_kilograms, reads_gloss=True),
    CalculatorEntry(materials.general_licence, reads_gloss=True),
    CalculatorEntry(tritium.general_licence, reads_gloss=True),
    CalculatorEntry(period_engine.calculate, period_engine.ASKS_DAY),
    CalculatorEntry(sources.sum_of_fractions),
    CalculatorEntry(plain_days.plain_count),
    CalculatorEntry(penalties_unplaced.of_no_law),
)


_ITEM_MARK = lazy_regex(r"(?:(?<=[\s:;,])|^)\(?(?P<mark>[a-h1-8])\)\s(?=\S)")
_ITEMS_FROM = 2
_WORDS_OF_AN_ASIDE = 2
_LETTERS_OF_A_WORD = 12  # a word of more is a clause without spaces
_LAWS_FROM = 2
_BETWEEN_LAWS = lazy_regex(r",? \band\b |[;?] |, ", re.I)
_OF_A_LAW = lazy_regex(
    r"\b(?:rules?|laws?|regulations?|articles?|ann?ex(?:es)?|sanctions?|bans?|freez\w+|under)\b|\b\d{3,4}/\d{4}\b", re.I
)


def calculate(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the answer of the calculator whose question this is; None where it is no calculation.

    What a later clause supposes instead ("and if they were $1,700?") is a case of its own, with that figure in the
    place of the last one of its kind.
    """
    if (items := _of_items(question, catalogue)) is not None:
        return items
    if (found := _of_follow_up(question, catalogue)) is not None:
        return found
    first, later = suppositions(question.core)
    whole = _calculated(question, catalogue)
    if whole is not None and _repeats(whole, question, catalogue):
        return None
    if not later or question.leans or not any(c.asks for c in first) or (whole and _has_cases(whole)):
        return whole
    told = " ".join(c.text if c.text.endswith(("?", ".")) else f"{c.text}." for c in first)
    base = replace(question, core=told, standalone=told, parts=())
    found = _calculated(base, catalogue)
    if found is None:
        return whole
    cases: list[Finding] = []
    rest, values, left = [*found.findings[1:]], [found.payload], []
    for words in (c.text for c in later):
        other = with_supposed_figure(told, words)
        case = _calculated(replace(base, core=other, standalone=other), catalogue) if other else None
        if case is None or _result(case) == _result(found):
            left.append(words)
            continue
        cases.append(replace(case.findings[0], text=f"Supposing “{words.strip(' ?.')}”: {case.findings[0].text}"))
        rest += [f for f in case.findings[1:] if f not in rest]
        values.append(case.payload)
    lead = replace(found.findings[0], text=" ".join(f.text for f in (found.findings[0], *cases)), says_yes=None)
    payload = {**found.payload, "cases": values} if len(values) > 1 else found.payload
    return replace(found, findings=(lead, *rest), payload=payload, not_answered=tuple(left))


def _of_follow_up(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the result with what a follow-up changes in the place of what was told before; None for others.

    Shares of owners, and what is filed by value, are read with what they lean on by their own calculators.
    """
    now = changed_question(question)
    if now is None or _is_read_by_itself(question, catalogue):
        return None
    found = _calculated(replace(question, core=now.text, standalone=now.text, before="", parts=()), catalogue)
    if found is None:
        return None
    first = found.findings[0]
    lead = replace(first, text=f"With {' and '.join(now.changes)}: {first.text}")
    return replace(found, findings=(lead, *found.findings[1:]), not_answered=())


def _is_read_by_itself(question: Query, catalogue: CatalogueReader) -> bool:
    """Return whether a calculator that reads follow-ups has a result for one."""
    return any(c.calculate(question, catalogue) is not None for c in CALCULATORS if c.reads_follow_ups)


def _repeats(found: Computed, question: Query, catalogue: CatalogueReader) -> bool:
    """Return whether a result is the one before a follow-up that supposes something else: its change was not read."""
    last = question.turned_from
    if last is None or _is_read_by_itself(question, catalogue):
        return False
    before = _calculated(last, catalogue)
    return before is not None and _result(before) == _result(found)


def _of_items(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the results of the items that a question numbers ("a) … b) …"), each under its number; None without any.

    An item of which nothing can be computed is left open.
    """
    marks = list(_ITEM_MARK.finditer(question.core))
    order = "".join(m["mark"] for m in marks)
    if len(marks) < _ITEMS_FROM or question.leans or not ("abcdefgh".startswith(order) or "12345678".startswith(order)):
        return None
    head = question.core[: marks[0].start()].strip(" :")
    ends = [*(m.start() for m in marks[1:]), len(question.core)]
    told: list[Finding] = []
    rest: list[Finding] = []
    values: list[dict[str, Any]] = []
    left: list[str] = []
    for mark, end in zip(marks, ends, strict=True):
        item = question.core[mark.end() : end].strip(" ;,")
        text = f"{head}: {item}"
        found = _calculated(replace(question, core=text, standalone=text, parts=()), catalogue)
        if found is None or found.outcome is not Outcome.ANSWERED:
            left.append(item)
            continue
        told.append(replace(found.findings[0], text=f"({mark['mark']}) {found.findings[0].text}"))
        rest += [f for f in found.findings[1:] if f not in rest]
        values.append(dict(found.payload))
    if not told:
        return None
    cites = tuple(dict.fromkeys(s for f in told for s in f.cites))
    lead = Finding(" ".join(f.text for f in told), cites)
    payload = {**values[0], "cases": values} if len(values) > 1 else values[0]
    return Computed(Form.CALCULATION, (lead, *rest), payload, not_answered=tuple(left))


def _result(found: Computed) -> tuple[object, ...]:
    """Return what was computed apart from its words: the values, or what is lacking for them."""
    return found.values, found.outcome, found.asks_for, found.missing_texts, found.findings[0].says_yes


def _has_cases(found: Computed) -> bool:
    """Return whether a calculator has told several cases apart by itself."""
    return any(isinstance(value, list) for value in found.values.values())


def _calculated(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return the result of the first calculator that has one, with what it leaves of the question told or named."""
    for calculator in CALCULATORS:
        if (found := _read_by(calculator, question, catalogue)) is not None:
            made = _with_the_rest(computed_of(found, catalogue), calculator, question, catalogue)
            return _with_laws_left(made, calculator, question)
    return None


def _read_by(calculator: CalculatorEntry, question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return what a calculator has for a question, read in its own words, then with those in English behind them."""
    found = calculator.calculate(question, catalogue)
    if found is not None or not calculator.reads_gloss or question.language == "en":
        return found
    # Each figure stands once, with its unit: those of the question itself.
    words = " ".join(word for word in gloss(question.standalone).split() if not word[0].isdigit())
    read = f"{figures_in_english(question.standalone)} {words}"
    return calculator.calculate(replace(question, standalone=read), catalogue)


def _with_the_rest(made: Computed, by: CalculatorEntry, question: Query, catalogue: CatalogueReader) -> Computed:
    """Return a result with those of other calculators for the clauses that it leaves; what none answers is named."""
    if by.answers is None or made.outcome is not Outcome.ANSWERED or question.leans:
        return made
    pieces = clauses(question.core)
    told = " ".join(c.text for c in pieces if not c.asks)
    left = [c.text for c in pieces if c.asks and not by.answers.search(c.text) and _asks_more(c.text)]
    unanswered: list[str] = []
    for words in left:
        text = f"{told} {words}".strip()
        alone = replace(question, core=text, standalone=text, parts=())
        others = (found for c in CALCULATORS if c is not by and (found := c.calculate(alone, catalogue)) is not None)
        other = next((computed_of(f, catalogue) for f in others), None)
        if other is None or other.outcome is not Outcome.ANSWERED:
            unanswered.append(words)
            continue
        lead = replace(made.findings[0], text=f"{made.findings[0].text} {other.findings[0].text}", says_yes=None)
        cites = tuple(dict.fromkeys((*made.findings[0].cites, *other.findings[0].cites)))
        rest = [f for f in other.findings[1:] if f not in made.findings]
        payload = {**other.values, **made.payload}
        payload |= {name: [*made.payload[name], *other.payload[name]] for name in ("steps", "citations")}
        made = replace(made, findings=(replace(lead, cites=cites), *made.findings[1:], *rest), payload=payload)
    return replace(made, not_answered=(*made.not_answered, *unanswered))


def _with_laws_left(made: Computed, by: CalculatorEntry, question: Query) -> Computed:
    """Return a result that names as left open what a question asks under a further law, of which nothing is told."""
    if not by.of_laws or made.outcome is not Outcome.ANSWERED or question.leans:
        return made
    told = {span.source.jurisdiction for finding in made.findings for span in finding.cites}
    named = _laws_of(question.core)
    if len(named) < _LAWS_FROM or not named & told:
        return made
    pieces = [p.strip(" ?.,;") for p in _BETWEEN_LAWS.split(question.core)]
    left = [p for p in pieces if _OF_A_LAW.search(p) and (laws := _laws_of(p)) and laws.isdisjoint(told)]
    return replace(made, not_answered=(*made.not_answered, *(p for p in left if p not in made.not_answered)))


def _laws_of(text: str) -> frozenset[str]:
    """Return the jurisdictions whose laws a text names, by their agencies and laws or by their countries."""
    known = jurisdictions.table()
    return jurisdictions_named(text) | {known.of_country(code) for code, _ in laws_named(text)}


def _asks_more(words: str) -> bool:
    """Return whether a clause is more than a word or two ("Caught?") and has no figure: those were used."""
    asked = Asked.of(words)
    if asked.amounts or asked.shares or asked.moments or asked.quantities:
        return False
    return (
        len(words.split()) > _WORDS_OF_AN_ASIDE
        or len(words) > _LETTERS_OF_A_WORD * words.count(" ") + _LETTERS_OF_A_WORD
    )


def ownership_first(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return whether the ownership rule reaches a company, where a question tells of shares: no name is screened."""
    found = OWNERSHIP.calculate(question, catalogue)
    if found is None or found.asks_for:
        return None
    return _with_laws_left(computed_of(found, catalogue), OWNERSHIP, question)
