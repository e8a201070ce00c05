"""Customs codes of a question in the annexes of the Union's regulation, whose rows begin with such codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import goods_terms
from assistant.engines.determination.facts.places import without_places
from assistant.engines.determination.law_texts.rules import CheckedRule, pattern, rule_table
from assistant.engines.determination.law_texts.texts import Texts
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Role
from index.text.tokens import terms

_CUSTOMS_CODE = r"\d{2}(?:\d{2}(?:[ .]?\d{2}(?!\d)){0,3})?(?!\d)"
_CODED_ROW = lazy_regex(
    rf"\s{{0,4}}(?:►\w{{1,3}}\s)?(?P<ex>ex\s{{1,4}})?"
    rf"(?P<codes>{_CUSTOMS_CODE}(?:(?:,| or|\s)\s{{0,2}}{_CUSTOMS_CODE}){{0,9}})"
)
_SINGLE_CODE = lazy_regex(_CUSTOMS_CODE)
_AMENDMENT_MARK = lazy_regex(r"►\w{0,3}|◄")
_CODE_BLANKS = lazy_regex(r"[\s.]+")
_ROW_TOLD = 120  # characters of a row
_HEADING_DIGITS = 4  # digits of a heading of the nomenclature
_ROWS_LIKE_ITEM = 3  # rows that are told because of their words


@dataclass(frozen=True, slots=True)
class CodedRow:
    """Row of an annex that has a code of the question, as it is or as a wider one, or has one that is below it."""

    annex: str
    code: str
    held: HeldProvision
    is_ex: bool
    is_below: bool


def customs_row(row: HeldProvision) -> str:
    """Return a row as an answer tells it."""
    words = " ".join(_AMENDMENT_MARK.sub("", row.text).split())
    return words if len(words) <= _ROW_TOLD else f"{words[:_ROW_TOLD].rsplit(' ', 1)[0]} …"


def rows_like(texts: Texts, asked: Transaction, annexes: Sequence[str]) -> list[HeldProvision]:
    """Return the rows that have the most of the item's words, half of them at least: to choose from, never chosen."""
    wanted = goods_terms(without_places(asked.text))
    found: list[tuple[int, HeldProvision]] = []
    for row in (r for annex in annexes for r in _held_rows(texts, annex)) if wanted else ():
        shared = len(wanted & set(terms(row.text)))
        if 2 * shared >= len(wanted):
            found.append((shared, row))
    most = max((n for n, _ in found), default=0)
    return [row for n, row in found if n == most][:_ROWS_LIKE_ITEM]


def codes_given(asked: Transaction) -> tuple[str, ...]:
    """Return the customs codes that a question gives, as digits."""
    found = pattern(rule_table()["union_numbers"]["code"]).finditer(asked.text)
    return tuple(dict.fromkeys(_digits(next(filter(None, m.groups()))) for m in found))


def coded_rows(texts: Texts, asked: Transaction, rule: CheckedRule) -> list[CodedRow]:
    """Return the rows of a ban's annexes that have a code of the question, those that have it for sure first."""
    codes = codes_given(asked)
    found = [r for annex in rule.more.get("coded", ()) for r in _rows(texts, annex, codes)] if codes else []
    return sorted(found, key=lambda r: (r.is_below, r.is_ex))


def _rows(texts: Texts, annex: str, codes: Sequence[str]) -> Iterator[CodedRow]:
    for row in _held_rows(texts, annex):
        begun = _CODED_ROW.match(row.text)
        for own in map(_row_code, _SINGLE_CODE.findall(begun["codes"])) if begun else ():
            if code := next((c for c in codes if c.startswith(own) or own.startswith(c)), ""):
                yield CodedRow(annex, code, row, bool(begun and begun["ex"]), not code.startswith(own))
                break


def _held_rows(texts: Texts, annex: str) -> Iterator[HeldProvision]:
    """Yield the rows of an annex, a table's and those that were set as lines."""
    source = rule_table()["union_numbers"]["source"]
    for top in texts.all(annex):
        if top.source.id == source:
            yield from (p for p in texts.catalogue.subtree(top)[1:] if p.provision.role in (Role.ROW, Role.TEXT))


def _digits(code: str) -> str:
    return _CODE_BLANKS.sub("", code)


def _row_code(code: str) -> str:
    digits = _digits(code)
    while len(digits) > _HEADING_DIGITS and digits.endswith("00"):  # "8411 00 00": the heading as a whole
        digits = digits[:-2]
    return digits
