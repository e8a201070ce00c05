"""Owners that the rule of the Commerce Department counts: those on its lists, by the question or by the rows held."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from assistant.engines.calculation.figures import NotStatedError, Stated, entries, stated_by
from assistant.engines.calculation.ownership.graph import Counts
from assistant.engines.calculation.ownership.model import TAG, Listing, Owner, says_listed, says_only_sanctioned
from assistant.engines.calculation.result import CalculationStep, numeral
from assistant.engines.model import Span
from assistant.engines.screening import report
from assistant.engines.screening.name_index import name_index
from assistant.engines.screening.same_party import is_person, rows_sharing_name, the_same
from assistant.engines.screening.screen import ScreeningMatch, screened
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon.party_lists import PartyList

_TAG_ASKED = lazy_regex(
    r"(?:program(?:me)?s?|tags?|tagged|designated under|"
    r"under)[ :]*(?:tag[ :]*)?[\[“\"']?(?P<tag>[A-Z][A-Z0-9-]{2,30})\b|"
    r"[\[(](?P<alone>[A-Z][A-Z0-9-]{2,30})[\])]"
)
_TAG_PLACE = lazy_regex(r"(?:[\[(]|\b(?:under|tagged|tag|programme|program)\b[ :]{1,2})([\w-]{3,30})", re.I)
_LOOKED_UP_FROM = 3  # letters of a name that is looked up
_ADDRESS_ONLY = lazy_regex(
    r"\b(?:listed|only (?:the|its|their|at an?|at the)) address|\baddress(?:es)?(?: only\b|[^.;]{0,40}\blisted\b)|"
    r"\b(?:works?|operat\w{1,3}|sits?|trades?|based|located)\b[^.;]{0,60}\baddress(?:es)?\b",
    re.I,
)
_SAME_DEGREE, _OF_SEVERAL = "to the same degree", "most restrictive"  # words of the guidelines
_DEGREE = f"Where the rule applies, a licence is required {_SAME_DEGREE} as for"
_TERMS_TOLD = 4  # owners whose own rows are told


@dataclass(frozen=True, slots=True)
class KindOfDesignation:
    """Entry of `programmes.toml`; its head says what each field does."""

    said: re.Pattern[str]
    heading: str
    kind: str


@cache
def kinds() -> tuple[KindOfDesignation, ...]:
    """Return the entries of the table, in its order."""
    return entries(Path(__file__).with_name("programmes.toml"), "programme", KindOfDesignation, ("said",))


class ListedOwners:
    """Owners by the lists and programmes that the guidelines of the rule name."""

    def __init__(self, guidelines: Stated, question: Query, catalogue: CatalogueReader) -> None:
        self.guidelines, self.question, self.catalogue = guidelines, question, catalogue
        span = guidelines.span
        self._rule_text = catalogue.slice(span.version.number, span.start, span.end)
        self._rows: dict[str, tuple[list[ScreeningMatch], str]] = {}  # of each owner's name that was looked up

    def _stated(self, name: str) -> Stated:
        return stated_by(self.catalogue, self.question.filters, name)

    @cached_property
    def programmes(self) -> tuple[tuple[str, ...], Span, str]:
        """Return the identifiers of designated persons that count, their place, and the text above them."""
        found = self._stated("sdn-programmes")
        text = self.catalogue.full_text(found.held)
        return tuple(t for t in TAG.findall(text) if t != "Reserved"), found.span, text

    def counts(self, owner: Owner) -> Counts:
        """Return whether a listed owner counts by the text (None: a fact is missing), why, and where that is said."""
        if owner.listing is Listing.UNLISTED and owner.is_only_not_sanctioned:
            return self._looked_up(owner) or _not_told(owner)
        if owner.listing is Listing.UNLISTED:
            if owner.is_taken_as_unlisted:
                return False, f"{owner.name} is taken as not listed, since the question does not say so: screen it", ()
            return False, f"{owner.name} is not listed", ()
        if (found := self._by_tag(owner)) is not None:
            return found
        if _ADDRESS_ONLY.search(owner.words) and says_listed(owner.words):
            return (
                False,
                f"{owner.name} only operates at a listed address: that does not extend to what it owns",
                (self._stated("affiliates-address").span,),
            )
        if owner.listing is Listing.UNSAID and (found := self._looked_up(owner)) is not None:
            return found
        if owner.listing is Listing.UNSAID:
            return _not_told(owner)
        if says_only_sanctioned(owner.words) and self._kind_told(owner) is None:
            return self._looked_up(owner) or (None, f"on which list {owner.name} is", ())
        for listed in owner.lists:
            if self._is_by_programme(listed):
                return self._by_programme(owner, listed)
            if not any(hint in self._rule_text for hint in listed.hints):
                return False, f"the {listed.name} is not among the lists that the rule names", (self.guidelines.span,)
        if not owner.lists and (kind := self._kind_told(owner)) is not None:
            return kind
        return True, f"{owner.name} is listed", ()

    def _looked_up(self, owner: Owner) -> Counts | None:
        """Return what the lists held say of an owner of whom the question says nothing; None where no row is its own.

        A near name is nobody; of several parties that are called so it is said that the owner is one of them.
        """
        rows, by = self._rows_of(owner)
        for match in rows:
            if match.held.about.table and any(hint in self._rule_text for hint in match.held.about.hints):
                return True, f"{report.where_listed(match)}, {by}", (match.span,)
        for match in rows:
            tags, span, _ = self.programmes
            own = [_flat(t) for t in re.split(r"; ?", report.programme(match).upper())]
            if self._is_by_programme(match.held.about) and (told := next((t for t in tags if _flat(t) in own), "")):
                return True, f"{report.where_listed(match)}, {by}, with [{told}]", (match.span, span)
        return None

    def _rows_of(self, owner: Owner) -> tuple[list[ScreeningMatch], str]:
        """Return the rows of lists that an owner's name means, and how they were found."""
        if owner.tags or len(owner.name) < _LOOKED_UP_FROM or not owner.name[0].isupper():
            return [], ""
        if owner.name not in self._rows:
            self._rows[owner.name] = self._looked_for(owner.name)
        return self._rows[owner.name]

    def _looked_for(self, name: str) -> tuple[list[ScreeningMatch], str]:
        [found] = screened([name], self.catalogue, self.question.filters)
        index = name_index(self.catalogue, self.question.filters)
        same = the_same(found, index)
        rows = [m for m in same or rows_sharing_name(found, index) if not is_person(m)]
        return rows, "looked up by its name" if same else "one of several listed parties that are called so"

    def listed_by_the_law(self, owner: Owner) -> list[ScreeningMatch]:
        """Return the rows of an owner's name on the lists of the law that the rule names."""
        rows, _ = self._rows_of(owner)
        return [m for m in rows if m.held.about.table and any(h in self._rule_text for h in m.held.about.hints)]

    def terms(self, owners: Collection[Owner]) -> tuple[str, tuple[CalculationStep, ...]]:
        """Return what a licence for a company of listed owners is subject to, and the steps that show it.

        That is what their own rows ask for, where each has one; else what the guidelines say of the degree.
        """
        rows = [match for owner in list(owners)[:_TERMS_TOLD] if (match := self._row_of_its_own(owner)) is not None]
        if not rows:
            degree = self._degree(several=len(owners) > 1)
            steps = [CalculationStep(degree, (self.guidelines.span,))] if degree else []
            return self._with_designations(degree, steps, owners)
        several = f", of several owners by the {_OF_SEVERAL} terms of one of them" if len(rows) > 1 else ""
        degree = f"{_DEGREE} the owners{several}."
        steps = [CalculationStep(degree, (self.guidelines.span,))]
        for match in rows:
            line = f"The row of {match.row.name} on the {report.of_day(match.held)}: {_bare(match.row.requirement)}; "
            steps.append(CalculationStep(f"{line}policy: {_bare(match.row.policy)}.", (match.span,)))
        said = {(match.row.requirement, match.row.policy) for match in rows}
        if len(said) == 1:
            degree = f"{_DEGREE} the owners: {'; '.join(_bare(words) for words in said.pop())}."
        return self._with_designations(degree, steps, owners)

    def _with_designations(
        self, degree: str, steps: list[CalculationStep], owners: Collection[Owner]
    ) -> tuple[str, tuple[CalculationStep, ...]]:
        """Return terms and steps with what section 744.8 adds for owners that are designated persons too."""
        more = [step for owner in list(owners)[:_TERMS_TOLD] if (step := self._designation(owner)) is not None]
        return " ".join(filter(None, (degree, *(s.text for s in more)))), (*steps, *more)

    def _designation(self, owner: Owner) -> CalculationStep | None:
        """Return what section 744.8 asks for a company of a designated owner, beside the owner's row; else None."""
        tags, span, _ = self.programmes
        known = {_flat(t): t for t in tags}
        rows, _ = self._rows_of(owner)
        of_programmes = [m for m in rows if self._is_by_programme(m.held.about)]
        written = [t for m in of_programmes for t in re.split(r"; ?", report.programme(m).upper())]
        carried = list(dict.fromkeys(known[f] for t in (*written, *owner.tags) if (f := _flat(t)) in known))
        if not carried:
            return None
        named = " and ".join(f"[{tag}]" for tag in carried)
        line = f"{owner.name} is also designated with {named} of 15 CFR 744.8(a)(1)"
        spans = [span, *(m.span for m in of_programmes[:1])]
        try:
            rule = self._stated("affiliates-designated")
        except NotStatedError as absent:
            return CalculationStep(f"{line}. {absent}", tuple(spans))
        line += (
            f": by 15 CFR 744.8(a)(2) and (b) a company owned {numeral(rule['percent'])} percent or more by such "
            "persons needs a licence for any item subject to the EAR, whatever the scope of the row of the owner; Note "
            "2 to 744.8(a) says how the two stand together."
        )
        note = f"{rule.held.locator.partition('(')[0]} > effective date note"
        notes = [h for h in self.catalogue.find(note, self.question.filters) if h.version == rule.held.version]
        if notes:
            line += f" {notes[0].text.strip()}"
        return CalculationStep(line, (*spans, rule.span, *map(Span.of, notes)))

    def _row_of_its_own(self, owner: Owner) -> ScreeningMatch | None:
        """Return the row that says what is asked for of an owner; None without one, or of several that differ."""
        rows, _ = self._rows_of(owner)
        own = [m for m in rows if m.held.about.table and m.row.requirement]
        return own[0] if len({(m.row.requirement, m.row.policy) for m in own}) == 1 else None

    def _degree(self, *, several: bool) -> str:
        """Return what a company that is reached is subject to, where the guidelines say it."""
        text = self.catalogue.full_text(self.guidelines.held)
        if _SAME_DEGREE not in text:
            return ""
        if several and _OF_SEVERAL in text:
            return f"{_DEGREE} the owners, by the {_OF_SEVERAL} terms of one of them: read their entries."
        return f"{_DEGREE} the {'owners: read their entries' if several else 'owner: what its own entry asks for'}."

    def _is_by_programme(self, listed: PartyList) -> bool:
        return not listed.table and any(hint in self.programmes[2] for hint in listed.hints)

    def _by_tag(self, owner: Owner) -> Counts | None:
        """Return that an owner counts by an identifier in brackets behind its name; None where it has none of them."""
        tags, span, _ = self.programmes
        told = [t for t in owner.tags if _flat(t) in map(_flat, tags)]
        if not told:
            return None
        return _carries(owner, told[0], span)

    def _by_programme(self, owner: Owner, listed: PartyList) -> Counts:
        tags, span, _ = self.programmes
        words = re.sub(r"[^A-Z0-9]+", "", owner.words)
        behind = [_flat(m[1].upper()) for m in _TAG_PLACE.finditer(owner.words)]
        told = next((t for t in sorted(tags, key=len, reverse=True) if _flat(t) in words or _flat(t) in behind), "")
        if told:
            return _carries(owner, told, span)
        if (kind := self._kind_told(owner)) is not None:
            return kind
        other = _TAG_ASKED.search(owner.words)
        tag = (other["tag"] or other["alone"]) if other else ""
        if other and tag and self._is_programme(tag, other) and tag not in listed.hints and f"({tag})" != listed.mark:
            return (
                False,
                f"{tag} is not among the identifiers of 15 CFR 744.8(a)(1), so {owner.name} does not count",
                (span,),
            )
        return None, f"the programme under which {owner.name} is designated", (span,)

    def _kind_told(self, owner: Owner) -> Counts | None:
        """Return that an owner counts where the kind of its designation is told, and all of that kind are named."""
        _, span, text = self.programmes
        for kind in kinds():
            of_each = re.compile(rf"\b(?:both|all|each)\b[^.;?!]{{0,40}}(?:{kind.said.pattern})", re.I)
            if not (kind.said.search(owner.words) or of_each.search(self.question.standalone)):
                continue
            behind = text.partition(kind.heading)[2].split("\n(i")[0]
            if own := TAG.findall(behind):
                named = " or ".join(f"[{tag}]" for tag in own)
                return (
                    True,
                    f"{owner.name} is told to be designated for {kind.kind}: {named} of 15 CFR 744.8(a)(1)",
                    (span,),
                )
        return None

    @staticmethod
    def _is_programme(tag: str, match: re.Match[str]) -> bool:
        """Return whether a word in capitals is surely a programme: "(UAE)" may be a country, "under OFAC" an office."""
        return bool(re.search(r"\d|-", tag)) or match[0].lower().startswith(("program", "tag", "["))


def _carries(owner: Owner, tag: str, span: Span) -> Counts:
    return True, f"{owner.name} carries the identifier [{tag}] of 15 CFR 744.8(a)(1)", (span,)


def _bare(words: str) -> str:
    return words.strip().rstrip(".")


def _flat(tag: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "", tag)


def _not_told(owner: Owner) -> Counts:
    return None, f"whether {owner.name} is on one of the lists that the rule names", ()
