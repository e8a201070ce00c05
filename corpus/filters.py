"""What a search may be limited to; the same everywhere, exact and loud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.model import Source, Version


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one field are alternatives, fields are conjunctive; an empty field does not limit.

    `as_of` chooses the edition in force on that day; None means today. Values are checked against what is held
    (`Catalogue.check`), never dropped silently.
    """

    jurisdictions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def day(self) -> date:
        """The day whose law is asked for."""
        return self.as_of or date.today()

    def admits(self, source: Source, version: Version) -> bool:
        """Whether texts of this edition may answer. `languages` is tested on the source's language."""
        return (
            (not self.jurisdictions or source.jurisdiction in self.jurisdictions)
            and (not self.kinds or source.kind.value in self.kinds)
            and (not self.sources or source.id in self.sources)
            and (not self.languages or source.language in self.languages)
            and version.in_force(self.day)
        )
