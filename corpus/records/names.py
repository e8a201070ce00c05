"""Names of records and of their folders: in a home, on a server and in a backup the same."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex

CONVERSATIONS, RESEARCHES, SHARED_ANSWERS = "conversations", "research", "answers"
WATCHED, FOLLOWED, KEYS = "watch.json", "followed.json", "api-keys.json"
TOLD = "followed"  # folder of what each channel was last told of what is followed
FOLDERS, SINGLE = (CONVERSATIONS, RESEARCHES, SHARED_ANSWERS, TOLD), (WATCHED, FOLLOWED, KEYS)
READING_PLACE, DESK_CHOICES = "reading.place", "desk.choices"  # of a reader, beside the conversations

_NAMES = lazy_regex(
    rf"{'|'.join(map(re.escape, SINGLE))}"
    rf"|{CONVERSATIONS}/[\w.@+-]{{1,120}}/"
    rf"(?:[\w-]{{1,80}}\.jsonl?|{re.escape(READING_PLACE)}|{re.escape(DESK_CHOICES)})"
    rf"|(?:{RESEARCHES}|{SHARED_ANSWERS})/[0-9a-f]{{1,80}}\.json"
    rf"|{TOLD}/[0-9a-f]{{1,80}}\.[a-z]{{1,20}}\.json\.gz",
    re.ASCII,
)


def is_record(name: str) -> bool:
    """Return whether a name is that of a record which Licet writes."""
    return _NAMES.fullmatch(name) is not None and not {".", ".."} & set(name.split("/"))
