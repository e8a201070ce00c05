"""Questions that ask what a term means are answered by the provisions that define it."""

from __future__ import annotations

import re

from assistant.citing import Citations
from assistant.draft import Draft
from assistant.question import Question
from corpus.catalogue import Catalogue
from corpus.held import HeldProvision
from corpus.sentences import sentence_spans

_MOST = 4  # definitions that are shown: one term often means different things in different sections
_LONGEST = 7  # words of a term
# What a question says around a term that it asks about; any other word makes it a question about something else.
# fmt: off
_AROUND = frozenset(
    [
        "what", "what's", "whats", "is", "are", "was", "counts", "count", "as", "qualifies", "qualify", "does", "do", "mean",
        "means", "meaning", "of", "define", "defined", "definition", "the", "a", "an", "term", "terms", "word", "words",
        "under", "in", "by", "for", "exactly", "according", "to", "us", "u.s.", "ear", "itar", "eu", "law", "rules",
        "regulations", "say",
    ]
)
# fmt: on
_WORDS = re.compile(r"[\w§.]+(?:[-'’][\w]+)*")


def definitions(catalogue: Catalogue, question: Question) -> list[HeldProvision]:
    """The provisions that define the one term which a question asks about, binding texts first; empty for any other question."""
    if question.addresses or "definition" not in question.wants:
        return []
    words = [w.strip(".").casefold() for w in _WORDS.findall(question.standalone)]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            rest = words[:first] + words[first + length :]
            if any(w not in _AROUND for w in rest) or all(w in _AROUND for w in words[first : first + length]):
                continue
            term = " ".join(words[first : first + length])
            for spelling in dict.fromkeys((term, term.removesuffix("s"), term.replace("-", " "), term.replace(" end ", " end-"))):
                found = catalogue.defining(spelling, question.filters)
                if found:
                    return sorted(found, key=lambda p: (p.source.kind.authority, p.source.id, p.position))[:_MOST]
    return []


def say_definitions(draft: Draft, held: list[HeldProvision], cites: Citations) -> None:
    """Quotes the sentence in which each provision defines its term."""
    for provision in held:
        base = provision.provision.start
        at = min((d.start for d in provision.provision.defines), default=base)
        spans = [(base + s, base + e) for s, e in sentence_spans(provision.text)]
        span = next(((s, e) for s, e in spans if s <= at < e), spans[0] if spans else None)
        if span is None:
            continue
        number = cites.cite(provision.source, provision.version, *span)
        draft.say(cites.all[number - 1].quote, [number])
