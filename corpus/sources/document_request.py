"""One document at one publisher: where it is, what it must look like, and what is known of its edition beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from corpus.sources.http.errors import Reply


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """What a publisher's module asks for; nothing is fetched yet.

    `shape` is one of xml, html, pdf, office (Word, Excel), json, page (html or pdf), any; `root` a pattern for the name of an XML's outermost element. `others` are addresses to try when the first has nothing. `fixed`: what stands
    at this address for this edition never changes, so an edition that is held is not asked for again. `dated` False: the
    publisher gives no edition date, so a change begins on the day on which it is seen. `retold` replaces source metadata;
    `starts`: first days of all editions that the publisher knows of, held or not; `starts_in` reads them out of what came,
    where only that says them; `names_itself`: a pattern that an XML's first lines must hold, `expects`: words that a page must,
    or it is another text; `finish` turns what came into a file that
    a reader knows. `leads`: this is a page that leads to what is wanted, which it finds there; `found`: the address was found on
    such a page; `hosts`: the publisher's, where a redirect must not leave them. `joined` makes one file of several, where the
    publisher answers with a choice of files that are one text only together; `choices` finds their addresses in that answer.
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
