"""The nouns of Licet: source, version, provision, passage. All frozen; ids come from content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    """What a text is worth as authority; never merged in one sentence of an answer."""

    BINDING = "binding"
    AGENCY_VIEW = "agency view"
    COMMENTARY = "commentary"


class Kind(StrEnum):
    """The kind of a source, in order of authority."""

    LAW = "law"
    LIST = "list"
    GUIDANCE = "guidance"
    NEWS = "news"
    EXPLAINER = "explainer"
    USER = "user"

    @property
    def standing(self) -> Standing:
        """Law and lists bind, guidance is the agency's view, the rest is commentary."""
        if self in (Kind.LAW, Kind.LIST):
            return Standing.BINDING
        return Standing.AGENCY_VIEW if self is Kind.GUIDANCE else Standing.COMMENTARY

    @property
    def authority(self) -> int:
        """0 for the highest authority, rising."""
        return list(Kind).index(self)


class Role(StrEnum):
    """What a provision is in the tree of its text."""

    TITLE = "title"
    PART = "part"  # part, title, chapter, subpart, category: a division that holds provisions
    SECTION = "section"  # a section or an article: the unit that a lawyer cites
    PARAGRAPH = "paragraph"  # (a), 1., 款 and what is below it: point, item
    ENTRY = "entry"  # a control list entry: 3A001
    ITEM = "item"  # an item of an entry: 3A001.b.2
    NOTE = "note"  # a note, technical note, footnote, effective-date note
    ROW = "row"  # one row of a table, with its cells
    ANNEX = "annex"  # an annex, appendix, schedule or supplement
    RECITAL = "recital"
    DEFINITION = "definition"  # an unnumbered definition: "10 CFR 810.3 > Source material"
    HEADING = "heading"
    TEXT = "text"  # text without an address of its own: a block of an article, an introductory text
    CONTINUATION = "continuation"  # text of the parent that follows its children; carries the parent's locator
    META = "meta"  # authority and source notes, amendment histories: kept, addressed, ranked last


@dataclass(frozen=True, slots=True)
class Source:
    """One document held.

    `jurisdiction` is a lower-case code (us, eu, uk, cn, jp, no, …, int) or "" when not known; `language` an
    ISO 639-1 code; `id` is stable across editions of the same document.
    """

    id: str
    title: str
    kind: Kind = Kind.USER
    jurisdiction: str = ""
    issuer: str = ""
    author: str = ""
    url: str = ""
    language: str = "en"
    licence: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference at `start:end` of the version's text, resolved to the `locator` that it means.

    `instrument` names another text ("Regulation (EU) No 833/2014"); empty for this source's own.
    """

    start: int
    end: int
    locator: str
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that the text at `start:end` defines."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A suspension: the text still stands but does not apply until `until` (None: without an end)."""

    note: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """One addressable unit of a text.

    `start:end` is its own text (without its children's) in the version's text. Provisions of a version come in
    document order, a parent before its children; `parent` is an index into that order, None at the top.
    `heading` is the caption that belongs to its address ("Restrictions on certain end uses"); where it stands in
    the text it is part of `start:end` as well. `cells` are (column heading, value) pairs of a table row.
    """

    locator: str
    role: Role
    start: int
    end: int
    parent: int | None = None
    heading: str = ""
    page: int | None = None
    language: str = ""  # "" means the source's
    recognised: bool = False  # read by OCR
    reserved: bool = False  # "[Reserved]", deleted, repealed
    cells: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    defines: tuple[Definition, ...] = ()
    stay: Stay | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one file: a source, the text of one edition, and its tree.

    `warnings` are single lines about best efforts ("page 7 has no text layer and was recognised").
    """

    source: Source
    text: str
    provisions: tuple[Provision, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    warnings: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the normalised text and its addresses, hex: two readings with one digest are one edition."""
        sha = hashlib.sha256(self.text.encode())
        for p in self.provisions:
            sha.update(f"\0{p.locator}\0{p.start}\0{p.end}".encode())
        return sha.hexdigest()

    def own_text(self, index: int) -> str:
        """The text of one provision without its children's."""
        p = self.provisions[index]
        return self.text[p.start : p.end]

    def subtree_end(self, index: int) -> int:
        """Index after the last descendant of a provision."""
        after = index + 1
        inside = {index}
        while after < len(self.provisions) and self.provisions[after].parent in inside:
            inside.add(after)
            after += 1
        return after

    def full_text(self, index: int) -> str:
        """The text of one provision with all that is below it."""
        last = self.subtree_end(index) - 1
        return self.text[self.provisions[index].start : max(p.end for p in self.provisions[index : last + 1])]

    def ancestors(self, index: int) -> Iterator[int]:
        """Indices from the parent up to the root."""
        parent = self.provisions[index].parent
        while parent is not None:
            yield parent
            parent = self.provisions[parent].parent

    def relabelled(self, **changes: object) -> Reading:
        """The same reading with other source metadata (`title=…`, `kind=…`); None values are ignored."""
        kept = {name: value for name, value in changes.items() if value is not None}
        return replace(self, source=replace(self.source, **kept))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Version:
    """One edition of a source as held. `valid_to` is exclusive: the first day on which it no longer stands."""

    source_id: str
    digest: str
    retrieved_at: datetime
    valid_from: date | None = None
    valid_to: date | None = None
    number: int = 0  # the catalogue's own key; 0 before it is held

    def in_force(self, on: date) -> bool:
        """Whether this edition is the text on that day; an open end counts as in force."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed and cited: one provision, or a run of small ones, always whole sentences and whole rows.

    `text` is verbatim `version.text[start:end]`. `context` is what a reader must know to understand it (title,
    ancestors' headings, lead-ins), indexed beside it and never quoted. `locator` is the address of its first
    provision, `locators` all that it holds, `first`/`last` the indices of its provisions in the version.
    """

    source_id: str
    locator: str
    text: str
    start: int
    end: int
    first: int
    last: int
    context: str = ""
    heading: str = ""
    locators: tuple[str, ...] = ()
    role: Role = Role.PARAGRAPH
    page: int | None = None
    language: str = "en"
    identifiers: tuple[str, ...] = ()
    occurrence: int = 0  # 0 for the first passage of this source with this very locator, text and context
    id: str = field(init=False)

    def __post_init__(self) -> None:
        # Not the offsets: a passage that only moved within its text keeps its id, and so its vectors.
        key = "\0".join((self.source_id, self.locator, self.context, self.text, str(self.occurrence)))
        object.__setattr__(self, "id", hashlib.sha256(key.encode()).hexdigest()[:24])
