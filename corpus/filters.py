"""The limits that a search can be given; they mean the same everywhere and are never dropped silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.model import Source, Version


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits of a search: several values of one field are alternatives, different fields must all match.

    An empty field does not limit. `as_of` chooses the edition in force on that day; None means today. `Catalogue.check`
    raises BadRequest for a value that nothing held has.

    >>> Filters(jurisdictions=("us", "eu"), kinds=("law",), as_of=date(2026, 4, 1)).day
    datetime.date(2026, 4, 1)
    """

    jurisdictions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def day(self) -> date:
        """Return the day whose law is asked for: `as_of`, or today."""
        return self.as_of or date.today()

    def admits(self, source: Source, version: Version) -> bool:
        """Return whether passages of this edition may be used. `languages` is compared with the source's language."""
        return (
            (not self.jurisdictions or source.jurisdiction in self.jurisdictions)
            and (not self.kinds or source.kind.value in self.kinds)
            and (not self.sources or source.id in self.sources)
            and (not self.languages or source.language in self.languages)
            and version.in_force(self.day)
        )
