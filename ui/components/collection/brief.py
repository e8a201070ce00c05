"""The brief of a text in a dialog: what it is and what it holds, each line with its place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from corpus.annotations.briefs import BriefCheck
from corpus.errors import FilledLine
from corpus.model import Kind
from ui.app_state import Desk, open_desk
from ui.components.page import labels, links, problems
from ui.components.page.markup import esc
from ui.exports.legal import address
from ui.json_documents.brief import brief_in_steps, only_of, questions_answered
from ui.language import _, figure, ngettext
from ui.locale.problem_lines import english_day, in_readers_words

_BRIEF_ASKED_OF = "brief_of"


def button(source_id: str, where: str) -> None:
    """Show the button that opens the brief of a text."""
    st.button(
        _("Brief"), key=f"brief-{where}-{source_id}", type="tertiary", icon=":material/summarize:",
        on_click=lambda: st.session_state.update({_BRIEF_ASKED_OF: source_id}),
    )  # fmt: skip


def ask(source_id: str) -> None:
    """Ask for the brief of a text, which `open_asked` opens."""
    st.session_state[_BRIEF_ASKED_OF] = source_id


def open_asked() -> bool:
    """Open the brief that a button asked for; return whether there was one."""
    source_id = st.session_state.pop(_BRIEF_ASKED_OF, None)
    if source_id:
        st.dialog(_("Brief"), width="large")(_dialog)(source_id)
    return bool(source_id)


def _dialog(source_id: str) -> None:
    desk: Desk = open_desk()
    with problems.shown():
        with st.spinner(_("Reading the provisions")):
            steps = brief_in_steps(desk.licet, source_id)
            told = next(steps)
        st.html(head_html(told))
        if written := model_html(told):
            st.html(written)
        asked, names, inside = st.empty(), st.empty(), st.empty()
        inside.html(brief_html(told))
        names.html(f'<p class="lc lc-under" role="status">{esc(_("Comparing its names with the lists held."))}</p>')
        told = next(steps)
        if listed := listed_html(told):
            names.html(listed)
        else:
            names.empty()
        inside.html(brief_html(told))
        if not desk.warmth.ready:
            return
        found: list[str] = []
        asked.html(questions_html(source_id, found, is_complete=False))
        with desk.offers.standing_back():
            for question in questions_answered(desk.licet, source_id):
                found.append(question)
                asked.html(questions_html(source_id, found, is_complete=False))
        if found:
            asked.html(questions_html(source_id, found))
        else:
            asked.empty()


def head_html(told: dict[str, Any]) -> str:
    """Return what a text is as HTML; everything from the text is escaped."""
    others = (in_readers_words(f) if isinstance(f, FilledLine) else _each(f) for f in told["facts"][1:])
    facts = "".join(f"<p>{esc(fact)}</p>" for fact in (_what_it_is(told), *others))
    read = f'<a href="{esc(links.to_provision(told["source_id"], ""))}" target="_self">{esc(_("Read"))}</a>'
    return f'<div class="lc lc-brief"><h3>{esc(told["title"])}</h3>{facts}<p>{read}</p></div>'


def _each(fact: str) -> str:
    return "; ".join(map(_, fact.split("; ")))


def _what_it_is(told: dict[str, Any]) -> str:
    """Return the kind, the issuer, the edition and the size of a text in the reader's language."""
    kind, since = Kind(told["kind"]), told["valid_from"]
    size = ngettext("{count} provision", "{count} provisions", told["provisions"])
    return "; ".join(
        (
            ", ".join(filter(None, (f"{labels.kind(kind)} ({_(kind.standing.value)})", told["issuer"]))),
            _("edition of {day}").format(day=labels.day(date.fromisoformat(since))) if since else _("undated edition"),
            size.format(count=figure(told["provisions"])),
        )
    )


def questions_html(source_id: str, found: Sequence[str], *, is_complete: bool = True) -> str:
    """Return the questions that a text was found to answer, as links; unless all were tried, it says so."""
    asked = "".join(f"<li>{link_to_question(q, source_id)}</li>" for q in found)
    tries = (
        "" if is_complete else f'<p class="lc-under" role="status">{esc(_("Trying which questions it answers."))}</p>'
    )
    return f'<div class="lc lc-brief"><h3>{esc(_("Questions that it answers"))}</h3><ul>{asked}</ul>{tries}</div>'


def listed_html(told: dict[str, Any]) -> str:
    """Return the names of a text that stand on a list held, or are like one; "" for none."""
    if not told["listed"]:
        return ""
    rows = "".join(f"<li>{_row_of_name(h)}</li>" for h in told["listed"])
    return f'<div class="lc lc-brief"><h3>{esc(_("Names on a list held, or like one"))}</h3><ul>{rows}</ul></div>'


def _row_of_name(hit: dict[str, Any]) -> str:
    name = f"<b>{esc(hit['name'])}</b> ({esc(_(hit['likeness']))})"
    return labels.told(name, f"{esc(labels.with_days_in_words(hit['row']))} ({esc(hit['list'])})")


def model_html(told: dict[str, Any]) -> str:
    """Return the brief that a chat model wrote of a text as HTML, with who wrote it and what checked it; "" for none.

    A question is a link that asks it of the text alone. Everything is escaped: the words are a model's.
    """
    by_model = told["by_model"]
    if by_model is None:
        return ""
    day = labels.day(date.fromisoformat(by_model["made_on"]))
    said = _("{model} wrote it on {day}; each sentence was checked against the text.")
    under = [said.format(model=by_model["model"], day=day)]
    if by_model["read"] < by_model["of"]:
        part = _("It was written from {read} of {of} characters.")
        under.append(part.format(read=figure(by_model["read"]), of=figure(by_model["of"])))
    if by_model["left_out"]:
        under.append(_("Left out, since the text does not bear them out: {n}").format(n=figure(by_model["left_out"])))
    out = [f"<h3>{esc(_('Brief by a chat model'))}</h3>", f'<p class="lc-notice">{esc(" ".join(under))}</p>']
    for part in by_model["parts"]:
        lines = "".join(f"<li>{_checked(line)}</li>" for line in part["lines"])
        out.append(f"<details open><summary>{esc(_(part['name']))}</summary><ul>{lines}</ul></details>")
    if by_model["questions"]:
        asked = "".join(_answered(q, told["source_id"]) for q in by_model["questions"])
        out.append(f"<details><summary>{esc(_('Questions'))}</summary><ul>{asked}</ul></details>")
    return f'<div class="lc lc-brief">{"".join(out)}</div>'


def _answered(asked: dict[str, Any], source_id: str) -> str:
    said = " ".join([*map(_checked, asked["lines"]), *map(esc, asked["exceptions"])])
    return f"<li>{link_to_question(asked['question'], source_id)} {said}</li>"


def _checked(line: dict[str, Any]) -> str:
    """Return a sentence of a model, with a mark where nobody but the program read it, and its place."""
    alone = line["check"] == BriefCheck.PROGRAM
    mark = f" <em>({esc(_('checked by the program only'))})</em>" if alone else ""
    return f"{esc(line['text'])}{mark} {_place(line)}"


def brief_html(told: dict[str, Any]) -> str:
    """Return what a text holds as HTML; everything from the text is escaped."""
    out: list[str] = []
    for part in told["parts"]:
        lines = "".join(f"<li>{esc(_shown(line))} {_place(line)}</li>" for line in part["lines"])
        more = f" ({len(part['lines'])} / {figure(part['of'])})" if part["of"] > len(part["lines"]) else ""
        out.append(f"<details open><summary>{esc(_(part['name']))}{more}</summary><ul>{lines}</ul></details>")
    out += [f'<p class="lc-notice">{esc(line)}</p>' for line in told["left_out"]]
    return f'<div class="lc lc-brief">{"".join(out)}</div>'


def _shown(line: dict[str, Any]) -> str:
    """Return a line as people write its address, the day that it begins with in the reader's language."""
    text = str(line["text"])
    for quoted in line["citations"]:
        text = text.replace(quoted["locator"], address(quoted["locator"]))
    begins, colon, rest = text.partition(": ")
    moment = english_day(begins) if colon else None
    return f"{labels.day(moment)}{colon}{rest}" if moment else text


def _place(line: dict[str, Any]) -> str:
    """Return a link to where the words of a line stand."""
    quoted = next(iter(line["citations"]), None)
    if quoted is None:
        return ""
    place = links.to_provision(quoted["source_id"], quoted["locator"])
    return f'<a href="{esc(place)}" target="_self">{esc(_("Read"))}</a>'


def link_to_question(question: str, source_id: str) -> str:
    """Return a link of the page that asks a question of one text."""
    asked = links.to_question(question, only_of(source_id))
    return f'<a href="{esc(asked)}" target="_self">{esc(question)}</a>'
