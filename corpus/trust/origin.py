"""Where a text came from, and who brought it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePath

from corpus.language.normal_form import one_line
from corpus.model import OriginClass

_UPLOAD = "upload://"
_INSIDE = "!"  # between a file and the member of it that a text was read from


@dataclass(frozen=True, slots=True)
class Origin:
    """The path or address of a text, the class of that origin, and the person or program that brought it.

    An empty `by` stands for the account that runs this program.
    """

    place: str
    origin_class: OriginClass = OriginClass.HANDED_IN
    by: str = ""

    def inside(self, member: str) -> Origin:
        """Return the origin of a member of this file; of the file itself for ""."""
        return replace(self, place=f"{self.place}{_INSIDE}{member}") if member else self


def of_upload(name: str, data: bytes, by: str = "") -> Origin:
    """Return the origin of a file given through the page: its bytes tell two uploads of one name apart."""
    shown = one_line(name).replace(_INSIDE, "_").replace("/", "_")[:200]
    return Origin(f"{_UPLOAD}{hashlib.sha256(data).hexdigest()[:32]}/{shown}", OriginClass.UPLOAD, by)


def all_names_of(place: str) -> str:
    """Return what the places of uploads with the same bytes begin with, under whatever name; "" for other places."""
    return _UPLOAD + place.removeprefix(_UPLOAD).partition("/")[0] + "/" if place.startswith(_UPLOAD) else ""


def same_member(one: str, other: str) -> bool:
    """Return whether two places of uploads with the same bytes are of the same member in them."""
    return one.partition(_INSIDE)[2] == other.partition(_INSIDE)[2]


def place_words(place: str) -> str:
    """Return the words of a place that an id is made of: a file's name, an address without its scheme."""
    scheme, mark, rest = place.partition("://")
    return rest if mark and f"{scheme}{mark}" != _UPLOAD else PurePath(place).stem
