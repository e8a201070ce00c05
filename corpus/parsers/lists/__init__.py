"""US control and screening lists as JSON: the CCL, the country chart, the country groups, the screening list.

The files are made from the official texts and state the citation of each. Every entry becomes one line that can be read
by itself, because the names of its fields are spelled out in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from corpus.errors import FilledLine, UnreadableDocument
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Reading, Source
from corpus.parsers.file import File, Parser
from corpus.parsers.lists.control_list import control_list
from corpus.parsers.lists.countries import country_chart, country_groups
from corpus.parsers.lists.rows import Record, RowTree
from corpus.parsers.lists.screening import screening_list

_CITES_LAW = lazy_regex(r'"citation"\s*:\s*"[^"]*(?:C\.F\.R\.|Screening List)')
_DATED = lazy_regex(r'"(?:ecfrIssueDate|countsBySource|sourceGeneratedAt)"')


def claims(file: File) -> float:
    """Return a high claim for JSON whose first bytes cite the CFR or the screening list and date the edition."""
    start = file.data[:4000].decode("utf-8", errors="ignore")
    if not start.lstrip("\ufeff \r\n\t").startswith("{") or not _CITES_LAW.search(start):
        return 0.0
    return 0.95 if _DATED.search(start) else 0.5


def read(file: File) -> list[Reading]:
    """Return one reading. Raises UnreadableDocument for broken JSON or a list of another shape."""
    try:
        data = json.loads(file.text())
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(
            FilledLine("{name} is not valid JSON.", {"name": file.name}), "Download it again."
        ) from error
    write = _shape(data) if isinstance(data, dict) else None
    if write is None:
        raise UnreadableDocument(
            FilledLine("{name} cites an official list but has none of the shapes known here.", {"name": file.name}),
            "Add the official text instead.",
        )
    tree = RowTree()
    try:
        source = write(tree, data)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableDocument(
            FilledLine(
                "{name} lacks a field that its kind of list has ({error}).", {"name": file.name, "error": error}
            ),
            "Download it again.",
        ) from error
    dated = str(data.get("ecfrIssueDate") or data.get("sourceGeneratedAt") or data.get("retrievedAt") or "")[:10]
    return [tree.builder.reading(source, valid_from=file.as_of or _date(dated))]


def _shape(data: Record) -> Callable[[RowTree, Record], Source] | None:
    entries = data.get("entries")
    first = entries[0] if isinstance(entries, list) and entries else {}
    if isinstance(first, dict) and "eccn" in first:
        return control_list
    if isinstance(first, dict) and "n" in first and "tables" in data:
        return screening_list
    if "countries" in data and "columns" in data:
        return country_chart
    return country_groups if "groups" in data else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PARSER = Parser("US list JSON", claims, read)
