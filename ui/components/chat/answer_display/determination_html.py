"""HTML of a determination: its steps as a walk from top to bottom, each with what it means and its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.model import Answer, Citation, Form
from corpus.language.lazy_regex import lazy_regex
from ui.components.chat.answer_display.never_folded import words_tell_a_stay
from ui.components.page.markup import esc, marked_english
from ui.components.text.citation_card import cite_button
from ui.exports.tables import cited_at, place_cited
from ui.language import N_, _
from ui.locale.step_titles import step_title

_EFFECTS = {  # sign, words
    "required": ("!", N_("asks for a licence")),
    "prohibited": ("✕", N_("prohibits")),
    "unknown": ("?", N_("open")),
    "none": ("–", N_("asks for nothing")),
    "note": ("i", N_("to know")),
}
_DECIDES = ("required", "prohibited")
_ONLY_TO_KNOW = ("License exceptions", "Supplement No. 1 to Part 738")  # steps that change nothing by themselves
_SENTENCES = lazy_regex(r"(?<=[.?!])\s+(?=[A-Z])")
# A step on a reason for control: what is found of a party, a user or a use is shown in any case.
_OF_A_CONTROL = lazy_regex(r"[^\W\d_]{1,20} control(?: of .{1,60})?")


def steps_of(answer: Answer) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Return (place, steps) of each walk of a determination; the place is empty where there is one walk.

    What a single section decides has destinations, and no steps. None is returned where a step lacks its words: the
    statements of the answer have them all.
    """
    told = answer.computed.get(Form.DETERMINATION.value) if answer.computed else None
    if not isinstance(told, Mapping):
        return []
    each = told.get("destinations") or ({"steps": told.get("steps")},)
    walks = [(str(one.get("place") or ""), one.get("steps") or ()) for one in each if isinstance(one, Mapping)]
    is_whole = all(isinstance(s, Mapping) and s.get("step") and s.get("finding") for _, steps in walks for s in steps)
    return [(place, steps) for place, steps in walks if steps] if is_whole else []


def walk_html(walks: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], answer: Answer, turn: int) -> str:
    """Return walks as ordered lists; a step shows by sign, words and colour what it means for the question."""
    cited = cited_at(answer.citations)
    lead = next((s.text for s in answer.statements), "")
    out = []
    for place, steps in walks:
        decided = any(step.get("effect") in _DECIDES for step in steps)
        items = "".join(
            _step(step, cited, turn, is_folded=_is_told_above(step, lead) or (decided and _changes_nothing(step)))
            for step in steps
        )
        title = _("Step by step: {place}").format(place=place) if place else _("Step by step")
        out.append(f'<section class="lc-section"><h3>{esc(title)}</h3><ol class="lc-walk">{items}</ol></section>')
    return "".join(out)


def _changes_nothing(step: Mapping[str, Any]) -> bool:
    """Return whether a step leaves what another decides as it is, and tells no stay.

    That is a reason for control that asks for nothing beside one that requires a licence, the entry's lines on
    exceptions, and that an item on no entry is in no column of the chart. Where the row that decides excepts something,
    the entry's other rows decide that: none of them is such a step.
    """
    if step.get("decides_rest") or words_tell_a_stay(str(step["finding"])):
        return False
    if step["step"] in _ONLY_TO_KNOW:
        return step.get("effect") == "note"
    return _OF_A_CONTROL.fullmatch(str(step["step"])) is not None and step.get("effect") == "none"


def _is_told_above(step: Mapping[str, Any], lead: str) -> bool:
    """Return whether all that a step says stands in the answer's first sentences."""
    return step.get("effect") == "note" and all(said in lead for said in _SENTENCES.split(str(step["finding"])))


def _step(step: Mapping[str, Any], cited: Mapping[tuple[str, int], Citation], turn: int, *, is_folded: bool) -> str:
    """Return a step; one that adds nothing to what decides is `is_folded` under its title."""
    effect = str(step.get("effect") or "note")
    sign, words = _EFFECTS.get(effect, _EFFECTS["note"])
    found = (cited.get(place_cited(c)) for c in step.get("citations") or ())
    buttons = "".join(cite_button(c, turn) for c in dict.fromkeys(filter(None, found)))
    name, finding = step_title(str(step["step"])), str(step["finding"])
    head = f"<h4>{esc(name[:1].upper() + name[1:])} <span>{esc(_(words))}</span></h4>"
    told = f"<p>{marked_english(finding[:1].upper() + finding[1:])}{buttons}</p>"
    step_html = f"<details><summary>{head}</summary>{told}</details>" if is_folded else f"{head}{told}"
    return f'<li data-effect="{esc(effect)}"><i aria-hidden="true">{sign}</i><div>{step_html}</div></li>'
