"""Command `sources`: the held sources, how current they are, and which official sources are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from assistant.wiring import open_application
from corpus.sources.entries import Entry
from corpus.trust.trust_labels import claims_line, origin_mark
from ui.commands import options
from ui.commands.options import err
from ui.json_documents import source_documents

_MISSING_LISTED = 6  # missing sources that are named per regime; the others are counted


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(sources)


def sources(
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Only the regimes: what of the official sources is held, stale, missing.")
    ] = False,
    json: options.Json = False,
) -> None:
    """List what is held with its edition and freshness, and the regimes with what is missing."""
    from corpus.sources.freshness import freshness, regime_coverage

    licet = open_application()
    if json:
        options.emit(source_documents.regimes(licet) if coverage else source_documents.held_sources(licet))
        return
    known = licet.official_sources(["all"])
    regimes = regime_coverage(licet.catalogue, known)
    if coverage:
        _coverage(regimes, named=10**6)
        return
    held, fresh = licet.catalogue.holdings(), freshness(licet.catalogue, known)
    if held:
        _holdings(held, fresh)
    else:
        err.print(
            "Nothing is held yet. Bring the official texts with `licet sync`, add documents with `licet add PATH`."
        )
    print()
    _coverage(regimes, _MISSING_LISTED)


def _holdings(held: Sequence[Any], fresh: dict[str, Any]) -> None:
    rows = []
    for h in held:
        f = fresh[h.source.id]
        edition = f.edition.isoformat() if f.edition else "undated"
        rows.append(
            (
                h.source.id,
                h.source.title,
                h.source.kind.value,
                h.source.jurisdiction,
                h.source.origin_class.value.replace("_", " "),
                edition,
                f.retrieved_at.date().isoformat(),
                f.checked,
                str(len(h.versions)),
                str(h.provisions),
                str(h.passages),
            )
        )
    names = ("id", "title", "kind", "law of", "origin", "edition of", "retrieved", "checked", "editions", "provisions")
    options.table((*names, "passages"), rows)
    told = [(h.source.id, line) for h in held for line in (origin_mark(h.source), claims_line(h.source)) if line]
    if told:
        print()
        options.table(("source", "what to know of where it came from"), told)


def _coverage(regimes: Iterable[Any], named: int) -> None:
    rows = []
    for r in regimes:
        missing = [*r.missing_core, *(e for e in r.missing if e not in r.missing_core)]
        more = f" and {len(missing) - named} more" if len(missing) > named else ""
        of_all = f"{len(r.held)} of {len(r.held) + len(r.missing)}" + (f", {len(r.others)} others" if r.others else "")
        rows.append((r.name, of_all, _ids(r.stale), ", ".join(e.id for e in missing[:named]) + more))
    options.table(("regime", "official sources held", "stale", "missing (most asked first)"), rows)


def _ids(entries: Sequence[Entry]) -> str:
    return ", ".join(e.id for e in entries) or "none"
