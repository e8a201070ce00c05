"""Print what is new in a feed of Licet since the last time, with the link of each entry. Start `licet serve` first.

    python examples/newsroom_feed.py SEEN_FILE [QUERY [ADDRESS [KEY]]]

QUERY says of what: "regime=us" (without one), "list=entity", "regime=eu&regime=uk". Run it by the clock: what was
printed is kept in SEEN_FILE, and nothing is printed twice. Give `deliver_new` a channel of your newsroom: an entry is
kept as seen once the channel took it, so that one which failed is delivered the next time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import httpx

_ATOM = "{http://www.w3.org/2005/Atom}"


class Entry(NamedTuple):
    """Entry of a feed, under the id that stays the same."""

    id: str
    title: str
    updated: str
    link: str


def entries_of(feed: bytes) -> list[Entry]:
    """Return the entries of an Atom feed, as it has them: newest first."""
    found = []
    for entry in ElementTree.fromstring(feed).iter(f"{_ATOM}entry"):
        link = entry.find(f"{_ATOM}link")
        told = (entry.findtext(f"{_ATOM}{name}", "") for name in ("id", "title", "updated"))
        found.append(Entry(*told, link.get("href", "") if link is not None else ""))
    return found


def new_entries(api: httpx.Client, query: str, seen: Path) -> list[Entry]:
    """Return the entries that are not in the file of those seen, oldest first."""
    response = api.get(f"/news.atom?{query}")
    if response.is_error:
        told = response.json()
        sys.exit(f"{told['detail']} {told['remedy']}")
    known = set(seen.read_text("utf-8").splitlines()) if seen.exists() else set()
    return [entry for entry in reversed(entries_of(response.content)) if entry.id not in known]


def deliver_new(api: httpx.Client, query: str, seen: Path, deliver: Callable[[Entry], None]) -> None:
    """Give each new entry to `deliver`, and keep it as seen once that has returned; what it raises ends the run."""
    for entry in new_entries(api, query, seen):
        deliver(entry)
        with seen.open("a", encoding="utf-8") as file:
            file.write(f"{entry.id}\n")


def print_entry(entry: Entry) -> None:
    """Print an entry as a line, which has left this program when this returns."""
    print(f"{entry.updated[:10]}  {entry.title}  {entry.link}".rstrip(), flush=True)


def main(seen: str, query: str = "regime=us", address: str = "http://127.0.0.1:8600", key: str = "") -> None:
    """Print each new entry as a line."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(base_url=f"{address}/v1", headers=headers, timeout=120) as api:
        try:
            deliver_new(api, query, Path(seen), print_entry)
        except httpx.TransportError as error:
            sys.exit(f"{address} does not answer ({error}). Start `licet serve`; give its address as http://HOST:PORT.")


if __name__ == "__main__":
    main(*sys.argv[1:5])
