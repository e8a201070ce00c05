"""The cited provisions for reference managers: BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from assistant.model import Answer, Citation
from corpus.language.lazy_regex import lazy_regex
from corpus.model import Kind
from ui.exports.legal import address, legal_citation, provenance

_SPECIAL = lazy_regex(r"[\\{}$&#%_~^]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TYPES = {Kind.LAW: "legislation", Kind.LIST: "legislation", Kind.GUIDANCE: "report", Kind.NEWS: "article-newspaper"}


def bibtex(answers: Sequence[Answer], title: str = "") -> str:
    """Return one BibTeX @misc entry per cited provision.

    The keys are made of source and locator, and so are the same in every export.
    """
    return "\n".join(_entry(name, c) for name, c in _cited(answers))


def bibtex_of(c: Citation) -> str:
    """Return the BibTeX entry of one citation."""
    return _entry(_name(c), c)


def _entry(name: str, c: Citation) -> str:
    when = _date(c)
    fields = {
        "title": f"{c.source.title}, {address(c.locator)}",
        "author": _author(c),
        "year": str(when.year) if when else "",
        "date": when.isoformat() if when else "",
        "url": re.sub(r"[{}\s\\]", "", c.link),
        "urldate": c.version.retrieved_at.date().isoformat(),
        "howpublished": legal_citation(c),
        "note": provenance(c),
    }
    lines = [f"  {n} = {{{v if n == 'url' else _tex(v)}}}," for n, v in fields.items() if v]
    return f"@misc{{{name},\n" + "\n".join(lines) + "\n}\n"


def csl_json(answers: Sequence[Answer], title: str = "") -> str:
    """Return the cited provisions as CSL-JSON, version 1.0.2."""
    items: list[dict[str, Any]] = []
    for name, c in _cited(answers):
        when = _date(c)
        item: dict[str, Any] = {
            "id": name,
            "type": _TYPES.get(c.source.kind, "document"),
            "title": c.source.title,
            "section": address(c.locator),
            "note": f"{legal_citation(c)}. {provenance(c)}",
            "language": c.source.language,
            "accessed": _parts(c.version.retrieved_at.date()),
        }
        if author := _author(c):
            item["author"] = [{"literal": author}]
        if when:
            item["issued"] = _parts(when)
        if c.link:
            item["URL"] = c.link
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=1)


def _cited(answers: Sequence[Answer]) -> Iterator[tuple[str, Citation]]:
    seen = set()
    for answer in answers:
        for c in answer.citations:
            name = _name(c)
            if name not in seen:
                seen.add(name)
                yield name, c


def _name(c: Citation) -> str:
    stem = re.sub(r"[^A-Za-z0-9]+", "-", f"{c.source.id}-{c.locator}").strip("-").lower()[:60]
    return stem if c.locator.isascii() else f"{stem}-{c.passage_id[:8]}"


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda m: _ESCAPES.get(m[0], "\\" + m[0]), " ".join(text.split()))


def _author(c: Citation) -> str:
    """Return who wrote a text, by its publisher; of a document that was handed in, by what it says of itself."""
    return c.source.author or c.source.issuer or dict(c.source.claims).get("author", "")


def _date(c: Citation) -> date | None:
    return c.version.valid_from or c.source.published


def _parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}
