"""HTML of statements with the numbered buttons of their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.model import Citation, Statement, StatementRole, Verdict
from corpus.model import Standing
from ui.components.page import labels
from ui.components.page.markup import esc, lang, marked_english, original_html, with_commands
from ui.components.text.citation_card import cite_button, translation_html
from ui.language import _

ByNumber = Mapping[int, Citation]


def cite_buttons(numbers: Sequence[int], by_number: ByNumber, turn: int) -> str:
    """Return the buttons of the citations with these numbers."""
    return "".join(cite_button(by_number[n], turn) for n in numbers if n in by_number)


def standing_of(s: Statement, by_number: ByNumber) -> tuple[Standing | None, str]:
    """Return what a statement is worth, and what a reader must know of where its text came from."""
    if s.verdict is Verdict.ANNOTATED:
        return Standing.COMMENTARY, ""  # ours, whatever the standing of the law that it rests on
    if s.verdict is Verdict.COMPUTED:
        return None, ""  # a result has no standing of its own; each quote beneath it has
    held = [by_number[n] for n in s.citations if n in by_number]
    return (held[0].standing, labels.origin(held[0].source)) if held else (None, "")


def standing_html(tone: Standing, origin: str) -> str:
    """Return a standing in words, with what a reader must know of where its texts came from."""
    return esc(labels.standing(tone)) + (f" <small>({esc(origin)})</small>" if origin else "")


def sentence_html(
    s: Statement, words: str, by_number: ByNumber, turn: int, *, labelled: bool = True, behind: Statement | None = None
) -> str:
    """Return words of a statement with its label, its marks and its numbers.

    That it is an original is not said again `behind` one in the same language.
    """
    named = labels.note(s.note) if s.note and labelled else ""
    label = f'<span class="lc-note">{esc(named)}</span>' if named else ""
    quoted = _language_quoted(s, by_number)
    is_said = behind is not None and quoted == _language_quoted(behind, by_number)
    original = "" if is_said else original_html(quoted)
    return f"{label}{original}{words_html(s, words, by_number)}{_marks(s)}{cite_buttons(s.citations, by_number, turn)}"


def words_html(s: Statement, words: str, by_number: ByNumber) -> str:
    """Return words of a statement, those of a text, a note or an engine marked with their language."""
    told = with_commands(words)
    if quoted := lang(_language_quoted(s, by_number)):
        return f"<span{quoted}>{told}</span>"
    if s.original:
        return f'<span lang="{esc(s.language)}">{told}</span>'
    return marked_english(words) if s.verdict in (Verdict.COMPUTED, Verdict.ANNOTATED) else told


def _language_quoted(s: Statement, by_number: ByNumber) -> str:
    """Return the language of the text that a statement quotes; "" for one that quotes none word for word."""
    cited = (by_number[n].source.language for n in s.citations if n in by_number)
    return next(cited, "") if s.verdict is Verdict.VERBATIM else ""


def run_html(group: Sequence[Statement], by_number: ByNumber, turn: int, *, labelled: bool = True) -> str:
    """Return statements as paragraphs: a verbatim one by itself, with its translation; a model's sentences run on."""
    out: list[str] = []
    under: list[str] = []
    open_paragraph = False
    for s, behind in zip(group, (None, *group), strict=False):
        cited = [by_number[n] for n in s.citations if n in by_number]
        if s.note is StatementRole.FOLDED:
            out.append(f"{_folded(s)}{cite_buttons(s.citations, by_number, turn)}</details>")
            under.append("")
            continue
        sentence = sentence_html(s, s.text, by_number, turn, labelled=labelled, behind=behind)
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


def _marks(s: Statement) -> str:
    """Return the marks of a claim: applied, combined, no law, confirmed by nobody; the reason shows on pointing at it.

    An answer names its marks in English; a page of another language shows them in that.
    """
    told = f' title="{esc(s.reason)}"' if s.reason else ""
    return "".join(f' <span class="lc-note"{told}>{esc(_(mark))}</span>' for mark in s.marks)


def _folded(s: Statement) -> str:
    """Return the beginning of an answer that opens with a click, under its number."""
    summary = esc(_("Answer {number}").format(number=s.mark))
    return f"<details><summary>{summary}</summary>{esc(s.text)}"
