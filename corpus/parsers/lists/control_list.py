"""The Commerce Control List as JSON: entries with reasons, columns and exceptions, their flat lines as a tree."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role, Source
from corpus.parsers.lists.rows import BIS, Record, RowTree, cited_supplement, list_source

_NAMED_ITEM = lazy_regex(r"\d[A-E]\d{3}(?:\.\w{1,2})*")


def control_list(rows: RowTree, data: Record) -> Source:
    """Add all entries to `rows`, and return the source of the list."""
    source = list_source(data, "us-list-ccl", BIS)
    base, _, _ = cited_supplement(data)
    top = rows.add(source.title, base, Role.ANNEX)
    if data.get("deepCategoryNote"):
        categories = ", ".join(map(str, data.get("deepCategories", [])))
        rows.add(f"{data['deepCategoryNote']} Categories: {categories}.", f"{base} > coverage", Role.META, top)
    for entry in data["entries"]:
        _entry(rows, entry, top)
    return source


def _entry(rows: RowTree, entry: Record, top: int) -> None:
    number = str(entry["eccn"])
    heading = one_line(str(entry.get("heading") or ""))
    index = rows.add(
        f"{number} {heading}",
        number,
        Role.ENTRY,
        top,
        heading=heading,
        reserved=bool(re.match(r"\[reserved", heading, re.IGNORECASE)),
    )
    if entry.get("reasonForControl"):
        rows.add(
            f"{number} Reason for Control: {entry['reasonForControl']}",
            f"{number} > Reason for Control",
            Role.TEXT,
            index,
        )
    for control in entry.get("countryChart") or []:
        name, column = str(control["control"]), str(control["countryChart"])
        cells = (("ECCN", number), ("Control(s)", name), ("Country Chart", column))
        rows.add(f"{number} {name}: {column}", f"{number} > table, {name}", Role.ROW, index, cells=cells)
    for name, text in (entry.get("licenceExceptionFlags") or {}).items():
        rows.add(
            f"{number} {name}: {text}", f"{number} > {name}", Role.TEXT, index, heading=f"License Exception {name}"
        )
    special = str(entry.get("staSpecialConditions") or "")
    if special and special.removeprefix("STA: ") != (entry.get("licenceExceptionFlags") or {}).get("STA"):
        rows.add(
            f"{number} Special Conditions for STA: {special}",
            f"{number} > Special Conditions for STA",
            Role.TEXT,
            index,
        )
    if entry.get("relatedControls"):
        rows.add(
            f"{number} Related Controls: {entry['relatedControls']}", f"{number} > Related Controls", Role.TEXT, index
        )
    _Items(rows, number, index).read(entry.get("items") or [])


class _Items:
    """Builds a tree from the flat lines of an entry: items by their full address, notes below what they are about.

    The list numbers its notes like items ("1.", and below that "a."), so a letter counts as an item only if the items
    have reached it.
    """

    def __init__(self, rows: RowTree, number: str, entry: int) -> None:
        self.rows, self.number = rows, number
        self.open: list[tuple[str, int, str]] = [("", entry, number)]  # label, index, locator; the entry first
        self.note: tuple[int, str] | None = None  # the note that is being read, and its number where it has one
        self.numbered: tuple[int, str, str] | None = None
        self.top = ""  # the last letter of the first level

    def read(self, items: list[Record]) -> None:
        """Add every line."""
        for at, item in enumerate(items):
            label, text = str(item.get("paragraph") or ""), str(item.get("text", ""))
            if not label:
                self._unlabelled(text)
            elif item.get("kind") == "note" or self._is_of_note(label, items[at + 1 : at + 2]):
                self._in_note(label, text)
            else:
                self._item(label, text)

    def _item(self, label: str, text: str) -> None:
        self.note = self.numbered = None
        while len(self.open) > 1 and not label.startswith(self.open[-1][0] + "."):
            self.open.pop()
        locator = f"{self.number}.{label}"
        reserved = text.strip().lower().startswith("[reserved")
        index = self.rows.add(f"{label}. {text}", locator, Role.ITEM, self.open[-1][1], reserved=reserved)
        self.open.append((label, index, locator))
        self.top = label if len(label) == 1 else self.top

    def _is_of_note(self, label: str, following: list[Record]) -> bool:
        """Return whether a bare letter continues a note, because it is not the next letter of the items."""
        if self.note is None or len(label) != 1 or not label.isalpha():
            return False
        if any(str(item.get("paragraph") or "").startswith(f"{label}.") for item in following):
            return False
        goes_on = (
            self.numbered is not None
            and self.numbered[2][-1:].isalpha()
            and ord(label) == ord(self.numbered[2][-1]) + 1
        )
        due = chr(ord(self.top) + 1) if self.top else "a"
        return goes_on or label != due

    def _unlabelled(self, text: str) -> None:
        if not self.top and len(self.open) == 1:
            self.rows.add(text, f"{self.number} > introductory text", Role.TEXT, self.open[0][1])
            return
        named = {m[0] for m in _NAMED_ITEM.finditer(text[:60])}
        while len(self.open) > 1 and self.open[-1][2] not in named and any(o[2] in named for o in self.open):
            self.open.pop()  # the note is about a provision above, so the ones below that are complete
        _, above, locator = self.open[-1]
        index = self.rows.add(text, f"{locator} > note", Role.NOTE, above)
        self.note, self.numbered = (index, self.rows.last), None

    def _in_note(self, label: str, text: str) -> None:
        if self.note is None:
            self._unlabelled(f"{label}. {text}")
            return
        index, locator = self.note
        if label.isdigit() or self.numbered is None or not self.numbered[1].isdigit():
            index = self.rows.add(f"{label}. {text}", f"{locator} > {label}", Role.PARAGRAPH, index)
            self.numbered = (index, label, label)
            return
        above, number, _ = self.numbered
        self.rows.add(f"{label}. {text}", f"{locator} > {number}.{label}", Role.PARAGRAPH, above)
        self.numbered = (above, number, f"{number}.{label}")
