"""Provisions on their way into the tree: parents that are still open, addresses that stay unique."""

from __future__ import annotations

from corpus.model import Role, Stay
from corpus.parsers.ecfr.labels import plain
from corpus.structure import Addresses, TreeBuilder


class Writer:
    """A tree under construction that knows which provisions are open and which addresses are taken."""

    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self._parents: list[int | None] = []
        self.locators: list[str] = []
        self.roles: list[Role] = []
        self.addresses = Addresses()

    def add(
        self,
        text: str,
        locator: str,
        role: Role,
        parent: int | None,
        *,
        heading: str = "",
        reserved: bool = False,
        cells: tuple[tuple[str, str], ...] = (),
        stay: Stay | None = None,
    ) -> int:
        """As `TreeBuilder.add`; a second provision with one address becomes `… [2]`, a continuation keeps its parent's."""
        if role is not Role.CONTINUATION:
            locator = self.addresses.unique(locator)
        self._parents.append(parent)
        self.locators.append(locator)
        self.roles.append(role)
        return self.tree.add(
            plain(text),
            locator=locator,
            role=role,
            parent=parent,
            heading=plain(heading),
            reserved=reserved,
            cells=cells,
            stay=stay,
        )

    def is_open(self, index: int) -> bool:
        """Whether the next provision may be a child of this one."""
        last: int | None = len(self._parents) - 1
        while last is not None and last >= index:
            if last == index:
                return True
            last = self._parents[last]
        return False

    def open_ancestor(self, index: int) -> int:
        """The provision itself, or its nearest ancestor that is still open."""
        while not self.is_open(index):
            above = self._parents[index]
            if above is None:
                raise ValueError("no ancestor is open")
            index = above
        return index
