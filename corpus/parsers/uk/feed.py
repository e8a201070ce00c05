"""A feed of legislation.gov.uk: what the publisher lists, with one row for each entry."""

from __future__ import annotations

import re
from datetime import date

from lxml import etree

from corpus.language.normal_form import one_line
from corpus.model import Reading, Role, Source
from corpus.parsers.file import File
from corpus.parsers.markup import children, local
from corpus.parsers.uk.elements import on_site
from corpus.structure import Addresses, TreeBuilder


def feed(file: File, root: etree._Element, warnings: tuple[str, ...]) -> Reading:
    """Return the feed as one reading."""
    tree = TreeBuilder()
    addresses = Addresses()
    title = next((one_line(e.text or "") for e in children(root) if local(e) == "title"), file.stem)
    address = next((one_line(e.text or "") for e in children(root) if local(e) == "id"), file.url)
    updated = next((e.text for e in children(root) if local(e) == "updated"), None)
    top = tree.add(title, locator="title", role=Role.TITLE, heading=title)
    for entry in (e for e in children(root) if local(e) == "entry"):
        cells = [(name, one_line(e.text or "")) for name in ("title", "summary", "id", "published", "updated")
                 for e in children(entry) if local(e) == name and e.text]  # fmt: skip
        name = next((value for key, value in cells if key == "title"), "") or next(
            (value for _, value in cells), "entry"
        )
        tree.add(
            "\n".join(v for _, v in cells),
            locator=addresses.unique(name),
            role=Role.ROW,
            parent=top,
            heading=name,
            cells=tuple(cells),
        )
    name = re.sub(r"\W+", "-", re.sub(r"^https?://[^/]+/", "", address)).strip("-").lower()
    source = Source(
        id=f"uk-feed-{name or file.stem}",
        title=f"legislation.gov.uk: {title}",
        jurisdiction="uk",
        url=on_site(address) or file.url,
        published=day_of_stamp(updated),
    )
    return tree.reading(source, valid_from=file.as_of or day_of_stamp(updated), warnings=warnings)


def day_of_stamp(value: str | None) -> date | None:
    """Return the date with which a time stamp begins; None for anything else."""
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
