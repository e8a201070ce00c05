"""Fines that depend on a value (`penalties.toml`): multiples of a turnover or gain, and the greater of two limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import (
    NotStatedError,
    Rule,
    Stated,
    entries,
    figure_rules,
    read_rule,
    stated_by,
    to_decimal,
)
from assistant.engines.calculation.fines.days_told import DaysTold, days_told
from assistant.engines.calculation.japanese_rows import row_told
from assistant.engines.calculation.reading import Amount, Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, needs, numeral, refused
from assistant.engines.model import MissingText, Span
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

TABLE = Path(__file__).with_name("penalties.toml")
_ASKS_FINE = lazy_regex(
    r"\bfine[ds]?\b|\bpenalt(?:y|ies)\b|\bpunish|\bhow much (?:do|does|would|will|can|could)\b|"
    r"罚款|罚金|罰金|罚多少|怎么罚|벌금|처벌|과태료",
    re.I,
)
# What a clause asks that these answer: "how bad can it get?", "and prison?"
FINES_ASKED = lazy_regex(
    rf"{_ASKS_FINE.pattern}|\b(?:max\w*|prison|jail|imprison\w*|criminal\w*|liable|cost|pay|worst|bad|sanction\w*"
    rf"|expect|"
    r"if|proliferat\w*|employees?|managers?|directors?|staff)\b|징역|처벌|刑|坐牢",
    re.I,
)
_LOOSE = lazy_regex(
    r"\b(?:over|more than|above|at least|under|below|less than|up to|exceed(?:s|ing)?|around|about)\s+\W{0,3}$|"
    r"(?:超过|不足|至少|大约|约|低于|高于)\s{0,2}$",
    re.I,
)
_EACH = lazy_regex(
    r"\bif (?:it|the \w+) (?:had been|were|was|is)\b|\bwhat if\b|\b(?:and|or) if\b|\beach\b|\brespectively\b|"
    r"\banother\b|\bthe other\b|\bboth\b|なら|の場合|ときは?|だったら|それぞれ|如果|若是|分别",
    re.I,
)
_ASKS_FIGURE = lazy_regex(r"\b(?:exact(?:ly)?|figures?|numbers?|precise\w*|how much|amount|calculate|work out)\b", re.I)
_OF_THE_ASKER = lazy_regex(r"\b(?:we|our|us|i|my|me)\b", re.I)
_GAIN = lazy_regex(r"\b(?:profits?|gains?|margin|earn(?:ed|ings)|net)\b|利益|利潤|违法所得|所得|利润|이익", re.I)
_WORDS_OF_VALUE = 30  # characters on either side of an amount in which it is said to be a gain
_PERSON = lazy_regex(
    r"\b(?:managers?|directors?|employees?|individuals?|persons?|staff|officers?|representatives?|engineers?|boss"
    r"|ceo)\b|"
    r"担当者|個人|従業員|行為者|社員|役員|責任者",
    re.I,
)
_TECHNOLOGY = lazy_regex(r"\btechnolog\w*|\btechnical data\b|\bdrawings?\b|技術|図面", re.I)
# As the words of "japan-graver-goods" have them: row 1 without these items, and rows 2 to 4.
_GRAVER_ROWS, _ITEMS_LEFT_OUT = range(2, 5), (5, 6, 10, 11, 12)
_VALUES = 4  # values of one question
_VIOLATIONS = lazy_regex(
    r"\b(?P<n>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:separate |different )?"
    r"(?:violations|breaches|offen[cs]es|counts|infringements)\b",
    re.I,
)
_PRISON = lazy_regex(r"\b(?:prison|jail|imprison\w*)\b", re.I)
_ASKS_MOST = lazy_regex(
    r"\b(?:max\w*|how (?:much|big|high|large|long|many)|at most|worst|limits?|greater|ceiling|cap)\b", re.I
)
_OF_STATUTE = "50 U.S.C. 4819(c)(1)(A)"  # the amount to which 15 CFR 764.3 refers
_STATUTE = MissingText(f"the Export Control Reform Act of 2018 ({_OF_STATUTE})")
_INFLATION = lazy_regex(r"\binflation\b", re.I)
_CIVIL = lazy_regex(r"\bcivil\b|\badministrative\b", re.I)
_CRIMINAL_ALONE = lazy_regex(r"\bcriminal(?:ly)? (?:fines?|penalt\w+|liab\w+|sanctions?)|\bfined criminally\b", re.I)
_CRIMINAL = lazy_regex(r"\bcriminal\w*|\bwill?ful\w*|\bprison\b|\bjail\b|\bimprison\w*", re.I)


@dataclass(frozen=True, slots=True)
class Fine:
    """Entry of `penalties.toml`; its head says what each field does."""

    id: str
    law: re.Pattern[str]
    asked: tuple[re.Pattern[str], ...]
    conduct: str
    base: str
    currency: str
    locator: str
    words: str
    source: str = ""
    besides: str = ""
    unless: re.Pattern[str] | None = None
    person: str = ""
    also: str = ""
    beside: str = ""
    own: re.Pattern[str] | None = None
    daily: str = ""
    criminal: str = ""
    criminal_words: str = ""
    criminal_says: str = ""
    graver: str = ""

    @property
    def by_violation(self) -> bool:
        """Return whether the text sets an amount for each violation."""
        return "{each}" in self.words

    def is_asked(self, text: str) -> bool:
        """Return whether a question is of this fine by its words."""
        if self.unless is not None and self.unless.search(text):
            return False
        return self.law.search(text) is not None and all(p.search(text) for p in self.asked)


@cache
def fines() -> tuple[Fine, ...]:
    """Return the entries of the table, in its order."""
    return entries(TABLE, "fine", Fine, ("law", "asked", "unless", "own"))


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the fine for a conduct over a value that the question gives; None where it gives none."""
    asked = Asked.of(question.standalone)
    if not _ASKS_FINE.search(asked.text):
        return None
    fine = next((f for f in fines() if not f.by_violation and f.is_asked(asked.text)), None)
    if fine is None and question.asked_before and not any(f.law.search(question.core) for f in fines()):
        # "what can the company itself be fined?" names no law: it goes on with the conduct of the question before it.
        asked = Asked.of(f"{question.asked_before} {question.core}")
        fine = next((f for f in fines() if not f.by_violation and f.is_asked(asked.text)), None)
    if fine is None:
        return None
    if not asked.amounts:
        return _without_value(fine, question, catalogue)
    by_row: tuple[CalculationStep, ...] = ()
    try:
        if (placed := _by_row_told(fine, asked.text, question, catalogue)) is not None:
            if isinstance(placed, Calculation):
                return placed
            fine, by_row = placed
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    asked_of = _of_the_base(asked, fine)
    known = {a.currency for a in asked.amounts if a.currency}
    told = [replace(a, currency=next(iter(known))) if not a.currency and len(known) == 1 else a for a in asked_of]
    amounts = list({a.value: a for a in told if a.currency}.values())
    if not amounts or any(_LOOSE.search(asked.text[: a.start][-16:]) for a in amounts):
        return None
    if len(amounts) > (_VALUES if _EACH.search(asked.text) else 1):
        return None
    if any(a.currency not in (fine.currency, "yen/yuan") for a in amounts):
        return needs(
            f"{fine.base} in {fine.currency.upper()}: the text counts in it, and no exchange rate is in the texts held"
        )
    of_whom = question.core if fine.law.search(question.standalone) is None else asked.text
    both = [f for f in fines() if f.id == fine.person and _PERSON.search(of_whom)]
    beside = "" if fine.own and fine.own.search(asked.text) else fine.beside
    also = [f for f in fines() if f.id == fine.also or (f.id == beside and f.is_asked(asked.text))]
    try:
        made = _joined([_computed(question, catalogue, f, a) for a in amounts for f in (*both, fine, *also)], amounts)
        return _dated(replace(made, steps=(*made.steps, *by_row)), fine)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _dated(made: Calculation, fine: Fine) -> Calculation:
    """Return a fine with the day of its text in the lead, where the text says that the amount follows inflation."""
    days = (span.version.valid_from for step in made.steps for span in step.spans)
    day = next(filter(None, days), None) if _INFLATION.search(fine.words) else None
    if day is None:
        return made
    line = (
        f"The amount is that of the text of {day_in_words(day)} and follows inflation: a later text may have another."
    )
    return replace(made, lead=f"{made.lead} {line}")


def _by_row_told(
    fine: Fine, text: str, question: Query, catalogue: CatalogueReader
) -> tuple[Fine, tuple[CalculationStep, ...]] | Calculation | None:
    """Return the fine of the paragraph that the row of the goods decides (Article 14 of the Order), with that step.

    None where no row is told, or the fine has no graver one for some rows. Raise NotStatedError.
    """
    milder = next((f for f in fines() if fine.id in (f.id, f.graver) and f.graver), None)
    told = row_told(text)
    if milder is None or told is None:
        return None
    if _TECHNOLOGY.search(text):
        return needs("whether a cabinet order names that technology for the graver penalty: Article 14 names goods")
    of_order = stated_by(catalogue, question.filters, "japan-graver-goods")
    if told.number == 1 and told.item is None:
        step = CalculationStep("Article 14 of the Order names row 1 but for some of its items.", (of_order.span,))
        return needs("which item of row 1 of appended table 1 the goods are", steps=(step,))
    graver = told.number in _GRAVER_ROWS or (told.number == 1 and told.item not in _ITEMS_LEFT_OUT)
    named = f"row {told.number}{f' ({told.item})' if told.item else ''}"
    line = f"Goods of {named} of appended table 1 are {'' if graver else 'not '}among those of Article 14 of the Order"
    held_by = "paragraph 2" if graver else "paragraph 1"
    step = CalculationStep(f"{line}, so Article 69-7, {held_by}, holds.", (of_order.span,))
    return next(f for f in fines() if f.id == milder.graver) if graver else milder, (step,)


def _without_value(fine: Fine, question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the rule of a fine and the value that it wants, where the asker wants a figure for an own case."""
    if not (_ASKS_FIGURE.search(question.core) and _OF_THE_ASKER.search(question.core)):
        return None
    try:
        said = read_rule(catalogue, question.filters, Rule(fine.id, fine.locator, fine.words, fine.source))
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    if "low_times" not in said.values or "floor" not in said.values:
        return None
    code = fine.currency.upper()
    times = f"{numeral(said['low_times'])} to {numeral(said['high_times'])} times {fine.base}"
    fixed = f"{numeral(said['low'])} to {numeral(said['high'])} {code}"
    line = f"For {fine.conduct}: {times} where that is {numeral(said['floor'])} {code} or more, otherwise {fixed}"
    line += f"; besides: {fine.besides}." if fine.besides else "."
    made = needs(f"{fine.base} in {code}", steps=(CalculationStep(line, (said.span,)),))
    return replace(made, lead=f"{made.lead} {line}")


def _of_the_base(asked: Asked, fine: Fine) -> list[Amount]:
    """Return the amounts without those that are a profit where a fine counts the turnover, or the other way round."""
    gains = []
    for n, amount in enumerate(asked.amounts):
        first = asked.amounts[n - 1].end if n else 0
        before = asked.text[max(first, amount.start - _WORDS_OF_VALUE) : amount.start]
        behind = re.split(r"[.,;?!。、]", asked.text[amount.end : amount.end + _WORDS_OF_VALUE])[0]
        if _GAIN.search(re.split(r"[.,;?!。、]", before)[-1]) or _GAIN.search(behind):
            gains.append(amount)
    others = [a for a in asked.amounts if a not in gains]
    return (gains if "gain" in fine.base else others) or asked.amounts


def per_violation(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the limit under a text that sets one for each violation, or for each day of one that continues.

    With it the criminal penalty of that law, where a question asks for it: alone only where that is all it asks. None
    where neither a number of violations nor of days is told, and nothing criminal asked.
    """
    text = question.standalone
    fine = next((f for f in fines() if f.by_violation and f.is_asked(text)), None)
    if fine is None or not _ASKS_FINE.search(text):
        return None
    count, days = _VIOLATIONS.search(text), days_told(text) if fine.daily else None
    criminal = bool(fine.criminal) and _CRIMINAL.search(text) is not None
    if count is None and days is None and not criminal:
        return None
    try:
        said = read_rule(catalogue, question.filters, Rule(fine.id, fine.locator, fine.words, fine.source))
        of_civil = count or days or _CIVIL.search(text) or not _CRIMINAL_ALONE.search(text)
        found = [_dated(_civil(said, fine, count, days, question, catalogue), fine)] if of_civil else []
        found += [_criminal(fine, question, catalogue)] if criminal else []
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    values = {name: value for each in found for name, value in each.values.items()}
    return Calculation(" ".join(c.lead for c in found), values, tuple(s for c in found for s in c.steps))


def _civil(
    said: Stated,
    fine: Fine,
    count: re.Match[str] | None,
    days: DaysTold | None,
    question: Query,
    catalogue: CatalogueReader,
) -> Calculation:
    """Return the limit for so many violations, or days of one; for one where neither is told."""
    each, code = said["each"], fine.currency.upper()
    also = [CalculationStep(f"Besides: {fine.besides}.", (said.span,))] if fine.besides else []
    if count is None and days is None:
        return Calculation(
            f"At most {numeral(each)} {code} for each of the {fine.conduct}.", {"each": each}, tuple(also)
        )
    of, number = ("violations", int(to_decimal(count["n"]))) if count else ("", 0)
    if count is None and days is not None:
        of, number = f"days of a continuing violation{days.stretch}, each of which counts as one", days.number
    spans = [said.span]
    if count is None:
        spans.append(read_rule(catalogue, question.filters, Rule(fine.id, fine.locator, fine.daily, fine.source)).span)
    most = each * number
    step = CalculationStep(f"{number} x {numeral(each)} = {numeral(most)}.", tuple(spans))
    lead = f"At most {numeral(most)} {code} for {fine.conduct}: {number} {of}, at {numeral(each)} {code} each."
    return Calculation(lead, {f"max_{fine.currency}": most, "each": each}, (step, *also))


def _criminal(fine: Fine, question: Query, catalogue: CatalogueReader) -> Calculation:
    said = read_rule(catalogue, question.filters, Rule(f"{fine.id}-criminal", fine.criminal, fine.criminal_words))
    words = fine.criminal_says.format_map({name: numeral(value) for name, value in said.values.items()})
    values = {f"criminal_max_{fine.currency}": said["fine"], "prison_years": said["years"]}
    return Calculation(f"{words}.", values, (CalculationStep(f"{words}.", (said.span,)),))


def _joined(found: Sequence[Calculation], amounts: Sequence[Amount]) -> Calculation:
    """Return the fines for several values, or for a person and its company, as one result."""
    if len(found) == 1:
        return found[0]
    names = [n for c in found for n in c.values]
    values = {n: tuple(c.values[n] for c in found if n in c.values) for n in dict.fromkeys(names)}
    of = len(found) // len(amounts)
    leads = [
        f"Of {numeral(amounts[n // of].value)}: {c.lead[:1].lower()}{c.lead[1:]}" if len(amounts) > 1 else c.lead
        for n, c in enumerate(found)
    ]
    return Calculation(" ".join(leads), values, tuple(dict.fromkeys(s for c in found for s in c.steps)))


def civil_and_criminal(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return what a violation of the EAR costs at most, by the halves that a question asks for (15 CFR 764.3)."""
    text = question.standalone
    law = figure_rules()["ear-criminal"].asked
    asks = _ASKS_FINE.search(text) or _PRISON.search(text)
    civil, criminal = bool(_CIVIL.search(text)), bool(_CRIMINAL.search(text))
    if not (asks and law and law.search(text)) or not (civil or criminal):
        return None
    valued = bool(Asked.of(text).amounts)
    if (civil and criminal and valued) or (civil is not criminal and not _ASKS_MOST.search(text)):
        return None
    try:
        halves = [criminal_of_section(question, catalogue)] if criminal else []
        halves += [civil_of_section(question, catalogue, valued=valued)] if civil else []
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))
    values = {name: value for half in halves for name, value in half.values.items()}
    steps = tuple(step for half in halves for step in half.steps)
    missing = tuple(text for half in halves for text in half.missing)
    return Calculation(" ".join(h.lead for h in halves), values, steps, missing=missing, partly=criminal)


def criminal_of_section(question: Query, catalogue: CatalogueReader) -> Calculation:
    """Return the criminal half of what a violation of the EAR costs at most. Raises NotStatedError."""
    said = stated_by(catalogue, question.filters, "ear-criminal")
    fine, years = numeral(said["fine"]), numeral(said["years"])
    step = CalculationStep(
        f"Criminal, for a willful violation: a fine of not more than {fine} dollars, for a company too; for an "
        f"individual also imprisonment of not more than {years} years, or both.",
        (said.span,),
    )
    lead = f"Criminal: up to {fine} dollars, an individual also up to {years} years in prison."
    return Calculation(lead, {"criminal_max_usd": said["fine"], "prison_years": said["years"]}, (step,))


def civil_of_section(question: Query, catalogue: CatalogueReader, *, valued: bool) -> Calculation:
    """Return the civil half of it. Raises NotStatedError."""
    said = stated_by(catalogue, question.filters, "ear-civil")
    step = CalculationStep(
        "Civil, for each violation: not more than the amount set forth in ECRA. The section gives no figure, and "
        "where another authority continues a provision, that authority's maximum applies.",
        (said.span,),
    )
    lead, values = "Civil: no figure is in the text, which refers to ECRA", {"civil_max_usd": None}
    if held := next(iter(catalogue.find(_OF_STATUTE, question.filters)), None):
        words = one_line(catalogue.full_text(held))
        lead += f", {_OF_STATUTE}; its figure is adjusted each January (15 CFR 6.3)."
        return Calculation(lead, values, (step, CalculationStep(f"ECRA: “{words}”", (Span.of(held),))))
    lead += ", and that is not held."
    if valued:
        lead += " Whether a multiple of the transaction's value is the greater amount stands there, too."
    return Calculation(lead, values, (step,), missing=(_STATUTE,))


def _computed(question: Query, catalogue: CatalogueReader, fine: Fine, amount: Amount) -> Calculation:
    said = read_rule(catalogue, question.filters, Rule(fine.id, fine.locator, fine.words, fine.source))
    value, code, spans = amount.value, fine.currency, (said.span,)
    if value < 0:
        return refused(f"{numeral(value)} is no value of a transaction.")
    besides = fine.besides.format_map({name: numeral(figure_) for name, figure_ in said.values.items()})
    also = (CalculationStep(f"Besides: {besides}.", spans),) if besides else ()
    if "times" in said.values and "fixed" not in said.values:
        most = value * said["times"]
        how = f"{numeral(said['times'])} x {numeral(value)} = {numeral(most)}"
        line = f"At most {numeral(most)} {code.upper()} for {fine.conduct}: {how}, by {fine.base}"
        return Calculation(
            f"{line}; {besides}." if besides else f"{line}.",
            {f"max_{code}": most},
            (CalculationStep(f"{how}.", spans), *also),
        )
    if "fixed" in said.values:
        most = max(said["fixed"], value * said["times"])
        step = CalculationStep(
            f"{numeral(said['times'])} x {numeral(value)} = {numeral(value * said['times'])}; the greater of that and "
            f"{numeral(said['fixed'])} is {numeral(most)}.",
            spans,
        )
        times = f"{numeral(said['times'])} x {numeral(value)} = {numeral(value * said['times'])}"
        over = value * said["times"] > said["fixed"]
        lead = (
            f"At most {numeral(most)} {code.upper()} for {fine.conduct}: {times} is {'more' if over else 'not more'} "
            f"than {numeral(said['fixed'])}, and the greater of both is the limit."
        )
        lead = f"{lead} Besides: {besides}." if besides else lead
        return Calculation(lead, {f"max_{code}": most}, (step, *also))
    if value >= said["floor"]:
        low, high = value * said["low_times"], value * said["high_times"]
        how = f"{numeral(said['low_times'])} to {numeral(said['high_times'])} times {numeral(value)}"
        step = CalculationStep(
            f"{numeral(value)} is not less than {numeral(said['floor'])}, so the fine is {how}.", spans
        )
    else:
        low, high = said["low"], said["high"]
        step = CalculationStep(
            f"{numeral(value)} is less than {numeral(said['floor'])}, so the fine is fixed by the article.", spans
        )
        how = f"{numeral(value)} is less than {numeral(said['floor'])}, so the article's fixed amounts hold"
    lead = f"{numeral(low)} to {numeral(high)} {code.upper()} for {fine.conduct}, measured by {fine.base}: {how}."
    return Calculation(lead, {f"min_{code}": low, f"max_{code}": high}, (step, *also))
