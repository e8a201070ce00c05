"""The question that a heading answers, by the forms in which headings are written."""

from __future__ import annotations

from corpus.language.lazy_regex import lazy_regex

_ASKING = (
    (lazy_regex(r"What (.{1,200}?) (is|are)((?: (?:in|of|for|under) .{1,200})?)"), r"What \2 \1\3?"),
    (lazy_regex(r"What (.{1,200}) (mean|cover|require)s"), r"What does \1 \2?"),
    (lazy_regex(r"How to (.+)"), r"How do I \1?"),
    (lazy_regex(r"((?:Which|Who) (?!\w+ (?:an?|the) ).+)"), r"\1?"),  # not "Which countries the rule covers"
)


def heading_question(heading: str) -> str:
    """Return the question that a heading answers: "What the Entity List is" gives "What is the Entity List?".

    "" for headings of other forms.
    """
    if heading.endswith("?"):
        return heading
    for pattern, question in _ASKING:
        found = pattern.fullmatch(heading)
        if found:
            return found.expand(question)
    return ""
