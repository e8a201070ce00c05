"""Quiz: questions from the notes on a text, each answer folded, with the provisions that it is pinned to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.engines.model import Computed, Finding, Span, span_payload
from assistant.engines.overview.scope import TextScope, address_not_held, place, scope_of
from assistant.model import Form, Outcome, StatementRole, Verdict
from assistant.query.model import Query
from corpus.annotations import Annotation, PinnedText, PinState, kept_notes, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.locators import Locator
from index.text.tokens import terms

_QUESTIONS_OF = r"(?:quiz|(?:test |practice |exam )?questions?)"
_QUIZ_ASKED = lazy_regex(
    r"\b(?:quiz|test|examine|drill) (?:me|us)\b(?: please)?(?P<what>.{0,200})|"
    rf"\b(?:ask|give|make) (?:me |us )?(?P<some>[\w ]{{0,30}}?){_QUESTIONS_OF} (?:on|about|of|from) (?P<on>.{{0,200}})|"
    r"\bquiz (?:on|about) (?P<about>.{0,200})",
    re.IGNORECASE | re.DOTALL,
)
_LINK = lazy_regex(
    r"^\W*(?:(?:with )?\w+ (?:[\w-]+ ){0,2}questions? )?(?:(?:with|and|plus) (?:the )?answers? )?"
    r"(?:(?:on|about|from|of|in)\b)?\s*",
    re.IGNORECASE,
)
_LENGTH_BEHIND = lazy_regex(r"\s?[-–,;:(]\s?(?:\d{1,2}|\w{3,6}) (?:[\w-]+ ){0,2}questions?\b.{0,80}$", re.IGNORECASE)
_INSIDE = lazy_regex(r"\b(?:in|of|from|under) (?=(?:the )?[^,;]{4,120}$)", re.IGNORECASE)
_BRACKETS_OF_QUESTION = lazy_regex(r"\s?\([^()]{1,60}\)")
_OF_FIGURES = lazy_regex(
    r"\b(?:time[- ]?limits?|deadlines?|periods?|numbers?|figures?|amounts?|thresholds?|dates?|percentages?|fines?)\b",
    re.I,
)
_FIGURE = lazy_regex(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|sixty|ninety|half)\b", re.I
)
_MORE = lazy_regex(r"\b(?:more|another|next|again)\b", re.IGNORECASE)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_QUESTIONS_ASKED = lazy_regex(rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\b(?= (?:[\w-]+ ){{0,3}}questions?)", re.IGNORECASE)
_QUESTIONS, _MOST_QUESTIONS = 5, 20
_NEAR = 0.6  # of the words of a subject that a note must have
_FILLER = frozenset(terms("please question questions law laws rule rules text some few any control controls"))
_Checked = tuple[Annotation, tuple[PinnedText, ...]]


def quiz(question: Query, catalogue: CatalogueReader) -> Computed | None:
    """Return questions on the text or the subject that a request names; None where no quiz is asked for."""
    asked = _QUIZ_ASKED.search(question.core) or (_QUIZ_ASKED.search(question.before) if question.leans else None)
    if asked is None:
        return None
    words = next((asked[g] for g in ("what", "on", "about") if asked[g]), "")
    words = _LENGTH_BEHIND.sub("", _LINK.sub("", f" {words}")).strip(" .?!")
    subject, scope = "", scope_of(question, words, catalogue)
    if scope is None and (inside := _INSIDE.search(plain := _BRACKETS_OF_QUESTION.sub("", words))):
        scope = scope_of(question, plain[inside.end() :], catalogue)
        subject = plain[: inside.start()].strip() if scope else ""
    if isinstance(scope, Locator):
        return address_not_held(Form.ANNOTATION, scope)
    notes = kept_notes(catalogue).all
    if scope:
        chosen = _on_subject(_of_scope(scope, notes), subject)
    else:
        chosen = _of_words(words, catalogue.once("words of annotations", lambda: _words(notes)), question)
    picked = _spread(chosen, _count(question.standalone), len(_MORE.findall(question.standalone)), question, catalogue)
    name = scope.name if scope else words
    if subject and picked:
        name = f"{subject} in {name}"
    if not picked and not scope and not frozenset(terms(words)) - _FILLER:
        told = "On which text or subject? Name one: part 744, 833/2014, China's Export Control Law, catch-all."
        return Computed(Form.ANNOTATION, (Finding(told),), outcome=Outcome.NEEDS_FACT, asks_for=("the text",))
    if not picked:
        told = f"There are no notes on {name or 'that'} in the texts held to make questions of."
        remedy = "Name a text or a subject that has some: part 744, 833/2014, China's Export Control Law, catch-all."
        return Computed(Form.ANNOTATION, (Finding(f"{told} {remedy}"),), outcome=Outcome.NOT_IN_CORPUS)
    return _composed(name, picked, len(chosen), catalogue)


def _count(text: str) -> int:
    found = _QUESTIONS_ASKED.search(text)
    if found is None:
        return _QUESTIONS
    word = found[1].lower()
    return max(1, min(int(word) if word.isdigit() else _NUMBERS.index(word) + 1, _MOST_QUESTIONS))


def _of_scope(scope: TextScope, notes: Sequence[Annotation]) -> list[Annotation]:
    """Return the notes on a text, or on a provision and what is below it, in the order of their files."""
    own = [n for n in notes if n.source.id == scope.source.id or scope.source.id.startswith(f"{n.source.id}-")]
    if scope.root is None or scope.root.position == 0:
        return own
    base = place(scope.root.locator)
    return [n for n in own if place(n.pins[0].locator)[: len(base)] == base]


def _on_subject(notes: list[Annotation], subject: str) -> list[Annotation]:
    """Return the notes of a text on a subject: those with figures where figures are asked for, else by its words."""
    if _OF_FIGURES.search(subject):
        return [n for n in notes if _FIGURE.search(n.answer)]
    wanted = frozenset(terms(subject)) - _FILLER
    return [n for n in notes if not wanted or wanted & frozenset(terms(" ".join((*n.questions, n.answer))))]


def _words(notes: Sequence[Annotation]) -> list[tuple[Annotation, frozenset[str]]]:
    return [(n, frozenset(terms(" ".join((*n.questions, n.answer))))) for n in notes]


def _of_words(
    words: str, words_of_notes: Sequence[tuple[Annotation, frozenset[str]]], question: Query
) -> list[Annotation]:
    """Return the notes that have the words of a subject, the nearest first."""
    wanted = frozenset(terms(words)) - _FILLER
    places = set(question.filters.jurisdictions) or set(question.jurisdictions)
    near = []
    for n, said in words_of_notes if wanted else ():
        if places and n.jurisdiction not in places:
            continue
        share = len(wanted & said) / len(wanted)
        if share >= _NEAR:
            near.append((share, n))
    near.sort(key=lambda pair: -pair[0])
    return [n for share, n in near if share >= near[0][0]]


def _spread(
    chosen: Sequence[Annotation], count: int, rounds: int, question: Query, catalogue: CatalogueReader
) -> list[_Checked]:
    """Return notes from all over a text, other ones in each further round; none whose text is gone or has changed."""
    out: dict[str, _Checked] = {}
    step = max(1.0, len(chosen) / count)
    order = (
        [int(n * step + rounds + turn) % len(chosen) for turn in range(round(step)) for n in range(count)]
        if chosen
        else []
    )
    for at in order:
        note = chosen[at]
        if len(out) == count or note.id in out:
            continue
        pins = pinned_texts(note, catalogue, question.filters.as_of)
        if all(p.state in (PinState.HELD, PinState.STAYED) for p in pins):
            out[note.id] = (note, pins)
    return list(out.values())


def _composed(name: str, picked: Sequence[_Checked], of: int, catalogue: CatalogueReader) -> Computed:
    spans = [tuple(map(Span.pinned, pins)) for _, pins in picked]
    asked = [Finding(f"({n}) {note.questions[0]}", (), StatementRole.QUESTION) for n, (note, _) in enumerate(picked, 1)]
    told = [
        Finding(note.answer, cites, StatementRole.FOLDED, verdict=Verdict.ANNOTATED, mark=f"({n})")
        for n, ((note, _), cites) in enumerate(zip(picked, spans, strict=True), 1)
    ]
    lead = f"{len(picked)} of {of} questions that our notes on {name} answer; the answers are folded below them."
    payload = {
        "quiz": [
            {"question": note.questions[0], "answer": note.answer, "verdict": note.verdict, "annotation": note.id,
             "pins": [p.locator for p in note.pins], "citations": [span_payload(s, catalogue) for s in cites]}
            for (note, _), cites in zip(picked, spans, strict=True)
        ],
        "of": of,
    }  # fmt: skip
    return Computed(Form.ANNOTATION, (Finding(lead), *asked, *told), payload)
