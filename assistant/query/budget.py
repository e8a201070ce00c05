"""What a question may cost: bounds of its length, of what it asks at once, and of the conversation before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from assistant.query.model import Query
from corpus.errors import BadRequest, FilledLine
from corpus.language.normal_form import one_line

MOST_PARTS = 12  # questions in one: each is searched for by itself
MOST_ADDRESSES = 40  # provisions that are looked up for one question
MOST_TURNS = 1_000  # of a conversation that is given with a question …
LAST_TURNS = 40  # … and those that are read: what a question points back to stands in the last ones
_Turn = TypeVar("_Turn")


def checked_question(question: str, limit: int) -> str:
    """Return a question without the white space around it. Raise BadRequest where it is too long, or says nothing."""
    if len(question) > limit:
        raise BadRequest(
            FilledLine(
                "The question has {count} characters; the limit is {limit}.",
                {"count": f"{len(question):,}", "limit": f"{limit:,}"},
            ),
            "Shorten it, or add the text as a document and ask about it.",
        )
    text = question.strip()
    if not one_line(text):
        raise BadRequest("The question is empty.", "Ask in plain words, or give an address such as 744.21(f).")
    return text


def last_turns(history: Sequence[_Turn]) -> Sequence[_Turn]:
    """Return the turns before a question that are read. Raise BadRequest for a conversation that is too long."""
    if len(history) > MOST_TURNS:
        raise BadRequest(
            f"The history has {len(history):,} turns; the limit is {MOST_TURNS:,}.",
            f"Give the last {LAST_TURNS}: earlier ones are not read.",
        )
    return history[-LAST_TURNS:]


def check_earlier(questions: Sequence[str], limit: int) -> None:
    """Raise BadRequest where an earlier question is longer than a question may be."""
    longest = max(map(len, questions), default=0)
    if longest > limit:
        raise BadRequest(
            f"A question of the history has {longest:,} characters; the limit is {limit:,}.", "Shorten or leave it out."
        )


def check_query(query: Query) -> None:
    """Raise BadRequest for more questions at once, or more addresses, than one answer can be about."""
    for number, most, what in (
        (len(query.parts), MOST_PARTS, "The question has {count} questions at once; the limit is {most}."),
        (len(query.addresses), MOST_ADDRESSES, "The question has {count} addresses at once; the limit is {most}."),
    ):
        if number > most:
            raise BadRequest(FilledLine(what, {"count": number, "most": most}), "Ask them one after another.")
