"""Finds cross-references in the Code of Federal Regulations: paragraphs, sections, parts, supplements, categories."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.lazy_regex import lazy_regex
from corpus.model import Reference
from corpus.references.context import LONGEST_RANGE, ReferenceContext

_DOUBLE = "aa|bb|cc|dd|ee|ff|gg|hh|jj|kk|ll|mm|nn|oo|pp|qq|rr|ss|tt|uu"
_PARAGRAPH_LABEL = rf"\((?:[ivx]{{2,5}}|{_DOUBLE}|[a-zA-Z]|\d{{1,3}})\)"
_PATH = rf"(?:{_PARAGRAPH_LABEL}){{1,7}}"
_CFR_JOINER = r"(?:\s*,\s*(?:and/or|and|or)\s+|\s*,\s*|\s+(?:and/or|and|or)\s+)"
_THROUGH = r"(?:(?<!\s)\s+(?:through|to)\s+|\s?[–—-]\s?)"
# a footnote mark that ran into the list: "§§ 734.9(g),3 746.8(a)(3)", "§§ 734.9(e) 1 and 744.11"
_FOOTNOTED = r"(?:,\d{1,2}\s+|\s?\d{1,2}(?:,\s+|\s+and\s+))"
_SECTION_REFERRED = r"\d{1,4}\.\d{1,4}(?:[a-z](?![a-z]))?"

# "paragraphs (a)(1), (a)(2), or (a)(3)", "paragraph (b) or paragraph (c)(2)": a list of paths after its keyword
_PARAGRAPHS = lazy_regex(rf"\b[Pp]aragraphs?\s+{_PATH}(?:(?:{_CFR_JOINER}|{_THROUGH})(?:paragraphs?\s+)?{_PATH})*")
# "§ 744.21(b)(1)", "§§ 742.3, 742.4 and 746.1(b)", "§ 740.11(b)(2) and (e)", "Sections 744.2, 744.3, and 744.4"
_SECTIONS = lazy_regex(
    rf"(?:§{{1,2}}\s*|\b[Ss]ections?\s+){_SECTION_REFERRED}(?:{_PATH})?"
    rf"(?:(?:{_CFR_JOINER}|{_THROUGH}|{_FOOTNOTED})(?:§{{1,2}}\s*)?(?:{_SECTION_REFERRED}(?:{_PATH})?"
    rf"|{_PATH}))*(?![\d.]\d)"
)
# "CFR" as it is written: "C.F.R.", "Code of Federal Regulations"
_CODE = r"(?:C\.?\s?F\.?\s?R\b\.?|Code\s+of\s+Federal\s+Regulations\b)"
_CODE_NAMED = lazy_regex(_CODE)
# "22 CFR 126.1(a)", "15 C.F.R. § 744.21", "22 CFR parts 120 through 130", "Title 22, part 121"
_CFR_REFERENCE = lazy_regex(
    rf"\b(?:(?P<title>\d{{1,2}}),?\s+{_CODE},?\s+|[Tt]itle\s+(?P<titled>\d{{1,2}}),\s+(?=§{{1,2}}\s*\d+\.|[Pp]art"
    rf"|[Ss]ection))"
    rf"(?:§{{1,2}}\s*(?=\d)|[Ss]ections?\s+(?=\d+\.)|(?:[Pp]arts?"
    rf"|[Pp]ts?\.)\s+)?(?P<list>(?:{_SECTION_REFERRED}(?:{_PATH})?|\d{{2,4}})"
    rf"(?:(?:{_CFR_JOINER}|{_THROUGH})(?:{_SECTION_REFERRED}(?:{_PATH})?|\d{{3,4}}(?!\.\d)))*)"
)
_PARTS = lazy_regex(rf"\b[Pp]arts?\s+(?P<list>\d{{2,4}}(?!\.\d)(?:(?:{_CFR_JOINER}|{_THROUGH})\d{{2,4}}(?!\.\d))*)")
_SUPPLEMENT = lazy_regex(
    r"\b[Ss]upp(?:lement|\.)\s+[Nn]o\.\s*(?P<number>\d{1,2})\s+(?:to|of|under)\s+"
    r"(?:this\s+part|[Pp]art\s+(?P<part>\d{2,4}))\b"
)
_APPENDIX = lazy_regex(
    r"\b[Aa]ppendix\s+(?P<number>[A-Z]{1,2})\s+(?:to|of)\s+(?:this\s+part|[Pp]art\s+(?P<part>\d{1,4}))\b"
)
_CATEGORY = lazy_regex(
    rf"(?P<usml>\bUSML\s+)?\bCategory\s+(?P<number>[IVX]{{1,5}})\b(?P<path>(?:{_PATH})?)(?P<of>\s+of\s+the\s+USML)?"
)
# "in § 744.11, paragraph (a)(1) was stayed", "in § 744.21 under paragraphs (b) to (e)", "in Category VI paragraphs (a)"
_BEFORE = lazy_regex(
    rf"(?:§\s*(?P<section>{_SECTION_REFERRED})(?:,|\s+under)|Category\s+(?P<category>[IVX]{{1,5}}),?)\s+$"
)
_LISTED_PLACE = lazy_regex(
    rf"(?P<through>{_THROUGH})?(?:paragraphs?\s+|§{{1,2}}\s*)?(?P<section>{_SECTION_REFERRED})?(?P<path>(?:{_PATH})?)"
)
_LABELS = lazy_regex(r"\((\w+)\)")

# What a list is said to be "of". Anything else that is named ("of the Act") is another text.
_EAR = r"the\s+(?:EAR|Export\s+Administration\s+Regulations)\b"
_ITAR = r"the\s+(?:ITAR|International\s+Traffic\s+in\s+Arms\s+Regulations)\b"
_OF_WHAT = lazy_regex(
    rf"\.?\s*\b(?:of|to|in)\s+(?:(?P<here>this\s+(?:part|chapter|subchapter|subpart|title))\b|(?P<own>this\s+section)\b"
    rf"|(?P<category>this\s+category)\b|(?P<annex>this\s+(?:supplement|appendix))\b|(?P<ear>{_EAR})|(?P<itar>{_ITAR})"
    rf"|§\s*(?P<section>{_SECTION_REFERRED})|(?:title\s+)?(?P<title>\d{{1,2}}),?\s+(?:of\s+the\s+)?{_CODE})"
    rf"|\.?\s*\bof\s+(?:(?P<other>(?:the|that|those|this|such|an?|section|article|title)\s|[A-Z])|(?P<any>\w))"
)
_CFR_PLACE = lazy_regex(
    r"(?P<base>(?P<title>\d{1,2}) CFR (?P<part>\d{1,4})"
    r"(?:\.\d{1,4}[a-z]?)?(?:-\d+\.\d+)?(?P<category> Category [IVX]+)?)(?P<path>(?:\(\w{1,5}\))*)"
)
_OWN_ANNEX = lazy_regex(
    r"(?P<base>(?:Supplement No\. \d+|Appendix \w+) to Part (?P<part>\d+))(?P<path>(?:\(\w{1,5}\))*)"
)
_OWN_PART = lazy_regex(r"(\d{1,2}) CFR Part (\d{1,4})")


@dataclass(frozen=True, slots=True)
class _Own:
    """The parts of the place's own address. Paragraph labels are appended to `base`; it is "" where none can be."""

    title: str
    part: str
    base: str
    path: tuple[str, ...]

    @staticmethod
    def of(place: ReferenceContext) -> _Own:
        """Return the parts of a place's address."""
        if found := _OWN_PART.match(place.locator):
            return _Own(found[1], found[2], "", ())
        if found := _CFR_PLACE.match(place.locator):
            base = found["base"] if "." in found["base"] else ""
            return _Own(found["title"], found["part"], base, tuple(_LABELS.findall(found["path"])))
        if found := _OWN_ANNEX.match(place.locator):
            return _Own(place.title, found["part"], found["base"], tuple(_LABELS.findall(found["path"])))
        return _Own(place.title, "", "", ())


def find(text: str, place: ReferenceContext) -> list[Reference]:
    """Return every cross-reference of this family in `text`."""
    own = _Own.of(place)
    found: list[Reference] = []
    if "aragraph" in text:
        for match in _PARAGRAPHS.finditer(text):
            found += _paragraphs(text, match, own, place)
    titled = list(_CFR_REFERENCE.finditer(text)) if "itle" in text or _CODE_NAMED.search(text) else []
    if "§" in text or "ection" in text:
        begins = [match.start() for match in titled]
        for match in _SECTIONS.finditer(text):
            before = bisect_right(begins, match.start()) - 1
            if before >= 0 and match.start() < titled[before].end():
                continue  # "22 CFR §§ 121.1 and 126.1": the title is that of all
            title = _title_of(text, match.end(), own)
            found += _sections(match[0], match.start(), title, own, place) if title else ()
    for match in titled:
        title = match["title"] or match["titled"]
        found += _sections(match["list"], match.start("list"), title, own, place, begin=match.start())
    if "art" in text:
        found += _parts_and_annexes(text, own, place)
    if "Category" in text:
        for match in _CATEGORY.finditer(text):
            if match["usml"] or match["of"] or own.base.startswith("22 CFR 121.1"):
                locator = f"22 CFR 121.1 Category {match['number']}{match['path']}"
                found.append(Reference(match.start(), match.end("path"), locator, _instrument("22", "121", own)))
    return found


def _instrument(title: str, part: str, own: _Own) -> str:
    """Return the instrument of a section: "" if it is of the place's own part, else its CFR title."""
    return "" if (title, part) == (own.title, own.part) else f"{title} CFR"


def _title_of(text: str, end: int, own: _Own) -> str:
    """Return the CFR title of a section from the words behind it; "" if they name another text or an unknown one."""
    of = _OF_WHAT.match(text, end)
    if of is None or of["here"] or of["own"] or of["any"]:
        return own.title
    if of["ear"] or of["title"]:
        return of["title"] or "15"
    return "22" if of["itar"] else ""


# -- paragraphs --------------------------------------------------------------------------------------------------------


def _paragraphs(text: str, match: re.Match[str], own: _Own, place: ReferenceContext) -> Iterator[Reference]:
    """Yield the paragraphs of a list, in the section that the text names for them (its own if it names none)."""
    of = _OF_WHAT.match(text, match.end())
    base, path, title, part = own.base, own.path, own.title, own.part
    before = _BEFORE.search(text[max(0, match.start() - 28) : match.start()])
    named = of["section"] if of and of["section"] else before["section"] or "" if before else ""
    if before and before["category"]:
        if not own.base.startswith("22 CFR 121.1"):
            return
        base, path = f"22 CFR 121.1 Category {before['category']}", ()
    elif named:
        title = _title_of(text, of.end("section"), own) if of and of["section"] else own.title
        if not title:
            return
        part, base, path = named.split(".")[0], f"{title} CFR {named}", ()
    elif of and not (of["own"] or of["category"] or of["annex"]):
        return
    elif of and of["own"] and " Category " in base:
        return  # in the munitions list "this section" is all of 22 CFR 121.1, whose paragraphs have other labels
    if not base:
        return
    instrument = _instrument(title, part, own)
    keyword = True
    previous: tuple[str, ...] | None = None
    for item in _items(match[0]):
        labels = tuple(_LABELS.findall(item["path"]))
        resolved = _beside(labels, previous) if previous else _first(labels, path, base, place)
        if resolved is None:
            return  # the rest of the list depends on it
        start, end = match.start() + item.start("path"), match.start() + item.end("path")
        if item["through"] and previous:
            for between in _between(previous, resolved):
                if not instrument and place.known and base + _spelt(between) not in place.known:
                    continue  # "(b) through (d)" of which (c) is gone
                begin, stop = match.start() + item.start("through"), match.start() + item.end("through")
                yield _to(begin, stop, base, between, instrument, text)
        yield Reference(match.start() if keyword else start, end, base + _spelt(resolved), instrument)
        keyword, previous = False, resolved


def _items(listed: str) -> Iterator[re.Match[str]]:
    """Yield the sections and paths of a list."""
    for item in _LISTED_PLACE.finditer(listed):
        if item["path"] or item["section"]:
            yield item


def _to(start: int, end: int, base: str, path: tuple[str, ...], instrument: str, text: str) -> Reference:
    """Return the reference for a provision inside a range, placed at the word between its ends."""
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Reference(start, end, base + _spelt(path), instrument)


def _spelt(path: tuple[str, ...]) -> str:
    return "".join(f"({label})" for label in path)


def _levels(label: str) -> tuple[int, ...]:
    """Return the depths at which the CFR uses a label: (a)(1)(i)(A)(1)(i), the last two in italics."""
    if label.isdigit():
        return (1, 4)
    if label.isupper():
        return (3,)
    if set(label) <= set("ivx"):
        return (0, 2, 5) if len(label) == 1 else (2, 5)
    return (0,)


def _beside(labels: tuple[str, ...], previous: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the full path of a label that follows another one in a list; None if it fits no depth.

    (4) after (a)(1) is (a)(4), (iii) after (c)(2)(i) is (c)(2)(iii), (d) after (c)(2) is (d).
    """
    fitting = [level for level in _levels(labels[0]) if level < len(previous)]
    if not fitting:
        return None
    last = len(previous) - 1
    level = last if last in fitting and not (len(labels) > 1 and 0 in fitting) else fitting[0]
    return (*previous[:level], *labels)


def _first(labels: tuple[str, ...], own: tuple[str, ...], base: str, place: ReferenceContext) -> tuple[str, ...] | None:
    """Return the full path of the first label of a list.

    It counts from the section, or from the place's own branch of it.
    A label that fits two depths is settled by what exists; if none or both exist, the result is None.
    """
    candidates = []
    for level in _levels(labels[0]):
        if level == 0 or (0 < level <= len(own)):
            candidates.append((*own[:level], *labels))
    if not own and labels[0].isdigit():
        candidates = [labels]  # a section or supplement whose first level is numbered
        if base + _spelt(labels) not in place.known:
            return None
    if len(candidates) > 1:
        existing = [c for c in candidates if base + _spelt(c) in place.known]
        if not existing and len(labels) > 1 and len(labels[0]) == 1 and labels[1].isdigit():
            existing = candidates[:1]  # (i)(1) starts at the top: below a roman numeral stands (A)
        candidates = existing
    return candidates[0] if len(candidates) == 1 else None


def _between(first: tuple[str, ...], last: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths strictly between two siblings."""
    if len(first) != len(last) or first[:-1] != last[:-1]:
        return
    series = _series(first[-1], len(first) - 1)
    if first[-1] in series and last[-1] in series:
        inside = series[series.index(first[-1]) + 1 : series.index(last[-1])]
        if len(inside) <= LONGEST_RANGE:
            for label in inside:
                yield (*first[:-1], label)


_ROMANS = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
)


def _series(label: str, level: int) -> tuple[str, ...]:
    """Return the series of labels that a label belongs to at a depth."""
    if label.isdigit():
        return tuple(str(n) for n in range(1, 100))
    if label.isupper():
        return tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return _ROMANS if label in _ROMANS and level in (2, 5) else tuple("abcdefghijklmnopqrstuvwxyz")


# -- sections, parts, supplements --------------------------------------------------------------------------------------


def _sections(
    listed: str, start: int, title: str, own: _Own, place: ReferenceContext, begin: int | None = None
) -> Iterator[Reference]:
    """Yield the sections of a list with their paths; a path alone belongs to the section before it."""
    if re.fullmatch(r"\d{2,4}(?:\D+\d{2,4})*", listed) and "." not in listed:
        yield from _part_list(listed, start, title, own, begin)
        return
    section, previous = "", ()
    opening: int | None = begin if begin is not None else start
    for item in _items(listed):
        labels = tuple(_LABELS.findall(item["path"]))
        if item["section"]:
            part = item["section"].split(".")[0]
            at = start + item.start("section")
            if item["through"] and section and not previous:
                yield from _sections_between(section, item, title, own, place, start)
            section, previous = item["section"], labels
        else:
            resolved = _beside(labels, previous) if previous else labels
            if resolved is None or not section:
                return
            if item["through"] and previous:
                for between in _between(previous, resolved):
                    at, end = start + item.start("through"), start + item.end("through")
                    yield _to(
                        at, end, f"{title} CFR {section}", between, _instrument(title, part, own), " " * start + listed
                    )
            at, previous = start + item.start("path"), resolved
        locator = f"{title} CFR {section}{_spelt(previous)}"
        if section[-1].isalpha() and part == own.part and place.known and f"{title} CFR {section}" not in place.known:
            continue  # "744.2l(b)", a misprint of 744.21(b)
        yield Reference(at if opening is None else opening, start + item.end(), locator, _instrument(title, part, own))
        opening = None


def _sections_between(
    first: str, item: re.Match[str], title: str, own: _Own, place: ReferenceContext, start: int
) -> Iterator[Reference]:
    """Yield the sections inside a range, as far as they are known to exist."""
    part, _, low = first.partition(".")
    other, _, high = item["section"].partition(".")
    if part != other or not (low.isdigit() and high.isdigit()) or int(high) - int(low) > LONGEST_RANGE:
        return
    begin, end = start + item.start("through"), start + item.end("through")
    lead = len(item["through"]) - len(item["through"].lstrip())
    trail = len(item["through"]) - len(item["through"].rstrip())
    for number in range(int(low) + 1, int(high)):
        locator = f"{title} CFR {part}.{number}"
        if locator in place.known:
            yield Reference(begin + lead, end - trail, locator, _instrument(title, part, own))


def _part_list(listed: str, start: int, title: str, own: _Own, begin: int | None) -> Iterator[Reference]:
    """Yield the parts of a list."""
    for number in re.finditer(r"\d+", listed):
        at = start + number.start() if begin is None else begin
        yield Reference(at, start + number.end(), f"{title} CFR Part {number[0]}", _instrument(title, number[0], own))
        begin = None


def _parts_and_annexes(text: str, own: _Own, place: ReferenceContext) -> Iterator[Reference]:
    """Yield the supplements, appendices and parts named in `text`."""
    for kind, pattern in (("Supplement No. ", _SUPPLEMENT), ("Appendix ", _APPENDIX)):
        for match in pattern.finditer(text):
            title = _title_of(text, match.end(), own) if match["part"] else own.title
            part = match["part"] or own.part
            if part and (title or match["part"]):
                other = (title, part) != (own.title, own.part) and title
                yield Reference(
                    match.start(),
                    match.end(),
                    f"{kind}{match['number']} to Part {part}",
                    f"{title} CFR" if other else "",
                )
    for match in _PARTS.finditer(text):
        if re.search(r"(?:R\b\.?|to|of|under)\s+$", text[max(0, match.start() - 7) : match.start()]) and _inside_annex(
            text, match
        ):
            continue
        of = _OF_WHAT.match(text, match.end())
        title = _title_of(text, match.end(), own)
        long = all(len(number) > 2 for number in re.findall(r"\d+", match["list"]))
        if title and (long or (of and (of["ear"] or of["itar"] or of["here"]))):
            yield from _part_list(match["list"], match.start("list"), title, own, match.start())


def _inside_annex(text: str, match: re.Match[str]) -> bool:
    """Return whether a part is named only as the place of a supplement, or behind "15 CFR"."""
    before = text[max(0, match.start() - 40) : match.start()]
    return (
        re.search(
            r"(?:[Nn]o\.\s*\d{1,2}|[Aa]ppendix\s+[A-Z]{1,2})\s+(?:to|of|under)\s+$|C\.?\s?F\.?\s?R\.?\s+$", before
        )
        is not None
    )
