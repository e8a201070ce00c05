"""HTML of an answer: its outcome, its statements with numbered sources, its comparison table, its removed sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from assistant.model import Answer, Citation, ClaimType, Form, Note, Outcome, Statement, Step, Verdict
from assistant.query.chitchat import named
from corpus.model import Standing
from corpus.trust.marks import origin_mark
from ui.components.chat.layout import layout_html
from ui.components.page import labels
from ui.components.page.markup import esc, paragraphs, with_commands
from ui.components.text.citation_card import translation_html
from ui.exports.legal import address, unescaped

_STAGES = {
    "understood": "Understood as: ",
    "searched": "Searched: ",
    "reading": "Reading: ",
    "looking": "Looking up: ",
    "checking": "Checking: ",
    "translating": "Translating: ",
}


def cite_button(c: Citation, turn: int) -> str:
    """Return the numbered button that opens a citation; `turn` is the position of its answer in the conversation."""
    label = f"Source {c.number}: {address(c.locator)}, {c.source.title}, {c.standing}"
    return (
        f'<button type="button" class="lc-cite" data-standing="{esc(c.standing.value)}" data-cite="{turn}:{c.number}" '
        f'title="{esc(address(c.locator))} ({esc(c.standing.value)})" aria-label="{esc(label)}">{c.number}</button>'
    )


def answer_html(answer: Answer, turn: int) -> str:
    """Return the whole answer as HTML; `turn` is its position in the conversation, which its buttons report."""
    if answer.layout:
        body = _in_form(answer, turn)
    elif answer.comparison:
        body = _compare(answer, turn)
    elif answer.computed or any(s.citations for s in _kept(answer)):
        body = _parts(answer, turn)
    else:
        body = _text(answer, turn)
    return f'<div class="lc">{outcome_html(answer)}{body}{_lists(answer)}{_notices(answer)}</div>'


def outcome_html(answer: Answer) -> str:
    """Return the line that shows the outcome of an answer, recognisable at a glance."""
    if answer.small_talk:
        said = "<b>From Licet itself</b> <span>No text was searched for this.</span>"
        return f'<div class="lc-outcome" data-outcome="small_talk"><i aria-hidden="true">·</i><div>{said}</div></div>'
    sign, title, meaning = labels.OUTCOMES[answer.outcome]
    aside = labels.vintage(answer) if answer.outcome is Outcome.ANSWERED else meaning
    return (
        f'<div class="lc-outcome" data-outcome="{answer.outcome.value}"><i aria-hidden="true">{sign}</i>'
        f"<div><b>{esc(title)}</b> <span>{esc(aside)}</span></div></div>"
    )


def streaming_html(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return the text so far from pieces of (text, provisional).

    While a piece comes from a model and is not checked yet, the text is styled as provisional.
    """
    provisional = any(p for _, p in pieces)
    text = paragraphs("".join(t for t, _ in pieces), {})
    return (
        f'<div class="lc"><div class="lc-group lc-caret{" lc-provisional" if provisional else ""}">{text}</div></div>'
    )


def steps_html(steps: Iterable[Step], running: bool = True) -> str:
    """Return the steps so far as a list; while `running`, the last one is marked as current."""
    lines = [esc(f"{_STAGES.get(s.stage, '')}{s.detail or s.stage}") for s in steps]
    items = "".join(
        f'<li class="{"lc-now" if running and i == len(lines) - 1 else ""}">{line}</li>' for i, line in enumerate(lines)
    )
    return f'<div class="lc" role="status"><ul class="lc-steps">{items}</ul></div>'


def removed_html(answer: Answer) -> str:
    """Return the sentences that failed the check, struck out, each with the reason."""
    return (
        '<div class="lc">'
        + "".join(
            f'<p class="lc-removed"><del>{esc(s.text)}</del><em>{esc(s.reason)}</em></p>' for s in removed(answer)
        )
        + "</div>"
    )


def disagreements_html(answer: Answer, turn: int) -> str:
    """Return the points on which two sources disagree, each with the quotes of both."""
    by_number = {c.number: c for c in answer.citations}
    out = []
    for d in answer.disagreements:
        quotes = "".join(
            f'<div class="lc-group" data-standing="{c.standing.value}">'
            f"<h3>{esc(address(c.locator))} · {esc(labels.STANDINGS[c.standing])}</h3>"
            f"<p>{esc(c.quote)}{cite_button(c, turn)}</p></div>"
            for c in (by_number[n] for n in d.citations if n in by_number)
        )
        out.append(f"<p><b>{esc(d.point)}</b></p>{quotes}")
    return f'<div class="lc">{"".join(out)}</div>'


def removed(answer: Answer) -> list[Statement]:
    """Return the statements that the check removed."""
    return [s for s in answer.statements if s.verdict is Verdict.REMOVED]


def _kept(answer: Answer) -> list[Statement]:
    return [s for s in answer.statements if s.verdict is not Verdict.REMOVED]


def _text(answer: Answer, turn: int) -> str:
    cite = {c.number: cite_button(c, turn) for c in answer.citations}
    return f'<div class="lc-group">{paragraphs(answer.text, cite)}</div>' if answer.text.strip() else ""


def _in_form(answer: Answer, turn: int) -> str:
    """Return what a chat model wrote in its own form; what an engine computed stands first, and its table last."""
    by_number = {c.number: c for c in answer.citations}

    def sentence(s: Statement, words: str) -> str:
        named = labels.note(s.note) if s.note else ""
        label = f'<span class="lc-note">{esc(named)}</span>' if named else ""
        cited = "".join(cite_button(by_number[n], turn) for n in s.citations if n in by_number)
        return f"{label}{with_commands(words)}{_doubt(s)}{cited}"

    in_table = {s for _, cells in answer.comparison.rows for cell in cells for s in cell} if answer.comparison else ()
    said = [s for s in _kept(answer) if s not in in_table]
    told = layout_html(answer.layout, said, sentence)
    return told + (_compare(answer, turn, lead=False) if answer.comparison else "")


def _parts(answer: Answer, turn: int) -> str:
    # Where a question had several parts, each is the heading of its statements, or of the reason why there are none.
    parts = [
        (f'<h3 class="lc-part">{esc(part)}</h3>' if part else "") + _statements(answer, list(group), turn)
        for part, group in groupby(_kept(answer), key=lambda s: s.part)
    ]
    parts += [
        f'<h3 class="lc-part">{esc(part)}</h3><div class="lc-group"><p>{with_commands(unescaped(said))}</p></div>'
        for part, said in answer.unanswered
    ]
    return "".join(parts)


def _statements(answer: Answer, said: Sequence[Statement], turn: int) -> str:
    # Texts of different authority never share a paragraph: one group per standing, in the order of the answer.
    by_number = {c.number: c for c in answer.citations}

    def standing(s: Statement) -> tuple[Standing | None, str]:
        if s.verdict is Verdict.ANNOTATED:
            return Standing.COMMENTARY, ""  # ours, whatever the standing of the law that it rests on
        if s.verdict is Verdict.COMPUTED:
            return None, ""  # a result has no standing of its own; each quote beneath it has
        held = [by_number[n] for n in s.citations if n in by_number]
        return (held[0].standing, origin_mark(held[0].source)) if held else (None, "")

    out = []
    for (tone, origin), group in groupby(said, key=standing):
        head = f"<h3>{_standing(tone, origin)}</h3>" if tone else ""
        mark = f' data-standing="{tone.value}"' if tone else ""
        out.append(f'<div class="lc-group"{mark}>{head}{_run(list(group), by_number, turn)}</div>')
    return "".join(out)


def _standing(tone: Standing, origin: str) -> str:
    """Return a standing in words, with what a reader must know of where its texts came from."""
    return labels.STANDINGS[tone] + (f" <small>({esc(origin)})</small>" if origin else "")


def _run(group: list[Statement], by_number: dict[int, Citation], turn: int) -> str:
    # A verbatim sentence is a paragraph of its own, followed by its translation if any; sentences of a model run on.
    out: list[str] = []
    under: list[str] = []
    open_paragraph = False
    for s in group:
        cited = [by_number[n] for n in s.citations if n in by_number]
        if s.note is Note.FOLDED:
            out.append(f"{_folded(s)}{''.join(cite_button(c, turn) for c in cited)}</details>")
            under.append("")
            continue
        named = labels.note(s.note) if s.note else ""
        label = f'<span class="lc-note">{esc(named)}</span>' if named else ""
        sentence = f"{label}{with_commands(s.text)}{_doubt(s)}{''.join(cite_button(c, turn) for c in cited)}"
        runs_on = s.verdict is Verdict.SUPPORTED and not s.note
        if runs_on and open_paragraph:
            out[-1] += " " + sentence
        else:
            out.append(sentence)
            under.append("".join(map(translation_html, cited)) if s.verdict is Verdict.VERBATIM else "")
        open_paragraph = runs_on
    return "".join(
        f"{p if p.startswith('<details>') else f'<p>{p}</p>'}{below}" for p, below in zip(out, under, strict=True)
    )


def _doubt(s: Statement) -> str:
    """Return the mark of a statement that is not law, or that nobody confirmed."""
    if s.claim is ClaimType.ADVICE:
        return ' <span class="lc-note">advice, not law</span>'
    if s.verdict in (Verdict.UNCONFIRMED, Verdict.BY_PROGRAM):
        return f' <span class="lc-note" title="{esc(s.reason)}">{esc(s.verdict.value)}</span>'
    return ""


def _folded(s: Statement) -> str:
    """Return the beginning of an answer that opens with a click, under its number."""
    number = s.text.partition(" ")[0]
    return f"<details><summary>Answer {esc(number)}</summary>{esc(s.text.removeprefix(number).strip())}"


def _compare(answer: Answer, turn: int, *, lead: bool = True) -> str:
    assert answer.comparison is not None
    by_number = {c.number: c for c in answer.citations}
    head = "".join(f'<th scope="col">{esc(labels.jurisdiction(c))}</th>' for c in answer.comparison.columns)
    rows = []
    for name, cells in answer.comparison.rows:
        filled = "".join(
            _cell(cell, labels.jurisdiction(code), by_number, turn)
            for code, cell in zip(answer.comparison.columns, cells, strict=True)
        )
        rows.append(f'<tr><th scope="row">{esc(name)}</th>{filled}</tr>')
    told = lead and answer.form is Form.COMPARISON
    first = f'<div class="lc-group"><p>{esc(answer.lead)}</p></div>' if told else ""
    return (
        f'{first}<div class="lc-scroll" tabindex="0"><table class="lc-compare">'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(said: Sequence[Statement], place: str, by_number: dict[int, Citation], turn: int) -> str:
    # The cell names its standing, which may differ from that of its neighbours, and its column, for narrow windows.
    cited = next((by_number[n] for s in said for n in s.citations if n in by_number), None)
    if cited is None:
        told = " ".join(s.text for s in said) or "Not in this collection."
        return f'<td data-column="{esc(place)}"><span class="lc-removed">{esc(told)}</span></td>'
    ours = any(
        s.verdict is Verdict.ANNOTATED for s in said
    )  # a note of ours, whatever the standing of the law below it
    standing, origin = (Standing.COMMENTARY, "") if ours else (cited.standing, origin_mark(cited.source))
    chip = (
        f'<span class="lc-chips"><span class="lc-chip" data-standing="{standing.value}">'
        f"{_standing(standing, origin)}</span></span>"
    )
    return (
        f'<td data-column="{esc(place)}" data-standing="{standing.value}">{chip}'
        f"{_run(list(said), by_number, turn)}{_places(said, by_number)}</td>"
    )


def _places(said: Sequence[Statement], by_number: Mapping[int, Citation]) -> str:
    numbers: dict[str, list[int]] = {}
    for n in dict.fromkeys(n for s in said for n in s.citations if n in by_number):
        numbers.setdefault(by_number[n].locator, []).append(n)
    places = "; ".join(f"{', '.join(map(str, those))} {address(locator)}" for locator, those in numbers.items())
    return f'<p class="lc-under">{esc(places)}</p>'


def _lists(answer: Answer) -> str:
    out, said = "", unescaped(answer.text)
    is_told = any(s.note is Note.CLOSEST for s in answer.statements)
    if answer.outcome is Outcome.SILENT and not is_told and not all(place in said for place in answer.looked_at):
        out += f'<p class="lc-under">Looked at: {esc("; ".join(answer.looked_at))}</p>'
    if (
        answer.outcome is Outcome.NOT_IN_CORPUS
        and not answer.small_talk
        and answer.covers
        and answer.covers[0] not in said
    ):
        out += f'<p class="lc-under">This collection covers: {esc(named(answer.covers))}</p>'
    return out


def _notices(answer: Answer) -> str:
    return "".join(f'<p class="lc-notice">{with_commands(n)}</p>' for n in answer.notices)
