"""The evidence of answers as a CSV table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from assistant.model import Answer
from ui.exports.legal import translation_line
from ui.exports.scope import limits_of

COLUMNS = (
    "question", "outcome", "number", "title", "locator", "page", "standing", "kind", "jurisdiction", "language",
    "quote", "translation_not_checked", "valid_from", "valid_to", "retrieved_at", "url", "start", "end", "text_sha256",
    "limits", "grounds",
)  # fmt: skip


def evidence_csv(answers: Sequence[Answer], title: str = "") -> str:
    """Return one line per citation.

    A cell that a spreadsheet would run as a formula is prefixed with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for a in answers:
        for c in a.citations:
            row = (
                a.question, a.outcome.value, c.number, c.source.title, c.locator, c.page or "", c.standing.value,
                c.source.kind.value, c.source.jurisdiction, c.source.language,
                c.quote, translation_line(c), c.version.valid_from or "", c.version.valid_to or "",
                c.version.retrieved_at.isoformat(), c.link, c.start, c.end, c.version.digest,
                limits_of(a), "; ".join(f"{ground.locator}: {ground.url}" for ground in c.grounds),
            )  # fmt: skip
            writer.writerow([_tame(cell) for cell in row])
    return out.getvalue()


def _tame(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
