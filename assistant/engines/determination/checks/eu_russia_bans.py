"""The bans of the Union's regulation on Russia by article and annex, for exporters in the Union."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import goods_terms
from assistant.engines.determination.facts.customs_codes import (
    CodedRow,
    coded_rows,
    codes_given,
    customs_row,
    rows_like,
)
from assistant.engines.determination.facts.places import Place
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.countries import answer_name
from assistant.engines.determination.law_texts.rules import (
    CheckedRule,
    asked_fact,
    pattern,
    rule_table,
    rules_of_kind,
    said,
    union_country,
)
from assistant.engines.determination.law_texts.texts import Texts, edition_day, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import MissingText, Span
from assistant.facts.days import day_in_words
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, measures
from corpus.model import Role
from index.text.tokens import terms

_AMOUNT = r"\d{1,3}(?:[ ,.]\d{3}){1,3}|\d{1,9}"
_EUROS = lazy_regex(
    rf"{measures.table().before_of('eur')}\s?({_AMOUNT})\b(?![.,]\d)|\b({_AMOUNT})\s?{measures.table().behind_of('eur')}|"
    rf"\b(?:for|at|worth|costs?) ({_AMOUNT})(?=\s?(?:[?;]|[.,](?!\d)|$))",  # "one of 250 euro, and one for 900?"
    re.I,
)
# "12 watches, each 290 euro, so 3480 euro in total": the sum of all of them is the value of none.
_TOTAL_BEFORE = lazy_regex(
    r"\b(?:totals?|totall?ing|altogether|insgesamt|gesamt\w*|au total)"
    r"(?:\s?[:=]|\s(?:of|is|are|was|value|price|amount|comes?|to|worth|for|at|makes?|it|costs?)\b){0,4}\s{0,2}$",
    re.I,
)
_TOTAL_BEHIND = lazy_regex(r"\s(?:(?:in|as a) total|total|altogether|insgesamt|au total)\b", re.I)
# Beside a total another amount may be that of one item or of some of them: only what is said to be of each is of one.
_EACH_BEFORE = lazy_regex(
    r"\b(?:each|je|jeweils|every one)(?: (?:at|for|of|is|costs?|worth|costing)){0,2}\s{0,2}$", re.I
)
_EACH_BEHIND = lazy_regex(
    r"\s(?:each|apiece|a ?piece|per (?:piece|item|unit|watch|one)|pro Stück|je Stück|pièce|l['’]unité|chacune?)\b",
    re.I,
)
_AROUND_AMOUNT = 40  # characters before an amount that may call it a total
_ANNEX_ROWS_TOLD = 3  # rows of an annex that are told
_LIMIT = lazy_regex(r"\bEUR (\d{1,3}(?: \d{3})+|\d{1,9})\b")


def union_steps(texts: Texts, asked: Transaction, place: Place) -> list[WalkStep]:
    """Return a step for each ban that the item may fall under; none for a place that the regulation is not about."""
    bans = [rule for rule in rules_of_kind("union") if place.code in rule.places]
    steps = [s for s in (_step(texts, asked, rule, place) for rule in bans) if s is not None]
    if not bans:
        return []
    if any(s.effect is Effect.PROHIBITED for s in steps):
        steps = [s for s in steps if s.effect is not Effect.UNKNOWN]
    if steps and not (codes_given(asked) and all(s.effect is Effect.NONE for s in steps)):
        return steps
    return [*steps, _unmatched(texts, asked, bans, coded=bool(steps))]


def _unmatched(texts: Texts, asked: Transaction, bans: Sequence[CheckedRule], *, coded: bool) -> WalkStep:
    """Return the step on goods that no ban names: what is asked for, and why what was given is not enough.

    `coded`: an annex has the code that was given, and its ban does not reach the goods.
    """
    first = next((span for rule in bans if (span := rule.span(texts))), None)
    codes, annexes = codes_given(asked), tuple(dict.fromkeys(a for rule in bans for a in rule.more.get("coded", ())))
    fact = asked_fact("ask_description" if codes else "ask_code")
    why: list[str] = []
    lacks: tuple[MissingText, ...] = ()
    if first is not None and (number := pattern(rule_table()["union_numbers"]["foreign"]).search(asked.text)):
        why, lacks = [said("union_foreign", number=number[0])], tuple(map(missing_text, bans[0].lacks))
    if codes and not coded:
        why.append(said("union_no_code", code=" and ".join(codes), day=edition_day(first), annexes=", ".join(annexes)))
    like = [] if codes else rows_like(texts, asked, annexes)
    cites = found_spans([first, *map(Span.of, like)])
    words = said("union_unmatched", day=edition_day(first))
    if like:
        rows = "; ".join(f"{row.locator.split(' > ')[0]}: “{customs_row(row)}”" for row in like)
        words = f"{said('union_like', rows=rows)} {words}"
    short = " ".join((*why, said("union_lead", why=fact.words)))
    return WalkStep("annexes", words, cites, Effect.UNKNOWN, (fact,), lacks, short, leads=True)


def is_in_union(code: str) -> bool:
    """Return whether an exporter is in the Union: named as such, or in a member state that the table names."""
    return countries.table().union_of.get(code) == union_country()


def _step(texts: Texts, asked: Transaction, rule: CheckedRule, place: Place) -> WalkStep | None:
    rows = coded_rows(texts, asked, rule)
    points = _points(texts, asked, rule) if "annex" in rule.more else []
    own = asked.without(
        pattern(rule_table()["union_numbers"]["foreign"])
    )  # a number of another list names no goods here
    called = bool(points or rows) or (rule.more.get("when") is not None and own.says(pattern(str(rule.more["when"]))))
    if not called:
        return None
    span, lacks = rule.span(texts), tuple(map(missing_text, rule.lacks))
    if span is None:
        words = _unheld(texts, rule.locator)
        return WalkStep(rule.locator, words, (), Effect.UNKNOWN, (), lacks, words, leads=True)
    if rows and not points:
        return _coded_step(texts, asked, rule, rows, place)
    dated = said("union_edition", day=edition_day(span))
    effect, more, asks = _threshold(texts, asked, rule, points)
    also = [texts.span(a) for a in rule.more.get("also", ())]
    cites = found_spans([texts.span(rule.locator) or span, *(texts.span(p) for p, _ in points[:2]), *also])
    names = "; ".join(f"{p}: {t}" for p, t in points[:2])
    excepted = _exceptions(texts, asked, rule) if effect is Effect.PROHIBITED else []
    words = rule.says.format(place=answer_name(place.code), points=names)
    words = " ".join(filter(None, (f"{words}.", more, dated)))
    if not excepted and effect is Effect.UNKNOWN and asks:
        short = said("union_lead", why=asks[0].words)
        return WalkStep(rule.locator, words, cites, effect, asks, lacks, short, leads=True)
    if not excepted:
        return WalkStep(rule.locator, words, cites, effect, asks, lacks, _banned(texts, rule))
    what = " or ".join(named["what"] for named, _ in excepted)
    short = said(
        "union_unless",
        article=rule.locator,
        what=what,
        at=", ".join(named["at"] for named, _ in excepted),
        how=" ".join(dict.fromkeys(said(_how(named)) for named, _ in excepted)),
    )
    fact = asked_fact("ask_union_exception", what=what)
    spans = found_spans([*(at for _, at in excepted), texts.span(rule.more["also"][0])])
    return WalkStep(
        rule.locator, words, tuple(dict.fromkeys((*spans, *cites))), Effect.UNKNOWN, (*asks, fact), lacks, short,
        leads=True,
    )  # fmt: skip


def _how(exception: Mapping[str, str]) -> str:
    return "union_undeclared" if exception.get("undeclared") else "union_declared"


def _banned(texts: Texts, rule: CheckedRule) -> str:
    """Return that a ban has the goods, and what it takes out of itself: a ban with exceptions is not told without."""
    held = [e for e in rule.more.get("exceptions", ()) if texts.span(e["at"], e["words"]) is not None]
    if held:
        listed = "; ".join(f"{e['what']} ({e['at'].rpartition('(')[2]}" for e in held)
        return said("union_short_unless", article=rule.locator, at=held[0]["at"].rpartition("(")[0], listed=listed)
    if (at := rule.more.get("excepts")) and texts.span(at) is not None:
        return said("union_short_excepts", article=rule.locator, at=at)
    return said("union_short", article=rule.locator)


def _coded_step(
    texts: Texts, asked: Transaction, rule: CheckedRule, rows: Sequence[CodedRow], place: Place
) -> WalkStep:
    """Return the step of a ban whose annex has the customs code that is given: for sure, in part, or below it."""
    row = rows[0]
    effect, more, asks = _row_threshold(texts, asked, rule, rows)
    key, fact = "union_row", None
    if row.is_below:
        key, fact = "union_row_below", asked_fact("ask_digits", code=row.code)
    elif row.is_ex:
        key, fact = "union_row_part", asked_fact("ask_ex", row=customs_row(row.held))
    each = "; ".join(f"“{customs_row(r.held)}”" for r in rows[:_ANNEX_ROWS_TOLD])
    found = said(key, annex=row.annex, code=row.code, row=customs_row(row.held), rows=each)
    points = f"those of the code {row.code}"
    banned = rule.says.format(place=answer_name(place.code), points=points)
    words = " ".join(
        filter(None, (found, f"{banned}.", more, said("union_edition", day=edition_day(rule.span(texts)))))
    )
    also = [texts.span(a) for a in rule.more.get("also", ())]
    cites = found_spans([texts.span(rule.locator), *(Span.of(r.held) for r in rows[:_ANNEX_ROWS_TOLD]), *also])
    lacks = tuple(map(missing_text, rule.lacks))
    if fact is not None and (row.is_below or effect is not Effect.NONE):
        short = f"{found} {said('union_lead', why=fact.words)}"
        return WalkStep(rule.locator, words, cites, Effect.UNKNOWN, (fact, *asks), lacks, short, leads=True)
    short = _banned(texts, rule)
    if effect is Effect.UNKNOWN:
        short = said("union_lead", why=asks[0].words if asks else more)
    return WalkStep(rule.locator, words, cites, effect, asks, lacks, short, leads=True)


def _row_threshold(
    texts: Texts, asked: Transaction, rule: CheckedRule, rows: Sequence[CodedRow]
) -> tuple[Effect, str, tuple[AskedFact, ...]]:
    """Return what the value decides for rows, each by the threshold of its own point; unknown where they differ."""
    each = []
    for row in rows:
        points = [p for p in texts.catalogue.ancestors(row.held) if p.provision.role is Role.PARAGRAPH]
        each.append(_threshold(texts, asked, rule, [(p.locator, p.text) for p in (row.held, *points)]))
    effects = {effect for effect, _, _ in each}
    return each[0] if len(effects) == 1 else (Effect.UNKNOWN, each[0][1], (asked_fact("ask_value"),))


def _unheld(texts: Texts, locator: str) -> str:
    """Return why nothing is concluded from a place: no edition of the day is held, or its words are others."""
    source = rule_table()["union_numbers"]["source"]
    if not any(h.source.id == source for h in texts.all(locator)):
        later = texts.catalogue.find(locator, replace(texts.filters, as_of=None))
        days = [d for h in later if h.source.id == source and (d := h.version.valid_from)]
        if days:
            day, oldest = day_in_words(texts.day), day_in_words(min(days))
            return said("no_edition", day=day, locator=locator, oldest=oldest)
    return said("rule_changed", locator=locator)


def _exceptions(texts: Texts, asked: Transaction, rule: CheckedRule) -> list[tuple[Mapping[str, str], Span]]:
    """Return the exceptions of a ban that words of the question speak of, where their own words stand."""
    told = [row for row in rule.more.get("exceptions", ()) if asked.says(pattern(row["when"]))]
    return [(row, span) for row in told if (span := texts.span(row["at"], row["words"])) is not None]


def _points(texts: Texts, asked: Transaction, rule: CheckedRule) -> list[tuple[str, str]]:
    """Return (address, text) of the points of an annex whose words the item has."""
    wanted = goods_terms(asked.text)
    found = []
    for top in texts.all(str(rule.more["annex"])):
        for point in texts.catalogue.subtree(top):
            if point.provision.role is Role.PARAGRAPH and wanted & set(terms(point.text)):
                found.append((point.locator, " ".join(point.text.split())))
    return found


def _threshold(
    texts: Texts, asked: Transaction, rule: CheckedRule, points: list[tuple[str, str]]
) -> tuple[Effect, str, tuple[AskedFact, ...]]:
    """Return what the value of the item decides, by the threshold of the article or of the annex's own point."""
    at = rule.more.get("threshold_at")
    if not at:
        return Effect.PROHIBITED, "", ()
    held = texts.at(str(at))
    general = _LIMIT.search(held.text) if held else None
    # Each point with its own limit or the article's: a word may stand in several, and the lowest is the one to keep.
    limits = [m for _, text in points or [("", "")] if (m := _LIMIT.search(text) or general)]
    if not limits:
        return Effect.UNKNOWN, "", ()
    limit = min(limits, key=_euros)
    amounts = list(_EUROS.finditer(asked.text))
    of_items = [m for m in amounts if not _is_said(asked.text, m, _TOTAL_BEFORE, _TOTAL_BEHIND)]
    is_of_each = all(_is_said(asked.text, m, _EACH_BEFORE, _EACH_BEHIND) for m in of_items)
    told = [m.groups() for m in of_items] if len(of_items) == len(amounts) or is_of_each else []
    in_euros = any(a or b for a, b, _ in told)  # a bare amount beside one in euros is in euros too
    values = [float(re.sub(r"[ ,.]", "", a or b or c)) for a, b, c in told if a or b or in_euros]
    above = {value > _euros(limit) for value in values}
    if len(above) != 1 or (True in above and max(values) <= max(map(_euros, limits))):
        return Effect.UNKNOWN, said("union_threshold", limit=limit[0]), (asked_fact("ask_value"),)
    if True in above:
        return Effect.PROHIBITED, said("union_above", limit=limit[0]), ()
    return Effect.NONE, said("union_below", limit=limit[0]), ()


def _is_said(text: str, amount: re.Match[str], before: re.Pattern[str], behind: re.Pattern[str]) -> bool:
    """Return whether the words right before or right behind an amount are those of a pattern."""
    led = before.search(text, max(0, amount.start() - _AROUND_AMOUNT), amount.start())
    return led is not None or behind.match(text, amount.end()) is not None


def _euros(limit: re.Match[str]) -> float:
    return float(limit[1].replace(" ", ""))
