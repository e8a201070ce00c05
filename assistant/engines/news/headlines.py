"""Headlines of news as templates with their values, so that a desk can tell them in its language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.facts.days import day_in_words
from corpus.errors import FilledLine

# By whether entries were added, not changed, whether there are several, and whether one country is named.
_OF_LISTS = {
    (True, False, False): "1 entry was added to the {list} on {day}: {names}.",
    (True, False, True): "1 entry under {country} was added to the {list} on {day}: {names}.",
    (True, True, False): "{count} entries were added to the {list} on {day}: {names}.",
    (True, True, True): "{count} entries under {country} were added to the {list} on {day}: {names}.",
    (False, False, False): "1 entry was changed on the {list} on {day}: {names}.",
    (False, False, True): "1 entry under {country} was changed on the {list} on {day}: {names}.",
    (False, True, False): "{count} entries were changed on the {list} on {day}: {names}.",
    (False, True, True): "{count} entries under {country} were changed on the {list} on {day}: {names}.",
}
_REMOVED = {
    (False, False): "1 entry is no longer on the {list} in the edition of {day}: {names}.",
    (False, True): "1 entry under {country} is no longer on the {list} in the edition of {day}: {names}.",
    (True, False): "{count} entries are no longer on the {list} in the edition of {day}: {names}.",
    (True, True): "{count} entries under {country} are no longer on the {list} in the edition of {day}: {names}.",
}
PUBLISHED = "“{title}” was published on {day}."
_UNDER_COUNTRY, _UNDER_NONE, _ELSEWHERE = "{count} under {country}", "{count} under no country", "{count} elsewhere"
_AND, _COMMA, _AND_MORE, _MORE = "{first} and {last}", "{first}, {others}", "{names}; and {count} more", "{count} more"
ONE_OF_TEXT, SEVERAL_OF_TEXT = "{place} of “{title}”", "{count} provisions of “{title}”"
BEGAN = "By {subject}, rules began to apply on {day}"
ENDED = "A period in {subject} ended on {day}"
STAYED, STAYED_UNTIL = "{subject} was stayed on {day}", "{subject} was stayed on {day}, until {until}"
WERE_STAYED, WERE_STAYED_UNTIL = "{subject} were stayed on {day}", "{subject} were stayed on {day}, until {until}"
STAY_LASTED = "The stay of {subject} lasted until {day}"
AMENDED = "A temporary amendment of {subject} began on {day}"
AMENDED_UNTIL = "A temporary amendment of {subject} began on {day}, until {until}"
AMENDMENT_LASTED = "The temporary amendment of {subject} lasted until {day}"
_SENTENCE, _WITH_PLACES = "{told}.", "{told}: {places}."
_PRINT_ALONE = "The edition of {day} of “{title}” changes nothing in substance: {told}."
_PRINT_ALONE_LATER = "A later edition of “{title}” changes nothing in substance: {told}."
_ONE_RENUMBERED, _RENUMBERED = "1 provision is renumbered ({places})", "{count} provisions are renumbered ({places})"
_IS_NOW, _THEN, _AND_SO_ON = "{old} is now {new}", "{first}; {others}", "{places} …"
_ONE_IN_PRINT, _IN_PRINT = "1 differs in punctuation or spacing", "{count} differ in punctuation or spacing"
HEADLINES = (
    *_OF_LISTS.values(), *_REMOVED.values(), PUBLISHED, _UNDER_COUNTRY, _UNDER_NONE, _ELSEWHERE, _AND, _COMMA,
    _AND_MORE, _MORE, ONE_OF_TEXT, SEVERAL_OF_TEXT, BEGAN, ENDED, STAYED, STAYED_UNTIL, WERE_STAYED,
    WERE_STAYED_UNTIL, STAY_LASTED, AMENDED, AMENDED_UNTIL, AMENDMENT_LASTED, _SENTENCE, _WITH_PLACES, _PRINT_ALONE,
    _PRINT_ALONE_LATER, _ONE_RENUMBERED, _RENUMBERED, _IS_NOW, _THEN, _AND_SO_ON, _ONE_IN_PRINT, _IN_PRINT,
)  # fmt: skip


def of_list(name: str, day: date, count: int, told: str, *, country: str = "", is_added: bool) -> str:
    """Return the headline of entries that came to a list or were changed on it on a day."""
    template = _OF_LISTS[is_added, count > 1, bool(country)]
    return _entries(template, name, day, count, told, country)


def removed(name: str, day: date, count: int, told: str, *, country: str = "") -> str:
    """Return the headline of entries that an edition of a list has no longer."""
    return _entries(_REMOVED[count > 1, bool(country)], name, day, count, told, country)


def _entries(template: str, name: str, day: date, count: int, told: str, country: str) -> str:
    said = {"count": f"{count:,}", "list": name, "country": country, "day": day_in_words(day), "names": told}
    return FilledLine(template, said)


def under(country: str, count: int) -> str:
    """Return how many entries are under a country, or under none."""
    template = _UNDER_COUNTRY if country else _UNDER_NONE
    return FilledLine(template, {"count": f"{count:,}", "country": country})


def elsewhere(count: int) -> str:
    """Return how many entries are under the other countries."""
    return FilledLine(_ELSEWHERE, {"count": f"{count:,}"})


def and_more(names: str, count: int) -> str:
    """Return names, and how many there are beside them."""
    return FilledLine(_AND_MORE, {"names": names, "count": f"{count:,}"}) if count else names


def more(count: int) -> str:
    """Return how many more there are."""
    return FilledLine(_MORE, {"count": f"{count:,}"})


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence: "a, b and c"."""
    *first, last = parts
    return FilledLine(_AND, {"first": _commas(first), "last": last}) if first else last


def _commas(parts: Sequence[str]) -> str:
    first, *others = parts
    return FilledLine(_COMMA, {"first": first, "others": _commas(others)}) if others else first


def sentence(told: str, places: str = "") -> str:
    """Return what is told as a sentence, with the places that it is of behind it."""
    return (
        FilledLine(_WITH_PLACES, {"told": told, "places": places}) if places else FilledLine(_SENTENCE, {"told": told})
    )


def nothing_in_substance(title: str, day: date | None, told: str) -> str:
    """Return the headline of an edition that differs in print and numbers alone; `day` is that of the edition."""
    if day is None:
        return FilledLine(_PRINT_ALONE_LATER, {"title": title, "told": told})
    return FilledLine(_PRINT_ALONE, {"day": day_in_words(day), "title": title, "told": told})


def renumbered(count: int, moves: Sequence[tuple[str, str]], *, has_more: bool) -> str:
    """Return how many provisions have another number, with the first of their old and new addresses."""
    *first, places = (FilledLine(_IS_NOW, {"old": old, "new": new}) for old, new in moves)
    for one in reversed(first):
        places = FilledLine(_THEN, {"first": one, "others": places})
    if has_more:
        places = FilledLine(_AND_SO_ON, {"places": places})
    template = _ONE_RENUMBERED if count == 1 else _RENUMBERED
    return FilledLine(template, {"count": f"{count:,}", "places": places})


def in_print(count: int) -> str:
    """Return how many provisions differ in punctuation or spacing alone."""
    return FilledLine(_ONE_IN_PRINT, {}) if count == 1 else FilledLine(_IN_PRINT, {"count": f"{count:,}"})
