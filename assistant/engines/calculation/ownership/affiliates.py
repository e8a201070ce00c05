"""The 50 percent rule of the Commerce Department by its held text: whom it reaches, and whether it is stayed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from assistant.engines.calculation.figures import Stated, stated
from assistant.engines.calculation.ownership.graph import Counts, OwnershipGraph, contradiction, target_of
from assistant.engines.calculation.ownership.model import Listing, Owner, Ownership, Stake, says_listed
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, refused, shown
from assistant.engines.model import Span
from assistant.engines.screening import report
from assistant.engines.screening.name_index import name_index
from assistant.engines.screening.sameness import is_person, sharing, the_same
from assistant.engines.screening.screen import ScreeningMatch, screened
from assistant.facts.days import day_in_words
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.lexicon.party_lists import PartyList

_TAG = re.compile(r"\[([A-Z][A-Z0-9 -]{1,30})\]")
_TAG_ASKED = re.compile(
    r"(?:program(?:me)?s?|tags?|tagged|designated under|"
    r"under)[ :]*(?:tag[ :]*)?[\[“\"']?(?P<tag>[A-Z][A-Z0-9-]{2,30})\b|"
    r"[\[(](?P<alone>[A-Z][A-Z0-9-]{2,30})[\])]"
)
_TAG_PLACE = re.compile(r"(?:[\[(]|\b(?:under|tagged|tag|programme|program)\b[ :]{1,2})([\w-]{3,30})", re.I)
_NOW = re.compile(r"\b(?:today|now|currently|right now|at the moment|at present)\b", re.I)
_LOOKED_UP_FROM = 3  # letters of a name that is looked up
_ADDRESS_ONLY = re.compile(
    r"\b(?:listed|only (?:the|its|their|at an?|at the)) address|\baddress(?:es)?(?: only\b|[^.;]{0,40}\blisted\b)|"
    r"\b(?:works?|operat\w{1,3}|sits?|trades?|based|located)\b[^.;]{0,60}\baddress(?:es)?\b",
    re.I,
)
# "assume the rule is in force", "rule assumed active"
_OTHER_DAYS = 3  # days of one question that are told besides its first
_ASSUMED = re.compile(
    r"\b(?:assum\w{1,4}|suppos\w{1,4}|say|pretend|taking|take it|if|imagine|provided)\b[^.?!]{0,40}\b(?:rule|stay|it)\b"
    r"[^.?!]{0,30}\b(?:in force|in effect|active|applies|applied|live|ended|lifted|over|gone|back|no stay)\b|"
    r"\brule (?:is |was )?(?:assumed|taken)[^.?!]{0,20}\b(?:active|in force|in effect|live)\b",
    re.I,
)
_CITED_AS = re.compile(r"\b\d{2,3} FR \d{1,6}\b")
_SAME_DEGREE, _OF_SEVERAL = "to the same degree", "most restrictive"  # words of the guidelines
_TERMS_TOLD = 4  # owners whose own rows are told


class AffiliatesRule:
    """The rule as the held text states it on the day asked for."""

    def __init__(self, question: Query, catalogue: CatalogueReader, on: date | None = None) -> None:
        """Read the rule; `on` is the day asked about where the edition read is a later one."""
        self.question, self.catalogue, self.on = question, catalogue, on
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
        cases = _at_different_times(told)
        if line := next(filter(None, map(contradiction, [case for _, case in cases] or [told])), ""):
            return refused(line)
        if told.unread or not told.stakes:
            return needs("who owns how much of whom, written as “A owns 30 % of X”")
        if cases:
            return self._one_after_the_other(cases, asked)
        return self._result(OwnershipGraph(told, self), target_of(told, asked), asked)

    def _one_after_the_other(self, cases: Sequence[tuple[Stake, Ownership]], asked: Asked) -> Calculation:
        """Return a result for each of the shares that one owner is said to have in one company: they are not added."""
        found = [(s, self._result(OwnershipGraph(told, self), target_of(told, asked), asked)) for s, told in cases]
        if lacking := next((made for _, made in found if made.missing or made.asks_for), None):
            return lacking
        said = [f"With {shown(s.percent or Fraction(0))} %: {made.lead}" for s, made in found]
        steps = dict.fromkeys(step for _, made in found for step in made.steps)
        values: dict[str, Value] = {name: tuple(m.values.get(name) for _, m in found) for name in found[0][1].values}
        return Calculation(" ".join(said), values, tuple(steps))

    def counts(self, owner: Owner) -> Counts:
        """Return whether a listed owner counts by the text (None: a fact is missing), why, and where that is said."""
        if owner.listing is Listing.UNLISTED:
            if owner.is_taken_as_unlisted:
                return False, f"{owner.name} is taken as not listed, since the question does not say so: screen it", ()
            return False, f"{owner.name} is not listed", ()
        if (found := self._by_tag(owner)) is not None:
            return found
        if _ADDRESS_ONLY.search(owner.words) and says_listed(owner.words):
            return (
                False,
                (f"{owner.name} only operates at a listed address: that does not extend to what it owns"),
                (self._stated("affiliates-address").span,),
            )
        if owner.listing is Listing.UNSAID and (found := self._looked_up(owner)) is not None:
            return found
        if owner.listing is Listing.UNSAID:
            return None, f"whether {owner.name} is on one of the lists that the rule names", ()
        for listed in owner.lists:
            if self._is_by_programme(listed):
                return self._by_programme(owner, listed)
            if not any(hint in self._rule_text for hint in listed.hints):
                return False, f"the {listed.name} is not among the lists that the rule names", (self.guidelines.span,)
        return True, f"{owner.name} is listed", ()

    def _looked_up(self, owner: Owner) -> Counts | None:
        """Return what the lists held say of an owner of whom the question says nothing; None where no row is its own.

        A near name is nobody; of several parties that are called so it is said that the owner is one of them.
        """
        rows, by = self._rows_of(owner)
        for match in rows:
            if match.held.about.table and any(hint in self._rule_text for hint in match.held.about.hints):
                return True, f"{report.listed(match)}, {by}", (match.span,)
        for match in rows:
            tags, span, _ = self.programmes
            own = [_flat(t) for t in re.split(r"; ?", report.programme(match).upper())]
            if self._is_by_programme(match.held.about) and (told := next((t for t in tags if _flat(t) in own), "")):
                return True, f"{report.listed(match)}, {by}, with [{told}]", (match.span, span)
        return None

    def _rows_of(self, owner: Owner) -> tuple[list[ScreeningMatch], str]:
        """Return the rows of lists that an owner's name means, and how they were found."""
        if owner.tags or len(owner.name) < _LOOKED_UP_FROM or not owner.name[0].isupper():
            return [], ""
        [found] = screened([owner.name], self.catalogue, self.question.filters)
        index = name_index(self.catalogue, self.question.filters)
        same = the_same(found, index)
        rows = [m for m in same or sharing(found, index) if not is_person(m)]
        return rows, "looked up by its name" if same else "one of several listed parties that are called so"

    def listed_by_the_law(self, owner: Owner) -> list[ScreeningMatch]:
        """Return the rows of an owner's name on the lists of the law that the rule names."""
        rows, _ = self._rows_of(owner)
        return [m for m in rows if m.held.about.table and any(h in self._rule_text for h in m.held.about.hints)]

    @property
    def on_an_unknown_share(self) -> Stated:
        """Return what the guidelines say of a share that cannot be determined. Raise NotStatedError."""
        return self._stated("affiliates-unknown-share")

    @property
    def due_diligence(self) -> Stated:
        """Return what the guidelines say of a smaller share. Raise NotStatedError."""
        return self._stated("affiliates-due-diligence")

    def _terms(self, owners: Iterable[Owner]) -> tuple[str, tuple[CalculationStep, ...]]:
        """Return what the rows of listed owners ask for, which holds for what they own, and the steps that show it."""
        steps, said = [], []
        for owner in list(owners)[:_TERMS_TOLD]:
            rows, _ = self._rows_of(owner)
            own = [m for m in rows if m.held.about.table and m.row.requirement]
            if len({(m.row.requirement, m.row.policy) for m in own}) != 1:
                continue  # no row of its own, or several that differ
            match = own[0]
            asks = f"{match.row.requirement.strip().rstrip('.')}; policy: {match.row.policy.strip().rstrip('.')}"
            said.append((match.row.requirement, match.row.policy))
            line = f"The row of {match.row.name} on the {report.of_day(match.held)}: {asks}."
            steps.append(CalculationStep(line, (match.span,)))
        if not steps:
            return "", ()
        degree = "Where the rule applies, a licence is required to the same degree as for the owners"
        lead = (
            f"{degree}: {said[0][0].strip().rstrip('.')}; {said[0][1].strip().rstrip('.')}."
            if len(set(said)) == 1
            else ""
        )
        several = ", of several owners by the most restrictive terms of one of them" if len(steps) > 1 else ""
        steps.insert(0, CalculationStep(f"{degree}{several}.", (self.guidelines.span,)))
        return lead or f"{degree}{several}.", tuple(steps)

    def _degree(self, several: bool) -> str:
        """Return what a company that is reached is subject to, where the guidelines say it."""
        text = self.catalogue.full_text(self.guidelines.held)
        if _SAME_DEGREE not in text:
            return ""
        degree = f"Where the rule applies, a licence is required {_SAME_DEGREE} as for"
        if several and _OF_SEVERAL in text:
            return f"{degree} the owners, by the {_OF_SEVERAL} terms of one of them: read their entries."
        return f"{degree} the {'owners: read their entries' if several else 'owner: what its own entry asks for'}."

    @cached_property
    def _rule_text(self) -> str:
        return self.catalogue.slice(
            self.guidelines.span.version.number, self.guidelines.span.start, self.guidelines.span.end
        )

    def _is_by_programme(self, listed: PartyList) -> bool:
        return not listed.table and any(hint in self.programmes[2] for hint in listed.hints)

    def _by_tag(self, owner: Owner) -> Counts | None:
        """Return that an owner counts by an identifier in brackets behind its name; None where it has none of them."""
        tags, span, _ = self.programmes
        told = [t for t in owner.tags if _flat(t) in map(_flat, tags)]
        if not told:
            return None
        return True, f"{owner.name} carries the identifier [{told[0]}] of 15 CFR 744.8(a)(1)", (span,)

    def _by_programme(self, owner: Owner, listed: PartyList) -> Counts:
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
        return bool(re.search(r"\d|-", tag)) or match[0].lower().startswith(("program", "tag", "["))

    @cached_property
    def assumed(self) -> bool:
        """Return whether a question supposes that the rule is in force, whatever the text says of it."""
        return _ASSUMED.search(self.question.standalone) is not None

    def in_force(self) -> tuple[str, CalculationStep]:
        """Return what the text says of its own force on the day asked for, and the step that shows it."""
        until, asked = self.text.stayed_until, self.day
        spans = tuple(self._notes())
        if until is None:
            return "in force", CalculationStep(
                f"The text held has no note that stays {self.text.held.locator}.", (self.text.span,)
            )
        both = f"{self.text.held.locator} and {self.guidelines.held.locator}"
        noted = f"stayed until {day_in_words(until)} by their own notes"
        if (since := self._noted) is not None and asked < since:
            return self._standing_before, CalculationStep(self._before_the_note(since), (*spans, *self._sources))
        if self.assumed:
            line = f"{both} were {noted}" if asked >= until else f"{both} are {noted}"
            line += "; that they apply is taken as the question has it"
        elif asked >= until:
            passed = f"that day has passed, and what holds {self.said_day} is not in the texts held"
            line = f"{both} were {noted}; {passed}"
        else:
            line = f"{both} are {noted}: {self.said_day} they do not apply"
        return f"stayed until {until.isoformat()}", CalculationStep(f"{line}.", spans)

    @property
    def said_day(self) -> str:
        """Return the day asked about in words: "on 3 August 2026", "in August 2026" where only the month is said."""
        own = [m for m in Asked.of(self.question.core).moments if m.year]
        months = [m for m in own or Asked.of(self.question.standalone).moments if m.year and not m.day]
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
        if self.on is not None:
            return self.on
        implied = any(i.field == "as_of" for i in self.question.implied)
        now = [m for m in Asked.of(self.question.core).moments if m.year] if self.question.leans else []
        if now and (implied or not self.question.filters.as_of):
            with suppress(ValueError):  # a follow-up's own day, not the earlier one
                return date(now[0].year or 0, now[0].month, now[0].day or 1)
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

    @cached_property
    def _noted(self) -> date | None:
        """Return the day of the notice that stayed the rule, by the note on it; None where the note gives none."""
        texts = (self.catalogue.slice(s.version.number, s.start, s.end) for s in self._notes())
        days = [m.exact for text in texts for m in Asked.of(text).moments if m.exact]
        return min(days) if len(days) > 1 else None

    @cached_property
    def _sources(self) -> tuple[Span, ...]:
        """Return the source note below the guidelines, where one is held."""
        found = self.catalogue.find(f"{self.guidelines.held.locator.split('(')[0]} > citation", self.question.filters)
        return tuple(Span.of(h) for h in found if h.version.number == self.guidelines.held.version.number)

    @cached_property
    def _added(self) -> tuple[date, str] | None:
        """Return the day of the document that brought the guidelines, and its citation, by their source note."""
        for span in self._sources:
            note = self.catalogue.slice(span.version.number, span.start, span.end)
            days = [m.exact for m in Asked.of(note).moments if m.exact]
            if days:
                cited_as = _CITED_AS.search(note)
                return min(days), cited_as[0] if cited_as else ""
        return None

    def notes_tell_of(self, day: date) -> bool:
        """Return whether the notes say what held on a day: they give that of the stay and that of the rule."""
        return self._added is not None and self._noted is not None and day < self._noted

    @property
    def _may_apply(self) -> bool:
        """Return whether the rule applies on the day, or may: not where it is stayed or did not stand there yet."""
        until, since = self.text.stayed_until, self._noted
        if self.assumed or until is None:
            return True
        if since is not None and self.day < since:
            return self._added is None or self.day >= self._added[0]
        return self.day >= until

    @property
    def _standing_before(self) -> str:
        if self._added is None:
            return "before the note on its stay"
        return f"{'in force' if self.day >= self._added[0] else 'not yet added'} by its source note"

    def _before_the_note(self, since: date) -> str:
        """Return what held before the notice of the stay: the source note says since when the rule stands there."""
        if self._added is None:
            return (
                f"The note on its stay cites a notice of {day_in_words(since)}: whether the rule applied "
                f"{self.said_day}, before it, is not in the texts held."
            )
        day, cited_as = self._added
        brought = f"{self.guidelines.held.locator.split('(')[0]} was brought by {cited_as or 'a document'} of"
        if self.day < day:
            return (
                f"The rule did not stand there yet {self.said_day}: by its source note {brought} {day_in_words(day)}."
            )
        return (
            f"It applied {self.said_day}: by its source note {brought} {day_in_words(day)}, and the notice of its stay "
            f"is of {day_in_words(since)}; savings clauses and general licences of those days are not held."
        )

    def _notes(self) -> Iterator[Span]:
        for held in (self.text.held, self.guidelines.held):
            section = held.locator.split("(")[0]
            for note in self.catalogue.find(f"{section} > effective date note", self.question.filters):
                if note.version.number == held.version.number:
                    yield Span.of(note)

    def _result(self, graph: OwnershipGraph, target: str, asked: Asked) -> Calculation:
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
        parts = [s.percent or Fraction(0) for s in graph.into(target) if s.owner in graph.restricted]
        sums = f" ({' + '.join(map(shown, parts))})" if len(parts) > 1 else ""
        total = f"{shown(counted)} % of {name} counts{sums}"
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
                    (self.due_diligence.span,),
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
            if counted > 0 and not chain:
                verdict += f"; with {limit} or more its words would reach it"
        if chain:
            verdict += f"; {chain}"
        elif not meets and (why := self._left_out(graph, target)):
            verdict += f"; {why}"
        verdict += self.standing()
        if meets:
            owners = dict.fromkeys(s.owner for s in graph.stakes if s.owner != target)
            terms, rows = self._terms(graph.told.parties[key] for key in owners if graph.standing[key][0])
            steps += rows
            terms = terms or self._degree(sum(bool(graph.standing[key][0]) for key in owners) > 1)
            verdict += f" {terms}" if terms and self._may_apply else ""
            steps += [CalculationStep(terms, (self.guidelines.span,))] if terms and not rows else []
        values = {
            "aggregate_percent": counted,
            "counted_percent": counted,
            "meets_text": None if open_question else meets,
            "reached": None if open_question else meets,
            "reason": chain or f"{total}",
            "in_force": force,
        }
        return Calculation(verdict, values, tuple(steps), brings=self.brings())

    def _left_out(self, graph: OwnershipGraph, target: str) -> str:
        """Return why an owner that is on a list does not count by the text; "" where there is none."""
        for stake in graph.into(target):
            counts, why, spans = graph.standing[stake.owner]
            if counts is False and spans and says_listed(graph.told.parties[stake.owner].words):
                return why
        return ""

    def brings(self) -> tuple[str, ...]:
        """Return the official source that says what followed on a stay that ran out before the day."""
        until = self.text.stayed_until
        over = until is not None and self.day >= until and (self._noted is None or self.day >= self._noted)
        return (self.text.held.source.id,) if over else ()

    def standing(self) -> str:
        """Return what the text says of its own force on the day, as the end of a first sentence."""
        until = self.text.stayed_until
        if until is None:
            return "."
        if self.assumed:
            return (
                f". Whether it is in force is taken as the question has it: it {'was' if self.day >= until else 'is'} "
                f"stayed until {day_in_words(until)} by its own note."
            )
        if (since := self._noted) is not None and self.day < since:
            return f". {self._before_the_note(since)}"
        beside = self._beyond(until)
        if self.day < until:
            on, last = day_in_words(self.day), day_in_words(until)
            later = "".join(
                f" On {day_in_words(d)} that stay has run out by its own words: the rule applies, unless the stay was "
                f"prolonged, which is not in the texts held (`licet sync {self.text.held.source.id}` brings it)."
                for d in beside
            )
            return f". On {on} it does not apply: it is stayed until {last} by its own note.{later}"
        earlier = "".join(f" On {day_in_words(d)} it does not apply, being stayed." for d in beside)
        return (
            f". Its stay ran until {day_in_words(until)}; whether it applies {self.said_day} is not in the texts held "
            f"(`licet sync {' '.join(self.brings())}` brings what followed).{earlier}"
        )

    def _beyond(self, until: date) -> list[date]:
        """Return the other days of a question that lie on the other side of the end of the stay than its first one."""
        if self.question.filters.as_of:
            return []
        found = []
        for moment in Asked.of(self.question.core).moments:
            with suppress(ValueError):
                if (day := moment.exact) and (day < until) != (self.day < until) and day >= (self._noted or day):
                    found.append(day)
        return list(dict.fromkeys(found))[:_OTHER_DAYS]


def _at_different_times(told: Ownership) -> list[tuple[Stake, Ownership]]:
    """Return the ownership once for each share, where one owner is said to have several in one company; else none."""
    pair, times = next(iter(Counter((s.owner, s.owned) for s in told.stakes).most_common(1)), (("", ""), 0))
    if times < 2:
        return []
    others = [s for s in told.stakes if (s.owner, s.owned) != pair]
    mine = [s for s in told.stakes if (s.owner, s.owned) == pair]
    return [(s, replace(told, stakes=[*others, s])) for s in mine]


def _flat(tag: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "", tag)
