"""Words of a draft as they come, before any check: without the outcome line, without the words behind the citations."""

from __future__ import annotations

import re

from assistant.evidence.citations import inert
from assistant.prompts.loader import OUTCOME, leaks
from assistant.research.replies.markers import CLOSE, OPEN, markers_taken_out
from corpus.language.lazy_regex import lazy_regex

_LOOKED_BACK = 400  # characters of what was shown in which the prompt's words may begin that new ones go on with
_WORTH_SHOWING = 24  # characters that are worth showing
_OUTCOME_BEGUN = lazy_regex(rf"^[\W_]{{0,6}}{OUTCOME}[^\n]{{0,300}}\n", re.IGNORECASE)
_PROVISIONAL_MARK = lazy_regex(f"{OPEN}(\\d{{1,5}}){CLOSE}")


class Provisional:
    """What was shown of a draft so far."""

    def __init__(self) -> None:
        self._shown = 0  # characters of the draft's readable form
        self._read = 0  # characters of the draft
        self._leaks = False

    def more(self, draft: str, *, whole: bool = False) -> str:
        """Return the words that can be shown since the last call, harmless for Markdown; "" where there are none.

        Few words wait for more, unless the draft is `whole`. Once a draft repeats the prompt, nothing more of it is
        shown: what comes behind would bring the prompt's words along.
        """
        if self._leaks or (len(draft) - self._read < _WORTH_SHOWING and not whole):
            return ""
        self._read = len(draft)
        readable = _readable(draft)
        new = readable[self._shown :]
        if not new.strip():
            return ""
        self._leaks = leaks(readable[max(0, self._shown - _LOOKED_BACK) :])
        if self._leaks:
            return ""
        self._shown = len(readable)
        return "\n".join(inert(line) if line.strip() else line for line in _spaced(new))


def _spaced(new: str) -> list[str]:
    return [f"{' ' if line[:1].isspace() else ''}{line}" for line in new.split("\n")]


def _readable(draft: str) -> str:
    """Return a draft up to the last place that the next words cannot change."""
    if OUTCOME in draft[:40].upper() and "\n" not in draft:
        return ""
    text = _OUTCOME_BEGUN.sub("", draft.lstrip())
    opened = text.rfind("[")
    if opened >= 0 and "]" not in text[opened:]:
        text = text[:opened]
    plain, found = markers_taken_out(text)
    return _PROVISIONAL_MARK.sub(lambda m: _numbers(found[int(m[1])].support), plain)


def _numbers(support: tuple[tuple[int, str], ...]) -> str:
    return "".join(f"[{n}]" for n in dict.fromkeys(n for n, _ in support))
