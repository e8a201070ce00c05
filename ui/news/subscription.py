"""What a feed or a calendar is of: a scope of news with a title, as the query of an address carries it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.engines.lists.list_lookup import list_named
from assistant.engines.news.model import NewsScope
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import jurisdictions
from ui.language import _

_FOLLOWED_PROVISIONS = 60  # provisions of one address
_LONGEST_FEED_TITLE = 300  # characters of a title
_BETWEEN = "|"  # stands in no source id


@dataclass(frozen=True, slots=True)
class Subscription:
    """Scope of news with the title under which a reader shows it."""

    scope: NewsScope
    title: str

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return the query of an address that means this."""
        s = self.scope
        pairs = [("regime", r) for r in s.regimes] + [("list", n) for n in s.lists] + [("text", t) for t in s.sources]
        pairs += [
            ("provision", f"{source}{_BETWEEN}{locator}") for source, locator in s.provisions[:_FOLLOWED_PROVISIONS]
        ]
        return [*pairs, ("title", self.title)]


def subscribed(asked: Sequence[tuple[str, str]], catalogue: Catalogue) -> Subscription:
    """Return what the query of an address means. Raise BadRequest, NotHeld for what is not known or not held.

    `regime`, `list`, `text` and `provision` may each stand several times; a provision is written as a person writes it,
    or as the id of its text and its address with | between.
    """
    given: dict[str, list[str]] = {"regime": [], "list": [], "text": [], "provision": [], "title": []}
    for name, value in asked:
        if name not in given:
            raise BadRequest(f"{name[:40]!r} is nothing to subscribe to.", f"Known: {', '.join(given)}.")
        if value.strip():
            given[name].append(value.strip())
    if len(given["provision"]) > _FOLLOWED_PROVISIONS:
        raise BadRequest(f"An address holds at most {_FOLLOWED_PROVISIONS} provisions.", "Subscribe to several.")
    scope = NewsScope(
        tuple(r.lower() for r in given["regime"]),
        tuple(list_named(name, catalogue).name for name in given["list"]),
        tuple(given["text"]),
        tuple(place for written in given["provision"] for place in provisions_named(written, catalogue)),
    )
    catalogue.check(scope.filters)
    title = (given["title"] or [title_of(scope)])[0][:_LONGEST_FEED_TITLE]
    return Subscription(scope, title)


def provisions_named(written: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the texts and addresses that a provision as written means. Raise NotHeld."""
    source, between, locator = written.partition(_BETWEEN)
    if between:
        return [(source, locator)]
    from corpus.lookup import locate

    return list(dict.fromkeys((p.source.id, p.locator) for p in locate(catalogue, written, Filters())))


def title_of(scope: NewsScope, name_of: Callable[[str], str] | None = None) -> str:
    """Return a title for a scope: what it names, or all texts; regimes in English where `name_of` names no other."""
    english = jurisdictions.table().names
    parts = [
        *(name_of(r) if name_of else english.get(r, r.upper()) for r in scope.regimes),
        *scope.lists,
        *scope.sources,
        *dict.fromkeys(locator for __, locator in scope.provisions),
    ]
    return ", ".join(parts) or _("all texts held")
