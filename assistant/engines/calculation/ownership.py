"""Ownership by listed parties: whom the 50 percent rule reaches by its held text, and whether that text is stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from assistant.engines.calculation import follow_ups, owners
from assistant.engines.calculation.figures import NotStatedError, Stated, rules, stated
from assistant.engines.calculation.owners import Listing, Owner, Ownership, Stake
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, refused, shown
from assistant.engines.model import Span
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.lexicon.party_lists import PartyList

_OWNS = (
    r"\bown(?:s|ed|ership|ing)?\b|\bhold(?:s|ing)?\b|\bheld\b|\bstakes?\b|\bshare ?holders?\b|"
    r"\bshareholding\b|\bbelongs?\b|\bsubsidiar(?:y|ies)\b|->|→"
)
_RULE = (
    r"\baffiliates?['’]? rule\b|\b(?:50|fifty)[ -]?(?:percent|per cent|%|pct)\s?-?(?:ownership |"
    r"affiliates? )?rule\b|\bsupplement no\. ?8\b|"
    r"\b744\.11\(a\)\(1\)|\b744\.21\(a\)\(3\)"
)
_ASKS_REACH = re.compile(
    r"\b(?:caught|reach(?:es|ed)?|covered|restricted|hit|affected|aggregat\w+|count(?:s|ed)?|"
    r"licen[cs]es?|appl(?:y|ies)|"
    r"treated|subject|captured?|rule|in scope|problem|allowed|ship|sell)\b|\?",
    re.I,
)
_TARGET = re.compile(
    r"\b(?:reach(?:es|ed)?|catch(?:es)?|cover(?:s)?|appl(?:y|ies) to|hit|capture(?:s)?|"
    r"restrict(?:s)?)\s+(?:the |company )?"
    r"(?P<a>[A-Z][\w&-]{0,30})\b(?! List)|\b(?:[Ii]s|[Aa]re|[Ww]ould|[Dd]oes)\s+(?:company |the "
    r")?(?P<b>[A-Z][\w&-]{0,30})\s+(?:itself |also |then |now )?"
    r"(?:be )?(?:reached|caught|covered|restricted|listed|subject|affected|hit|treated|captured|in "
    r"scope|a problem|count)"
)
_TAG = re.compile(r"\[([A-Z][A-Z0-9 -]{1,30})\]")
_TAG_ASKED = re.compile(
    r"(?:program(?:me)?s?|tags?|tagged|designated under|"
    r"under)[ :]*(?:tag[ :]*)?[\[“\"']?(?P<tag>[A-Z][A-Z0-9-]{2,30})\b|"
    r"[\[(](?P<alone>[A-Z][A-Z0-9-]{2,30})[\])]"
)
_TAG_PLACE = re.compile(r"(?:[\[(]|\b(?:under|tagged|tag|programme|program)\b[ :]{1,2})([\w-]{3,30})", re.I)
_NOW = re.compile(r"\b(?:today|now|currently|right now|at the moment|at present)\b", re.I)
_ADDRESS_ONLY = re.compile(r"\b(?:only )?(?:the |its |their )?address(?:es)?(?: only)?\b", re.I)


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return whether the rule reaches a company by who owns it; None where the question does not ask that."""
    text = question.standalone
    asked = Asked.of(text)
    if not asked.shares or not asked.has(_OWNS) or not _ASKS_REACH.search(text) or not _is_about_lists(asked):
        return None
    told = follow_ups.read(question)
    if told is None:
        return needs("who owns how much now, each owner again (which of the earlier shares changes is not understood)")
    if not told.stakes and not told.unread:
        return None
    of_treasury, of_commerce = rules()["blocked-owners"].asked, rules()["affiliates-entity-list"].asked
    if of_treasury and of_treasury.search(text) and not (of_commerce and of_commerce.search(text)):
        return _blocked(told, asked, question, catalogue)
    try:
        return _Rule(question, catalogue).over(told, asked)
    except NotStatedError as absent:
        return Calculation(str(absent), missing=(str(absent),))


def _is_about_lists(asked: Asked) -> bool:
    return asked.has(_RULE) or owners.names_a_list(asked.text)


class _Rule:
    """The rule as the held text states it on the day asked for."""

    def __init__(self, question: Query, catalogue: CatalogueReader) -> None:
        self.question, self.catalogue = question, catalogue
        self.text = self._stated("affiliates-entity-list")
        self.guidelines = self._stated("affiliates-guidelines")
        self.percent = Fraction(self.text["percent"])

    def _stated(self, name: str) -> Stated:
        return stated(self.catalogue, self.question.filters, name)

    @cached_property
    def programmes(self) -> tuple[tuple[str, ...], Span, str]:
        """Return the identifiers of designated persons that count, their place, and the text above them."""
        found = self._stated("sdn-programmes")
        text = self.catalogue.full_text(found.held)
        return tuple(t for t in _TAG.findall(text) if t != "Reserved"), found.span, text

    def over(self, told: Ownership, asked: Asked) -> Calculation:
        """Return the result over the ownership that a question tells of."""
        if line := contradiction(told):
            return refused(line)
        if told.unread or not told.stakes:
            return needs("who owns how much of whom, written as “A owns 30 % of X”")
        graph = _Graph(told, self)
        target = _target(told, asked)
        return self._result(graph, target, asked)

    def counts(self, owner: Owner) -> tuple[bool | None, str, tuple[Span, ...]]:
        """Return whether a listed owner counts by the text (None: a fact is missing), why, and where that is said."""
        if owner.listing is Listing.UNLISTED:
            if owner.is_taken_as_unlisted:
                return False, f"{owner.name} is taken as not listed, since the question does not say so: screen it", ()
            return False, f"{owner.name} is not listed", ()
        if owner.listing is Listing.UNSAID:
            return None, f"whether {owner.name} is on one of the lists that the rule names", ()
        if _ADDRESS_ONLY.search(owner.words):
            return (
                False,
                (f"{owner.name} only operates at a listed address: that does not extend to what it owns"),
                (self._stated("affiliates-address").span,),
            )
        for listed in owner.lists:
            if self._is_by_programme(listed):
                return self._by_programme(owner, listed)
            if not any(hint in self._rule_text for hint in listed.hints):
                return False, f"the {listed.name} is not among the lists that the rule names", (self.guidelines.span,)
        return True, f"{owner.name} is listed", ()

    @cached_property
    def _rule_text(self) -> str:
        return self.catalogue.slice(
            self.guidelines.span.version.number, self.guidelines.span.start, self.guidelines.span.end
        )

    def _is_by_programme(self, listed: PartyList) -> bool:
        return not listed.table and any(hint in self.programmes[2] for hint in listed.hints)

    def _by_programme(self, owner: Owner, listed: PartyList) -> tuple[bool | None, str, tuple[Span, ...]]:
        tags, span, _ = self.programmes
        words = re.sub(r"[^A-Z0-9]+", "", owner.words)
        behind = [_flat(m[1].upper()) for m in _TAG_PLACE.finditer(owner.words)]
        told = next((t for t in sorted(tags, key=len, reverse=True) if _flat(t) in words or _flat(t) in behind), "")
        if told:
            return True, f"{owner.name} carries the identifier [{told}] of 15 CFR 744.8(a)(1)", (span,)
        other = _TAG_ASKED.search(owner.words)
        tag = (other["tag"] or other["alone"]) if other else ""
        if other and tag and self._is_programme(tag, other) and tag not in listed.hints and f"({tag})" != listed.mark:
            return (
                False,
                f"{tag} is not among the identifiers of 15 CFR 744.8(a)(1), so {owner.name} does not count",
                (span,),
            )
        return None, f"the programme under which {owner.name} is designated", (span,)

    @staticmethod
    def _is_programme(tag: str, match: re.Match[str]) -> bool:
        """Return whether a word in capitals is surely a programme: "(UAE)" may be a country, "under OFAC" an office."""
        return bool(re.search(r"\d|-", tag)) or match[0].lower().startswith(("program", "tag"))

    def in_force(self) -> tuple[str, CalculationStep]:
        """Return what the text says of its own force on the day asked for, and the step that shows it."""
        until, asked = self.text.stayed_until, self.day
        spans = tuple(self._notes())
        if until is None:
            return "in force", CalculationStep(
                f"The text held has no note that stays {self.text.held.locator}.", (self.text.span,)
            )
        line = (
            f"{self.text.held.locator} and {self.guidelines.held.locator} are stayed until {day_in_words(until)} by "
            f"their own notes"
        )
        if asked >= until:
            line = line.replace(" are stayed until ", " were stayed until ", 1)
            line += f"; that day has passed, and what holds {self.said_day} is not in the texts held"
        else:
            line += f": {self.said_day} they do not apply"
        return f"stayed until {until.isoformat()}", CalculationStep(f"{line}.", spans)

    @property
    def said_day(self) -> str:
        """Return the day asked about in words: "on 3 August 2026", "in August 2026" where only the month is said."""
        months = [m for m in Asked.of(self.question.standalone).moments if m.year and not m.day]
        if (
            not self.question.filters.as_of
            and months
            and (months[0].year, months[0].month) == (self.day.year, self.day.month)
        ):
            return f"in {self.day:%B %Y}"
        return f"on {day_in_words(self.day)}"

    @cached_property
    def day(self) -> date:
        """Return the day asked about: that of the filters, a date in the question, else today."""
        if self.question.filters.as_of:
            return self.question.filters.as_of
        if _NOW.search(self.question.core):
            return self.question.filters.day
        for m in Asked.of(self.question.standalone).moments:
            if m.year:
                try:
                    return date(m.year, m.month, m.day or 1)
                except ValueError:
                    continue
        return date.today()

    def _notes(self) -> Iterator[Span]:
        for held in (self.text.held, self.guidelines.held):
            section = held.locator.split("(")[0]
            for note in self.catalogue.find(f"{section} > effective date note", self.question.filters):
                if note.version.number == held.version.number:
                    yield Span.of(note)

    def _result(self, graph: _Graph, target: str, asked: Asked) -> Calculation:
        name = graph.told.name(target)
        counted, unknown = graph.counted(target), graph.unknown(target)
        meets, most = counted >= self.percent, counted + sum((s.percent or 0 for s in unknown), Fraction(0))
        steps = list(graph.steps(target))
        if not meets and unknown and most >= self.percent:
            facts = dict.fromkeys(graph.standing[s.owner][1] for s in unknown)
            return needs(*facts, steps=tuple(steps))
        indirect = graph.through_all(target)
        open_question = not meets and indirect >= self.percent
        chain = graph.reason(target)
        force, stays = self.in_force()
        total = f"{shown(counted)} % of {name} counts"
        compare = "which is" if meets else "which is less than"
        rule = f"{shown(self.percent)} percent or more" if meets else f"{shown(self.percent)} percent"
        steps.append(CalculationStep(f"Counted: {total}, {compare} {rule}.", (self.text.span, self.guidelines.span)))
        if chain:
            steps.append(CalculationStep(f"{chain}.", (self.guidelines.span,)))
        if open_question:
            steps.append(
                CalculationStep(
                    f"Multiplied through owners that are themselves below {shown(self.percent)} "
                    f"percent, the indirect share "
                    f"would be {shown(indirect)} %; the texts held do not say that such a share counts.",
                    (self.guidelines.span,),
                )
            )
        if not meets and counted > 0:
            steps.append(
                CalculationStep(
                    "Below that share the text still asks for caution and due diligence.",
                    (self._stated("affiliates-due-diligence").span,),
                )
            )
        left = 100 - sum((s.percent or Fraction(0) for s in graph.into(target)), Fraction(0))
        if not meets and left > 0:
            steps.append(
                CalculationStep(
                    f"Who owns the other {shown(left)} % of {name} is not said: a listed owner adds its share."
                )
            )
        steps += [CalculationStep(line) for line in graph.told.changes]
        steps.append(stays)
        limit = f"{shown(self.percent)} %"
        counts_as = (
            f"{total}, which is the rule’s {limit} or more" if meets else f"{total}, less than the rule’s {limit}"
        )
        if open_question:
            verdict = f"The texts held do not settle whether the rule reaches {name}: {total}, less than {limit}"
        elif meets:
            verdict = f"By its words the ownership rule reaches {name}: {counts_as}"
        else:
            verdict = f"On the shares told, the ownership rule does not reach {name}: {counts_as}"
        if chain:
            verdict += f"; {chain}"
        verdict += self._standing()
        values = {
            "aggregate_percent": counted,
            "counted_percent": counted,
            "meets_text": None if open_question else meets,
            "reached": None if open_question else meets,
            "reason": chain or f"{total}",
            "in_force": force,
        }
        return Calculation(verdict, values, tuple(steps))

    def _standing(self) -> str:
        """Return what the text says of its own force on the day, as the end of a first sentence."""
        until = self.text.stayed_until
        if until is None:
            return "."
        if self.day < until:
            on, last = day_in_words(self.day), day_in_words(until)
            return f". On {on} it does not apply: it is stayed until {last} by its own note."
        return (
            f". Its stay ran until {day_in_words(until)}; whether it applies {self.said_day} is not in the texts held "
            f"(`licet sync {self.text.held.source.id}` brings what followed)."
        )


def _blocked(told: Ownership, asked: Asked, question: Query, catalogue: CatalogueReader) -> Calculation:
    """Return the shares of blocked owners added up, and what the Treasury's rule says of the sum where it is held."""
    if line := contradiction(told):
        return refused(line)
    if told.unread or not told.stakes:
        return needs("who owns how much of whom, written as “A owns 30 % of X”")
    rule = _Blocked(question, catalogue)
    graph, target = _Graph(told, rule), _target(told, asked)
    name, counted, steps = told.name(target), graph.counted(target), tuple(graph.steps(target))
    parts = [s.percent or Fraction(0) for s in graph.into(target) if s.owner in graph.restricted]
    if unknown := graph.unknown(target):
        if counted < rule.percent:
            return needs(*dict.fromkeys(graph.standing[s.owner][1] for s in unknown), steps=steps)
    sums = " + ".join(map(shown, parts)) + " = " if len(parts) > 1 else ""
    total = f"blocked owners have {sums}{shown(counted)} % of {name} together"
    values: dict[str, Value] = {"aggregate_percent": counted, "counted_percent": counted}
    if rule.said is None:
        through = any(s.owner not in graph.restricted and graph.into(s.owner) for s in graph.into(target))
        chain = " What they have through other owners is not counted in it." if through else ""
        lead = f"On the shares told, {total}.{chain} What that means is not for the rule on affiliates: {rule.absent}"
        return Calculation(lead, {**values, "reached": None}, steps, missing=(rule.absent,))
    reached = counted >= rule.percent
    compared = f"{'not ' if not reached else ''}the {shown(rule.percent)} % or more"
    lead = f"On the shares told, {total}, {compared} of {rule.said.held.locator}"
    lead += ": by its words the company is treated as blocked." if reached else "."
    more = CalculationStep(
        f"{rule.said.held.locator} adds shares up. Each programme has a section of its own on owned companies: read "
        "that of the programme under which the owner is blocked.",
        (rule.said.span,),
    )
    return Calculation(lead, {**values, "reached": reached}, (*steps, more))


class _Blocked:
    """The Treasury's rule on companies of blocked owners, as one of its programmes states it, if that is held."""

    said: Stated | None = None
    absent = ""

    def __init__(self, question: Query, catalogue: CatalogueReader) -> None:
        self.percent = Fraction(101)  # without the text a company is reached through no other one
        try:
            self.said = stated(catalogue, question.filters, "blocked-owners")
            self.percent = Fraction(self.said["percent"])
        except NotStatedError as absent:
            self.absent = str(absent)

    def counts(self, owner: Owner) -> tuple[bool | None, str, tuple[Span, ...]]:
        """Return whether an owner is blocked by the words of the question (None: it does not say), and why."""
        if owner.listing is Listing.UNLISTED:
            taken = " is taken as not blocked, since the question does not say so: screen it"
            return False, f"{owner.name}{taken if owner.is_taken_as_unlisted else ' is not listed'}", ()
        if owner.listing is Listing.UNSAID:
            return None, f"whether {owner.name} is blocked", ()
        if owner.lists and not any("SDN" in listed.hints for listed in owner.lists):
            return False, f"the {owner.lists[0].name} blocks nobody by itself", ()
        return True, f"{owner.name} is blocked", ()


@dataclass(frozen=True)
class _Graph:
    """Ownership with what counts of it by the rule."""

    told: Ownership
    rule: _Rule | _Blocked

    @cached_property
    def stakes(self) -> list[Stake]:
        """Return the stakes, what "the rest" means worked out."""
        out = []
        for s in self.told.stakes:
            others = sum((o.percent or Fraction(0) for o in self.told.of(s.owned)), Fraction(0))
            out.append(s if s.percent is not None else Stake(s.owner, s.owned, 100 - others))
        return out

    @cached_property
    def standing(self) -> dict[str, tuple[bool | None, str, tuple[Span, ...]]]:
        """Return for each party whether it counts as listed, why, and where that is said."""
        return {key: self.rule.counts(party) for key, party in self.told.parties.items()}

    @cached_property
    def restricted(self) -> set[str]:
        """Return the parties that are listed, and those that are owned to the rule's share by such parties."""
        found = {key for key, (counts, _, _) in self.standing.items() if counts}
        while True:
            more = {
                key
                for key in self.told.parties
                if key not in found
                and sum((s.percent or 0 for s in self.into(key) if s.owner in found), Fraction(0)) >= self.rule.percent
            }
            if not more:
                return found
            found |= more

    def into(self, key: str) -> list[Stake]:
        return [s for s in self.stakes if s.owned == key]

    def counted(self, key: str) -> Fraction:
        """Return the share in a company that counts."""
        return sum((s.percent or Fraction(0) for s in self.into(key) if s.owner in self.restricted), Fraction(0))

    def unknown(self, key: str) -> list[Stake]:
        """Return the stakes in a company whose owner is not said to be listed or not, and is not owned itself."""
        return [
            s
            for s in self.into(key)
            if s.owner not in self.restricted and self.standing[s.owner][0] is None and not self.into(s.owner)
        ]

    def through_all(self, key: str, seen: frozenset[str] = frozenset()) -> Fraction:
        """Return the share that listed parties have when shares are multiplied along every chain."""
        total = Fraction(0)
        for s in self.into(key):
            if s.owner in seen:
                continue
            whole = s.owner in self.restricted
            part = Fraction(1) if whole else self.through_all(s.owner, seen | {key}) / 100
            total += (s.percent or 0) * part
        return total

    def reason(self, target: str) -> str:
        """Return why a share of an owner that is itself only owned counts in full, or why it does not count."""
        for s in self.into(target):
            own = self.counted(s.owner)
            if not own or self.standing[s.owner][0]:
                continue
            product = (s.percent or Fraction(0)) * own / 100
            name, part = self.told.name(s.owner), shown(s.percent or Fraction(0))
            if s.owner in self.restricted:
                instead = f" (not {shown(product)} %)" if product != s.percent else ""
                return f"{name} is itself restricted by ownership, so its {part} % counts in full{instead}"
            return (
                f"{name} is owned {shown(own)} % by listed owners and so not itself restricted: its {part} "
                f"% does not count"
            )
        return ""

    def steps(self, target: str) -> Iterator[CalculationStep]:
        """Yield the steps: each stake and whether it counts."""
        order = [t for t in dict.fromkeys(s.owned for s in self.stakes) if t != target] + [target]
        for key in order:
            for s in self.into(key):
                counts, why, spans = self.standing[s.owner]
                told = f"{self.told.name(s.owner)} owns {shown(s.percent or Fraction(0))} % of {self.told.name(key)}"
                reached = s.owner in self.restricted
                if not counts and self.into(s.owner) and (reached or counts is None):
                    why = (
                        f"{self.told.name(s.owner)} is {'' if reached else 'not '}itself owned to the "
                        f"rule's share by listed parties"
                    )
                elif counts is None:
                    why = f"not known: {why}"
                line = f"{told}: {'counts' if reached else 'does not count'} ({why})."
                yield CalculationStep(line[0].upper() + line[1:], spans)


def contradiction(told: Ownership) -> str:
    """Return the line that says which figures cannot all be right; "" where they can."""
    for s in told.stakes:
        if s.percent is not None and not 0 <= s.percent <= 100:
            return f"{shown(s.percent)} % of {told.name(s.owned)} is no share: give one from 0 to 100."
    for key in dict.fromkeys(s.owned for s in told.stakes):
        total = sum((s.percent or Fraction(0) for s in told.of(key)), Fraction(0))
        if sum(s.percent is None for s in told.of(key)) > 1:
            return f"Two owners are said to have the rest of {told.name(key)}: give the share of each."
        if total > 100:
            return f"The shares in {told.name(key)} add up to {shown(total)} %, more than 100: check them."
    return ""


def _target(told: Ownership, asked: Asked) -> str:
    """Return the company that is asked about: the one named in the question, else the last that owns nothing."""
    for m in _TARGET.finditer(asked.text):
        named = (m["a"] or m["b"] or "").casefold()
        if named in told.parties and told.of(named):
            return named
    owning = {s.owner for s in told.stakes}
    ends = [s.owned for s in told.stakes if s.owned not in owning]
    return (ends or [told.stakes[-1].owned])[-1]


def _flat(tag: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "", tag)
