"""Addresses in UK legislation: section 12(3), regulation 5, article 12, Schedule 1, paragraph 4(2), Schedule 1, Part I.

Numbers may have capitals (section 4A), steps have brackets. Retained EU law is cited as EU law is; see `eu`.
"""

from __future__ import annotations

import re

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.locators.address import Grammar, Locator, Mention

_UK_NUMBER = r"\d{1,3}[A-Z]{0,3}(?:\d[A-Z])?(?![\w])(?!\.\d)(?!/\d)"  # "reg 833/2014" is an act of the Union
_UK_STEP = r"(?>\(\s?(?:\d{1,3}[A-Za-z]{0,2}|[a-z]{1,5}|[A-Z]{1,3})\s?\))"
_UK_STEPS = rf"(?:\s?{_UK_STEP})*"
_UNIT_WORDS = {
    "section": r"sections?|sect?\.?|ss?\.?",
    "regulation": r"regulations?|regs?\.?",
    "article": r"articles?|arts?\.?",
    "rule": r"rules?|rr?\.",
}
_ANY_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNIT_WORDS.items())
_SUBSECTION = rf",?\s(?:subsection|sub-section|paragraph|para\.?)\s?(?P<subsection>{_UK_STEP}{_UK_STEPS})"
_UNIT_AND_STEPS = rf"(?:{_ANY_UNIT})\s?(?P<number>{_UK_NUMBER})(?P<steps>{_UK_STEPS})(?:{_SUBSECTION})?"
_TERM = r"(?P<term>\s>\s[^\n>]{1,80})?"  # the address of a definition, never in running text
_SCHEDULE = (
    r"(?:Schedule|SCHEDULE|schedule|Sch\.?|sch\.?)(?:\s(?P<schedule>\d{1,3}[A-Z]{0,2})(?!\w))?"
    r"(?P<divisions>(?:,?\s(?>Part|Chapter|Article|part)\s(?:[IVXLC]{1,6}|\d{1,3}[A-Z]?)(?!\w))*)"
    rf"(?:,?\s(?:paragraphs?|paras?\.?)\s?(?P<paragraph>{_UK_NUMBER})(?P<paragraph_steps>{_UK_STEPS}))?"
)
_KNOWN = [n for i in instruments.known() if i.jurisdiction == "uk" for n in i.designations]
_ACT = (
    r"(?P<act>(?:(?:[A-Z][\w'’&-]{0,40}|of|and|the|for|to|in|on)\s|\([^()]{2,60}\)\s){1,14}?"
    r"(?:Act|Order|Regulations|Rules|Measure)(?:\s\([^()]{2,60}\))*\s(?:19|20)\d{2}"
    rf"|{'|'.join(re.escape(n) for n in sorted(_KNOWN, key=len, reverse=True))})(?!\w)"
)
_OF_ACT = r"(?:,?\s(?:of|to|in|under)\s(?:the\s)?|,?\s)"
_UNIT_ADDRESS = rf"(?:{_UNIT_AND_STEPS}{_TERM}|{_SCHEDULE})"
_ACT_AND_ADDRESS = lazy_regex(rf"(?:(?:the\s)?{_ACT},?\s)?{_UNIT_ADDRESS}")
_WHOLE_BEHIND = lazy_regex(rf"{_UNIT_ADDRESS}{_OF_ACT}{_ACT}")
_ACT_BEHIND = lazy_regex(rf"{_OF_ACT}{_ACT}")
_FOUND = lazy_regex(rf"(?<![\w.§'’])(?:{_UNIT_AND_STEPS}|{_SCHEDULE})")
_AND_UNIT = lazy_regex(
    rf"(?:\s?,\s?(?:and\s|or\s)?|\s(?:and|or|to)\s)(?P<number>{_UK_NUMBER})(?P<steps>{_UK_STEPS})(?!\s?[%/])"
)


# "paragraph 5 of Schedule 1": the other way round, in a whole address only.
_PARAGRAPH_FIRST = lazy_regex(
    rf"^(?:paragraph|para\.?)\s(?P<number>{_UK_NUMBER}{_UK_STEPS})\s(?:of|to|in)\s"
    rf"(?P<schedule>(?:Schedule|Sch\.?)\s\d{{1,3}}[A-Z]{{0,2}}(?:,?\sPart\s\w+)?)",
    re.IGNORECASE,
)
# "Schedule 1 chemicals" are those of the Chemical Weapons Convention, and no address.
_SUBSTANCE = lazy_regex(r"\s(?:and\s\d\s|or\s\d\s)?(?:chemical|substance|precursor|toxin|drug|mixture)s?\b", re.I)
# "EU regulation 576", "regulation 833 of 2014".
_OF_THE_UNION = lazy_regex(r"(?<!\w)(?:EU|EC|EEC|Union|Council|Commission)(?:['’]s)?,?\s$", re.IGNORECASE)
_OF_A_YEAR = lazy_regex(r"\s(?:of\s|from\s)?(?:19|20)\d\d(?!\w)")
_BEFORE_AN_ACT = 24  # characters in front of a regulation that are looked at


def parse(text: str) -> Locator | None:
    """Return the address that `text` as a whole is; None if it is none.

    Examples: "s. 12(3)", "Sch 1 para 4", "section 6(1) of the Human Rights Act 1998".
    """
    text = " ".join(text.split()).strip().rstrip(".;")
    text = _PARAGRAPH_FIRST.sub(r"\g<schedule>, paragraph \g<number>", text)
    found = (
        _WHOLE_BEHIND.fullmatch(text)
        or _ACT_AND_ADDRESS.fullmatch(text)
        or _fold(_WHOLE_BEHIND, text)
        or _fold(_ACT_AND_ADDRESS, text)
    )
    if found is None:
        return None
    return _locator(found, _instrument(found["act"]), found.group(0))


def mentions(text: str) -> list[Mention]:
    """Return every address in running text; "sections 3 and 4" are two. A bare schedule needs a number."""
    found: list[Mention] = []
    end = 0
    for m in _FOUND.finditer(text):
        if m.start() < end or not (m["number"] or m["schedule"]) or _is_an_act_of_the_union(text, m):
            continue
        run = [(m.start(), m.end(), m)]
        if m["number"]:
            while more := _AND_UNIT.match(text, run[-1][1]):
                run.append((more.start("number"), more.end(), more))
        end = run[-1][1]
        behind = _ACT_BEHIND.match(text, end)
        if m["schedule"] and not behind and _SUBSTANCE.match(text, end):
            continue
        instrument = _instrument(behind["act"]) if behind else ""
        unit = _unit(m)
        for number, (start, stop, part) in enumerate(run):
            last = behind and number == len(run) - 1
            locator = _locator(part, instrument, part.group(0)) if number == 0 else _numbered(unit, part, instrument)
            found.append(Mention(start, behind.end() if behind and last else stop, locator))
        end = behind.end() if behind else end
    return found


def _is_an_act_of_the_union(text: str, found: re.Match[str]) -> bool:
    """Return whether "regulation 576" is a whole act by its number: "EU regulation 576", "regulation 833 of 2014".

    A well-known act is known by it without the year.
    """
    if not found["regulation"] or found["steps"]:
        return False
    if found["number"] in instruments.acts_by_number() and not _ACT_BEHIND.match(text, found.end()):
        return True
    before = _OF_THE_UNION.search(text, max(0, found.start() - _BEFORE_AN_ACT), found.start())
    return before is not None or _OF_A_YEAR.match(text, found.end()) is not None


def _fold(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return a match that ignores case in the first word only: capitals tell section 4A from section 4(a)."""
    for variant in (text[:1].lower() + text[1:], text.lower() if text.isupper() else text):
        if found := pattern.fullmatch(variant):
            return found
    return None


def _instrument(act: str | None) -> str:
    if not act:
        return ""
    act = re.sub(r"^(?:the|The)\s", "", act)
    known = instruments.find(act)
    return known.title if known and known.jurisdiction == "uk" else act


def _unit(found: re.Match[str]) -> str:
    return next((name for name in _UNIT_WORDS if found[name]), "section")


def _locator(found: re.Match[str], instrument: str, printed: str) -> Locator:
    groups = found.groupdict()
    if groups.get("number"):
        return _numbered(_unit(found), found, instrument)
    path = [f"Schedule {groups.get('schedule') or ''}".strip()]
    path += [
        f"{word.capitalize()} {number}" for word, number in re.findall(r"\b(\w+)\s(\w+)", groups["divisions"] or "")
    ]
    text = ", ".join(path)
    if groups["paragraph"]:
        steps = re.findall(r"\(\s?(\w+)\s?\)", groups["paragraph_steps"] or "")
        path += [f"paragraph {groups['paragraph']}", *steps]
        text += f", paragraph {groups['paragraph']}" + "".join(f"({s})" for s in steps)
    return Locator("uk", instrument, tuple(path), text)


def _numbered(unit: str, found: re.Match[str], instrument: str) -> Locator:
    groups = found.groupdict()
    steps = re.findall(r"\(\s?(\w+)\s?\)", (groups["steps"] or "") + (groups.get("subsection") or ""))
    head = f"{unit} {groups['number']}"
    term = (groups.get("term") or "").removeprefix(" > ")
    text = head + "".join(f"({s})" for s in steps) + (f" > {term}" if term else "")
    return Locator("uk", instrument, (head, *steps, *((term,) if term else ())), text)


GRAMMAR = Grammar("uk", parse, mentions)
