"""Annotations that ship with Licet against what is held: coverage, checks, and stamping for those who write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.wiring import open_application
from corpus.errors import BadRequest
from ui import serializers
from ui.commands import options
from ui.commands.options import err

if TYPE_CHECKING:
    from corpus.annotations.coverage import SourceCoverage
    from corpus.annotations.loader import Annotations
    from corpus.annotations.model import Annotation
    from corpus.catalogue import Catalogue

_SECTIONS_NAMED = 40  # sections without an annotation that are named where one source is asked for


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("annotations")(show_annotations)


def show_annotations(
    source: options.SourcesOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Print every fault with its file and id; exits 1 if there is any.")
    ] = False,
    stamp: Annotated[
        bool, typer.Option("--stamp", help="Write the digests of the texts held here into the files (for writers).")
    ] = False,
    json: options.Json = False,
) -> None:
    """Show how far each source is annotated, and whether the pinned texts still stand."""
    from corpus.annotations.coverage import coverage
    from corpus.annotations.loader import load_annotations

    catalogue, loaded = open_application().catalogue, load_annotations()
    chosen = [a for a in loaded.all if not source or a.source.id in source]
    known = {a.source.id for a in loaded.all}
    for unknown in sorted(set(source or ()) - known):
        raise BadRequest(f"There are no annotations of {unknown}.", f"Annotated: {', '.join(sorted(known))}.")
    if stamp:
        _stamp(catalogue, source or (), json)
    elif check:
        _check(chosen, loaded, catalogue, source or (), json)
    else:
        _show(coverage(chosen, catalogue), loaded, bool(source), json)


def _show(rows: Sequence[SourceCoverage], loaded: Annotations, named: bool, json: bool) -> None:
    for fault in loaded.refused:
        err.print(f"refused: {fault}", soft_wrap=True)
    if json:
        options.emit([serializers.coverage(row) for row in rows])
        return
    from corpus.annotations.pins import PinState

    options.table(
        (
            *("source", "annotations", "questions", "provisions pinned", "sections without"),
            *(s.value for s in PinState),
            "translated",
        ),
        [
            (
                r.source_id,
                str(r.annotations),
                str(r.questions),
                str(r.pinned) if r.held else "not held",
                f"{len(r.open_sections)} of {r.sections}" if r.held else "",
                *(str(r.pins[state]) for state in PinState),
                ", ".join(f"{language} {count}" for language, count in sorted(r.translated.items())),
            )
            for r in rows
        ],
    )
    for row in rows if named else ():
        if row.open_sections:
            more = len(row.open_sections) - _SECTIONS_NAMED
            told = ", ".join(row.open_sections[:_SECTIONS_NAMED]) + (f" and {more} more" if more > 0 else "")
            options.out(f"\nWithout an annotation in {row.source_id}: {told}")


def _check(
    chosen: Sequence[Annotation], loaded: Annotations, catalogue: Catalogue, sources: Sequence[str], json: bool
) -> None:
    from assistant.verification.annotation_checks import check_annotations
    from corpus.annotations.translations import check_translations

    checked = check_annotations(chosen, catalogue)
    faults = (*loaded.refused, *checked.faults, *check_translations(loaded.all, sources=sources))
    if json:
        options.emit([{"file": f.file, "line": f.line, "id": f.slug, "fault": f.message} for f in faults])
    else:
        for fault in faults:
            options.out(str(fault))
        options.out(f"{len(chosen)} annotations, {len(faults)} faults")
    if checked.unchecked:
        err.print(f"Not held here, so not checked: {', '.join(checked.unchecked)}", soft_wrap=True)
    if faults:
        raise SystemExit(1)


def _stamp(catalogue: Catalogue, sources: Sequence[str], json: bool) -> None:
    from corpus.annotations.stamping import stamp_pins, stamp_translations

    done = [*stamp_pins(catalogue, sources), *stamp_translations(sources)]
    if json:
        options.emit(
            [{"file": d.file, "written": d.written, "unchanged": d.unchanged, "left": list(d.left)} for d in done]
        )
        return
    for d in done:
        options.out(f"{d.file}: {d.written} written, {d.unchanged} unchanged, {len(d.left)} left")
        for left in d.left:
            options.out(f"  not held in the edition that the file names: {left}")
