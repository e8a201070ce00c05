"""Comments of a Word document, numbered here: the library reads all their numbers anew for each one that is added."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

_NUMBER_OF_COMMENT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}id"


class WordComments:
    """Comments of one document by one author; the time that they take grows with their number only."""

    def __init__(self, document: Any, author: str, initials: str) -> None:
        self._comments, self._author, self._initials = document.comments, author, initials
        self._empty: Any = None
        self._last = -1

    def add(self, text: str) -> int:
        """Add a comment and return its number, which marks the runs that it is on."""
        if self._empty is None:
            first = self._comments.add_comment(text="", author=self._author, initials=self._initials)
            self._room, self._empty = first._comment_elm.getparent(), deepcopy(first._comment_elm)
            self._room.remove(first._comment_elm)
            self._last = first.comment_id - 1
        self._last += 1
        made = deepcopy(self._empty)
        made.set(_NUMBER_OF_COMMENT, str(self._last))
        self._room.append(made)
        made.p_lst[0].add_r().text = text
        return self._last
