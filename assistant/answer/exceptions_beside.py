"""Exceptions to a quoted paragraph that other paragraphs of its article make: where they stand is said beneath it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from assistant.evidence.citations import Citations
from assistant.evidence.statement_collection import Draft
from assistant.model import StatementRole, Verdict
from corpus import lexicon
from corpus.catalogue_results import HeldProvision
from corpus.instruments import is_of_instrument
from corpus.lexicon.tables import content
from corpus.model import Kind, Reference, Role, Source

_SAYS_SO_WITHIN = 240  # characters of a paragraph in which one that makes an exception says so
_PARAGRAPHS_READ = 60  # of one article
_NAMED = 8  # paragraphs that are named
_QUOTES_READ = 6  # of one answer
_ROLES_QUOTED = (StatementRole.PROPER, StatementRole.ITEM, StatementRole.LEAD_IN)


def say_where_exceptions_stand(draft: Draft, cites: Citations) -> None:
    """Add which paragraphs make exceptions to those that a draft quotes, but for paragraphs that it quotes itself."""
    quoted = [s for s in draft.statements if s.verdict is Verdict.VERBATIM]
    numbers = dict.fromkeys(n for s in quoted if s.note in _ROLES_QUOTED for n in s.citations)
    told = {(c.source.id, c.locator) for s in draft.statements for n in s.citations for c in [cites.all[n - 1]]}
    for number in list(numbers)[:_QUOTES_READ]:
        cited = cites.all[number - 1]
        if cited.source.kind is not Kind.LAW:
            continue
        held = cites.catalogue.at(cited.version.number, cited.start)
        found = list(_exceptions_to(held, cites))
        further = [p for p in found if (p.source.id, p.locator) not in told]
        if not further:
            continue
        word = "Exceptions" if len(further) == len(found) else "Further exceptions"
        named, more = [p.locator for p in further[:_NAMED]], " and further ones" if len(further) > _NAMED else ""
        text = f"{word} to {_paragraph(held, cites).locator} stand in {', '.join(named)}{more}."
        at = [cites.cite_provision(p) for p in further[:_NAMED]]
        draft.say(text, at, StatementRole.EXCEPTION, Verdict.SUPPORTED, "looked up in the text's own paragraphs")
        told.update((p.source.id, p.locator) for p in further[:_NAMED])


def _paragraph(held: HeldProvision, cites: Citations) -> HeldProvision:
    """Return the paragraph of an article that a provision is, or is in."""
    above = [*cites.catalogue.ancestors(held), held]
    article = max((n for n, p in enumerate(above) if p.provision.role is Role.SECTION), default=len(above) - 1)
    return above[min(article + 1, len(above) - 1)]


def _exceptions_to(held: HeldProvision, cites: Citations) -> Iterator[HeldProvision]:
    """Yield the paragraphs of an article that open as exceptions and name the paragraph of a provision."""
    above = cites.catalogue.ancestors(held)
    article = next((p for p in reversed(above) if p.provision.role is Role.SECTION), None)
    if article is None or _opens_as_exception(_paragraph(held, cites).text):
        return
    mine = {p.locator for p in (*above, held) if p.position > article.position}
    for beside in cites.catalogue.children(article)[:_PARAGRAPHS_READ]:
        opening = beside.provision.start + _SAYS_SO_WITHIN
        named = {r.locator for r in beside.provision.references if r.start < opening and _is_within(r, held.source)}
        if beside.locator not in mine and named & mine and _opens_as_exception(beside.text):
            yield beside


def _is_within(reference: Reference, source: Source) -> bool:
    """Return whether a reference means a provision of the text in which it stands: every act has an Article 3(1)."""
    by_name = reference.instrument and not reference.locator.startswith(reference.instrument)
    return not by_name or is_of_instrument(reference.instrument, source)


def _opens_as_exception(text: str) -> bool:
    return _openings().search(text, 0, _SAYS_SO_WITHIN) is not None


@cache
def _openings() -> re.Pattern[str]:
    table = content(Path(lexicon.__file__).with_name("exception_words.toml"))
    words = sorted({word for row in table.values() for word in row.get("opens", ())})
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
