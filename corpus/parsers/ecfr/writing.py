"""Adds provisions to the tree while keeping track of open parents and of addresses already taken."""

from __future__ import annotations

from corpus.model import Role, Stay
from corpus.parsers.ecfr.labels import without_italics
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
        """Add a provision as `TreeBuilder.add` does, and return its index.

        A second provision with one address becomes `… [2]`; a continuation keeps its parent's address.
        """
        if role is not Role.CONTINUATION:
            locator = self.addresses.unique(locator)
        self._parents.append(parent)
        self.locators.append(locator)
        self.roles.append(role)
        return self.tree.add(
            without_italics(text),
            locator=locator,
            role=role,
            parent=parent,
            heading=without_italics(heading),
            reserved=reserved,
            cells=cells,
            stay=stay,
        )

    def is_open(self, index: int) -> bool:
        """Return whether the next provision may be a child of this one."""
        last: int | None = len(self._parents) - 1
        while last is not None and last >= index:
            if last == index:
                return True
            last = self._parents[last]
        return False

    def open_ancestor(self, index: int) -> int:
        """Return the provision itself, or its nearest ancestor that is still open. Raises ValueError if none is."""
        while not self.is_open(index):
            above = self._parents[index]
            if above is None:
                raise ValueError("no ancestor is open")
            index = above
        return index
