"""Command `sync`: official texts, fetched from their publishers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.wiring import Application, open_application
from corpus.errors import BadRequest
from ui import parameters, serializers
from ui.commands import options
from ui.commands.options import err

if TYPE_CHECKING:  # importing these would load the HTTP library into commands that fetch nothing
    from corpus.sources.sync import SyncOutcome, SyncProgress
    from corpus.sources.sync_plan import Plan

_STATUSES = ("added", "changed", "unchanged", "failed")
_LINES_EVERY = 5.0  # seconds


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(sync)


def _known(incomplete: str) -> list[str]:
    """Return the sets and official sources whose names begin so, for the shell."""
    from corpus.sources.entries import SETS, official_entries

    return [
        name for name in (*SETS, "all", "watch", *(e.id for e in official_entries())) if name.startswith(incomplete)
    ]


def sync(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SET|SOURCE]…",
            help="core and watch (default), us, eu, uk, cn, jp, multilateral, lists, news, all, or ids.",
            autocompletion=_known,
        ),
    ] = None,
    as_of: options.AsOfOption = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD", help="Federal Register documents published on that day or later (default: a year)."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the plan.")] = False,
    every: Annotated[
        float | None,
        typer.Option(metavar="HOURS", min=0.001, max=8784, help="Do it again each so many hours, until it is stopped."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Fetch official texts, only what changed; safe to stop and start again."""
    if every is None:
        with closing(open_application()) as licet:
            _fetch(licet, what or [], as_of, since, dry_run, json)
        return
    if dry_run or json:
        raise BadRequest("--every goes with neither --dry-run nor --json.", "Leave one of them out.")
    from ui.commands.rounds import repeat

    def once(alive: Callable[[], None]) -> None:
        with closing(open_application()) as licet:
            licet.ensure_library()  # servers beside it find it there, and need not wait for a long write
            _fetch(licet, what or [], as_of, since, alive=alive)

    repeat(once, every, open_application().settings.home)


def _fetch(
    licet: Application,
    what: Sequence[str],
    as_of: str | None,
    since: str | None,
    dry_run: bool = False,
    json: bool = False,
    alive: Callable[[], None] = lambda: None,
) -> None:
    """Fetch once, and call `alive` whenever it has come further. Raises typer.Exit where a source failed."""
    from corpus.sources import entries
    from corpus.sources.publishers.registry import without_edition
    from corpus.sources.sync import offline
    from corpus.sources.sync_plan import plan

    day = parameters.day(as_of)
    wanted = entries.since(licet.official_sources(what), parameters.day(since))
    without = without_edition(wanted, what, day)
    if without:
        wanted = [entry for entry in wanted if entry not in without]
        told = f"left out, because their publishers keep no past editions: {', '.join(e.id for e in without)}"
        err.print(told, soft_wrap=True)
    planned = plan(wanted, licet.catalogue, day, licet.fetched)
    if dry_run:
        _show_plan(planned, json)
        return
    err.print(planned.summary, soft_wrap=True)
    begun = time.monotonic()
    with options.progress("asking the publishers", foretold=False) as report:
        outcomes = licet.sync(wanted, day, _heard(report, alive))
    nothing_reached = offline(outcomes)
    if json:
        options.emit([serializers.synced(o) for o in outcomes])
    elif not nothing_reached:
        _show_outcomes(outcomes)
    err.print(nothing_reached or _counted(outcomes, time.monotonic() - begun), soft_wrap=True)
    if any(o.status == "failed" for o in outcomes):
        raise typer.Exit(1)


def _heard(report: Callable[[str, int, int], None], alive: Callable[[], None]) -> Callable[[SyncProgress], None]:
    """Return a function that shows progress as a bar; where stderr is no terminal, as a line every few seconds."""
    told = time.monotonic()

    def heard(p: SyncProgress) -> None:
        nonlocal told
        alive()
        line = _told(p)
        report(line, p.done, p.total)
        if not err.is_terminal and time.monotonic() - told >= _LINES_EVERY:
            told = time.monotonic()
            err.print(f"{p.done} of {p.total} · {line}", soft_wrap=True)

    return heard


def _told(p: SyncProgress) -> str:
    """Return the state of a sync: `us-15-cfr-744 · 1,200 of 4,002 passages · 4.7 MB at 176 kB/s · about 2 min left`."""
    done, of_all = p.passages
    parts = [
        p.now or "asking the publishers",
        f"{done:,} of {of_all:,} passages" if of_all else "",
        f"{p.received / 2**20:.1f} MB at {p.rate / 2**10:.0f} kB/s" if p.received else "",
        f"about {_span(p.remaining)} left" if p.remaining else "",
    ]
    return " · ".join(part for part in parts if part)


def _span(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )


def _show_plan(planned: Plan, json: bool) -> None:
    from corpus.sources.sync_plan import size_in_words

    if json:
        options.emit([serializers.step(s) for s in planned.steps])
        return
    rows = [
        (
            s.why,
            s.entry.id,
            s.entry.title,
            str(s.edition or ""),
            f"about {size_in_words(s.about)}{'?' if s.guessed else ''}" if s.about else "unknown",
            "yes" if s.entry.verified else "no",
        )
        for s in planned.steps
    ]
    options.table(("why", "source", "title", "edition held", "size", "verified"), rows)
    err.print(f"{planned.summary}. Nothing was fetched.", soft_wrap=True)


def _show_outcomes(outcomes: Sequence[SyncOutcome]) -> None:
    inorder = sorted(outcomes, key=lambda o: _STATUSES.index(o.status))
    rows = [
        (
            o.status,
            o.source_id,
            o.title,
            str(o.edition or ""),
            f"{o.size / 2**10:,.0f} kB" if o.size else "",
            str(o.encoded or ""),
        )
        for o in inorder
    ]
    options.table(("status", "source", "title", "edition", "fetched", "encoded"), rows)
    for o in inorder:
        if o.problem:
            err.print(f"{o.status:<10} {o.source_id}: {o.problem}", soft_wrap=True)
        for warning in o.warnings:
            err.print(f"note       {o.source_id}: {warning}", markup=False, soft_wrap=True)


def _counted(outcomes: Sequence[SyncOutcome], seconds: float) -> str:
    counts = Counter(o.status for o in outcomes)
    size = sum(o.size for o in outcomes)
    what = ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status]) or "nothing to do"
    return f"{what} · {size / 2**20:.1f} MB in {_span(seconds)}"
