"""HTML of a chat model's answer while it is checked: each sentence in its place, with its verdict once it has one."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.events import WrittenSentences
from assistant.model import Statement, Verdict
from ui.components.chat.answer_display.layout import layout_html
from ui.components.page.markup import esc, with_commands
from ui.language import N_, _

_CONFIRMED = N_("confirmed")
_WAITS = N_("not checked yet")


def checking_html(written: WrittenSentences, judged: Mapping[int, Statement]) -> str:
    """Return the sentences that a chat model wrote; `judged` are those that have their verdict, by their place.

    A sentence that was written again stands in the place of the first; one that was written besides comes last.
    """
    told = dict(enumerate(written.statements)) | dict(judged)
    waits = {s for n, s in told.items() if n not in judged}
    said = [told[n] for n in sorted(told)]
    return (
        f'<div class="lc">{layout_html(written.layout, said, lambda s, words: _sentence(s, words, s in waits))}</div>'
    )


def _sentence(s: Statement, words: str, waits: bool) -> str:
    if waits:
        return f'<span class="lc-provisional" data-verdict="">{with_commands(words)}{_mark(_(_WAITS))}</span>'
    if s.verdict is Verdict.REMOVED:
        told = f"<del>{esc(words)}</del> <em>{esc(s.reason)}</em>"
        return f'<span class="lc-removed" data-verdict="{s.verdict.value}">{told}</span>'
    is_sure = s.verdict in (Verdict.SUPPORTED, Verdict.VERBATIM)
    marks = "".join(_mark(_(m), s.reason) for m in s.marks) + (_mark(f"✓ {_(_CONFIRMED)}") if is_sure else "")
    return f'<span data-verdict="{s.verdict.value}">{with_commands(words)}{marks}</span>'


def _mark(words: str, reason: str = "") -> str:
    told = f' title="{esc(reason)}"' if reason else ""
    return f' <span class="lc-note"{told}>{esc(words)}</span>'
