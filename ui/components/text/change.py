"""Changes of provisions, and the answers that they affect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum

import streamlit as st

from assistant.engines.news.model import is_below
from assistant.model import Citation
from corpus.catalogue import Catalogue
from corpus.editions.changes import ProvisionChange
from corpus.editions.diff import Change, WordRun, changes_of
from ui.components.page import labels
from ui.components.page.markup import esc, lang
from ui.conversations import Conversation, Turn
from ui.exports.legal import address
from ui.language import N_, _

_TAGS = {"equal": ("", ""), "delete": ("<del>", "</del>"), "insert": ("<ins>", "</ins>")}
_CHARACTERS_KEPT = 240  # characters of unchanged text that are shown around a change


def change_html(changed: ProvisionChange) -> str:
    """Return the text before and after a change as one text, deletions and insertions marked."""
    c = changed.change
    if c.marks:
        body = "".join(_TAGS[m.kind][0] + esc(_shortened(c.marks, n)) + _TAGS[m.kind][1] for n, m in enumerate(c.marks))
    else:
        body = f"<del>{esc(c.before)}</del>" if not c.after else f"<ins>{esc(c.after)}</ins>"
    moved = (
        f'<p class="lc-under">{esc(_("before: {place}").format(place=address(c.old)))}</p>'
        if c.old and c.new and c.old != c.new
        else ""
    )
    if c.before == c.after and not moved:  # a stay begins or ends
        moved = f'<p class="lc-under">{esc(labels.with_days_in_words(c.description))}</p>'
    if c.stay:  # beside another change
        moved += f'<p class="lc-under">{esc(labels.with_days_in_words(c.stay))}</p>'
    return (
        f'<div class="lc lc-group lc-change" data-change="{esc(c.kind.value)}"><h3><span>{esc(_(c.kind.value))}</span> '
        f"{esc(address(changed.locator))}</h3>{moved}<p{lang(changed.source.language)}>{body}</p></div>"
    )


class Since(Enum):
    """What has become of a quote since it was cited."""

    SAME = N_("This edition is still the newest that is held.")
    KEPT = N_("A newer edition is held, and these words still stand in it.")
    CHANGED = N_("A newer edition is held, and these words no longer stand in it.")
    REMOVED = N_("The text is no longer held here.")


Gone = list[tuple[Citation, Since]]  # quotes that no longer stand in what is held


def touched(catalogue: Catalogue, conversations: Iterable[Conversation]) -> list[tuple[Conversation, int, Gone]]:
    """Return (conversation, turn, quotes) of the answers with quotes that no longer stand in what is held."""
    found = []
    for conversation in conversations:
        for number, turn in enumerate(conversation.turns):
            gone = gone_citations(catalogue, turn)
            if gone:
                found.append((conversation, number, gone))
    return found


def gone_citations(catalogue: Catalogue, turn: Turn) -> Gone:
    """Return the quotes of an answer that are missing from the newest edition of their text, or whose text is removed.

    Later editions do not affect the answer to a question about a past day.
    """
    if turn.answer is None or not turn.answer.citations:
        return []
    counted = {Since.REMOVED} if turn.filters.as_of else {Since.REMOVED, Since.CHANGED}
    return [(c, since) for c, since in since_cited(catalogue, turn.answer.citations) if since in counted]


def removed_line(gone: Gone) -> str:
    """Return which cited texts are no longer held, and that the answer stands; "" where all are held."""
    texts = "; ".join(dict.fromkeys(c.source.title for c, since in gone if since is Since.REMOVED))
    return _("No longer held here: {texts}. The answer stands as it was given.").format(texts=texts) if texts else ""


def changed_places(gone: Gone) -> str:
    """Return the addresses whose words have changed; "" where none have."""
    return "; ".join(dict.fromkeys(address(c.locator) for c, since in gone if since is Since.CHANGED))


def since_cited(catalogue: Catalogue, citations: Iterable[Citation]) -> list[tuple[Citation, Since]]:
    """Return the citations, each with what has become of its quote in the newest edition of its text."""
    newest = _newest(catalogue, str(catalogue.path), catalogue.generation)
    return [(c, _since(catalogue, c, newest.get(c.source.id))) for c in citations]


def _since(catalogue: Catalogue, c: Citation, newest: tuple[int, str] | None) -> Since:
    if newest is None:
        return Since.REMOVED
    number, digest = newest
    if c.version.digest == digest:
        return Since.SAME
    return Since.KEPT if c.quote in catalogue.text(number) else Since.CHANGED


def changes_since(catalogue: Catalogue, c: Citation) -> list[ProvisionChange]:
    """Return what changed where a quote stands, from the edition cited to the newest; [] where that is not held."""
    newest = _newest(catalogue, str(catalogue.path), catalogue.generation).get(c.source.id)
    held = {version.digest: version for source, version in catalogue.editions().values() if source.id == c.source.id}
    old = held.get(c.version.digest)
    if newest is None or old is None or newest[1] == old.digest:
        return []
    new = held[newest[1]]
    found = _changes(catalogue, str(catalogue.path), old.number, new.number)
    there = [x for x in found if x.old == c.locator] or [x for x in found if x.old and is_below(x.old, c.locator)]
    return [ProvisionChange(c.source, old, new, new.valid_from, change) for change in there]


@st.cache_data(show_spinner=False, max_entries=8)
def _changes(_catalogue: Catalogue, where: str, old: int, new: int) -> tuple[Change, ...]:
    return changes_of(_catalogue.reading(old), _catalogue.reading(new))


@st.cache_data(show_spinner=False, max_entries=4)
def _newest(_catalogue: Catalogue, where: str, generation: int) -> dict[str, tuple[int, str]]:
    # The newest edition of each text, by its number and digest.
    found: dict[str, tuple[tuple, int, str]] = {}
    for source, version in _catalogue.editions().values():
        order = (version.valid_from or date.min, version.number)
        if source.id not in found or order > found[source.id][0]:
            found[source.id] = (order, version.number, version.digest)
    return {source_id: (number, digest) for source_id, (_, number, digest) in found.items()}


def _shortened(marks: Sequence[WordRun], n: int) -> str:
    text = marks[n].text
    if marks[n].kind != "equal" or len(text) <= 2 * _CHARACTERS_KEPT:
        return text
    before = text[:_CHARACTERS_KEPT] if n > 0 else ""
    after = text[-_CHARACTERS_KEPT:] if n < len(marks) - 1 else ""
    return f"{before} […] {after}" if len(marks) > 1 else text
