"""Rows of lists and results of screenings as flat rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def screening_rows(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each match, and one for each name without a match."""
    rows = []
    for result in results:
        for match in result["matches"] or [{}]:
            rows.append(
                {
                    "line": result["line"],
                    "screened": result["name"],
                    "status": result["status"],
                    "matches in all": result.get("matches_in_all", 0),
                    "score": match.get("score"),
                    "likeness": match.get("likeness"),
                    "list": match.get("list"),
                    "edition": match.get("edition"),
                    "listed name": match.get("name"),
                    "country": match.get("country"),
                    "only in the name": match.get("only_in_the_name"),
                    "only on the list": match.get("only_on_the_list"),
                    "address": match["citation"]["locator"] if match else None,
                    "origin": match["citation"]["origin_note"] if match else None,
                    "text": result["text"],
                }
            )
    return rows


def flat_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for a spreadsheet: its citation as columns of its own."""
    cited = row["citation"]
    plain = {name: value for name, value in row.items() if name != "citation"}
    if "federal_register" in row:
        plain["federal_register"] = [f"{p['citation']}, {p['date']}" for p in row["federal_register"]]
    return {**plain, "source": cited["title"], "edition": cited["edition"], "address": cited["locator"],
            "origin": cited["origin_note"]}  # fmt: skip
