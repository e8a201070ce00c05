"""English lines that were kept as words, told in the reader's language by the templates that they are made of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from corpus.language.lazy_regex import lazy_regex
from ui.language import _, name_of_country

_PLACE = lazy_regex(r"\\\{(\w+)\\\}")  # of a value, in an escaped template
_LINE = "fact"  # name of a value that is a line itself


def told_by(line: str, lines: Collection[str], templates: Sequence[str]) -> str:
    """Return a line in the reader's language: one of `lines`, or of the first template that it fits; "" for neither.

    A value named `place` is a country or stays, one named `fact` must be one of `lines`.
    """
    if line in lines:
        return _(line)
    for template in templates:
        found = pattern_of(template).fullmatch(line)
        values = found.groupdict() if found else {}
        if not found or values.get(_LINE, line) not in (line, *lines):
            continue
        if "place" in values:
            values["place"] = name_of_country(values["place"].removeprefix("the "))
        if _LINE in values:
            values[_LINE] = _(values[_LINE])
        return _(template).format(**values)
    return ""


@cache
def pattern_of(template: str) -> re.Pattern[str]:
    """Return what lines of a template look like, each value a group of its name."""
    return re.compile(_PLACE.sub(r"(?P<\1>.{1,300})", re.escape(template)))
