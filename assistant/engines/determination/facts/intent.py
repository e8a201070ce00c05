"""Tells questions about a licence for a transaction from those about the law in general."""

from __future__ import annotations

from assistant.engines.determination.facts.asked import Transaction, of_text
from assistant.engines.determination.facts.places import places
from assistant.engines.determination.held.rules import pattern, table
from assistant.query.candidate_names import asking
from assistant.query.model import Query

_SHORT = 12  # words of a question that asks on about a shipment
_MOST_WORDS_OF_ITEM = 30  # words of a question that describes its item instead of classifying it


def is_determination(question: Query, asked: Transaction) -> bool:
    """Return whether a question asks what a transaction needs: an item on the list, a place, or a shipment of its own.

    A question about a provision, a figure, a list or a procedure is left to reading.
    """
    if _has("other_law", question.standalone) or (_has("opens", question.core) and not _has("despite", question.core)):
        return False
    if question.own_lists and not asked.has_item:
        return False
    last = asking(question.core)
    if _has("paper", last) and not _has("licence", last):
        return False  # the shipment is told, and what is asked of it is a statement, a filing, a record
    if asked.has_item:
        return bool(asked.to) or (not asked.unlisted and _has("licence", question.standalone) and _own(question))
    return _described(question, asked)


def is_whole(question: Query) -> bool:
    """Return whether what is asked besides a shipment ("need a licence? will they say no?") is of that shipment."""
    return all(
        len(part.split()) <= _SHORT and _has("more", part) and not places(part) and not of_text(part).has_item
        for part in question.parts[1:]
    )


def _described(question: Query, asked: Transaction) -> bool:
    """Return whether a question without a classification is about a shipment: of somewhere, or of the asker's own."""
    text = question.standalone
    if _has("everything", text) or len(text.split()) > _MOST_WORDS_OF_ITEM:
        return False
    if not asked.to:
        return _has("licence", text) and _has("bare", question.core)
    if asked.exporters and (_has("may", text) or (_has("licence", text) and _has("moves", text))):
        return True
    if _has("goods_to", question.core) and not _has("verb", question.core) and not question.addresses:
        return True  # "eight gauges to a mill in Pune?": goods and where they go
    return _has("order", text) or (_has("asks", text) and _has("moves", text))


def _own(question: Query) -> bool:
    return _has("own", question.standalone)


def _has(name: str, text: str) -> bool:
    return pattern(str(table()["intent"][name])).search(text) is not None
