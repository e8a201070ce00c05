"""Commands `changes` and `diff`: what changed between editions, and news of the texts held in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.wiring import open_application
from ui import parameters
from ui.commands import options
from ui.commands.options import err
from ui.file_output import save_file
from ui.json_documents import provision_documents
from ui.terminal import Terminal


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(changes)
    app.command()(diff)


def changes(
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Only editions that begin on that day or later.")
    ] = None,
    source: options.SourcesOption = None,
    news: Annotated[bool, typer.Option("--news", help="Sentences: listings, editions, what began and ended.")] = False,
    regime: Annotated[list[str] | None, typer.Option("--regime", help="News of this regime only; repeatable.")] = None,
    of_list: Annotated[list[str] | None, typer.Option("--list", help="News of this list only; repeatable.")] = None,
    provision: Annotated[
        list[str] | None, typer.Option("--provision", help="News of this provision only; repeatable.")
    ] = None,
    atom: Annotated[Path | None, typer.Option("--atom", help="Save the news as an Atom feed.")] = None,
    ics: Annotated[Path | None, typer.Option("--ics", help="Save the news as a calendar.")] = None,
    json: options.Json = False,
) -> None:
    """Tell what changed between the editions held, newest first, by provision; or tell the news in sentences."""
    if news or regime or of_list or provision or atom or ics:
        asked = [("regime", r) for r in regime or ()] + [("list", n) for n in of_list or ()]
        asked += [("text", s) for s in source or ()] + [("provision", p) for p in provision or ()]
        _news(asked, since, atom, ics, json)
        return
    rows = provision_documents.changes(open_application().catalogue, parameters.day(since), source or ())
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


def _news(asked: list[tuple[str, str]], since: str | None, atom: Path | None, ics: Path | None, json: bool) -> None:
    from ui.news import feeds
    from ui.news.news_cache import CollectedNews
    from ui.news.subscription import subscribed

    catalogue = open_application().catalogue
    wanted = subscribed(asked, catalogue)
    items = CollectedNews(catalogue).items(wanted.scope, parameters.day(since))
    if atom:
        _save(atom, feeds.atom(items[: feeds.MOST_ITEMS], wanted.title))
    if ics:
        _save(ics, feeds.calendar(catalogue, items[: feeds.MOST_ITEMS], wanted.scope, wanted.title))
    if json:
        options.emit(list(map(feeds.item_document, items)))
        return
    for item in items:
        options.out(f"{item.day} {item.headline}")
    if not items:
        err.print("The texts held tell of no change here.")


def _save(path: Path, text: str) -> None:
    save_file(path, text.encode())
    err.print(f"saved {path}", soft_wrap=True)


def diff(
    locator: Annotated[str, typer.Argument(help="An address in any common spelling.")],
    first: Annotated[str, typer.Argument(metavar="DATE")],
    second: Annotated[str, typer.Argument(metavar="DATE")],
    json: options.Json = False,
) -> None:
    """Tell what changed in a provision between two days, in words."""
    rows = provision_documents.differences(
        open_application().catalogue, locator, parameters.given_day(first), parameters.given_day(second)
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
