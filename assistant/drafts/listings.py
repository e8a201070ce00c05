"""Sentences that say who is on which list since when: looked up in the rows of the lists held."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.drafts.context import CheckedAgainst
from assistant.drafts.held_words import words_in_place
from assistant.drafts.model import DraftVerdict, SentenceFinding
from assistant.drafts.wording import in_a_row
from assistant.engines.lists import places
from assistant.engines.lists.list_lookup import absence_and_remedy
from assistant.engines.lists.model import HeldList
from assistant.engines.lists.publications import citation
from assistant.engines.screening.screen import Screening, ScreeningMatch, screened
from assistant.facts import days
from corpus.errors import FilledLine
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions, party_lists
from corpus.lexicon.party_lists import PartyList

_LONGEST_LISTING = 1_500  # characters of a sentence whose form is read
_MOST_CUTS = 8  # shorter names that are tried
_BETWEEN = 21  # days from the day on which an addition is in force, or told, to the day that a row cites
_SAME_NOTICE = 200  # pages of the register that one notice may have
_LISTINGS_TOLD = 3
_CUT = lazy_regex(r", | (?:of|in|from|and|which|who|based|a|the)(?!\w)| \(")
_REFERENCE = lazy_regex(r"\((?:[^()]|\([^()]{0,40}+\)){0,300}+\)|,? ?\bsee\b[^,;]{0,200}$|\s\d$", re.IGNORECASE)
_FIRST_WORDS = 3  # of a run of capitals that may be none of the name: "Neither", "Since"
_NAME_RUN = lazy_regex(
    r"(?<!\w)[A-ZÀ-Þ][\w&.'’-]{0,60}+"
    r"(?:,? (?:[A-ZÀ-Þ0-9][\w&.'’-]{0,60}+|(?:of|and|for|the|&|de)(?= ))){0,15}"
)
_LEADING_ARTICLE = lazy_regex(r"^(?:the|a|an) (?=\S)", re.IGNORECASE)
_REGISTER_CITATION = lazy_regex(r"\(?\b\d{2,3}\s*(?:FR|Fed\.? Reg\.?)\s*\d{2,6}\)?", re.IGNORECASE)


@cache
def _forms() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("listing_forms.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class ListingClaim:
    """What a sentence says of somebody and a list. `subject` begins with the name; `rest` is all else."""

    list_name: str
    subject: str
    rest: str
    negated: bool = False
    removed: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True)
class ListingFinding:
    """What the rows say of a claim, and the words of it that they do not bear on."""

    finding: SentenceFinding
    unjudged: str = ""


def listing(text: str, against: CheckedAgainst) -> ListingFinding | None:
    """Return what the lists held say of a sentence; None where it does not say that somebody is on one."""
    text = " ".join(text.split())
    if len(text) > _LONGEST_LISTING:
        return None
    named = _list_in(text, against)
    if named is None:
        return None
    start, end, about = named
    claim = _claim(text, start, end, about.name)
    if claim is None or not re.search(r"[^\W\d_]", claim.subject):
        return None
    held = next((h for h in against.lists if h.about.name == about.name), None)
    if held is None:
        said = " ".join(absence_and_remedy(about, against.catalogue, against.filters))
        return ListingFinding(SentenceFinding(DraftVerdict.NOT_FOUND, said))
    return _judged(claim, held, against)


def _list_in(text: str, against: CheckedAgainst) -> tuple[int, int, PartyList] | None:
    """Return the place and the list that a sentence names; None where it names none, or several."""
    found: list[tuple[int, int, PartyList]] = []
    abouts = {n.name: n for n in party_lists.table().entries}
    for held in against.lists:
        abouts.setdefault(held.about.name, held.about)
    for about in abouts.values():
        at = text.casefold().find(about.name.casefold())
        m = None if at >= 0 else about.named.search(text)
        if at >= 0 or m:
            found.append((at, at + len(about.name), about) if m is None else (m.start(), m.end(), about))
    found = [
        f for f in found if not any(o is not f and o[0] <= f[0] and f[1] <= o[1] and o[:2] != f[:2] for o in found)
    ]
    return found[0] if len({f[2].name for f in found}) == 1 else None


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Forms of sentences, compiled from `listing_forms.toml`; each is read up to the name of the list."""

    passive: re.Pattern[str]
    standing: re.Pattern[str]
    active: re.Pattern[str]
    negation: re.Pattern[str]
    joined: re.Pattern[str]
    removed: re.Pattern[str]
    added: re.Pattern[str]
    all_items: re.Pattern[str]
    all_cell: re.Pattern[str]


_INTO = r"(?P<into>to|on|onto|from|off) (?:(?:the|its|a|an|[A-Z][\w.]{1,20}(?:['’]s)?) ){0,3}$"
_PASSIVE = (
    r"(?P<aux>(?:(?:is|are|was|were|has|have|had|been|be|being)(?:n['’]t)?|not|never|also|now|still|already|first)"
)
_STANDING = r"(?P<aux>(?:(?:(?:has|have|had)(?:n['’]t)?|not|never|also|now|still|already|no longer) ){0,5})"
_ADVERBS = r"(?: (?:not|never|no longer|also|now|still|already|currently)){0,3}"


@cache
def _patterns() -> _Patterns:
    forms = _forms()
    any_case = {"flags": re.IGNORECASE}
    verbs = f"{forms['added']}|{forms['removed']}"
    return _Patterns(
        re.compile(rf"(?<!\w){_PASSIVE} ){{1,6}}(?P<verb>{verbs}) {_INTO}", **any_case),
        re.compile(
            rf"(?<!\w){_STANDING}(?P<verb>{forms['stands']})(?P<neg>n['’]t)?(?P<not>{_ADVERBS}) {_INTO}", **any_case
        ),
        re.compile(rf"(?<!\w)(?P<verb>{verbs}) (?P<name>\S.{{0,300}}) {_INTO}", **any_case),
        re.compile(rf"(?<!\w)(?:{forms['negation']}|no longer)(?!\w)|n['’]t(?!\w)", **any_case),
        re.compile(rf"(?:{forms['joined']}) ", **any_case),
        re.compile(forms["removed"], **any_case),
        re.compile(forms["added"], **any_case),
        re.compile(forms["all_items"], **any_case),
        re.compile(forms["all_cell"], **any_case),
    )


def _claim(text: str, start: int, end: int, name: str) -> ListingClaim | None:
    before, after = text[:start], text[end:]
    p = _patterns()
    if m := p.passive.search(before):
        return _made(name, before[: m.start()], m, m["aux"], after)
    if m := p.standing.search(before):
        return _made(name, before[: m.start()], m, f"{m['aux']} {m['neg'] or ''} {m['not']}", after)
    if m := p.active.search(before):
        return _made(name, m["name"], m, before[: m.start()], f"{before[: m.start()]} {after}")
    return None


def _made(name: str, subject: str, form: re.Match[str], aux: str, rest: str) -> ListingClaim:
    p = _patterns()
    subject = subject.strip()
    if joined := p.joined.match(subject):  # what such a clause says is not said for itself
        subject, rest = subject[joined.end() :], f"{joined[0]} {rest}"
    removed = p.removed.fullmatch(form["verb"]) is not None or form["into"].lower() in ("from", "off")
    return ListingClaim(
        name,
        subject.strip(" ,"),
        rest,
        negated=p.negation.search(aux) is not None,
        removed=removed,
        added=p.added.fullmatch(form["verb"]) is not None,
    )


def _names(subject: str) -> Iterator[str]:
    """Yield the names with which a subject may begin, the longest first."""
    subject = _LEADING_ARTICLE.sub("", subject)
    yield subject
    cuts = [m.start() for m in _CUT.finditer(subject)][:_MOST_CUTS]
    for at in reversed(cuts):
        if subject[:at].strip(" ,("):
            yield subject[:at].strip(" ,(")


def _capitals(subject: str) -> Iterator[str]:
    """Yield the runs of words with capitals in a subject, and what is left of each without its first words."""
    for run in list(_NAME_RUN.finditer(subject))[:_MOST_CUTS]:
        parts = run[0].split()
        while parts and not parts[-1][:1].isupper() and not parts[-1][:1].isdigit():
            parts.pop()
        for first in range(min(_FIRST_WORDS, len(parts))):
            if parts[first][:1].isupper():
                yield " ".join(parts[first:]).strip(" ,")


def _judged(claim: ListingClaim, held: HeldList, against: CheckedAgainst) -> ListingFinding:
    names = [
        n
        for n in dict.fromkeys((*_names(claim.subject), *_capitals(claim.subject)))
        if len(n) > 1 and not n[:1].islower()
    ]
    if not names:
        return ListingFinding(SentenceFinding(DraftVerdict.NOT_CHECKABLE, "The sentence names nobody that is listed."))
    results = list(screened(names, against.catalogue, against.filters))
    sure = next((r for r in results if _on(r, held)), None)
    if sure is None:
        return ListingFinding(_unlisted(claim, names, results, held))
    matches = _on(sure, held)
    before, _, behind = claim.subject.partition(sure.name)
    about = f"{before} {behind}"
    other, row = f"{about} {claim.rest}", {"row": _row(matches[0])}
    if claim.removed:
        if claim.negated:
            return ListingFinding(_open(FilledLine("{row}.", row), matches), other)
        return ListingFinding(_against(FilledLine("The list still has the row: {row}.", row), matches))
    if claim.negated:
        return ListingFinding(_against(FilledLine("The list has the row: {row}.", row), matches))
    return _compared(claim, about, matches)


def _on(found: Screening, held: HeldList) -> list[ScreeningMatch]:
    rows = [m for m in found.matches if m.is_listed and m.held.about.name == held.about.name]
    short = f"({found.name.casefold()})"
    return sorted(rows, key=lambda m: short not in m.row.cell.casefold())


def _unlisted(
    claim: ListingClaim, names: Sequence[str], results: Sequence[Screening], held: HeldList
) -> SentenceFinding:
    where = (
        FilledLine("the {list} of {day}", {"list": held.about.name, "day": held.version.valid_from})
        if held.version.valid_from
        else FilledLine("the {list}", {"list": held.about.name})
    )
    name = next(_capitals(claim.subject), "") or min(names, key=len)
    near = [m for r in results for m in r.matches if m.held.about.name == held.about.name]
    if near:
        told = in_a_row(list(dict.fromkeys(_row(m) for m in near[:_LISTINGS_TOLD])))
        reason = FilledLine(
            "No row of {list} has exactly this name; the nearest: {rows}. Write the full name.",
            {"list": where, "rows": told},
        )
        return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, tuple(m.span for m in near[:_LISTINGS_TOLD]))
    elsewhere = [m for r in results for m in r.matches if m.is_listed]
    reason = FilledLine("No row of {list} has the name “{name}”.", {"list": where, "name": name})
    if elsewhere:
        reason = FilledLine(
            "No row of {list} has the name “{name}”; it is on the {other}.",
            {"list": where, "name": name, "other": elsewhere[0].held.about.name},
        )
    return SentenceFinding(DraftVerdict.NOT_FOUND, reason, tuple(m.span for m in elsewhere[:_LISTINGS_TOLD]))


def _compared(claim: ListingClaim, about: str, matches: Sequence[ScreeningMatch]) -> ListingFinding:
    """Return what the rows say of the days, the citation, the country and the licence that a claim names.

    `about` are the words beside the name: only there is a country that of the party.
    """
    found = [_row_says(claim, about, m) for m in matches]
    best = min(found, key=lambda f: _ORDER.index(f.finding.verdict))  # of equal ones the first
    return replace(best, unjudged=_left(best.unjudged))


_ORDER = (
    DraftVerdict.SUPPORTED,
    DraftVerdict.NOT_CHECKABLE,
    DraftVerdict.NOT_FOUND,
    DraftVerdict.CONTRADICTED,
)


def _row_says(claim: ListingClaim, about: str, match: ScreeningMatch) -> ListingFinding:
    row, told = match.row, FilledLine("{row}.", {"row": _row(match)})
    about, finding = _country_differs(about, match, claim)
    rest = f"{about} {claim.rest}"
    if finding is not None:
        return ListingFinding(finding, rest)
    for check in (_day_differs, _citation_differs):
        rest, finding = check(rest, match, claim)
        if finding is not None:
            return ListingFinding(finding, rest)
    if m := _patterns().all_items.search(rest):
        cell = _REFERENCE.sub("", _REFERENCE.sub("", row.requirement)).strip(" .,;")
        if _patterns().all_cell.fullmatch(cell):
            told = FilledLine(
                "{row}; its licence requirement: “{words}”.", {"row": _row(match), "words": row.requirement}
            )
            rest = rest[: m.start()] + " " + rest[m.end() :]
    return ListingFinding(SentenceFinding(DraftVerdict.SUPPORTED, told, (match.span,)), rest)


_Checked = tuple[str, SentenceFinding | None]


def _country_differs(rest: str, match: ScreeningMatch, claim: ListingClaim) -> _Checked:
    spans = sorted({(s, e, c) for s, e, c in [*places.find(rest), *countries.mentioned_countries(rest)]}, reverse=True)
    own = {c.casefold() for c in _home()}
    for start, end, code in spans:
        if code.casefold() in own and code not in match.row.codes:
            continue  # the list's own country, which adds
        if match.row.codes and code not in match.row.codes:
            told = {"country": match.row.country, "row": _row(match)}
            reason = FilledLine("The row stands under {country}: {row}.", told)
            return rest, _against(reason, [match])
        if not match.row.codes:
            return rest, _open(FilledLine("The row names no country: {row}.", {"row": _row(match)}), [match])
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return rest, None


def _home() -> set[str]:
    return {j.country or j.code.upper() for j in jurisdictions.table().entries if "cfr" in j.locators}


def _day_differs(rest: str, match: ScreeningMatch, claim: ListingClaim) -> _Checked:
    row = match.row
    bare = _REGISTER_CITATION.sub(lambda m: " " * len(m[0]), rest)
    for start, end, first, last in days.days_written(bare):
        if row.added is None:
            return rest, _open(FilledLine("The row names no day: {row}.", {"row": _row(match)}), [match])
        if not first <= row.added <= last:
            if last < row.added <= last + timedelta(days=_BETWEEN):
                told = {"day": row.added, "row": _row(match)}
                reason = FilledLine("The row cites the notice published on {day}: {row}.", told)
                return rest, _open(reason, [match])
            return rest, _against(_other_day(row.added, first, last, match), [match])
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return rest, None


def _other_day(added: date, first: date, last: date, match: ScreeningMatch) -> str:
    later = next((p for p in match.row.publications[1:] if first <= p.day <= last), None)
    if later is None:
        return FilledLine("The row was added by the notice of {day}: {row}.", {"day": added, "row": _row(match)})
    return FilledLine(
        "The row was added by the notice of {day}; {notice} of {later} changed the entry: {row}.",
        {"day": added, "notice": later.citation, "later": later.day, "row": _row(match)},
    )


def _citation_differs(rest: str, match: ScreeningMatch, claim: ListingClaim) -> _Checked:
    for m in list(_REGISTER_CITATION.finditer(rest)):
        said = citation(m[0])
        cited = match.row.publications
        if not cited:
            return rest, _open(FilledLine("The row cites no notice: {row}.", {"row": _row(match)}), [match])
        if said != cited[0].citation:
            volume, page = _numbers(said)
            own, first = _numbers(cited[0].citation)
            if volume == own and 0 < first - page <= _SAME_NOTICE:
                near = {"notice": cited[0].citation}
                reason = FilledLine("The row cites {notice}, which may be a page of that notice.", near)
                return rest, _open(reason, [match])
            if any(said == p.citation for p in cited):
                told = {"said": said, "notice": cited[0].citation}
                reason = FilledLine("{said} changed the entry; it was added by {notice}.", told)
                return rest, _against(reason, [match])
            told = {"notice": cited[0].citation, "said": said, "row": _row(match)}
            return rest, _against(FilledLine("The row cites {notice}, and not {said}: {row}.", told), [match])
        rest = rest[: m.start()] + " " * len(m[0]) + rest[m.end() :]
    return rest, None


def _numbers(cited: str) -> tuple[int, int]:
    volume, page = re.findall(r"\d+", cited)[:2]
    return int(volume), int(page)


def _left(rest: str) -> str:
    """Return the words of a claim that the rows do not bear on."""
    fillers = {w.text for w in words_in_place(_forms()["fillers"])}
    fillers |= {a.casefold() for j in jurisdictions.table().entries if "cfr" in j.locators for a in j.agencies}
    left = [w for w in words_in_place(rest) if w.text not in fillers]
    return " ".join(rest[left[0].start : left[-1].end].split()) if left else ""


def _row(match: ScreeningMatch) -> str:
    row = match.row
    told: str = f"{row.name}{f' ({row.country})' if row.country else ''}"
    if row.publications:
        by = {"name": told, "notice": row.publications[0].citation, "day": row.publications[0].day}
        told = FilledLine("{name}, {notice}, {day}", by)
    name, edition = match.held.about.name, match.held.version.valid_from
    if edition:
        return FilledLine("{row}, on the {list} of {day}", {"row": told, "list": name, "day": edition})
    return FilledLine("{row}, on the {list}", {"row": told, "list": name})


def _against(reason: str, matches: Sequence[ScreeningMatch]) -> SentenceFinding:
    return SentenceFinding(DraftVerdict.CONTRADICTED, reason, tuple(m.span for m in matches[:_LISTINGS_TOLD]))


def _open(reason: str, matches: Sequence[ScreeningMatch]) -> SentenceFinding:
    return SentenceFinding(DraftVerdict.NOT_CHECKABLE, reason, tuple(m.span for m in matches[:_LISTINGS_TOLD]))
