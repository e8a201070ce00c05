"""Answers about a table: a value, a sentence, the rows that it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.engines.lists.reference.held_tables import Content, HeldTable, RowPlace, row_payload
from assistant.engines.model import Computed, Finding
from assistant.model import Form, StatementRole
from corpus.catalogue import CatalogueReader

_LINES_CITED = 12  # of an answer that speaks of many rows


def reply(
    held: HeldTable[Content],
    value: Any,
    lead: str,
    lines: Sequence[RowPlace],
    catalogue: CatalogueReader,
    *,
    rows: Sequence[Mapping[str, Any]] = (),
    says_yes: bool | None = None,
    notes: Sequence[tuple[str, RowPlace | None]] = (),
    countries: Sequence[str] = (),
) -> Computed:
    """Return an answer whose sentence stands on lines of a table. `countries` are those that it names, as printed."""
    spans = tuple(held.span(line) for line in dict.fromkeys(lines))[:_LINES_CITED] or (held.span(held.head),)
    findings = [Finding(lead, spans, says_yes=says_yes, in_a_word=True)]
    findings += [Finding(text, (held.span(line),) if line else (), StatementRole.NOTE) for text, line in notes]
    payload = {
        "list": held.about.name,
        "edition": held.edition,
        "value": value,
        "rows": list(rows) or [{"citation": row_payload(held, line, catalogue)} for line in dict.fromkeys(lines)],
    }
    if countries:
        payload["countries"] = list(countries)
    return Computed(Form.LIST, tuple(findings), payload)


def of(held: HeldTable[Content]) -> str:
    """Return the table with its edition, as a sentence names it."""
    return f"{held.about.name}, {held.about.address}, edition of {held.edition}"


def enumeration(words: Sequence[str]) -> str:
    """Return words as an enumeration."""
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else "".join(words)
