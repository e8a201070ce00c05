"""The terminal's border: words of documents, file names and errors reach it as characters that are seen, or not at all.

A control sequence could rewrite what a person has read, a bidi mark turn it around, a line break forge a line.
"""

from __future__ import annotations

import json
import re
from typing import Any

from rich.console import Console
from rich.text import Text

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line, without_unseen

# What JSON leaves as it is and a terminal may act on: C1 controls, marks that are not seen, halves of characters.
_UNSEEN = lazy_regex(
    "[\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


class Terminal(Console):
    """Console that prints strings as they are written: no markup is read in them, and nothing unseen is sent."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as `Console.print`; every string becomes plain text without unseen characters."""
        plain = {"markup": False, "emoji": False, **options}
        super().print(*(without_unseen(o) if isinstance(o, str) else o for o in objects), **plain)


def cell(text: str) -> Text:
    """Return a text as the cell of a table, each of its lines without unseen characters."""
    return Text(without_unseen(text))


def name(text: str) -> str:
    """Return a file's name, or another word that stands in a line of ours, as one line."""
    return one_line(text)


def json_line(data: Any) -> str:
    """Return one JSON document as a line in which unseen characters stand as their escapes: it means the same."""
    return _UNSEEN.sub(_escaped, json.dumps(data, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
