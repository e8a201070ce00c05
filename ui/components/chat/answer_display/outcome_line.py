"""HTML of what came of a question: its outcome, recognisable at a glance, and what shaped the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.events import Step
from assistant.model import Answer, Implied, Outcome, Statement, Verdict
from corpus.filters import Filters
from ui.components.page import captions, labels
from ui.components.page.markup import esc, marked_english, paragraphs
from ui.exports import scope
from ui.language import N_, SOURCE_LANGUAGE, _
from ui.locale.fact_lines import fact_words
from ui.offers.library_words import LibrarySection

_STAGES = {
    "understood": N_("Understood as: "),
    "searched": N_("Searched: "),
    "reading": N_("Reading: "),
    "planning": N_("Planning: "),
    "researching": N_("Looking into "),
    "writing": N_("Writing: "),
    "looking": N_("Looking up: "),
    "checking": N_("Checking: "),
    "translating": N_("Translating: "),
}
_IN_A_TITLE = 90  # characters of a fact or of a text's name that has room in a title


def outcome_html(answer: Answer, *, fields: bool = False) -> str:
    """Return the line that shows the outcome of an answer by sign, words and colour; `fields` say that they follow."""
    if answer.small_talk:
        said = f"<b>{esc(_('From Licet itself'))}</b> <span>{esc(_('No text was searched for this.'))}</span>"
        return f'<div class="lc-outcome" data-outcome="small_talk"><i aria-hidden="true">·</i><div>{said}</div></div>'
    sign, title, meaning = labels.outcome(answer)
    kind = "in_part" if answer.is_half else answer.outcome.value
    aside = scope.vintage(answer) if kind == Outcome.ANSWERED.value else meaning
    if answer.outcome is Outcome.NEEDS_FACT and not answer.is_half and not fields:
        aside = _(labels.FACT_WITHOUT_FIELD)
    elif answer.outcome is Outcome.NEEDS_FACT and not answer.is_half and len(needed_facts(answer)) > 1:
        aside = _(labels.FACTS_IN_FIELDS)
    return (
        f'<div class="lc-outcome" data-outcome="{kind}"><i aria-hidden="true">{sign}</i>'
        f"<div><b>{esc(_title(answer, title))}</b> <span>{esc(aside)}</span></div></div>"
    )


def english_sentences_html(answer: Answer) -> str:
    """Return the line that says which sentences of an answer are English on a desk in another language."""
    noted = any(s.verdict is Verdict.ANNOTATED and s.language == SOURCE_LANGUAGE for s in answer.statements)
    if answer.small_talk or not (answer.computed or answer.comparison or noted):
        return ""
    return captions.in_english_html()


def _title(answer: Answer, title: str) -> str:
    """Return the title of an outcome with the fact that is needed, or the text that is not held."""
    if answer.outcome is Outcome.NEEDS_FACT:
        facts = needed_facts(answer)
        if len(facts) == 1 and len(facts[0]) <= _IN_A_TITLE:
            return _("Needs {fact}").format(fact=fact_words(facts[0]))
        return _("Needs {count} facts").format(count=len(facts)) if len(facts) > 1 else title
    name = answer.not_held[0] if answer.not_held and answer.outcome is Outcome.NOT_IN_CORPUS else ""
    return labels.told(title, name) if name and len(name) <= _IN_A_TITLE else title


def needed_facts(answer: Answer) -> tuple[str, ...]:
    """Return the facts that an answer asks for, one by one where an engine named them so."""
    found = answer.computed.get(answer.form.value) if answer.computed else None
    told = found.get("asks_for") if isinstance(found, Mapping) else None
    return tuple(map(str, told)) if isinstance(told, list | tuple) and told else (answer.asks_for or _("a fact"),)


def fact_html(fact: str) -> str:
    """Return a fact that is asked for in the reader's language; marked as English where nobody has translated it."""
    told = fact_words(fact)
    return marked_english(fact) if told == fact else esc(told)


def understood_html(question: str, answer: Answer | None) -> str:
    """Return the line that says as what a question was understood; "" where that is the question as it was asked."""
    asked = answer.standalone_question if answer else ""
    if not asked or asked.strip().casefold() == question.strip().casefold():
        return ""
    return f'<p class="lc lc-under">{esc(_("Understood as: "))}{esc(asked)}</p>'


def shaped_html(filters: Filters, implied: Sequence[Implied] = ()) -> str:
    """Return the line that names the limits of an answer; "" where there were none."""
    said = scope.limits(filters, implied)
    return f'<p class="lc lc-shaped">{esc(said)}</p>' if said else ""


def streaming_html(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return the text so far from pieces of (text, provisional).

    While a piece comes from a model and is not checked yet, the text is styled as provisional.
    """
    provisional = any(p for _, p in pieces)
    text = paragraphs("".join(t for t, _ in pieces), {})
    return (
        f'<div class="lc"><div class="lc-group lc-caret{" lc-provisional" if provisional else ""}">{text}</div></div>'
    )


def by_words_html(found: Sequence[LibrarySection]) -> str:
    """Return sections of the starter library as what they are: near by words alone, until the answer is there."""
    if not found:
        return ""
    said = "".join(
        f'<div class="lc-group" data-standing="commentary"><h4>{esc(s.heading)}</h4><p>{esc(s.text)}</p></div>'
        for s in found
    )
    state, meaning = (
        _("By words alone"),
        _("From the starter library, which is commentary. The answer takes its place."),
    )
    return (
        f'<div class="lc lc-by-words"><p class="lc-notice" role="status"><b>{esc(state)}.</b> {esc(meaning)}</p>'
        f'<section class="lc-section">{said}</section></div>'
    )


def step_line(step: Step) -> str:
    """Return a step in one line."""
    return f"{_(_STAGES.get(step.stage, ''))}{step.detail or step.stage}"


def judged_line(judged: Sequence[Statement], of: int) -> str:
    """Return how many sentences were checked so far, and how many of them a second look confirms."""
    confirmed = sum(s.verdict in (Verdict.SUPPORTED, Verdict.VERBATIM) for s in judged)
    told = _("{done} of {count} sentences checked, {confirmed} confirmed")
    return told.format(done=len(judged), count=of, confirmed=confirmed)


def steps_html(steps: Iterable[Step], running: bool = True) -> str:
    """Return the steps so far as a list; while `running`, the last one is marked as current."""
    lines = [esc(step_line(s)) for s in steps]
    items = "".join(
        f'<li class="{"lc-now" if running and i == len(lines) - 1 else ""}">{line}</li>' for i, line in enumerate(lines)
    )
    return f'<div class="lc" role="status"><ul class="lc-steps">{items}</ul></div>'
