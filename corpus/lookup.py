"""From an address as a person writes it to the provisions that it means, or to what stands there instead."""

from __future__ import annotations

from corpus.catalogue import Catalogue
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.held import HeldProvision
from corpus.instruments import matches
from corpus.locators import Locator, parse


def resolve(catalogue: Catalogue, locator: Locator, filters: Filters = Filters()) -> list[HeldProvision]:
    """The provisions at an address, in the texts that its instrument names; every text's when it names none."""
    found = catalogue.find(locator.text, filters)
    if not locator.instrument:
        return found
    return [p for p in found if locator.system == "cfr" or matches(locator.instrument, p.source)]


def nearest(
    catalogue: Catalogue, locator: Locator, filters: Filters = Filters()
) -> tuple[HeldProvision | None, list[HeldProvision]]:
    """For an address that is not there: the closest provision above it that is, and that one's children.

    (None, []) when nothing above it is held either.
    """
    path = locator.path
    while len(path) > 1:
        path = path[:-1]
        above = Locator(locator.system, locator.instrument, path, _spelt(locator, path))
        found = resolve(catalogue, above, filters)
        if found:
            return found[0], catalogue.children(found[0])
    return None, []


def _spelt(locator: Locator, path: tuple[str, ...]) -> str:
    """The canonical spelling of a shorter path: the steps that are left out are cut from the end of the text."""
    text = locator.text
    for step in reversed(locator.path[len(path) :]):
        at = text.rfind(step)
        text = text[:at] if at > 0 else text
    return text.rstrip(" .(,、>|")


def locate(catalogue: Catalogue, text: str, filters: Filters = Filters()) -> list[HeldProvision]:
    """The provisions at an address in any spelling. Raises NotHeld, naming the siblings that do exist."""
    locator = parse(text)
    found = resolve(catalogue, locator, filters) if locator else catalogue.find(text, filters)
    if found:
        return found
    if locator is None:
        raise NotHeld(
            f"{text!r} is not an address of anything held.",
            "Write it as 744.21(f), 3A001.b.2 or Article 3(1); `licet sources` lists the texts.",
        )
    above, siblings = nearest(catalogue, locator, filters)
    if above is None:
        raise NotHeld(
            f"{locator.text} is not in any text held.", "`licet sources` lists the texts; add the missing one with `licet add`."
        )
    names = ", ".join(dict.fromkeys(s.locator for s in siblings[:12])) or "nothing below it"
    raise NotHeld(f"There is no {locator.text}.", f"{above.locator} of {above.source.title} has: {names}.")
