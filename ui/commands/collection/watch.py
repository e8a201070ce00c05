"""Command `watch`: addresses that sync keeps fresh, and lists, provisions, regimes and questions that are followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.wiring import Application, open_application
from corpus.errors import BadRequest, NotHeld
from ui import parameters, serializers
from ui.commands import options
from ui.commands.options import err
from ui.news.followed import Followed, FollowedKind, FollowedList

if TYPE_CHECKING:  # importing it would load what only a command that fetches needs
    from corpus.sources.watch_list import WatchedAddress


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(watch)


def watch(
    url: Annotated[
        str | None,
        typer.Argument(help="A web address to keep fresh with `licet sync watch`; none: list what is watched."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="The title to hold it under.")] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="us, eu, uk, cn, jp, …")] = None,
    kind: Annotated[str | None, typer.Option(help="law, list, guidance, news, explainer or user.")] = None,
    follow_list: Annotated[str, typer.Option("--list", help="Follow a list: entity, unverified, sdn, …")] = "",
    provision: Annotated[str, typer.Option("--provision", help="Follow a provision, by its address.")] = "",
    regime: Annotated[str, typer.Option("--regime", help="Follow the texts of a regime: us, eu, cn, …")] = "",
    question: Annotated[str, typer.Option("--question", help="Ask, and follow what the answer cites.")] = "",
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell by mail or webhook what changed of all that is followed.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take it off the list again, by address, name or id.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Keep web addresses fresh; follow lists, provisions, regimes and questions, and tell what changed of them."""
    from corpus.sources.watch_list import WatchList

    licet = open_application()
    kept, followed = WatchList(licet.records), FollowedList(licet.records)
    wanted = {
        FollowedKind.LIST: follow_list,
        FollowedKind.PROVISION: provision,
        FollowedKind.REGIME: regime,
        FollowedKind.QUESTION: question,
    }
    given = [(what, name.strip()) for what, name in wanted.items() if name.strip()]
    if notify:
        if url or given or remove:
            raise BadRequest("--notify stands alone.", "Follow something first, then call `licet watch --notify`.")
        _notify(licet, followed, json)
    elif given:
        if url or len(given) > 1:
            raise BadRequest("One thing at a time.", "Call the command again for the next.")
        _follow(licet, followed, *given[0], remove, json)
    elif url is None:
        if remove:
            raise BadRequest("--remove needs an address.", "List what is watched with `licet watch`.")
        _show(kept.all(), followed.all(), json)
    elif remove and url in {name for f in followed.all() for name in (f.id, f.name)}:
        _told(followed.remove(url), "removed", json)
    else:
        chosen_kind = parameters.kind(kind)
        labels = {
            "title": title or "",
            "jurisdiction": (jurisdiction or "").lower(),
            "kind": chosen_kind.value if chosen_kind else "",
        }
        allowed = licet.settings.allow_private_addresses
        done = kept.remove(url) if remove else kept.add(url, labels, allow_private=allowed)
        if json:
            options.emit(serializers.watched(done, "removed" if remove else "watched"))
        else:
            err.print(f"{'no longer watched' if remove else 'watched'}: {done.url}", soft_wrap=True)
            if not remove:
                err.print("Fetch it now with `licet sync watch`; every `licet sync` without names looks at it again.")


def _follow(
    licet: Application, followed: FollowedList, what: FollowedKind, name: str, remove: bool, json: bool
) -> None:
    from ui.news.states import state_of

    if what is FollowedKind.LIST:
        from assistant.engines.lists.list_lookup import list_named

        name = list_named(name, licet.catalogue).name
    if what is FollowedKind.REGIME:
        name = name.lower()
    if remove:
        _told(followed.remove(name), "removed", json)
        return
    places: tuple[tuple[str, str], ...] = ()
    if what is FollowedKind.QUESTION:
        answer = licet.assistant.ask(name)
        places = tuple(dict.fromkeys((c.source.id, c.locator) for c in answer.citations))
        if not places:
            raise NotHeld("The answer to that question cites nothing that could be followed.", "Ask it another way.")
    state_of(Followed("", what, name, places), licet.catalogue)  # what is not held is told now
    _told(followed.add(what, name, places), "followed", json)


def _notify(licet: Application, followed: FollowedList, json: bool) -> None:
    from ui.news import notices

    by = notices.channels(licet.settings)
    if not followed.all():
        raise BadRequest("Nothing is followed yet.", "Follow a list with `licet watch --list entity`.")
    with licet.records.alone("notify"):  # two instances must not tell the same twice
        done = notices.notify(followed, licet.catalogue, by)
    if json:
        options.emit({channel: notices.document(sent)["notices"] for channel, sent in done.sent.items()})
    else:
        for channel, sent in done.sent.items():
            for notice in sent:
                options.out(f"{channel}: {notice.summary}")
            if not sent:
                err.print(f"{channel}: nothing was sent.")
    for name, problem in done.problems:
        err.print(f"{name}: {problem.message} {problem.remedy}", soft_wrap=True)
    if done.problems:
        raise typer.Exit(1)


def _told(one: Followed, status: str, json: bool) -> None:
    if json:
        options.emit(_row(one, status))
        return
    err.print(f"{'no longer followed' if status == 'removed' else 'followed'}: {one.name}", soft_wrap=True)
    if status != "removed":
        err.print("`licet watch --notify` tells what changed of it, from its second run on.")


def _row(one: Followed, status: str) -> dict[str, Any]:
    places = [f"{locator} ({source})" for source, locator in one.places]
    return {
        "id": one.id, "follows": one.kind.value, "name": one.name, "places": places, "added": one.added,
        "status": status,
    }  # fmt: skip


def _show(watched: Sequence[WatchedAddress], followed: Sequence[Followed], json: bool) -> None:
    if json:
        rows = [serializers.watched(w, "watched") for w in watched]
        options.emit([*rows, *(_row(f, "followed") for f in followed)])
        return
    if watched:
        lines = [(w.id, w.url, w.title, w.jurisdiction, w.kind, w.added[:10]) for w in watched]
        options.table(("source", "address", "title", "law of", "kind", "since"), lines)
    if followed:
        options.table(
            ("id", "follows", "name", "since"), [(f.id, f.kind.value, f.name, f.added[:10]) for f in followed]
        )
    if not watched and not followed:
        err.print("Nothing is watched yet. Put an address on the list with `licet watch URL`.")
