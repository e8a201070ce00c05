"""A request for one document at one publisher: where it is, what it must look like, what is known of its edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from corpus.sources.http.errors import Reply


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """What a publisher's module asks for; nothing is downloaded yet.

    The address: `others` are tried if `url` has nothing; `hosts` are the publisher's, which a redirect must not leave;
    `found` says that the address was found on a page and not given by a person. The shape: `shape` is one of xml, html,
    pdf, office (Word, Excel), json, page (html or pdf), any; `root` is a pattern for the name of an XML's outermost
    element; `names_itself` a pattern that an XML's first lines must contain; `expects` words that a page must contain,
    or it is another text. The edition: `fixed` means that the text at this address never changes, so an edition that is
    held is not requested again; `dated` False means that the publisher gives no edition date, so a change begins on the
    day on which it is seen; `starts` are the first days of all editions that the publisher knows, held or not;
    `starts_in` reads them from the answer, where only that states them. What follows: `leads` returns the next request,
    if this is a page that leads to the document; `choices` returns the addresses of the files of a text that is kept in
    several, and `joined` makes one file of them; `finish` converts the answer to a file that a parser knows; `retold`
    replaces metadata of the source.
    """

    source_id: str
    url: str
    name: str
    shape: str
    root: str = ""
    accept: str = ""
    language: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    fixed: bool = False
    dated: bool = True
    others: tuple[str, ...] = ()
    names_itself: str = ""
    expects: str = ""
    starts: tuple[date, ...] = ()
    starts_in: Callable[[bytes], tuple[date, ...]] | None = None
    retold: Mapping[str, object] = field(default_factory=dict)
    finish: Callable[[bytes], bytes] | None = None
    leads: Callable[[Reply], DocumentRequest] | None = None
    found: bool = False
    hosts: tuple[str, ...] = ()
    choices: Callable[[Reply], list[str]] | None = None
    joined: Callable[[list[bytes]], bytes] | None = None
