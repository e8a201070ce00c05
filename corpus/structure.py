"""Builds the text of a version, and the tree over it, from a parser's nodes in document order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from corpus.errors import EmptyDocument, FilledLine, TooLarge
from corpus.language.normal_form import block
from corpus.locators import key
from corpus.model import Provision, Reading, Role, Source, Stay

MAX_TEXT_CHARACTERS = 100_000_000  # of one text
MAX_PROVISIONS = 600_000  # of one text: the largest official one has a twentieth


class Addresses:
    """The addresses given out in one text; no two provisions share one in any spelling (`corpus.locators.key`)."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counted: Counter[str] = Counter()
        self._numbered: Counter[str] = Counter()

    def __contains__(self, locator: str) -> bool:
        return key(locator) in self._taken

    def unique(self, locator: str) -> str:
        """Return the locator; for the second provision that claims it, `… [2]`."""
        claimed = key(locator)
        number, free = max(1, self._counted[claimed]), locator
        while free in self:
            number += 1
            free = f"{locator} [{number}]"
        self._counted[claimed] = number
        self._taken.add(key(free))
        return free

    def numbered(self, name: str) -> str:
        """Return a name with the next free number, starting at 1: "indent 1"."""
        number = self._numbered[name] + 1
        while f"{name} {number}" in self:
            number += 1
        self._numbered[name] = number
        return self.unique(f"{name} {number}")


class TreeBuilder:
    """Collects provisions in document order and lays their texts one after another.

    The builder owns the offsets, so a parser cannot get them wrong: each node's own text is normalised
    (`corpus.language.normal_form.block`), placed after the previous one with a line break between, and measured. A node
    without text of its own (a subpart that is only a container without a heading) gets an empty span.

        tree = TreeBuilder()
        section = tree.add("§ 744.21 Restrictions", locator="15 CFR 744.21", role=Role.SECTION)
        tree.add("(f) In this section, …", locator="15 CFR 744.21(f)", role=Role.PARAGRAPH, parent=section)
        reading = tree.reading(source)
    """

    def __init__(self) -> None:
        self._chunks: list[str] = []
        self._length = 0
        self._provisions: list[Provision] = []

    def __len__(self) -> int:
        return len(self._provisions)

    def add(
        self,
        text: str,
        *,
        locator: str,
        role: Role,
        parent: int | None = None,
        heading: str = "",
        page: int | None = None,
        language: str = "",
        recognised: bool = False,
        reserved: bool = False,
        cells: tuple[tuple[str, str], ...] = (),
        stay: Stay | None = None,
    ) -> int:
        """Add the next provision and return its index, which its children give as `parent`.

        A parent must be the previous node or one of its ancestors, since document order is depth first. Raises
        ValueError for any other parent, and TooLarge for a text without an end.
        """
        if parent is not None:
            self._check_order(parent)
        own = block(text)
        start = self._length + (1 if own and self._length else 0)
        if own:
            if self._length > MAX_TEXT_CHARACTERS:
                raise TooLarge(
                    FilledLine(
                        "The document holds more than {limit} characters of text.",
                        {"limit": f"{MAX_TEXT_CHARACTERS:,}"},
                    ),
                    "Split it, or add the part that you need.",
                )
            self._chunks.append(own)
            self._length = start + len(own)
        if len(self._provisions) >= MAX_PROVISIONS:
            raise TooLarge(
                FilledLine("The document has more than {limit} paragraphs and rows.", {"limit": f"{MAX_PROVISIONS:,}"}),
                "Split it, or add the part that you need.",
            )
        end = self._length if own else start
        self._provisions.append(
            Provision(
                locator=locator,
                role=role,
                start=start,
                end=end,
                parent=parent,
                heading=block(heading).replace("\n", " "),
                page=page,
                language=language,
                recognised=recognised,
                reserved=reserved,
                cells=cells,
                stay=stay,
            )
        )
        return len(self._provisions) - 1

    def amend(self, index: int, **changes: object) -> None:
        """Set fields of a provision that became known later (a stay, `reserved`).

        Raises ValueError for `start`, `end` and `parent`, which the builder owns.
        """
        if changes.keys() & {"start", "end", "parent"}:
            raise ValueError("the builder owns start, end and parent")
        self._provisions[index] = replace(self._provisions[index], **changes)  # type: ignore[arg-type]

    def _check_order(self, parent: int) -> None:
        """Raise ValueError if `parent` is not the last node or one of its ancestors."""
        last: int | None = len(self._provisions) - 1
        while last is not None and last >= 0:
            if last == parent:
                return
            last = self._provisions[last].parent
        raise ValueError(f"provision {parent} is closed: document order is depth first")

    def reading(
        self,
        source: Source,
        *,
        valid_from: date | None = None,
        valid_to: date | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Reading:
        """Return the finished reading. Raises EmptyDocument if no node had any text."""
        text = "\n".join(self._chunks)
        if not text:
            raise EmptyDocument(
                FilledLine("{name} holds no text.", {"name": source.title or source.id}),
                "Check the file; a scan needs the ocr extra.",
            )
        return Reading(source, text, tuple(self._provisions), valid_from, valid_to, warnings)
