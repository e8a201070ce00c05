"""Finds the provisions that an address means, or what exists near it when nothing stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.errors import BadRequest, FilledLine, NotHeld
from corpus.filters import Filters
from corpus.instruments import eu_number, is_of_instrument, known, of_source
from corpus.lexicon import jurisdictions
from corpus.locators import Locator, mentions, parse
from corpus.locators.numerals import to_int
from corpus.model import OriginClass, Role, Source


def resolve(catalogue: CatalogueReader, locator: Locator, filters: Filters = Filters()) -> list[HeldProvision]:
    """Return the provisions at an address, in the sources that its instrument names, or in all if it names none."""
    found = catalogue.find(locator.text, filters)
    if not locator.instrument:
        return found
    return [p for p in found if locator.system == "cfr" or is_of_instrument(locator.instrument, p.source)]


def in_law_of(catalogue: CatalogueReader, locator: Locator, jurisdiction: str) -> list[Locator]:
    """Return the addresses that an article without a law ("Article 48(3)") may have in the held laws of a jurisdiction.

    Each is written as that law writes its addresses, and exists there.
    """
    held = {source.id for source, _ in catalogue.editions().values() if source.jurisdiction == jurisdiction}
    names = [i.english or i.title for i in known() if i.jurisdiction == jurisdiction and i.id in held]
    of_each = (m.locator for name in names for m in mentions(f"{locator.text} of {name}"))
    return [at for at in dict.fromkeys(of_each) if at.instrument and resolve(catalogue, at)]


def nearest_provisions(
    catalogue: CatalogueReader, locator: Locator, filters: Filters = Filters()
) -> tuple[HeldProvision | None, list[HeldProvision]]:
    """Return the closest provision held above an address that does not exist, and that provision's children.

    Returns (None, []) if nothing above it is held either.
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
    """Return the canonical spelling of a shorter path: the steps left out are cut from the end of the text."""
    text = locator.text
    for step in reversed(locator.path[len(path) :]):
        at = text.rfind(step)
        text = text[:at] if at > 0 else text
    return text.rstrip(" .(,、>|")


def locate(catalogue: CatalogueReader, text: str, filters: Filters = Filters()) -> list[HeldProvision]:
    """Return the provisions at an address in any spelling.

    If `text` is no address, or nothing stands at it, it may still be how an address begins or ends ("Supplement No. 4
    to Part 744, Country: China", the name of a listed party). If exactly one address fits, its provisions are returned.
    Raises NotHeld otherwise, naming the addresses that do exist around it; AlteredText where a text was altered that
    could have had it; BadRequest for what is too long for an address.
    """
    if len(text) > _LONGEST_ADDRESS:
        raise BadRequest(
            FilledLine("An address has at most {most} characters.", {"most": f"{_LONGEST_ADDRESS:,}"}),
            "Write it as 744.21(f) or Article 3(1).",
        )
    locator = parse(text)
    found = resolve(catalogue, locator, filters) if locator else catalogue.find(text, filters)
    if found:
        return _once(found)
    for problem in catalogue.unsound.values():
        raise problem  # it could be the text that is asked for
    if locator and filters.as_of and (elsewhen := _of_other_days(catalogue, locator, filters)):
        raise elsewhen
    alike = catalogue.alike(locator.text if locator else text, filters)
    if locator and locator.instrument and locator.system != "cfr":
        alike = [p for p in alike if is_of_instrument(locator.instrument, p.source)]
    if len({p.locator for p in alike}) == 1:
        return _once(alike)
    if alike:
        names = _listed([p.locator for p in alike], "")
        with_words = FilledLine("Addresses with these words: {names}.", {"names": names})
        raise NotHeld(_no_place(locator.text if locator else text), with_words)
    if locator is None:
        raise NotHeld(
            FilledLine("{place} is not an address of anything held.", {"place": repr(text)}),
            "Write it as 744.21(f), 3A001.b.2 or Article 3(1); `licet sources` lists the texts.",
        )
    raise _missing(catalogue, locator, filters)


def _no_place(place: str) -> FilledLine:
    return FilledLine("There is no {place}.", {"place": place})


def _once(found: list[HeldProvision]) -> list[HeldProvision]:
    """Return the provisions without those inside another one found.

    A text that continues after its points carries the same address twice.
    """
    return [
        p
        for p in found
        if not any(
            q.version.number == p.version.number and q.position < p.position < q.after for q in found if q is not p
        )
    ]


def _of_other_days(catalogue: CatalogueReader, locator: Locator, filters: Filters) -> NotHeld | None:
    """Return the error for an address that only editions of other days than the one asked for have; None for others."""
    day = filters.as_of
    held = resolve(catalogue, locator, replace(filters, as_of=None))
    if not held or day is None:
        return None
    source = held[0].source
    days = sorted(v.valid_from for s, v in catalogue.editions().values() if s.id == source.id and v.valid_from)
    if not days:
        return None
    remedy = FilledLine(
        "Ask for one of those days, or add that edition with `licet add FILE --as-of {day}`; without a day the newest "
        "is read.",
        {"day": day.isoformat()},
    )
    if locator.system == "cfr" and source.origin_class is OriginClass.PUBLISHER:  # who gives every day's text
        remedy = FilledLine(
            "`licet sync {source} --as-of {day}` brings that one; without a day the newest is read.",
            {"source": source.id, "day": day.isoformat()},
        )
    told = ", ".join(d.isoformat() for d in days[:_EDITIONS_NAMED])
    return NotHeld(
        FilledLine(
            "No edition of {day} is held that has {place}; {title} is held as of {days}.",
            {"day": day.isoformat(), "place": locator.text, "title": source.title, "days": told},
        ),
        remedy,
    )


def _missing(catalogue: CatalogueReader, locator: Locator, filters: Filters) -> NotHeld:
    """Return the error for an address that does not exist, naming the addresses that do exist beside it."""
    above, siblings = nearest_provisions(catalogue, locator, filters)
    if above is not None:
        below = [s.locator for s in siblings if s.provision.role not in (Role.META, Role.CONTINUATION)]
        below = [
            name for name in below if ">" not in name
        ] or below  # a note belongs to its provision and is no sibling of it
        names, title = _listed(below, locator.text), above.source.title
        return NotHeld(
            _no_place(locator.text),
            FilledLine("{place} of {title} has: {names}.", {"place": above.locator, "title": title, "names": names})
            if names
            else FilledLine("{place} of {title} has nothing below it.", {"place": above.locator, "title": title}),
        )
    texts = [(s, v) for s, v in catalogue.in_force(filters).values() if stands_in(locator, s)]
    if locator.instrument and not texts:
        return NotHeld(
            FilledLine(
                "{place} is not in any text held, and neither is {instrument}.",
                {"place": locator.text, "instrument": locator.instrument},
            ),
            _HOW_TO_ADD,
        )
    head = locator.text if locator.path[0] == "recital" else _spelt(locator, locator.path[:1])
    said: list[FilledLine] = []
    for source, version in texts:
        if siblings_there := _of_its_kind(catalogue, version.number, head):
            values = {"title": source.title, "names": _listed(siblings_there, head)}
            said.append(FilledLine("{title} has: {names}.", values))
    if said:
        left = f"{len(said) - _TEXTS:,}"
        more = [FilledLine("{count} more texts have such addresses.", {"count": left})] if len(said) > _TEXTS else []
        return NotHeld(_no_place(locator.text), _in_a_row([*said[:_TEXTS], *more]))
    return NotHeld(
        FilledLine("{place} is not in any text held.", {"place": locator.text}),
        _HOW_TO_ADD,
    )


def _in_a_row(lines: Sequence[FilledLine]) -> FilledLine:
    """Return lines as one, each of which keeps its template."""
    first, *others = lines
    return FilledLine("{first} {others}", {"first": first, "others": _in_a_row(others)}) if others else first


_HOW_TO_ADD = FilledLine("`licet sources` lists the texts; add the missing one with `licet add`.", {})
_LONGEST_ADDRESS = 1_000  # characters of an address: a row has the name of its party in it
_TEXTS = 3
_EDITIONS_NAMED = 6
_ADDRESSES_NAMED = 12


def stands_in(locator: Locator, source: Source) -> bool:
    """Return whether an address could be of this source: by its instrument, else by its jurisdiction."""
    if locator.instrument and locator.system != "cfr":
        return is_of_instrument(locator.instrument, source)
    here = jurisdictions.table().of_locator.get(locator.system)
    return here is None or source.jurisdiction in here


def same_instrument(one: Source, other: Source, locator: str) -> bool:
    """Return whether two sources hold texts of one instrument, so that an address means the same in both.

    An address of the CFR names its title and part by itself; other sources are compared by the EU number or the
    well-known instrument that they are. Where neither is known, they are taken for two.
    """
    if one.jurisdiction != other.jurisdiction:
        return False
    address = parse(locator)
    if address is not None and address.system == "cfr":
        return True
    numbers = [eu_number(f"{s.id.removeprefix('eu-')} {s.title}") for s in (one, other)]
    if numbers[0] is not None or numbers[1] is not None:
        return numbers[0] == numbers[1]
    first, second = of_source(one), of_source(other)
    return first is not None and second is not None and first.id == second.id


def _of_its_kind(catalogue: CatalogueReader, version: int, address: str) -> list[str]:
    """Return the addresses of one edition that differ from `address` only in number: for Article 300 all articles."""
    shape = _shape(address)
    found = [p.locator for p in catalogue.outline(version) if p.provision.role is not Role.CONTINUATION]
    return [text for text in dict.fromkeys(found) if _shape(text) == shape]


def _shape(text: str) -> str:
    """Return an address without its numbers, so that addresses of one kind compare as equal.

    Sections of one CFR part are of one kind, and so are the annexes of one part.
    """
    if cfr := re.fullmatch(r"(\d+ CFR \d+)\.[\d.–-]+[a-z]?", text):
        return cfr[1]
    if annex := re.fullmatch(r"(?:Supplement No\. \d+|Appendix \w+)( to Part \d+)", text):
        return annex[1]
    if eccn := re.fullmatch(r"(\d[A-E])\d{3}", text):
        return eccn[1]
    text = re.sub(r"第[〇零一二三四五六七八九十百千]+(条|章|節|节)(?:[の之][〇一二三四五六七八九十]+)*", r"第#\1", text)
    return re.sub(r"\b(?:\d+[A-Za-z]{0,3}|[IVXLC]+)\b", "#", text)


def _listed(names: list[str], wanted: str) -> str:
    """Return addresses as a phrase: all if they are few, else those around the place where `wanted` would stand."""
    names = list(dict.fromkeys(names))
    if len(names) <= _ADDRESSES_NAMED:
        return ", ".join(names)
    at = next((n for n, name in enumerate(names) if _order(name) > _order(wanted)), len(names)) if wanted else 0
    begin = max(0, min(at - _ADDRESSES_NAMED // 2, len(names) - _ADDRESSES_NAMED))
    shown = ", ".join(names[begin : begin + _ADDRESSES_NAMED])
    return (
        f"{'… ' if begin else ''}{shown}{' …' if begin + _ADDRESSES_NAMED < len(names) else ''} ({len(names)} in all)"
    )


def _order(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key that compares numbers as numbers, also Roman and Chinese ones."""
    steps = re.findall(r"\d+|[〇零一二三四五六七八九十百千]+|[IVXLC]+(?![A-Za-z])|[^\W\d_]", name)
    return [(0, _value(step), "") if _value(step) else (1, 0, step) for step in steps]


def _value(step: str) -> int:
    """Return the number that a step of an address stands for; 0 if it is not a number."""
    if step.isdecimal():
        return int(step)
    if re.fullmatch("[IVXLC]+", step):
        values = [_ROMAN_VALUES[c] for c in step]
        return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
    try:
        return to_int(step) if step[0] in "〇零一二三四五六七八九十百千" else 0
    except ValueError:
        return 0


_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
