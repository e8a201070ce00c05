"""Parses a part of the CFR, or a piece of one: from its divisions to a reading."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from html import unescape

from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Kind, Reading, Role, Source
from corpus.parsers.ecfr import ccl, markup, stays
from corpus.parsers.ecfr.blocks import Block, blocks, ecfr_blocks
from corpus.parsers.ecfr.labels import without_italics
from corpus.parsers.ecfr.markup import marked
from corpus.parsers.ecfr.scope import Scope
from corpus.parsers.ecfr.writing import Writer
from corpus.parsers.file import File

_FILE_DATE = lazy_regex(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_MUNITIONS_CATEGORY = lazy_regex(r"^\s*Category\s+(?P<number>[IVX]+)\s*(?:—|–|-)\s*(?P<name>.+?)\s*$", re.S)
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "other",
        "than",
        "the",
        "to",
        "under",
        "with",
    ]
)
# (title, first part, last part) -> issuer; only where the chapters of the CFR are unambiguous.
_ISSUERS = (
    (15, 730, 774, "Bureau of Industry and Security, Department of Commerce"),
    (22, 120, 130, "Directorate of Defense Trade Controls, Department of State"),
    (10, 0, 199, "Nuclear Regulatory Commission"),
    (10, 200, 1099, "Department of Energy"),
    (31, 500, 599, "Office of Foreign Assets Control, Department of the Treasury"),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the root of a file says about itself; `title` is 0 if it does not say."""

    title: int
    part: str
    number: str  # N of the root: a part, subpart, section or appendix
    type: str


def read_ecfr(file: File) -> list[Reading]:
    """Return one reading. Raises as `markup.parse` does, and EmptyDocument."""
    root, warnings = markup.parse(file)
    identity = identify(root, file.name)
    writer = Writer()
    _division(writer, root, identity, None)
    source = _source(root, identity, file)
    return [writer.tree.reading(source, valid_from=file.as_of or date_in(file.name), warnings=warnings)]


def date_in(name: str) -> date | None:
    """Return the date in a file name: `2026-07-23_title-15_part-744.xml`, `drinking-water-mcls-20261007.xml`."""
    for found in _FILE_DATE.finditer(name):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def identify(root: etree._Element, name: str) -> Identity:
    """Return title, part and type of the root division, from its metadata, else from the file's name."""
    number, kind = root.get("N", ""), root.get("TYPE", "")
    metadata = _metadata(root)
    places = f"{metadata} {name}"
    title = (
        re.search(r"title-(\d+)", places)
        or re.search(r"\b(\d+) CFR\b|Title (\d+)", metadata)
        or re.match(r"t(\d+)_", name)
    )
    part = re.search(r"part-(\w+)", places)
    found = part[1] if part else number if kind == "PART" else number.split(".")[0] if kind == "SECTION" else ""
    by_title = next((int(group) for group in title.groups() if group), 0) if title else 0
    return Identity(by_title, found, number, kind)


def _metadata(root: etree._Element) -> str:
    raw = unescape(unescape(root.get("hierarchy_metadata", "")))
    try:
        value = json.loads(raw)
    except ValueError:
        return raw
    return f"{value.get('path', '')} {value.get('citation', '')}" if isinstance(value, dict) else raw


def _source(root: etree._Element, identity: Identity, file: File) -> Source:
    title, part = identity.title, identity.part
    cfr = f"{title} CFR" if title else "CFR"
    heading = one_line(without_italics(marked(head))) if (head := root.find("HEAD")) is not None else ""
    name = _caption(heading) if heading else ""
    name = headline(name) if name.isupper() else name
    prefix, tail = f"{cfr} Part {part}", part
    if identity.type == "SECTION":
        prefix, tail = f"{cfr} {identity.number}", identity.number
    elif identity.type == "SUBPART":
        prefix, tail = f"{cfr} Part {part} Subpart {identity.number}", f"{part}-subpart-{identity.number}"
    elif identity.type == "APPENDIX":
        prefix, tail = f"{cfr}, {identity.number}", identity.number
    elif root.tag == "FRAGMENT" and not identity.number:
        prefix = f"{cfr} Part {part} (fragment)" if part else file.stem
    slug = re.sub(r"[^a-z0-9]+", "-", f"us-{title or ''}-cfr-{tail}".lower()).strip("-")
    if root.tag == "FRAGMENT":
        slug += "-fragment"
    return Source(
        id=slug,
        title=f"{prefix} — {name}" if name else prefix,
        kind=Kind.LAW,
        jurisdiction="us",
        issuer=next(
            (who for t, low, high, who in _ISSUERS if t == title and part.isdigit() and low <= int(part) <= high), ""
        ),
        url=file.url or (f"https://www.ecfr.gov/current/title-{title}/{_page(identity)}" if title else ""),
        language="en",
        licence="US public domain",
    )


def _page(identity: Identity) -> str:
    if identity.type == "SECTION":
        return f"section-{identity.number}"
    page = f"part-{identity.part}"
    if identity.type == "SUBPART":
        return f"{page}/subpart-{identity.number}"
    return f"{page}/appendix-{identity.number.replace(' ', '%20')}" if identity.type == "APPENDIX" else page


def headline(text: str) -> str:
    """Return a heading in capitals as a title: CONTROL POLICY: END-USE BASED is Control Policy: End-Use Based."""
    words = re.split(r"(\W+)", text.lower())
    result = [
        w
        if (w in _SMALL_WORDS and i and not words[i - 1].strip().endswith(":") and "-" not in words[i - 1])
        else w[:1].upper() + w[1:]
        for i, w in enumerate(words)
    ]
    return re.sub(r"\bU\.s\.", "U.S.", "".join(result)).replace("'S", "'s").replace("’S", "’s")


# -- divisions ---------------------------------------------------------------------------------------------------------


def _division(writer: Writer, element: etree._Element, identity: Identity, parent: int | None) -> None:
    kind = element.get("TYPE", "") if element.tag.startswith("DIV") else ""
    if kind == "SECTION":
        _section(writer, element, identity, parent)
    elif kind == "APPENDIX":
        _annex(writer, element, parent)
    elif element.tag.startswith("DIV") and element.tag[3:].isdigit():
        _container(writer, element, identity, parent)
    else:
        _fragment(writer, element, identity, parent)


def _container(writer: Writer, element: etree._Element, identity: Identity, parent: int | None) -> None:
    """Add a title, chapter, part, subpart or subject group: its heading, its notes, its divisions."""
    cfr = f"{identity.title} CFR" if identity.title else "CFR"
    heading = _head(element)
    kind, number = element.get("TYPE", ""), element.get("N", "")
    if kind == "PART":
        base = f"{cfr} Part {number}"
    elif kind == "SUBPART":
        base = f"{cfr} Part {identity.part} Subpart {number}"
    elif kind == "SUBJGRP":
        base = f"{cfr} Part {identity.part} > {heading}"
    else:
        base = f"{cfr} > {heading or number or element.tag}"
    top = writer.add(heading, base, Role.PART, parent, heading=_caption(heading))
    loose: list[Block] = []
    for child in markup.contents(element):
        if not isinstance(child, str) and re.fullmatch(r"DIV\d", child.tag):
            Scope(writer, base, top).write(loose)
            loose = []
            inner = (
                identity
                if child.get("TYPE") != "PART"
                else Identity(identity.title, child.get("N", ""), identity.number, identity.type)
            )
            _division(writer, child, inner, top)
        else:
            loose.extend(ecfr_blocks([child]))
    Scope(writer, base, top).write(loose)


def _section(writer: Writer, element: etree._Element, identity: Identity, parent: int | None) -> None:
    cfr = f"{identity.title} CFR" if identity.title else "CFR"
    heading = _head(element)
    base = f"{cfr} {element.get('N', '')}"
    inside = list(blocks(element))
    groups = _categories(inside)
    definitional = "definition" in heading.lower() or "meaning" in heading.lower()
    main = Scope(writer, base, -1, definitional=definitional)
    intro, rest = main.introduction(groups[0][1])
    top = writer.add(
        "\n".join([heading, *intro]),
        base,
        Role.SECTION,
        parent,
        heading=_caption(heading),
        reserved="[Reserved]" in heading,
    )
    main.top = top
    closing = _closing(groups[-1][1]) if len(groups) > 1 else []
    main.write(rest)
    for caption, items in groups[1:]:
        found = _MUNITIONS_CATEGORY.match(caption)
        assert found is not None
        address = f"{base} Category {found['number']}"
        scope = Scope(writer, address, -1)
        intro, rest = scope.introduction([item for item in items if item not in closing])
        scope.top = writer.add("\n".join([caption, *intro]), address, Role.PART, top, heading=one_line(found["name"]))
        scope.write(rest)
    Scope(writer, base, top).write(closing)
    _apply_stays(writer, inside, base, top)


def _categories(items: list[Block]) -> list[tuple[str, list[Block]]]:
    """Return the blocks of 22 CFR 121.1 by category of the munitions list; of any other section, all in one group."""
    groups: list[tuple[str, list[Block]]] = [("", [])]
    for item in items:
        caption = one_line(without_italics(item.text))
        if item.kind == "heading" and _MUNITIONS_CATEGORY.match(caption):
            groups.append((caption, []))
        else:
            groups[-1][1].append(item)
    return groups


def _closing(items: list[Block]) -> list[Block]:
    """Return the section's own notes, which stand after the last category."""
    return [item for item in items if item.kind in ("meta", "stay")]


def _annex(writer: Writer, element: etree._Element, parent: int | None) -> None:
    heading = _head(element)
    base = one_line(element.get("N", "")) or heading.split("—")[0]
    inside = list(blocks(element))
    scope = Scope(writer, base, -1, annex=True)
    listing = []
    while inside and inside[0].kind == "list":
        listing.append(inside.pop(0).text)
    top = writer.add(
        "\n".join([heading, *listing]),
        base,
        Role.ANNEX,
        parent,
        heading=_caption(heading),
        reserved="[Reserved]" in heading,
    )
    scope.top = top
    if ccl.is_control_list(element):
        ccl.write(writer, inside, base, top)
    else:
        scope.write(inside)
    _apply_stays(writer, inside, base, top)


def _fragment(writer: Writer, element: etree._Element, identity: Identity, parent: int | None) -> None:
    """Add a root that is no division: a piece cut out of a larger text."""
    if any(isinstance(child.tag, str) and re.fullmatch(r"DIV\d", child.tag) for child in element):
        for child in element:
            if isinstance(child.tag, str):
                _division(writer, child, identity, parent)
        return
    base = (
        "Supplement No. 1 to Part 774"
        if identity.part == "774"
        else f"{identity.title or ''} CFR Part {identity.part}".strip()
    )
    inside = list(blocks(element))
    top = writer.add(_head(element), base, Role.ANNEX, parent)
    if ccl.is_control_list(element):
        ccl.write(writer, inside, base, top)
    else:
        Scope(writer, base, top).write(inside)


def _apply_stays(writer: Writer, inside: list[Block], base: str, top: int) -> None:
    for block in inside:
        if block.kind == "stay" and block.element is not None:
            text = one_line(
                " ".join(
                    without_italics(marked(child))
                    for child in block.element
                    if isinstance(child.tag, str) and child.tag != "HED"
                )
            )
            stays.attach(writer, text, base, top, len(writer.locators))


def _head(element: etree._Element) -> str:
    head = element.find("HEAD")
    return one_line(without_italics(marked(head))) if head is not None else ""


_HEADING_NUMBER = lazy_regex(
    r"^(?:§+\s*[\w.–-]+|PARTS?\s+[\w-]+|Subpart\s+[\w.]+|(?:Supplement|Appendix|Appendices)\b[^—–]*"
    r"|\d[\w-]*\.\d[\w.-]*)\s*[—–]?\s*",
    re.IGNORECASE,
)


def _caption(heading: str) -> str:
    """Return a heading without its number: `§ 744.21 Restrictions on …` becomes `Restrictions on …`."""
    return _HEADING_NUMBER.sub("", heading, count=1).strip() or heading
