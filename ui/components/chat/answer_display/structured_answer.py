"""HTML of an answer's spine: one plain sentence large, then rule, exceptions, status, who decides, what to check."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.model import Statement, StatementRole, Verdict
from corpus.language.sentences import sentence_spans
from ui.components.chat.answer_display.statements import (
    ByNumber,
    cite_buttons,
    run_html,
    sentence_html,
    standing_html,
    standing_of,
    words_html,
)
from ui.components.page.markup import esc
from ui.components.text.citation_card import translation_html
from ui.exports.legal import short_address
from ui.language import N_, _, figure

_SECTIONS: tuple[tuple[str, frozenset[StatementRole]], ...] = (
    (N_("Conditions"), frozenset((StatementRole.CONDITION,))),
    (N_("Exceptions"), frozenset((StatementRole.EXCEPTION,))),
    (N_("Status"), frozenset((StatementRole.STATUS, StatementRole.STAY, StatementRole.OTHER_EDITION))),
    (N_("What words mean"), frozenset((StatementRole.DEFINITION,))),
    (N_("Who decides"), frozenset((StatementRole.WHO_DECIDES,))),
    (N_("What to check next"), frozenset((StatementRole.CHECK_NEXT,))),
    (N_("A question close to yours"), frozenset((StatementRole.AS_NEAR,))),
)
_OWN_SECTION = frozenset().union(*(notes for __, notes in _SECTIONS))
# Nothing else is folded: a reader must not miss a stay, who decides and what is left to check.
_FOLDED_AFTER = frozenset((StatementRole.CONDITION, StatementRole.EXCEPTION))
_SHOWN_OPEN = 2  # conditions, and exceptions, before the fold
_SAYS_SOMETHING = 24  # characters of a first sentence that says something by itself: "Yes." does not
_READ_LARGE = 300  # characters of a sentence that can be read large


def spine_html(said: Sequence[Statement], by_number: ByNumber, turn: int, *, rule: str = "", below: str = "") -> str:
    """Return statements as a lead and its sections, with what stands directly `below` the lead, such as a table.

    `rule` is the heading of what goes with the lead ("The rule").
    """
    if not said:
        return below
    lead, *others = said
    first, rest = parted(lead.text)
    beside = [s for s in others if s.note not in _OWN_SECTION]
    out = [_lead(lead, first, rest, by_number, turn), below]
    if beside:
        out.append(_section(rule or _("The rule"), _by_standing(beside, lead, by_number, turn)))
    for title, notes in _SECTIONS:
        told = [s for s in others if s.note in notes]
        if told:
            labelled = len({s.note for s in told}) > 1
            open_ones = _SHOWN_OPEN if notes <= _FOLDED_AFTER else len(told)
            body = _by_standing(told[:open_ones], lead, by_number, turn, labelled=labelled)
            if more := told[open_ones:]:
                rest = _by_standing(more, lead, by_number, turn, labelled=labelled)
                head = esc(_("{count} more").format(count=figure(len(more))))
                body += f'<details class="lc-more"><summary>{head}</summary>{rest}</details>'
            out.append(_section(_(title), body))
    return "".join(out)


def parted(text: str) -> tuple[str, str]:
    """Return the first sentence of a text that says something by itself, and the rest."""
    for __, end in sentence_spans(text):
        if end >= _SAYS_SOMETHING:
            return text[:end].strip(), text[end:].strip()
    return text.strip(), ""


def _lead(s: Statement, first: str, rest: str, by_number: ByNumber, turn: int) -> str:
    tone, origin = standing_of(s, by_number)
    mark = f' data-standing="{tone.value}"' if tone else ""
    size = ' data-long="yes"' if len(first) > _READ_LARGE else ""
    large = sentence_html(s, first, {} if rest else by_number, turn, labelled=s.note is not StatementRole.ANNOTATION)
    more = f"<p>{words_html(s, rest)}{cite_buttons(s.citations, by_number, turn)}</p>" if rest else ""
    cited = [by_number[n] for n in s.citations if n in by_number]
    below = "".join(map(translation_html, cited)) if s.verdict is Verdict.VERBATIM else ""
    places = "; ".join(dict.fromkeys(short_address(c.locator) for c in cited[:3]))
    what = {Verdict.ANNOTATED: _("a note of ours on {places}"), Verdict.VERBATIM: _("the words of {places}")}
    rests_on = esc(what.get(s.verdict, _("on {places}")).format(places=places))
    worth = f"{standing_html(tone, origin)}: {rests_on}" if tone and places else ""
    if s.verdict is Verdict.COMPUTED and places:
        worth = esc(_("Worked out from {places}").format(places=places))
    under = f'<p class="lc-worth">{worth}</p>' if worth else ""
    return f'<div class="lc-group lc-lead"{mark}{size}><p class="lc-first">{large}</p>{more}{below}{under}</div>'


def _section(title: str, body: str) -> str:
    return f'<section class="lc-section"><h3>{esc(title)}</h3>{body}</section>'


def _by_standing(
    said: Sequence[Statement], lead: Statement, by_number: ByNumber, turn: int, *, labelled: bool = True
) -> str:
    # Texts of different authority never share a paragraph: one group per standing, in the order of the answer.
    out = []
    for (tone, origin), group in groupby(said, key=lambda s: standing_of(s, by_number)):
        other = tone is not None and (tone, origin) != standing_of(lead, by_number)
        head = f"<h4>{standing_html(tone, origin)}</h4>" if tone is not None and other else ""
        mark = f' data-standing="{tone.value}"' if tone else ""
        out.append(
            f'<div class="lc-group"{mark}>{head}{run_html(list(group), by_number, turn, labelled=labelled)}</div>'
        )
    return "".join(out)
