"""Addresses in the Code of Federal Regulations.

    15 CFR 744.21(f)                    a section with its paragraphs
    15 CFR 744.12-744.14                a range of sections that stand under one heading
    15 CFR Part 744                     10 CFR Part 110 Subpart B      22 CFR Parts 120-130
    Supplement No. 4 to Part 744        Appendix A to Part 810         Appendix B to Part 110, 1.1(a)
    22 CFR 121.1 Category XI(a)(4)      the U.S. Munitions List, which is 22 CFR 121.1; "USML cat 11 paragraph a 4"
    section 10(b) of part 810           a section by its number within its part: 10 CFR 810.10(b)
    … > Note 1 to paragraph (c)         what is attached to one of these: a note, a definition, a table row

Most people leave the title out. It is inferred from the part, but only for the parts of export-control law: 730-774 are
the EAR (15 CFR), 120-130 the ITAR (22 CFR), 110 and 810 the NRC's and DOE's nuclear export rules (10 CFR). Any other
part without its title is no address: a wrong address is worse than none. For the same reason a bare number in running
text counts only if it looks like a section of the EAR and like nothing else, or has a paragraph, `§` or `sec.`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import EAST_ASIAN_SIGNS
from corpus.locators.address import Grammar, Locator, Mention

_ACTS = {"ear": 15, "itar": 22}

# -- pieces ------------------------------------------------------------------------------------------------------------

_TITLE = r"(?:(?P<title>\d{1,2})\s*(?:C\.?\s?F\.?\s?R\.?|Code of Federal Regulations)|(?P<act>EAR|ITAR))"
_SECTION_WORD = r"(?:§{1,2}|sections?\b|secs?\b\.?|s\.(?=\s?\d))"
_CFR_STEP = r"\(\s*+[a-zA-Z]{1,6}\s*+\)|\(\s*+\d{1,3}\s*+\)"
_SPACED_STEP = rf"(?:\s?(?:{_CFR_STEP}))"
_RANGE_STEPS = r"(?:\s?\(\w{1,5}\)\s?[-–—]\s?\(\w{1,5}\))"
_PARAGRAPH_WORD = r"(?:,?\s*+(?:paragraphs?|paras?\.?|subparagraphs?|points?)\s*+)"
_PART_NUMBER = r"\d{1,4}"
_SECTION_NUMBER = r"(?P<part>\d{1,4}(?:-\d{1,3})?)\.(?P<number>\d{1,4}(?:-\d{1,3}(?![\d.]))?)"
_THROUGH = rf"(?:\s*+(?:-|–|—|through|to)\s*+(?P<last>{_PART_NUMBER}\.\d{{1,4}}))"

# Chinese, Japanese and Korean have no space before an address; a number alone behind their signs may be a sum.
_BEHIND_A_SIGN = rf"(?<=[{EAST_ASIAN_SIGNS}])(?=(?:\d{{1,2}}\s?C\.?\s?F\.?\s?R|EAR|ITAR|§))"
_BEFORE = rf"(?:(?<![\w$€£¥.,/-])|{_BEHIND_A_SIGN})"
_SECTION_ADDRESS = lazy_regex(
    rf"{_BEFORE}(?:{_TITLE}\s*+,?\s*+(?:(?:parts?\s*+)?(?:at\s*+)?))?(?P<word>{_SECTION_WORD}\s*+)?{_SECTION_NUMBER}"
    rf"(?:{_THROUGH}|(?P<glued>[a-zA-Z](?:\d{{1,3}}(?:[ivx]{{1,5}}[A-Z]?)?)?)(?=$|[\s,;:.)?!(\]]))?"
    rf"(?:(?P<said>{_PARAGRAPH_WORD})(?P<bare>[a-z]\d{{0,2}}\b)?)?(?P<steps>{_SPACED_STEP}{{0,8}})(?P<range>{_RANGE_STEPS})?",
    re.IGNORECASE,
)
_ANNEX_ADDRESS = lazy_regex(
    rf"(?<!\w)(?:{_TITLE}\s*+,?\s*+)?(?P<annex>supplements?|supps?|appendix|app)\b\.?\s*+"
    r"(?:no\b\.?|number|nr\b\.?|#)?\s*+"
    rf"(?P<name>\d{{1,2}}|[A-Z]{{1,2}}|[IVX]{{1,5}})\b"
    rf"\s*+,?\s*+(?:(?:to|of|in)\s+)?(?:{_TITLE.replace('title', 'title2').replace('<act>', '<act2>')}\s*+)?"
    rf"(?:parts?\s*+|pt\.?\s*+)?(?P<part>{_PART_NUMBER})(?![\d.]*\d)"
    rf"(?P<dotted>,\s*+\d{{1,2}}(?:\.\d{{1,2}})*)?(?:{_PARAGRAPH_WORD})?(?P<steps>{_SPACED_STEP}{{0,8}})",
    re.IGNORECASE,
)
_PART_ADDRESS = lazy_regex(
    rf"(?<!\w)(?:(?P<subfirst>subpart)\s+(?P<sub1>[A-Z])\s*+(?:of|to|,)?\s*+)?(?:{_TITLE}\s*+,?\s*+)?(?P<word>parts?"
    rf"|pt\.?)\s*+(?P<part>{_PART_NUMBER})(?![\d.]*\d)"
    rf"(?:\s*+(?:-|–|—|through|to)\s*+(?P<last>{_PART_NUMBER})(?![\d.]*\d))?(?:\s*+,?\s*+subpart\s+(?P<sub2>[A-Z]))?"
    rf"(?:\s*+(?:of|to)\s+(?:the\s+)?(?P<act2>EAR|ITAR|title\s+\d{{1,2}})\b)?",
    re.IGNORECASE,
)
_TITLE_PART_ADDRESS = lazy_regex(
    rf"(?:(?<![\w.])|{_BEHIND_A_SIGN})(?P<title>\d{{1,2}})\s*+C\.?\s?F\.?\s?R\.?\s*+(?P<part>{_PART_NUMBER})(?![\d.]*\d)(?!-)",
    re.IGNORECASE,
)
_ROMAN = r"(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
_CATEGORY_ADDRESS = lazy_regex(
    r"(?<!\w)(?:(?:(?:22\s*+CFR\s*+|ITAR\s*+)?(?:§\s*+)?(?P<section>121\.1)"
    r"|(?P<list>USML|U\.S\. Munitions List|munitions list|ITAR))\s*+,?\s*+(?:-\s*+)?)?"
    rf"(?:(?P<word>categor(?:y|ies)\b|cat\b\.?)\s*+)?(?P<number>{_ROMAN}|\d{{1,2}}(?![\d.]))\b"
    rf"(?:{_PARAGRAPH_WORD}(?P<bare>[a-z]\s?\d{{0,2}}\b)?)?(?P<steps>{_SPACED_STEP}{{0,8}})(?P<range>{_RANGE_STEPS})?"
    rf"(?:\s*+(?:of\s+(?:the\s+)?)?(?P<after>USML|U\.S\. Munitions List|munitions list)\b)?",
    re.IGNORECASE,
)
# "Section 10, paragraph (b) of the DOE part 810 rules", "part 744 section
# 21(f)": a section by its number within its part.
_IN_PART_ADDRESS = lazy_regex(
    rf"(?<!\w)(?:section|sec\.?|§)\s*+(?P<number>\d{{1,3}})(?![\d.])"
    rf"(?:{_PARAGRAPH_WORD}(?P<bare>[a-z]\d{{0,2}}\b)?)?(?P<steps>{_SPACED_STEP}{{0,8}})\s*+,?\s*+"
    rf"(?:of|in|under)\s+(?:the\s+)?(?:(?!parts?\b)[\w.]+\s+){{0,3}}parts?\s*+(?P<part>{_PART_NUMBER})(?![\d.]*\d)"
    rf"|(?<!\w)parts?\s*+(?P<part2>{_PART_NUMBER})\s*+,?\s*+(?:section|sec\.?|§)\s*+(?P<number2>\d{{1,3}})(?![\d.])"
    rf"(?:{_PARAGRAPH_WORD}(?P<bare2>[a-z]\d{{0,2}}\b)?)?(?P<steps2>{_SPACED_STEP}{{0,8}})",
    re.IGNORECASE,
)

# A bare number is a measure if this follows it, a version if _VERSION precedes it.
_MEASURE = lazy_regex(
    r"\s?(?:%|°|€|£|\$|[kcmµn]?m\b|km\b|[kKMGT]?[HW]z?\b|[kmMG]?[wWvV]\b|kg\b|g\b|mm\b|cm\b|[kMGT]?[Bb]\b|GHz|MHz|dB"
    r"|psi|pa\b|percent|per cent|"
    r"(?:million|billion|trillion|thousand|hundred|euro|euros|dollars?|usd|eur|miles?|met(?:er|re)s?|kilomet|tons?"
    r"|tonnes?|litres?|liters?|seconds?|hours?|"
    r"points?|degrees?|times|feet|inches|pounds|grams?|volts?|watts?)\b|x\s?\d|×|\.\d|,\d{3}|/\d)",
    re.IGNORECASE,
)
_VERSION = lazy_regex(r"(?:\bversion|\bver\.?|\brelease|\bv|=|\+|±|≤|≥|<|>|~|\bapprox\.?|\babout)\s*$", re.IGNORECASE)
_ROW_BEHIND_ADDRESS = lazy_regex(r"^(?P<address>.*?)(?<!\s)\s*+(?P<tail>(?:>|,\s*+Country:).*)$", re.S | re.IGNORECASE)
_OF_THE_ACT = lazy_regex(
    (
        r"(?<!\s)\s*+,?\s*+(?:of|in|under)\s+(?:the\s+)?(?:EAR|ITAR|Export Administration Regulations"
        r"|International Traffic in Arms Regulations)\s*+$"
    ),
    re.IGNORECASE,
)


# People put the parts of an address in other orders: "paragraph (f) of § 744.21", "part 744, supp. 4", "744.21 f".
_PARAGRAPH_FIRST = lazy_regex(
    rf"(?:paragraphs?|paras?\.?|subparagraphs?)\s*+(?P<steps>{_SPACED_STEP}{{1,8}})\s*+(?:of|in)\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
_PART_FIRST = lazy_regex(
    r"(?P<title>(?:\d{1,2}\s*+C\.?\s?F\.?\s?R\.?|EAR|ITAR)\s*+,?\s*+)?(?:parts?\s*+|pt\.?\s*+)?(?P<part>\d{1,4})"
    r"\s*+,?\s*+(?P<annex>(?:supplements?|supps?|appendix|app)\b\.?\s*+(?:no\b\.?|number|nr\b\.?|#)?\s*+(?:\d{1,2}"
    r"|[A-Z]{1,2}))"
    r"(?P<rest>\s*(?:\(.*|,.*|>.*)?)",
    re.IGNORECASE,
)
_LETTER_APART = lazy_regex(r"(?P<section>.*\d\.\d{1,4})\s(?P<letter>[a-z])(?P<rest>(?:\s?\(.*)?)")


def _in_order(text: str) -> str:
    """Return a whole address with its parts in the order in which the grammar reads them."""
    if found := _PARAGRAPH_FIRST.fullmatch(text):
        return f"{found['rest']}{found['steps']}"
    if found := _PART_FIRST.fullmatch(text):
        return f"{found['title'] or ''}{found['annex']} to part {found['part']}{found['rest']}"
    if found := _LETTER_APART.fullmatch(text):
        return f"{found['section']}({found['letter']}){found['rest']}"
    return text


def title_of(part: int) -> int:
    """Return the CFR title that people mean by a part without one; 0 if that is uncertain."""
    if 730 <= part <= 774:
        return 15
    if 120 <= part <= 130:
        return 22
    return 10 if part in (110, 810) else 0


def parse(text: str) -> Locator | None:
    """Return the address that `text` as a whole is; None if it is none."""
    text = " ".join(text.replace("\u00a0", " ").split()).strip(" .;,") if text else ""
    text = _in_order(_OF_THE_ACT.sub("", text))
    tail = _ROW_BEHIND_ADDRESS.match(text)
    if tail and tail["address"]:
        base = parse(tail["address"])
        if base is None:
            return None
        rest = tail["tail"].strip()
        separator = "" if rest.startswith(",") else " "
        return Locator("cfr", base.instrument, (*base.path, rest), f"{base.text}{separator}{rest}")
    for _, _, locator in _candidates(text, whole=True):
        return locator
    return None


def mentions(text: str) -> list[Mention]:
    """Return every address of the CFR in running text, by position."""
    kept: list[Mention] = []
    for start, end, locator in sorted(_candidates(text, whole=False), key=lambda found: (found[0], -found[1])):
        if not kept or start >= kept[-1].end:
            kept.append(_with_paragraph_before(text, Mention(start, end, locator)))
    return kept


_PARAGRAPH_BEFORE = lazy_regex(
    rf"(?<!\w)(?:paragraphs?|paras?\.?|subparagraphs?)(?=[\s(])\s*+(?P<steps>{_SPACED_STEP}{{1,8}}|[a-z]\d{{0,2}})\s+"
    r"(?:of|in|under)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _with_paragraph_before(text: str, mention: Mention) -> Mention:
    """Return the mention with the paragraph named in front of it: "paragraph (d) of USML Category VII"."""
    locator = mention.locator
    section = len(locator.path) == 1 and "." in locator.path[0]
    before = _PARAGRAPH_BEFORE.search(text[max(0, mention.start - 60) : mention.start])
    if before is None or not (section or (len(locator.path) == 2 and locator.path[1].startswith("Category "))):
        return mention
    steps = _steps(before["steps"]) or _glued(before["steps"])
    whole = Locator(
        locator.system, locator.instrument, (*locator.path, *steps), locator.text + "".join(f"({s})" for s in steps)
    )
    return Mention(mention.start - len(before[0]), mention.end, whole)


# -- from matches to locators ------------------------------------------------------------------------------------------


def _candidates(text: str, whole: bool) -> Iterator[tuple[int, int, Locator]]:
    """Yield every address that a pattern finds, with its start and end; `whole` requires it to be the entire text."""
    for pattern, build in (
        (_ANNEX_ADDRESS, _annex),
        (_CATEGORY_ADDRESS, _category),
        (_IN_PART_ADDRESS, _in_part),
        (_SECTION_ADDRESS, _section),
        (_PART_ADDRESS, _part),
        (_TITLE_PART_ADDRESS, _part),
    ):
        if whole:
            match = pattern.fullmatch(text)
            found = build(match, "", "", True) if match else None
            if match and found:
                yield match.start(), match.end(), found
            continue
        for match in pattern.finditer(text):
            found = build(
                match, text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 14], False
            )
            if found:
                end = match.start() + len(match[0].rstrip(" ,"))
                yield match.start() + len(match[0]) - len(match[0].lstrip()), end, found


def _title(match: re.Match[str], part: str) -> int:
    """Return the CFR title of a match: as stated, else inferred from the part; 0 if that is uncertain."""
    groups = match.groupdict()
    for name in ("title", "title2"):
        if groups.get(name):
            return int(groups[name])
    for name in ("act", "act2"):
        said = (groups.get(name) or "").lower()
        if said in _ACTS:
            return _ACTS[said]
        if said.startswith("title"):
            return int(said.split()[-1])
    return title_of(int(part.split("-")[0]))


def _steps(text: str, first_lower: bool = True) -> list[str]:
    """Return the labels in `(a)(1)(i)`; a single first letter becomes lower case, as the CFR has it."""
    steps = re.findall(r"\(\s*(\w+)\s*\)", text or "")
    if steps and first_lower and len(steps[0]) == 1:
        steps[0] = steps[0].lower()
    return steps


def _glued(text: str) -> list[str]:
    """Return the steps of an address without brackets: `f`, `a1`, `a1iA`."""
    return [
        step.lower() if i == 0 else step
        for i, step in enumerate(re.findall(r"[a-zA-Z]{1,9}?(?=\d|$)|\d+|[ivx]+|[A-Z]", text or ""))
    ]


def _section(match: re.Match[str], before: str, after: str, whole: bool) -> Locator | None:
    part, number, last = match["part"], match["number"], match["last"]
    title = _title(match, part)
    steps = _steps(match["steps"])
    if not title:
        return None
    glued = match["glued"] or ""
    # 10 CFR 110.7a is a section; 744.21f is a paragraph that lost its brackets:
    # the EAR and the ITAR have no lettered sections.
    if glued and title not in (15, 22):
        if len(glued) > 1:
            return None
        number += glued.lower()
        glued = ""
    said = bool(match["title"] or match["act"] or match["word"])
    if not whole and not said and not _bare_is_section(match, part, steps, before, after):
        return None
    path = [f"{part}.{number}" + (f"-{last}" if last else ""), *_glued(glued), *_glued(match["bare"] or ""), *steps]
    if match["said"] and len(path) == 1:
        return None if whole else _locator(title, path)
    if match["range"]:
        first, until = re.findall(r"\((\w+)\)", match["range"])
        path.append(f"{first})-({until}")
    return _locator(title, path)


def _bare_is_section(match: re.Match[str], part: str, steps: list[str], before: str, after: str) -> bool:
    """Return whether a number without title, word or sign is a section.

    It must be of the EAR, or have a paragraph, and must not be a measure or a version.
    """
    if _VERSION.search(before) or _MEASURE.match(after):
        return False
    if steps and "-" not in part and title_of(int(part)):
        return bool(re.fullmatch(r"[a-z]", steps[0]))
    return part.isdigit() and 730 <= int(part) <= 774 and not match["glued"]


def _locator(title: int, path: list[str]) -> Locator:
    text = f"{title} CFR {path[0]}" + "".join(f"({step})" for step in path[1:])
    return Locator("cfr", f"{title} CFR", tuple(path), text)


def _in_part(match: re.Match[str], before: str, after: str, whole: bool) -> Locator | None:
    part, number = match["part"] or match["part2"], match["number"] or match["number2"]
    title = title_of(int(part))
    bare, steps = match["bare"] or match["bare2"] or "", match["steps"] or match["steps2"] or ""
    return _locator(title, [f"{part}.{number}", *_glued(bare), *_steps(steps)]) if title else None


def _annex(match: re.Match[str], before: str, after: str, whole: bool) -> Locator | None:
    supplement = match["annex"].lower().startswith("s")
    name = match["name"].upper()
    if supplement != name.isdigit():
        return None
    head = (
        f"Supplement No. {name} to Part {match['part']}" if supplement else f"Appendix {name} to Part {match['part']}"
    )
    title = _title(match, match["part"])
    steps = _steps(match["steps"], first_lower=False)
    dotted = re.sub(r"^,\s*", ", ", match["dotted"] or "")
    path = (head, *([dotted[2:]] if dotted else []), *steps)
    return Locator("cfr", f"{title} CFR" if title else "", path, head + dotted + "".join(f"({step})" for step in steps))


_CATEGORIES = 21  # of the U.S. Munitions List


def _roman(number: int) -> str:
    """Return a number below 30 as a Roman numeral."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def _category(match: re.Match[str], before: str, after: str, whole: bool) -> Locator | None:
    if not (match["word"] or match["list"] or match["section"] or match["after"]):
        return None
    steps = [*_glued((match["bare"] or "").replace(" ", "")), *_steps(match["steps"])]
    number = match["number"].upper()
    if number.isdigit():  # "USML cat 18": only where the list is named as well
        if not (
            match["word"] and (match["list"] or match["section"] or match["after"]) and 1 <= int(number) <= _CATEGORIES
        ):
            return None
        number = _roman(int(number))
    sure = match["list"] or match["section"] or match["after"]
    if not whole and not sure and not (number.isupper() and (steps or re.match(r"\s*(?:—|of\b)", after))):
        return None  # "Category I" alone is too common in other fields
    if not match["word"] and not whole and not match["number"].isupper():
        return None
    path = ["121.1", f"Category {number}", *steps]
    if match["range"]:
        first, until = re.findall(r"\((\w+)\)", match["range"])
        path.append(f"{first})-({until}")
    text = f"22 CFR 121.1 {path[1]}" + "".join(f"({step})" for step in path[2:])
    return Locator("cfr", "22 CFR", tuple(path), text)


def _part(match: re.Match[str], before: str, after: str, whole: bool) -> Locator | None:
    groups = match.groupdict()
    title = _title(match, match["part"])
    if not title:
        return None
    if not groups.get("word") and not whole and re.match(r"\s*(?:FR|U\.?S\.?C|Fed)", after):
        return None
    path: tuple[str, ...] = (
        (f"Parts {match['part']}-{match['last']}",) if groups.get("last") else (f"Part {match['part']}",)
    )
    subpart = (groups.get("sub1") or groups.get("sub2") or "").upper()
    if subpart:
        path += (f"Subpart {subpart}",)
    return Locator("cfr", f"{title} CFR", path, f"{title} CFR {' '.join(path)}")


GRAMMAR = Grammar("cfr", parse, mentions)
