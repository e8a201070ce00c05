"""HTML of an answer's spine: one plain sentence large, then rule, exceptions, status, who decides, what to check."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from itertools import groupby

from assistant.model import Statement, StatementRole, Verdict
from corpus.language.sentences import sentence_spans
from corpus.model import Kind
from index.text.tokens import terms
from ui.components.chat.answer_display.never_folded import is_never_folded, settles
from ui.components.chat.answer_display.statements import (
    ByNumber,
    cite_buttons,
    run_html,
    sentence_html,
    standing_html,
    standing_of,
    words_html,
)
from ui.components.page import labels
from ui.components.page.markup import esc
from ui.components.text.citation_card import translation_html
from ui.exports.legal import short_address
from ui.language import N_, _, figure, ngettext


class _Shown(Enum):
    """How much of a section is shown before a reader opens it."""

    ALL = auto()
    FIRST = auto()  # and how many more there are
    HEADING = auto()


_SECTIONS: tuple[tuple[str, frozenset[StatementRole], _Shown], ...] = (
    (N_("Conditions"), frozenset((StatementRole.CONDITION,)), _Shown.FIRST),
    (N_("Exceptions"), frozenset((StatementRole.EXCEPTION,)), _Shown.FIRST),
    # A reader must not miss a stay, nor that another edition says otherwise.
    (N_("Status"), frozenset((StatementRole.STATUS, StatementRole.STAY, StatementRole.OTHER_EDITION)), _Shown.ALL),
    (N_("What words mean"), frozenset((StatementRole.DEFINITION,)), _Shown.HEADING),
    (N_("Who decides"), frozenset((StatementRole.WHO_DECIDES,)), _Shown.HEADING),
    (N_("What to check next"), frozenset((StatementRole.CHECK_NEXT,)), _Shown.HEADING),
    (N_("A question close to yours"), frozenset((StatementRole.AS_NEAR,)), _Shown.HEADING),
    (N_("Lists searched"), frozenset((StatementRole.SEARCHED,)), _Shown.HEADING),
)
_OWN_SECTION = frozenset().union(*(section[1] for section in _SECTIONS))
_SAYS_SOMETHING = 24  # characters of a first sentence that says something by itself: "Yes." does not
_WORTH_A_CLICK = 60  # characters from which on something is folded: less is read sooner than it is opened
_READ_LARGE = 300  # characters of a sentence that can be read large


def spine_html(
    said: Sequence[Statement], by_number: ByNumber, turn: int, *, rule: str = "", below: str = "", asked: str = ""
) -> str:
    """Return statements as a lead and its sections, with what stands directly `below` the lead, such as a table.

    `rule` is the heading of what goes with the lead ("The rule"), `asked` the question, by which of several conditions
    the one is shown that has most of its words.
    """
    if not said:
        return below
    lead, *others = said
    first, rest = parted(lead.text)
    beside = [s for s in others if s.note not in _OWN_SECTION]
    out = [_lead(lead, first, rest, by_number, turn, in_rows=bool(below)), below]
    if beside:
        out.append(section_html(rule or _("The rule"), _by_standing(beside, lead, by_number, turn)))
    for title, notes, least in _SECTIONS:
        if told := [s for s in others if s.note in notes]:
            at_once = _at_once(told, lead, least, asked)
            out.append(_told_section(_(title), told, at_once, lead, by_number, turn))
    return "".join(out)


def _told_section(
    title: str, told: Sequence[Statement], at_once: Sequence[Statement], lead: Statement, by_number: ByNumber, turn: int
) -> str:
    """Return a section with what a reader must see `at_once`, and the rest folded under what it is."""
    labelled = len({s.note for s in told}) > 1
    folded = [s for s in told if s not in at_once]
    if sum(map(_room_taken, folded)) < _WORTH_A_CLICK:
        at_once, folded = told, []
    body = _by_standing(at_once, lead, by_number, turn, labelled=labelled) if at_once else ""
    if not folded:
        return section_html(title, body)
    rest = _by_standing(folded, lead, by_number, turn, labelled=labelled)
    if not at_once:
        is_counted = len(folded) > 1 and folded[0].note is not StatementRole.SEARCHED
        return fold_html(f"{title} ({figure(len(folded))})" if is_counted else title, rest)
    return section_html(title, body + fold_html(_how_many_more(folded), rest, heading=False))


def _room_taken(s: Statement) -> int:
    # A sign of Chinese, Japanese or Korean says as much as three letters, as many as it has bytes.
    return len(s.text.encode())


def _at_once(told: Sequence[Statement], lead: Statement, shown: _Shown, asked: str) -> list[Statement]:
    """Return the statements of a section that are shown before it is opened.

    Where the lead settles the question, all conditions and exceptions are, since each may turn it, and what is to be
    checked. So is what an engine leaves to be checked, what asks for a fact, and what tells a stay. Else a condition is
    where it bears on words of the question that the lead has not.
    """
    if shown is _Shown.ALL:
        return list(told)
    if told[0].note in _MAY_TURN_IT and settles(lead):
        return list(told)
    if shown is _Shown.HEADING:
        return [s for s in told if _is_left_by_an_engine(s) or is_never_folded(s)]
    wanted = frozenset(terms(asked))
    nearest = max(told, key=lambda s: _nearness(frozenset(terms(s.deciding)), wanted))
    left_open = wanted - frozenset(terms(lead.deciding))
    is_needed = nearest.note is StatementRole.EXCEPTION or left_open == wanted
    is_open = is_needed or left_open & frozenset(terms(nearest.deciding))
    return [s for s in told if (is_open and s is nearest) or is_never_folded(s)]


def _is_left_by_an_engine(s: Statement) -> bool:
    return s.note is StatementRole.CHECK_NEXT and s.verdict is Verdict.COMPUTED


_MAY_TURN_IT = (StatementRole.CONDITION, StatementRole.EXCEPTION, StatementRole.CHECK_NEXT)


def _nearness(words: frozenset[str], wanted: frozenset[str]) -> float:
    return len(words & wanted) / len(words) ** 0.5 if words else 0.0


def _how_many_more(folded: Sequence[Statement]) -> str:
    count, notes = len(folded), {s.note for s in folded}
    told = _("{count} more")
    if notes == {StatementRole.CONDITION}:
        told = ngettext("{count} more condition", "{count} more conditions", count)
    elif notes == {StatementRole.EXCEPTION}:
        told = ngettext("{count} more exception", "{count} more exceptions", count)
    return told.format(count=figure(count))


def parted(text: str) -> tuple[str, str]:
    """Return the first sentence of a text that says something by itself, and the rest."""
    for __, end in sentence_spans(text):
        if end >= _SAYS_SOMETHING:
            return text[:end].strip(), text[end:].strip()
    return text.strip(), ""


def _lead(s: Statement, first: str, rest: str, by_number: ByNumber, turn: int, *, in_rows: bool) -> str:
    """Return the first sentence large, and what it is worth; rows below it name their own places (`in_rows`)."""
    tone, origin = standing_of(s, by_number)
    mark = f' data-standing="{tone.value}"' if tone else ""
    size = ' data-long="yes"' if len(first) > _READ_LARGE else ""
    large = sentence_html(s, first, {} if rest else by_number, turn, labelled=s.note is not StatementRole.ANNOTATION)
    more = f"<p>{words_html(s, rest, by_number)}{cite_buttons(s.citations, by_number, turn)}</p>" if rest else ""
    cited = [by_number[n] for n in s.citations if n in by_number]
    below = "".join(map(translation_html, cited)) if s.verdict is Verdict.VERBATIM else ""
    places = _first_place(list(dict.fromkeys(short_address(c.locator) for c in cited)))
    what = _("the words of {places}") if s.verdict is Verdict.VERBATIM else _("on {places}")
    if s.verdict is Verdict.VERBATIM and all(c.source.kind is Kind.EXPLAINER for c in cited):
        what = _("from “{places}”")  # whose address is a heading, which reads as a part of the line
    worth = labels.told(standing_html(tone, origin), esc(what.format(places=places))) if tone and places else ""
    ours = {Verdict.COMPUTED: _("Worked out from {places}"), Verdict.ANNOTATED: _("Our commentary on {places}")}
    if s.verdict is Verdict.COMPUTED and in_rows:
        worth = ""
    elif s.verdict in ours and places:
        worth = esc(ours[s.verdict].format(places=places))
    under = f'<p class="lc-worth">{worth}</p>' if worth else ""
    return f'<div class="lc-group lc-lead"{mark}{size}><p class="lc-first">{large}</p>{more}{below}{under}</div>'


def _first_place(places: Sequence[str]) -> str:
    return f"{places[0]} (+{figure(len(places) - 1)})" if len(places) > 1 else "".join(places)


def section_html(title: str, body: str) -> str:
    """Return what stands under a heading."""
    return f'<section class="lc-section"><h3>{esc(title)}</h3>{body}</section>'


def fold_html(title: str, body: str, *, heading: bool = True) -> str:
    """Return what opens with a click, under what is in it: as a section of its own, or within one (no `heading`)."""
    told = f"<h3>{esc(title)}</h3>" if heading else esc(title)
    fold = f'<details class="lc-more"><summary>{told}</summary>{body}</details>'
    return f'<section class="lc-section">{fold}</section>' if heading else fold


def _by_standing(
    said: Sequence[Statement],
    lead: Statement,
    by_number: ByNumber,
    turn: int,
    *,
    labelled: bool = True,
) -> str:
    # Texts of different authority never share a paragraph: one group per standing, in the order of the answer.
    out = []
    for (tone, origin), group in groupby(said, key=lambda s: standing_of(s, by_number)):
        other = tone is not None and (tone, origin) != standing_of(lead, by_number)
        head = f"<h4>{standing_html(tone, origin)}</h4>" if tone is not None and other else ""
        mark = f' data-standing="{tone.value}"' if tone else ""
        told = run_html(list(group), by_number, turn, labelled=labelled)
        out.append(f'<div class="lc-group"{mark}>{head}{told}</div>')
    return "".join(out)
