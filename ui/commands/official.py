"""Official texts: sync, watch, and what changed between editions."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.wiring import open_licet
from ui import shapes
from ui.commands import common
from ui.commands.common import err


def register(app: typer.Typer) -> None:
    """Adds these commands to the application."""
    for command in (sync, watch, changes, diff):
        app.command()(command)


def sync(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SET|SOURCE]…", help="core (default), us, eu, uk, cn, jp, multilateral, lists, news, watch, all, or ids."
        ),
    ] = None,
    as_of: common.AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the plan.")] = False,
    json: common.Json = False,
) -> None:
    """Fetch official texts, only what changed; safe to stop and start again."""
    from corpus.sources.entries import chosen, entries
    from corpus.sources.plan import plan
    from corpus.sources.sync import Progress, offline
    from corpus.sources.sync import sync as run
    from corpus.sources.watch import Watch

    licet = open_licet()
    day = common.day(as_of)
    wanted = chosen(what or [], [*entries(), *Watch(licet.settings.home).entries()])
    if dry_run:
        _show_plan(plan(wanted, licet.catalogue, day), json)
        return
    if not json:
        planned = plan(wanted, licet.catalogue, day)
        err.print(
            f"{len(planned.steps)} sources, {planned.new} of them new, from {len(planned.hosts)} publishers",
            markup=False,
            soft_wrap=True,
        )
    with common.progress("asking the publishers") as report:

        def heard(p: Progress) -> None:
            report(f"{p.now} · {p.received / 2**20:.1f} MB · {p.rate / 2**10:.0f} kB/s", p.done, p.total)

        outcomes = run(
            wanted, licet.collection, licet.catalogue, as_of=day, base_url=licet.settings.sources_base_url, progress=heard,
            allow_private=licet.settings.allow_private_addresses,
        )  # fmt: skip
    rows = [
        {
            "source_id": o.source_id, "title": o.title, "status": o.status, "edition": shapes.iso(o.edition), "bytes": o.size, "encoded": o.encoded,
            "seconds": round(o.seconds, 3), "problem": str(o.problem) if o.problem else None, "warnings": list(o.warnings),
        }
        for o in outcomes
    ]  # fmt: skip
    if json:
        common.emit(rows)
    else:
        _table(rows, ("status", "source_id", "edition", "encoded", "problem"))
    if line := offline(outcomes):
        err.print(line)
    if any(o.status == "failed" for o in outcomes):
        raise typer.Exit(1)


def _show_plan(planned: Any, json: bool) -> None:
    rows = [
        {
            "source_id": s.entry.id,
            "title": s.entry.title,
            "why": s.why,
            "edition": shapes.iso(s.edition),
            "bytes": s.size,
            "verified": s.entry.verified,
        }
        for s in planned.steps
    ]
    if json:
        common.emit(rows)
    else:
        _table(rows, ("why", "source_id", "title", "edition", "verified"))
        err.print(f"{len(rows)} sources, {planned.new} of them new. Nothing was fetched.")


def watch(
    url: Annotated[str, typer.Argument(help="A web address to keep fresh with `licet sync watch`.")],
    title: Annotated[str | None, typer.Option(help="The title to hold it under.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="us, eu, uk, cn, jp, …")] = None,
    kind: Annotated[str | None, typer.Option(help="law, list, guidance, news, explainer or user.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the list again.")] = False,
    json: common.Json = False,
) -> None:
    """Put an address into your own catalogue, so that `licet sync watch` keeps it fresh."""
    from corpus.sources.watch import Watch

    kept = Watch(open_licet().settings.home)
    chosen_kind = common.kind(kind)
    labels = {"title": title or "", "jurisdiction": jurisdiction or "", "kind": chosen_kind.value if chosen_kind else ""}
    done = kept.remove(url) if remove else kept.add(url, {name: value for name, value in labels.items() if value})
    if json:
        common.emit({"source_id": done.id, "url": done.url, "status": "removed" if remove else "watched"})
    else:
        err.print(f"{'no longer watched' if remove else 'watched'}: {done.url}", markup=False, soft_wrap=True)


def changes(
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Only editions that begin on that day or later.")
    ] = None,
    source: common.Sources = None,
    json: common.Json = False,
) -> None:
    """What changed between the editions held, newest first, by provision."""
    from corpus.changes import changes as find

    found = find(open_licet().catalogue, common.day(since), sources=tuple(source or ()))
    rows = [
        {"source_id": c.source.id, "title": c.source.title, "since": shapes.iso(c.day), "locator": c.locator, **_change(c.change)}
        for c in found
    ]
    if json:
        common.emit(rows)
        return
    if not rows:
        err.print(
            "No change between the editions held. A second edition comes with `licet sync --as-of DATE` or `licet add --as-of DATE`."
        )
    for row in rows:
        _print_change(row, f"{row['since'] or 'undated'} · {row['title']}")


def diff(
    locator: Annotated[str, typer.Argument(help="An address in any common spelling.")],
    first: Annotated[str, typer.Argument(metavar="DATE")],
    second: Annotated[str, typer.Argument(metavar="DATE")],
    json: common.Json = False,
) -> None:
    """What changed in a provision between two days, in words."""
    from corpus.changes import between

    changed = between(open_licet().catalogue, locator, common.day(first), common.day(second))
    rows = [{"locator": c.new or c.old, **_change(c)} for c in changed]
    if json:
        common.emit(rows)
        return
    if not rows:
        err.print("Nothing changed there between these days.")
    for row in rows:
        _print_change(row, "")


def _change(c: Any) -> dict[str, Any]:
    return {
        "change": c.kind.value,
        "description": c.description,
        "old": c.old,
        "new": c.new,
        "before": c.before,
        "after": c.after,
    }


def _print_change(row: dict[str, Any], where: str) -> None:
    out = Console(highlight=False)
    out.print(f"{row['locator']} {where}".strip(), markup=False, soft_wrap=True, style="bold")
    out.print(f"  {row['description']}", markup=False, soft_wrap=True)
    if row["before"]:
        out.print(f"  - {row['before']}", markup=False, soft_wrap=True, style="red")
    if row["after"]:
        out.print(f"  + {row['after']}", markup=False, soft_wrap=True, style="green")


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if row[c] is None else str(row[c])) for c in columns))
    Console(highlight=False).print(table)
