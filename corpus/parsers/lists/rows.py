"""Shared by the lists: rows with unique addresses, and the citation of the official text a file was made from."""

from __future__ import annotations

from typing import Any

from corpus.language.lazy_regex import lazy_regex
from corpus.model import Kind, Role, Source
from corpus.structure import Addresses, TreeBuilder

Record = dict[str, Any]
BIS = "Bureau of Industry and Security, Department of Commerce"
_CFR_SUPPLEMENT = lazy_regex(
    r"\b(?P<title>\d+) C\.F\.R\. Part (?P<part>\d+), Supplement No\. (?P<number>\d+) \((?P<name>[^)]{1,300})\)"
)


class RowTree:
    """A tree whose addresses are unique; `last` is the address given last."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self._addresses = Addresses()
        self.last = ""  # the address given last

    def add(self, text: str, locator: str, role: Role, parent: int | None = None, **more: Any) -> int:
        """Add a provision as `TreeBuilder.add` does, with its address made unique, and return its index."""
        self.last = self._addresses.unique(locator)
        return self.builder.add(text, locator=self.last, role=role, parent=parent, **more)


def cited_supplement(data: Record) -> tuple[str, str, str]:
    """Return `Supplement No. 1 to Part 774`, the list's name, and the address of its part's page."""
    found = _CFR_SUPPLEMENT.search(str(data["citation"]))
    if found is None:
        return str(data["citation"]), str(data["citation"]), ""
    base = f"Supplement No. {found['number']} to Part {found['part']}"
    return base, found["name"], f"https://www.ecfr.gov/current/title-{found['title']}/part-{found['part']}"


def list_source(data: Record, slug: str, issuer: str) -> Source:
    """Return the source of a list, titled by what it cites."""
    base, name, url = cited_supplement(data)
    title = f"{name} (15 CFR Part {base.rsplit(' ', 1)[1]}, {base.split(' to ')[0]})" if url else name
    return Source(
        id=slug,
        title=title,
        kind=Kind.LIST,
        jurisdiction="us",
        issuer=issuer,
        url=url,
        language="en",
        licence="US public domain text; JSON MIT",
    )
