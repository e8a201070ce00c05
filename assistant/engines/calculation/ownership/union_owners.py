"""Companies owned by parties of annexes to the Union's regulation on Russia (`union_owners.toml`), and its bans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from assistant.engines.calculation.figures import NotStatedError, Rule, entries, figure_rules, read_rule, stated_by
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, numeral
from assistant.engines.model import Span
from assistant.facts.days import day_in_words
from assistant.query.candidate_names import LEGAL_FORM
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex

TABLE = Path(__file__).with_name("union_owners.toml")
_OR_MORE = lazy_regex(r"[\s\u00a0]{0,2}(?:or more|and more|ou plus|oder mehr|o más|and above)\b", re.I)
_CONTRACT = lazy_regex(r"\bcontracts?\b", re.I)  # a share of it is nobody's share in a company
_NUMBER_OF_LINE = lazy_regex(r"^\s*(?:\d{1,3}\.|[-–•])\s*")
_OF_A_KIND = lazy_regex(r"bank|corporation|company|jsc|pjsc|state|group|holding", re.I)  # words that many names have
_NAME_OF_OWNER = r"[A-Z][\w&-]{0,30}(?: [A-Z][\w&-]{0,30}){0,3}"
_OWNS_SHARE = lazy_regex(
    rf"(?P<owner>{_NAME_OF_OWNER}) (?:owns|holds|has|owned|held) (?P<percent>\d{{1,3}}(?:\.\d{{1,3}})?)"
    rf"\s?(?:%|per ?cent) of (?P<owned>{_NAME_OF_OWNER})"
)
_SHARES_MOST = 4  # of one question


@dataclass(frozen=True, slots=True)
class Ban:
    """Entry of `union_owners.toml`; its head says what each field does."""

    id: str
    ban: str
    asked: re.Pattern[str]
    locator: str
    words: str
    annex: str
    seat: str
    also: str = ""


@cache
def union_bans() -> tuple[Ban, ...]:
    """Return the entries, in their order."""
    return entries(TABLE, "ban", Ban, ("asked",))


def of_union_law(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether a company is over the share that a ban of the Union names; None for other questions.

    Only where the Union's law is asked of, and an owner of the question stands in the annex of a ban.
    """
    text = question.standalone
    asked = Asked.of(text)
    shares = [s for s in asked.shares if not _OR_MORE.match(asked.text, s.end)]
    if not shares or len(shares) > _SHARES_MOST or "eu" not in question.jurisdictions or _CONTRACT.search(text):
        return None
    bans = [b for b in union_bans() if b.asked.search(text)] or list(union_bans())
    found = [(ban, *line) for ban in bans if (line := _owner(ban, text, question, catalogue))]
    if not found:
        return None
    percents = tuple(dict.fromkeys(s.percent for s in shares))
    try:
        return _computed(found, percents, len(shares), len(shares) < len(asked.shares), question, catalogue)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(absent.missing,))


def _computed(
    found: list[tuple[Ban, str, Span, HeldProvision]],
    percents: tuple[Fraction, ...],
    shares: int,
    contrasts: bool,
    question: Query,
    catalogue: CatalogueReader,
) -> Calculation:
    leads: list[str] = []
    steps: list[CalculationStep] = []
    reached: list[Value] = []
    for ban, owner, span, annex in found:
        said = read_rule(catalogue, question.filters, Rule(ban.id, ban.locator, ban.words, annex.source.id))
        limit = Fraction(said["percent"])
        told = []
        links = _links(question.standalone)
        chain = _chain(links, owner)
        for percent in percents if not chain else ():
            over = percent > limit
            reached.append(over)
            told.append(
                f"at {'exactly ' if percent == limit else ''}{numeral(percent)} % it is "
                f"{'' if over else 'not '}reached by {ban.locator}"
            )
        supposed = owner.casefold() == ban.annex.casefold()  # "if the owner were in Annex XIX"
        stands = f"Supposing an owner in {ban.annex}:" if supposed else f"{owner} stands in {ban.annex};"
        reaches = f"{ban.ban} reaches companies established {ban.seat} that it owns for MORE THAN {numeral(limit)} %"
        if chain:
            is_open = _is_open(links, chain, shares)
            of_chain = _of_chain(chain, links, limit, ban.locator, is_open=is_open)
            leads.append(f"{stands} {reaches}, “directly or indirectly”. {of_chain}")
            reached.append(is_open or all(link.percent > limit for link in chain))
        else:
            leads.append(f"{stands} {reaches}: {', '.join(told)}.")
        steps.append(CalculationStep(f"{ban.annex}." if supposed else f"{owner}: {ban.annex}.", (span,)))
        steps.append(
            CalculationStep(f"{ban.locator}: more than {numeral(limit)} %, directly or indirectly.", (said.span,))
        )
        if ban.also and (other := catalogue.find(ban.also, question.filters)):
            own = [h for h in other if h.source.id == annex.source.id]
            line = (
                f"Whatever its share, who acts on behalf or at the direction of such a party is reached ({ban.also})."
            )
            steps.append(CalculationStep(line, tuple(map(Span.of, own[:1]))))
            leads.append(line)
    day = found[0][3].version.valid_from
    steps.append(
        CalculationStep(
            f"By the edition held, of {day_in_words(day) if day else 'an unknown day'}: later changes of the annexes "
            "and of the articles are not in it."
        )
    )
    if contrasts and (other_rule := _of_commerce(question, catalogue)) is not None:
        steps.append(other_rule)
        leads.append(other_rule.text)
    values: dict[str, Value] = {
        "percent": percents if len(percents) > 1 else percents[0],
        "over": tuple(reached) if len(reached) > 1 else reached[0],
    }
    return Calculation(" ".join(leads), values, tuple(dict.fromkeys(steps)))


@dataclass(frozen=True, slots=True)
class _Link:
    """Share that one company of a chain has in the next one."""

    owner: str
    percent: Fraction
    owned: str


def _links(text: str) -> list[_Link]:
    return [_Link(m["owner"], Fraction(m["percent"]), m["owned"]) for m in _OWNS_SHARE.finditer(text)]


def _chain(told: list[_Link], owner: str) -> list[_Link]:
    """Return the longest row of links from an owner on, each company owning a share of the next; empty for one link."""
    links = _longest(told, owner.casefold())
    return links if len(links) > 1 else []


def _longest(told: list[_Link], at: str) -> list[_Link]:
    held = (x for x in told if x.owner.casefold() == at)
    rows = ([x, *_longest([y for y in told if y is not x], x.owned.casefold())] for x in held)
    return max(rows, key=len, default=[])


def _beside(told: list[_Link], chain: list[_Link]) -> list[_Link]:
    """Return the links told besides a chain that end in a company of it: further shares, of its owner or of others."""
    companies = {x.owned.casefold() for x in chain}
    return [x for x in told if x not in chain and x.owned.casefold() in companies]


def _is_open(told: list[_Link], chain: list[_Link], shares: int) -> bool:
    """Return whether other shares are told than those of a chain: in its companies, or not known of whom in what."""
    return bool(_beside(told, chain)) or shares > len(told)


def _of_chain(chain: list[_Link], told_links: list[_Link], limit: Fraction, locator: str, *, is_open: bool) -> str:
    """Return what is sure of the last company of a chain, and what the text leaves open of how shares are counted."""
    told = _as_told(chain)
    product = Fraction(1)
    for link in chain:
        product *= link.percent / 100
    last, multiplied = chain[-1].owned, f"multiplied the share in {chain[-1].owned} is {numeral(product * 100)} %"
    if all(x.percent > limit for x in chain):
        sure = product * 100 > limit
        rest = (
            ""
            if sure
            else f" {locator} does not say which of the two counts: take {last} as reached until that is settled."
        )
        return f"{told}: every link is over {numeral(limit)} %, so {last} is reached link by link; {multiplied}.{rest}"
    low = next(x for x in chain if x.percent <= limit)
    if is_open:
        others = _as_told(_beside(told_links, chain))
        besides = f"besides, {others}" if others else "further shares are told of"
        return (
            f"{told}; {besides}. {numeral(low.percent)} % of {low.owned} alone is not over {numeral(limit)} %, but "
            f"{locator} does not say how such shares count together: take {last} as reached until that is settled."
        )
    return (
        f"{told}: {numeral(low.percent)} % of {low.owned} is not over {numeral(limit)} %, and {multiplied}: by these "
        f"shares {last} is not reached by {locator}."
    )


def _as_told(links: list[_Link]) -> str:
    return "; ".join(f"{x.owner} owns {numeral(x.percent)} % of {x.owned}" for x in links)


def _owner(ban: Ban, text: str, question: Query, catalogue: CatalogueReader) -> tuple[str, Span, HeldProvision] | None:
    """Return the line of an annex whose name stands in a question, with its place; None where there is none."""
    asked = {w.casefold() for w in re.findall(r"\b[A-Z][\w-]+", text)}
    of_law = figure_rules()["luxury-value"].source
    for held in catalogue.find(ban.annex, question.filters):
        if held.source.id != of_law:
            continue
        whole = catalogue.full_text(held)
        for line, start in _lines(whole):
            name = re.sub(r"\([^()]*\)", "", line)
            words = [w.casefold() for w in re.findall(r"[\w-]+", name)]
            telling = [w for w in words if not _OF_A_KIND.fullmatch(w) and not LEGAL_FORM.fullmatch(w)]
            if telling and asked.issuperset(telling):
                return line.strip(), Span.of(held, start, len(line)), held
    return None


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield the names of an annex, one a line, with their places."""
    at = 0
    for line in text.split("\n"):
        head = _NUMBER_OF_LINE.match(line)
        cut = head.end() if head else 0
        if len(line) > cut and line[cut:].upper() == line[cut:]:
            yield line[cut:], at + cut
        at += len(line) + 1


def _of_commerce(question: Query, catalogue: CatalogueReader) -> CalculationStep | None:
    """Return the share of the Commerce Department's rule, which begins at it; None where that is not held."""
    try:
        said = stated_by(catalogue, question.filters, "affiliates-entity-list")
    except NotStatedError:
        return None
    until = said.stayed_until
    stay = f", stayed until {day_in_words(until)} by its own note" if until else ""
    share = numeral(said["percent"])
    says = figure_rules()["affiliates-entity-list"].says["against"]
    line = says.format(share=share, where=f"{said.held.locator}{stay}")
    return CalculationStep(line, (said.span,))
