"""The basic types of Licet: source, version, provision, passage. All are frozen; ids come from content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    """The authority of a text. An answer never mixes two of them in one sentence."""

    BINDING = "binding"
    AGENCY_VIEW = "agency view"
    COMMENTARY = "commentary"


class Kind(StrEnum):
    """The kind of a source, in order of authority.

    >>> [kind.value for kind in Kind if kind.standing is Standing.BINDING]
    ['law', 'list']
    """

    LAW = "law"
    LIST = "list"
    GUIDANCE = "guidance"
    NEWS = "news"
    EXPLAINER = "explainer"
    USER = "user"

    @property
    def standing(self) -> Standing:
        """Return the authority of this kind: law and lists bind, guidance is the agency's view, the rest comments."""
        if self in (Kind.LAW, Kind.LIST):
            return Standing.BINDING
        return Standing.AGENCY_VIEW if self is Kind.GUIDANCE else Standing.COMMENTARY

    @property
    def authority(self) -> int:
        """Return the rank of this kind: 0 is the highest authority."""
        return list(Kind).index(self)


class OriginClass(StrEnum):
    """Where a text came from: what decides how far it is trusted, whatever it says of itself."""

    PUBLISHER = "publisher"  # fetched from its publisher
    PACKAGED = "packaged"  # the starter library, which ships with Licet
    HANDED_IN = "handed_in"  # a file, a member of an archive or message, or an address that is no publisher's
    UPLOAD = "upload"  # given through the page

    @property
    def is_own(self) -> bool:
        """Return whether a text of this origin is taken at its word: the publisher's and our own."""
        return self in (OriginClass.PUBLISHER, OriginClass.PACKAGED)


class Role(StrEnum):
    """The role of a provision in the tree of its text."""

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
    """A document held in the collection.

    `jurisdiction` is a lower-case code (us, eu, uk, cn, jp, no, …, int) or "" if not known; `language` an ISO 639-1
    code; `id` stays the same across editions of one document. `declared` names the fields that the person who added it
    gave; `claims` are (name, value) pairs of what the file says of itself, which are shown and not obeyed.
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
    origin_class: OriginClass = OriginClass.HANDED_IN
    declared: tuple[str, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()

    @property
    def rank(self) -> tuple[int, bool]:
        """Return the order of authority: that of its kind, and before what was handed in what its publisher says."""
        return self.kind.authority, not self.origin_class.is_own


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference at `start:end` of the version's text, resolved to the `locator` that it means.

    `instrument` names another text ("Regulation (EU) No 833/2014"); it is empty for a reference within the same source.
    """

    start: int
    end: int
    locator: str
    instrument: str = ""

    @property
    def address(self) -> str:
        """Return the locator with the text that it is of, as it can be looked up from anywhere."""
        return self.locator if self.locator.startswith(self.instrument) else f"{self.instrument} {self.locator}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that the text at `start:end` defines."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A suspension: the provision stands in the text but does not apply until `until` (None: no end is set)."""

    note: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """An addressable unit of a text.

    `start:end` is its own text, without that of its children, in the version's text. Provisions of a version come in
    document order, a parent before its children; `parent` is an index into that order, None at the top. `heading` is
    the caption that belongs to the address ("Restrictions on certain end uses"); if the caption stands in the text, it
    is part of `start:end` as well. `cells` are (column heading, value) pairs of a table row.
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
    """The result of parsing one file: a source, the text of one edition, and its tree of provisions.

    `warnings` are single lines about what could only be done approximately ("page 7 has no text layer and was
    recognised"). `member` is the name of the file inside the archive or message that it was read from, else "".
    """

    source: Source
    text: str
    provisions: tuple[Provision, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    warnings: tuple[str, ...] = ()
    member: str = ""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text in UTF-8, in hex: what `sha256sum` says of the text once it is saved."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def own_text(self, index: int) -> str:
        """Return the text of one provision without that of its children."""
        p = self.provisions[index]
        return self.text[p.start : p.end]

    def subtree_end(self, index: int) -> int:
        """Return the index after the last descendant of a provision."""
        after = index + 1
        inside = {index}
        while after < len(self.provisions) and self.provisions[after].parent in inside:
            inside.add(after)
            after += 1
        return after

    def full_text(self, index: int) -> str:
        """Return the text of one provision including everything below it."""
        last = self.subtree_end(index) - 1
        return self.text[self.provisions[index].start : max(p.end for p in self.provisions[index : last + 1])]

    def ancestors(self, index: int) -> Iterator[int]:
        """Yield the indices of the provisions above one, from its parent up to the root."""
        parent = self.provisions[index].parent
        while parent is not None:
            yield parent
            parent = self.provisions[parent].parent

    def inside(self, member: str) -> Reading:
        """Return the reading as of a member of a file; one that was read from a member of that has both names."""
        return replace(self, member="/".join(name for name in (member, self.member) if name))

    def relabelled(self, **changes: object) -> Reading:
        """Return the reading with other source metadata (`title=…`, `kind=…`); None values are ignored."""
        kept = {name: value for name, value in changes.items() if value is not None}
        return replace(self, source=replace(self.source, **kept))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Version:
    """An edition of a source. `valid_to` is exclusive: the first day on which it no longer stands."""

    source_id: str
    digest: str
    retrieved_at: datetime
    valid_from: date | None = None
    valid_to: date | None = None
    number: int = 0  # the catalogue's own key; 0 before it is held

    def in_force(self, on: date) -> bool:
        """Return whether this edition is the text in force on that day; an open start or end counts as in force."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is indexed and cited: one provision or a run of small ones, always whole sentences and whole rows.

    `text` is verbatim `version.text[start:end]`. `context` is what one must know to understand it (title, headings and
    lead-ins above it); it is indexed with the text and never quoted. `locator` is the address of the first provision,
    `locators` all addresses in the passage, `first` and `last` the indices of its provisions in the version.
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
