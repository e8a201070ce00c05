"""A change of a provision, and the answers that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.model import Citation
from corpus.catalogue import Catalogue
from corpus.changes import ProvisionChange
from ui.conversations import Conversation, Turn
from ui.parts.markup import esc


def change_html(changed: ProvisionChange) -> str:
    """Before and after in one text, what went and what came marked."""
    c = changed.change
    if c.marks:
        tags = {"equal": ("", ""), "delete": ("<del>", "</del>"), "insert": ("<ins>", "</ins>")}
        body = "".join(f"{tags[m.kind][0]}{esc(m.text)}{tags[m.kind][1]}" for m in c.marks)
    else:
        body = f"<del>{esc(c.before)}</del>" if not c.after else f"<ins>{esc(c.after)}</ins>"
    moved = f" (was {esc(c.old)})" if c.old and c.new and c.old != c.new else ""
    return (
        f'<div class="lc lc-group"><h4>{esc(changed.locator)}{moved} · {esc(c.kind.value)}</h4>'
        f'<p class="lc-under">{esc(c.description)}</p><p>{body}</p></div>'
    )


def touched(catalogue: Catalogue, conversations: Iterable[Conversation]) -> list[tuple[Conversation, Turn, list[Citation]]]:
    """The answered questions whose quotes do not stand any more in the newest edition of their text."""
    newest: dict[str, int] = {}
    for number, (source, version) in catalogue.editions().items():
        other = newest.get(source.id)
        if other is None or _order(catalogue, number) > _order(catalogue, other):
            newest[source.id] = version.number
    found = []
    for conversation in conversations:
        for turn in conversation.turns:
            gone = list(_gone(catalogue, newest, turn))
            if gone:
                found.append((conversation, turn, gone))
    return found


def _gone(catalogue: Catalogue, newest: dict[str, int], turn: Turn) -> Iterator[Citation]:
    # A question about a past day keeps its answer: later editions do not touch it.
    if turn.answer is None or turn.filters.as_of:
        return
    for c in turn.answer.citations:
        number = newest.get(c.source.id)
        if number is not None and c.quote not in catalogue.text(number):
            yield c


def _order(catalogue: Catalogue, number: int) -> tuple:
    from datetime import date

    version = catalogue.editions()[number][1]
    return (version.valid_from or date.min, number)
