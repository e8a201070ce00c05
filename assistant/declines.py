"""Plain words where the texts do not answer, and for what is not a question about texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.model import Outcome
from assistant.question import Understood
from assistant.render import inert
from corpus.catalogue import Catalogue

_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|thank you very much|你好|谢谢|こんにちは)\W*$", re.I
)
_ABOUT_LICET = re.compile(
    r"^\W*(?:who|what) are you\b|\bwhat (?:is|can|does) licet\b|\bwhat can you do\b|\bhow do you work\b", re.I
)
ABOUT = (
    "Licet answers questions about export controls from the texts it holds. Every sentence of an answer shows the paragraph that it stands on; where the texts "
    "do not answer, it says so. Ask in plain words, or give an address such as 744.21(f)."
)


def greeting(question: str) -> str:
    """A plain word for a greeting, thanks or a question about Licet itself; "" for any other question."""
    if _GREETING.match(question) or _ABOUT_LICET.search(question):
        return ABOUT
    return ""


def declined(
    outcome: Outcome, asked: Understood, catalogue: Catalogue, looked_at: Sequence[str], asks_for: str, nearest: str
) -> str:
    """Why there is no answer, what was looked at, and what would help."""
    where = inert("; ".join(looked_at[:5]))
    if outcome is Outcome.NOT_IN_CORPUS:
        held = catalogue.holdings()
        titles = inert("; ".join(h.source.title for h in held[:6])) + (" and others" if len(held) > 6 else "")
        return f"This collection does not cover that. It holds {len(held)} sources, among them: {titles}. Add a text that covers it, or ask about one of these."
    if outcome is Outcome.SILENT:
        return f"The texts held do not say. The closest provisions were read: {where}." + (
            f"\n\nNearest, without answering: {nearest}" if nearest else ""
        )
    return f"That depends on {asks_for}. Say it, and the provisions can be looked up; what bears on it stands in {where}."
