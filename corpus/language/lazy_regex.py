"""Regular expressions that are compiled when they are first used.

A command that answers one question uses a third of the program's two thousand expressions; to compile the others too
took a seventh of its processor time.
"""

from __future__ import annotations

import re
from typing import Any, cast


class LazyRegex:
    """Stand-in for a compiled expression, with its methods and attributes."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags
        _MADE.append(self)

    @property
    def compiled(self) -> re.Pattern[str]:
        """Return the expression compiled. Raises re.error."""
        return re.compile(*self._given)

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS_AND_ATTRIBUTES:
            raise AttributeError(name)
        compiled = self.compiled
        # From now on the methods are the expression's own.
        self.__dict__.update({n: getattr(compiled, n) for n in _METHODS_AND_ATTRIBUTES})
        return self.__dict__[name]

    def __repr__(self) -> str:
        return f"lazy_regex({self._given[0]!r})"


_MADE: list[LazyRegex] = []
_METHODS_AND_ATTRIBUTES = frozenset(name for name in dir(re.Pattern) if not name.startswith("_"))


def lazy_regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return an expression as `re.compile` does, compiled when it is first used; a wrong one raises re.error then."""
    return cast(re.Pattern[str], LazyRegex(pattern, flags))


def compile_all() -> None:
    """Compile every expression made so far, for a process whose work is timed; a wrong one raises re.error."""
    while _MADE:
        _MADE.pop().search  # noqa: B018  # what is asked of it compiles it
