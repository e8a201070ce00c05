"""Addresses that a sentence names: what stands there, or what exists beside a place where nothing stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafts.context import CheckedAgainst
from assistant.drafts.model import DraftVerdict, SentenceFinding
from assistant.engines.model import Span
from corpus.catalogue_results import HeldProvision
from corpus.errors import FilledLine, NotHeld, Problem
from corpus.locators import Locator, Mention, mentions
from corpus.lookup import locate, nearest_provisions, stands_in


@dataclass(frozen=True, slots=True)
class CitedAddress:
    """Address in a sentence with the provisions that stand there, or with what is wrong with it.

    Neither is known of an address that names no text, such as "Article 5" alone.
    """

    mention: Mention
    provisions: tuple[HeldProvision, ...] = ()
    finding: SentenceFinding | None = None


def cited_addresses(text: str, against: CheckedAgainst) -> list[CitedAddress]:
    """Return the addresses of a sentence, each looked up in the texts held."""
    return [_looked_up(m, against) for m in mentions(text)]


def without_addresses(text: str, found: Sequence[CitedAddress]) -> str:
    """Return a sentence with spaces in the place of its addresses."""
    out = list(text)
    for cited in found:
        out[cited.mention.start : cited.mention.end] = " " * (cited.mention.end - cited.mention.start)
    return "".join(out)


def _looked_up(mention: Mention, against: CheckedAgainst) -> CitedAddress:
    locator = mention.locator
    if not locator.instrument and locator.system != "eccn":
        return CitedAddress(mention)
    try:
        return CitedAddress(mention, tuple(locate(against.catalogue, _asked(locator), against.filters)))
    except NotHeld as problem:
        return CitedAddress(mention, finding=_missing(locator, problem, against))
    except Problem:
        return CitedAddress(mention)


def _asked(locator: Locator) -> str:
    if locator.system == "cfr" or not locator.instrument or locator.text.startswith(locator.instrument):
        return locator.text
    return (
        f"{locator.instrument}{locator.text}"
        if not locator.instrument.isascii()
        else f"{locator.text} of {locator.instrument}"
    )


def _missing(locator: Locator, problem: NotHeld, against: CheckedAgainst) -> SentenceFinding:
    """Return what to say of an address at which nothing stands.

    A paragraph that its section does not have is contradicted by the section. Of a whole section or article it is only
    said that the edition held has none: another may.
    """
    above, _ = nearest_provisions(against.catalogue, locator, against.filters)
    said = FilledLine("{what} {then}", {"what": problem.message, "then": problem.remedy})
    if above is not None and above.provision.end > above.provision.start:
        if edition := above.version.valid_from:
            said = FilledLine("{what} (edition of {day})", {"what": said, "day": edition})
        return SentenceFinding(DraftVerdict.CONTRADICTED, said, (Span.of(above),))
    held = any(stands_in(locator, s) for s, _ in against.catalogue.in_force(against.filters).values())
    if not held:
        name = locator.instrument or locator.text
        said = FilledLine(
            "{name} is not held, so {place} cannot be looked up. {then}",
            {"name": name, "place": locator.text, "then": problem.remedy},
        )
    return SentenceFinding(DraftVerdict.NOT_FOUND, said)
