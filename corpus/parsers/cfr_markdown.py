"""The CFR as plain Markdown: sections under `#### § 746.8` anchors, paragraphs as indented lines.

Such files keep the words and lose the italics: headings of paragraphs, the numbers of the italic levels (only `()` is
left of them), the terms that definitions begin with. Depth follows the same rules of sequence as in the eCFR's XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from corpus.errors import EmptyDocument, FilledLine
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Kind, Reading, Role, Source
from corpus.parsers.ecfr.blocks import Block
from corpus.parsers.ecfr.labels import ITALIC, UPRIGHT, without_italics
from corpus.parsers.ecfr.scope import Scope
from corpus.parsers.ecfr.writing import Writer
from corpus.parsers.file import File, Parser
from corpus.trust.gaps import NO_ITALICS, gap

_ANCHOR = lazy_regex(r"^(?P<level>#{1,6})\s+(?P<name>.*)$")
_CLAIM = lazy_regex(r"^#### § ?§? ?\d+\.\d+", re.M)
_CLAIM_PART = lazy_regex(r"^[^\S\n]*(?:PARTS? \d+|SUBCHAPTER [A-Z])\s*—", re.M)
_FRONT = lazy_regex(r"\A\ufeff?---\n(?P<fields>.*?)\n---\n", re.S)
_TITLE_NUMBER = lazy_regex(r"^title_number:\s*(\d+)", re.M)
_EMPHASIS = lazy_regex(r"_([^_\n]{1,300})_")
_PRIVATE = lazy_regex("[\ue000-\ue00f]")
_SECTION_HEADING = lazy_regex(r"^§+\s*(?P<number>[\w.-]*\d[\w.-]*)\s*(?P<name>.*)$", re.S)
_PART_HEADING = lazy_regex(r"^PARTS?\s+(?P<number>[\d-]+)\s*(?:—|–|-)?\s*(?P<name>.*)$", re.S | re.IGNORECASE)
_SUBPART = lazy_regex(r"^Subpart\s+(?P<number>[A-Z])\s*(?:—|–|-)\s*(?P<name>.{0,200})$")
_META = lazy_regex(
    r"^\*\*(?P<label>Authority|Source|Editorial Note|Note):\*\*\s*(?:(?P=label):\s*)?(?P<text>.*)$", re.S
)
_FILE = lazy_regex(r"(?<!\d)(?P<title>\d+)-CFR-(?P<parts>\d+(?:-\d+)?)", re.IGNORECASE)
_DATE_IN_NAME = lazy_regex(r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?!\d)")


def claims(file: File) -> float:
    """Return a high claim for Markdown with section anchors of the CFR among its first lines."""
    start = file.data[:60_000].decode("utf-8", errors="ignore")
    if not _CLAIM.search(start):
        return 0.0
    return 0.95 if _CLAIM_PART.search(start) or _TITLE_NUMBER.search(start) else 0.6


def read(file: File) -> list[Reading]:
    """Return one reading, with a warning about what such a file has lost. Raises EmptyDocument if it has no section."""
    text = _PRIVATE.sub("", file.text().replace("\r\n", "\n"))
    front = _FRONT.match(text)
    fields = front["fields"] if front else ""
    name = _FILE.search(file.name)
    stated = _TITLE_NUMBER.search(fields)
    title = int(stated[1] if stated else name["title"] if name else 0)
    document = _Document(f"{title} CFR" if title else "CFR")
    document.write(_units(text[front.end() :] if front else text))
    if not document.sections:
        raise EmptyDocument(
            FilledLine("{name} has no section of the CFR.", {"name": file.name}), "Check that it is complete."
        )
    source = _source(title, name["parts"] if name else document.parts, file)
    return [
        document.writer.tree.reading(source, valid_from=file.as_of or _date(file.name), warnings=(gap(NO_ITALICS),))
    ]


def _source(title: int, parts: str, file: File) -> Source:
    low, _, high = parts.partition("-")
    ear = title == 15 and low.isdigit() and 730 <= int(low) <= 774
    shown = f"{title} CFR {'Parts' if high else 'Part'} {low}{'–' + high if high else ''}"
    return Source(
        id=f"us-{title}-cfr-{parts}".lower(),
        title=f"{shown} — Export Administration Regulations" if ear else shown,
        kind=Kind.LAW,
        jurisdiction="us",
        issuer="Bureau of Industry and Security, Department of Commerce" if ear else "",
        url=file.url or f"https://www.ecfr.gov/current/title-{title}",
        language="en",
        licence="US public domain",
    )


def _date(name: str) -> date | None:
    """Return the edition's first day from a file name; `…_2025-01.md` means the first day of that month."""
    found = _DATE_IN_NAME.search(name)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"] or 1)) if found else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A block between blank lines; `anchor` is the level of the anchor line after it, which repeats its number."""

    text: str
    anchor: int = 0


def _units(text: str) -> Iterator[_Unit]:
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]
    for position, block in enumerate(blocks):
        anchor = _ANCHOR.match(block.strip())
        if anchor:
            # An anchor without the line that it repeats is itself the heading.
            if position == 0 or _ANCHOR.match(blocks[position - 1].strip()):
                yield _Unit(anchor["name"], len(anchor["level"]))
            continue
        following = _ANCHOR.match(blocks[position + 1].strip()) if position + 1 < len(blocks) else None
        yield _Unit(block.strip(), len(following["level"]) if following else 0)


@dataclass(slots=True)
class _Document:
    """The tree under construction: chapter, subchapter, part, subpart, section."""

    cfr: str
    writer: Writer = field(default_factory=Writer)
    sections: int = 0
    parts: str = ""
    _levels: list[tuple[int, int]] = field(default_factory=list)
    _part: str = ""
    _heading: tuple[str, str, str] | None = None  # base, printed heading, its name
    _pending: list[Block] = field(default_factory=list)
    _meta: list[tuple[str, str]] = field(default_factory=list)

    def write(self, units: Iterator[_Unit]) -> None:
        for unit in units:
            line = one_line(unit.text)
            subpart = _SUBPART.match(line)
            if unit.anchor == 4 and _SECTION_HEADING.match(line):
                self._close()
                self._open_section(line)
            elif unit.anchor:
                self._close()
                self._division(line, unit.anchor)
            elif subpart and self._part:
                self._close()
                self._push(line, f"{self.cfr} Part {self._part} Subpart {subpart['number']}", 3.5, subpart["name"])
            else:
                self._text(unit.text)
        self._close()

    def _parent(self) -> int | None:
        return self._levels[-1][1] if self._levels else None

    def _push(self, text: str, locator: str, level: float, name: str) -> None:
        while self._levels and self._levels[-1][0] >= level * 2:
            self._levels.pop()
        index = self.writer.add(
            text,
            locator,
            Role.PART,
            self._parent(),
            heading=name.strip() or text,
            reserved="[RESERVED]" in text.upper(),
        )
        self._levels.append((int(level * 2), index))

    def _division(self, line: str, level: int) -> None:
        part = _PART_HEADING.match(line)
        if part:
            self._part = part["number"]
            self.parts = self.parts or self._part
            self._push(line, f"{self.cfr} Part{'s' if '-' in self._part else ''} {self._part}", 3, part["name"])
        else:
            self._push(line, f"{self.cfr} > {line}", min(level, 2), line)

    def _open_section(self, line: str) -> None:
        found = _SECTION_HEADING.match(line)
        assert found is not None
        self.sections += 1
        self._heading = (f"{self.cfr} {found['number'].rstrip('.')}", line, found["name"])

    def _text(self, text: str) -> None:
        meta = _META.match(text.strip())
        if meta:
            self._meta.append((meta["label"].lower(), f"{meta['label']}: {meta['text']}"))
        elif text.lstrip().startswith(">"):
            self._meta.append(("citation", re.sub(r"^[^\S\n]*>\s?", "", text, flags=re.M)))
        else:
            self._pending.append(Block("p", _EMPHASIS.sub(f"{ITALIC}\\1{UPRIGHT}", text)))
        if self._heading is None and not self._pending:
            self._close()

    def _close(self) -> None:
        """Write the open section, or the loose text and notes of the open part."""
        parent = self._parent()
        base = self.writer.locators[parent] if parent is not None else self.cfr
        if self._heading is not None:
            base, line, name = self._heading
            definitional = "definition" in name.lower()
            scope = Scope(self.writer, base, -1, definitional=definitional, italics_known=False)
            intro, rest = scope.introduction(self._pending[:1] if definitional else self._pending)
            rest = rest + self._pending[1:] if definitional else rest
            scope.restart_counts()
            parent = scope.top = self.writer.add(
                "\n".join([line, *map(without_italics, intro)]),
                base,
                Role.SECTION,
                parent,
                heading=name or line,
                reserved="[Reserved]" in line,
            )
            scope.write(rest)
        else:
            for block in self._pending:
                self.writer.add(block.text, f"{base} > text", Role.TEXT, parent)
        for name, text in self._meta:
            self.writer.add(
                text, f"{base} > {name}", Role.META, self.writer.open_ancestor(parent) if parent is not None else None
            )
        self._heading, self._pending, self._meta = None, [], []


PARSER = Parser("CFR Markdown", claims, read)
