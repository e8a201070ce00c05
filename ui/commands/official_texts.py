"""Commands about official texts: `sync`, `watch`, `changes` and `diff`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.wiring import open_application
from corpus.errors import BadRequest
from ui import serializers
from ui.commands import options
from ui.commands.options import err
from ui.documents import provisions as documents
from ui.terminal import Terminal

if TYPE_CHECKING:  # importing these would load the HTTP library into commands that fetch nothing
    from corpus.sources.sync import Progress, SyncOutcome
    from corpus.sources.sync_plan import Plan
    from corpus.sources.watch_list import WatchedAddress

_STATUSES = ("added", "changed", "unchanged", "failed")
_LINES_EVERY = 5.0  # seconds


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (sync, watch, changes, diff):
        app.command()(command)


def sync(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SET|SOURCE]…",
            help="core and watch (default), us, eu, uk, cn, jp, multilateral, lists, news, all, or ids.",
        ),
    ] = None,
    as_of: options.AsOf = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD", help="Federal Register documents published on that day or later (default: a year)."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the plan.")] = False,
    json: options.Json = False,
) -> None:
    """Fetch official texts, only what changed; safe to stop and start again."""
    from corpus.sources import entries as official
    from corpus.sources.publishers.registry import left_out
    from corpus.sources.sync import offline
    from corpus.sources.sync_plan import plan

    licet = open_application()
    day = options.day(as_of)
    wanted = official.since(licet.official_sources(what or []), options.day(since))
    without = left_out(wanted, what or [], day)
    if without:
        wanted = [entry for entry in wanted if entry not in without]
        told = f"left out, because their publishers keep no past editions: {', '.join(e.id for e in without)}"
        err.print(told, soft_wrap=True)
    planned = plan(wanted, licet.catalogue, day)
    if dry_run:
        _show_plan(planned, json)
        return
    err.print(planned.summary, soft_wrap=True)
    begun = time.monotonic()
    with options.progress("asking the publishers", foretold=False) as report:
        outcomes = licet.sync(wanted, day, _heard(report))
    nothing_reached = offline(outcomes)
    if json:
        options.emit([serializers.synced(o) for o in outcomes])
    elif not nothing_reached:
        _show_outcomes(outcomes)
    err.print(nothing_reached or _counted(outcomes, time.monotonic() - begun), soft_wrap=True)
    if any(o.status == "failed" for o in outcomes):
        raise typer.Exit(1)


def _heard(report: Callable[[str, int, int], None]) -> Callable[[Progress], None]:
    """Return a function that shows progress as a bar; where stderr is no terminal, as a line every few seconds."""
    told = time.monotonic()

    def heard(p: Progress) -> None:
        nonlocal told
        line = _told(p)
        report(line, p.done, p.total)
        if not err.is_terminal and time.monotonic() - told >= _LINES_EVERY:
            told = time.monotonic()
            err.print(f"{p.done} of {p.total} · {line}", soft_wrap=True)

    return heard


def _told(p: Progress) -> str:
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
    from corpus.sources.sync_plan import shown

    if json:
        options.emit([serializers.step(s) for s in planned.steps])
        return
    rows = [
        (
            s.why,
            s.entry.id,
            s.entry.title,
            str(s.edition or ""),
            f"about {shown(s.about)}{'?' if s.guessed else ''}" if s.about else "unknown",
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


def _counted(outcomes: Sequence[SyncOutcome], seconds: float) -> str:
    counts = Counter(o.status for o in outcomes)
    size = sum(o.size for o in outcomes)
    what = ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status]) or "nothing to do"
    return f"{what} · {size / 2**20:.1f} MB in {_span(seconds)}"


def watch(
    url: Annotated[
        str | None,
        typer.Argument(help="A web address to keep fresh with `licet sync watch`; none: list what is watched."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="The title to hold it under.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="us, eu, uk, cn, jp, …")] = None,
    kind: Annotated[str | None, typer.Option(help="law, list, guidance, news, explainer or user.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the list again.")] = False,
    json: options.Json = False,
) -> None:
    """Put an address into your own catalogue, so that `licet sync watch` keeps it fresh; without one, list it."""
    from corpus.sources.watch_list import WatchList

    settings = open_application().settings
    kept = WatchList(settings.home)
    if url is None:
        if remove:
            raise BadRequest("--remove needs an address.", "List what is watched with `licet watch`.")
        _show_watched(kept.all(), json)
        return
    chosen_kind = options.kind(kind)
    labels = {
        "title": title or "",
        "jurisdiction": (jurisdiction or "").lower(),
        "kind": chosen_kind.value if chosen_kind else "",
    }
    done = kept.remove(url) if remove else kept.add(url, labels, allow_private=settings.allow_private_addresses)
    if json:
        options.emit(serializers.watched(done, "removed" if remove else "watched"))
    else:
        err.print(f"{'no longer watched' if remove else 'watched'}: {done.url}", soft_wrap=True)
        if not remove:
            err.print("Fetch it now with `licet sync watch`; every `licet sync` without names looks at it again.")


def _show_watched(watched: Sequence[WatchedAddress], json: bool) -> None:
    if json:
        options.emit([serializers.watched(w, "watched") for w in watched])
    elif watched:
        rows = [(w.id, w.url, w.title, w.jurisdiction, w.kind, w.added[:10]) for w in watched]
        options.table(("source", "address", "title", "law of", "kind", "since"), rows)
    else:
        err.print("Nothing is watched yet. Put an address on the list with `licet watch URL`.")


def changes(
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Only editions that begin on that day or later.")
    ] = None,
    source: options.Sources = None,
    json: options.Json = False,
) -> None:
    """What changed between the editions held, newest first, by provision."""
    rows = documents.changes(open_application().catalogue, options.day(since), source or ())
    if json:
        options.emit(rows)
        return
    if not rows:
        err.print(
            "No change between the editions held. "
            "A second edition comes with `licet sync --as-of DATE` or `licet add --as-of DATE`."
        )
    for row in rows:
        _print_change(row, f"{row['since'] or 'undated'} · {row['title']}")


def diff(
    locator: Annotated[str, typer.Argument(help="An address in any common spelling.")],
    first: Annotated[str, typer.Argument(metavar="DATE")],
    second: Annotated[str, typer.Argument(metavar="DATE")],
    json: options.Json = False,
) -> None:
    """What changed in a provision between two days, in words."""
    rows = documents.differences(
        open_application().catalogue, locator, options.given_day(first), options.given_day(second)
    )
    if json:
        options.emit(rows)
        return
    if not rows:
        err.print("Nothing changed there between these days.")
    for row in rows:
        _print_change(row, "")


def _print_change(row: dict[str, Any], where: str) -> None:
    out = Terminal(highlight=False)
    out.print(f"{row['locator']} {where}".strip(), soft_wrap=True, style="bold")
    out.print(f"  {row['description']}", soft_wrap=True)
    if row["before"]:
        out.print(f"  - {row['before']}", soft_wrap=True, style="red")
    if row["after"]:
        out.print(f"  + {row['after']}", soft_wrap=True, style="green")
