"""Names screened on the page: the form, what was found as a table, the entry that is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import streamlit as st

from assistant.engines.lists import places
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.screening import report
from assistant.engines.screening.name_likeness import Likeness
from assistant.engines.screening.names_file import MAX_NAMES_FILE_BYTES, NamedLine, given_lines, given_names
from assistant.engines.screening.screen import MATCHES_KEPT, ScreeningMatch
from assistant.model import Citation
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import countries
from ui.app_state import Desk
from ui.components.lists import party_card
from ui.components.lists.saving import save_buttons
from ui.components.page import labels
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.session import check_rate
from ui.exports.list_rows import screening_rows
from ui.json_documents.list_documents import ScreenedLine, screened_document, screened_lines
from ui.language import N_, _, day_form_of_tables, figure, name_of_country, ngettext

_MOST_NAMES_OF_PAGE = 2_000  # of the page; the command takes more
_NAMES_A_QUESTION = 100  # names that count as one question
_STATUS = {
    "listed": N_("Listed"),
    "near": N_("Similar name"),
    "not_found": N_("Not found"),
    "not_screened": N_("Not screened"),
}
_COUNTED_AS = {
    "listed": N_("listed"),
    "near": N_("like a listed name"),
    "not_found": N_("not found"),
    "not_screened": N_("not screened"),
}
_SIGNS = {"listed": "!", "near": "≈", "not_found": "○", "not_screened": "×"}
_MOST_SURE, _MOST_NEAR = 5, 3  # rows of a name among several: entries with that very name, entries that are like it
_LONGER_NAMED = 2  # longer names that the headline tells
_KEY = "screened"


def show(desk: Desk, asked: str = "") -> list[Citation]:
    """Show the form and what it found; return the citations of the card that is open. Raise BadRequest, NotHeld.

    `asked` is a name that a link carries: it is screened once.
    """
    catalogue = desk.licet.catalogue
    names, country = _form(desk, asked)
    if names is not None:
        check_rate(desk.questions, min(1 + len(names) // _NAMES_A_QUESTION, desk.settings.questions_per_minute))
        with st.spinner(_comparing(len(names))):
            st.session_state[_KEY] = (screened_lines(catalogue, names, country, Filters()), catalogue.generation)
    if _KEY not in st.session_state:
        return []
    lines, generation = st.session_state[_KEY]
    if generation != catalogue.generation:
        caption(_("The collection has changed since these names were screened: screen them again."))
    return _results(catalogue, lines)


def _comparing(count: int) -> str:
    return ngettext(
        "Comparing {count} name with every list held", "Comparing {count} names with every list held", count
    ).format(count=figure(count))


def status_of(line: ScreenedLine) -> str:
    """Return "listed", "near", "not_found" or "not_screened"."""
    return report.screening_status(line.found) if line.found else "not_screened"


def _form(desk: Desk, asked: str) -> tuple[list[NamedLine] | None, str]:
    """Return the names to screen now, None where nothing was sent, and the country that they are screened under."""
    with st.form("screen", border=False):
        left, right = st.columns([3, 2], gap="medium")
        typed = left.text_area(
            _("A name, or several: one in each line"), value=asked, height=110, max_chars=_MOST_NAMES_OF_PAGE * 60,
            placeholder="Huawei Technologies\nDahua Technology",
        )  # fmt: skip
        known = sorted(c.code for c in countries.table().entries if not c.union)
        country = right.selectbox(
            _("Only under this country, or under none"), sorted(known, key=places.name_in_answer), index=None,
            format_func=lambda code: name_of_country(places.name_in_answer(code)), placeholder=_("Every country"),
        )  # fmt: skip
        upload = None
        if not desk.settings.read_only:
            upload = right.file_uploader(
                _("Or drop a file: CSV or text, a name in each line"), type=["csv", "txt", "tsv"],
                max_upload_size=min(MAX_NAMES_FILE_BYTES // 2**20, desk.settings.max_upload_mb),
            )  # fmt: skip
        run = st.form_submit_button(_("Screen"), type="primary")
    if not run:
        if asked and st.session_state.get("screen_link") != asked:
            st.session_state["screen_link"] = asked
            return given_names([asked]), ""
        return None, ""
    if upload is None and not typed.strip():
        raise BadRequest(_("There is no name yet."), _("Write one, or drop a file of names."))
    names = given_lines(upload.getvalue(), upload.name) if upload else given_names(typed.strip().splitlines())
    if len(names) > _MOST_NAMES_OF_PAGE:
        raise BadRequest(
            _("{count} lines are more than this page screens at once ({most}).").format(
                count=figure(len(names)), most=figure(_MOST_NAMES_OF_PAGE)
            ),
            _("`licet screen FILE --xlsx RESULT` screens them all."),
        )
    return names, country or ""


def _results(catalogue: Catalogue, lines: Sequence[ScreenedLine]) -> list[Citation]:
    counted = Counter(map(status_of, lines))
    st.html(_headline(catalogue, lines, counted))
    shown = list(lines)
    if len(lines) > 1:
        kinds = [s for s in _STATUS if counted[s]]
        wanted = st.segmented_control(
            _("Show"), ["all", *kinds], default="all", label_visibility="collapsed",
            format_func=lambda s: (
                f"{_('All')} {figure(len(lines))}" if s == "all" else f"{_(_STATUS[s])} {figure(counted[s])}"
            ),
        )  # fmt: skip
        shown = [line for line in lines if wanted in (None, "all", status_of(line))]
    save_buttons(lambda: screening_rows(screened_document(lines, catalogue, Filters())["results"]), "screening")
    matched: list[tuple[HeldList, PartyRow] | None] = []
    table: list[dict[str, object]] = []
    for line in shown:
        for match in _told(line, alone=len(lines) == 1):
            matched.append((match.held, match.row))
            table.append(
                {
                    _("Name"): line.line.name, _("Result"): _("Listed") if match.is_listed else _("Similar name"),
                    _("On the list as"): match.written, _("Country"): name_of_country(match.row.country),
                    _("List"): match.held.about.name,
                    _("Likeness"): round(match.found.score), _("How"): _(match.found.likeness.value),
                    _("Only in the name"): " ".join(match.found.only_asked),
                    _("Only on the list"): " ".join(match.found.only_listed),
                    _("Listed on"): match.row.added,
                }
            )  # fmt: skip
        if not line.found or not line.found.matches:
            matched.append(None)
            status = _(_STATUS[status_of(line)])
            result = labels.told(status, line.line.problem) if line.line.problem else status
            table.append({_("Name"): line.line.name, _("Result"): result})
    if not any(matched) and len(lines) == 1:
        return []
    hidden = (_("Name"),) if len(lines) == 1 else ()
    left, right = st.columns([3, 2], gap="large")
    with left:
        told = ngettext(
            "{count} row; choose one to read the entry.", "{count} rows; choose one to read the entry.", len(table)
        ).format(count=figure(len(table)))
        if len(lines) > 1:
            folded = _("Of each name the closest entries are shown; the files have up to {count}.")
            told = f"{told} {folded.format(count=MATCHES_KEPT)}"
        caption(told)
        chosen = st.dataframe(
            table, hide_index=True, height=min(560, 38 + 35 * max(1, len(table))), on_select="rerun",
            selection_mode="single-row", placeholder="–", key=f"screened-{len(table)}",
            alt=_("Names and the entries that are like them"),
            column_order=[c for c in dict.fromkeys(name for row in table for name in row) if c not in hidden],
            column_config={_("Listed on"): st.column_config.DateColumn(format=day_form_of_tables())},
        )["selection"]["rows"]  # fmt: skip
    first = next((n for n, found in enumerate(matched) if found), None)
    at = chosen[0] if chosen and chosen[0] < len(matched) else first
    found = matched[at] if at is not None else None
    with right:
        return party_card.show(catalogue, *found) if found else []


def _told(line: ScreenedLine, alone: bool) -> Sequence[ScreeningMatch]:
    """Return the matches that the table shows: all of a name that stands alone, else those that tell most."""
    found = line.found.matches if line.found else ()
    sure = [m for m in found if m.is_listed]
    return found if alone else sure[:_MOST_SURE] or found[:_MOST_NEAR]


def _headline(catalogue: Catalogue, lines: Sequence[ScreenedLine], counted: Counter[str]) -> str:
    """Return what was found as one line with its sign, and where it was looked for."""
    if len(lines) == 1:
        (line,) = lines
        state, told = status_of(line), _of_one(line)
    else:
        state = next(s for s in _STATUS if counted[s])
        told = _("{count} names: ").format(count=figure(len(lines))) + labels.listed(
            f"{figure(counted[s])} {_(_COUNTED_AS[s])}" for s in _STATUS if counted[s]
        )
    searched = report.searched(catalogue)
    told_days = {d: labels.day(date.fromisoformat(d)) if d else "" for d in sorted({s["edition"] for s in searched})}
    days = [told_day or _("an unknown day") for told_day in told_days.values()]
    folded = "".join(f"<li>{esc(s['list'])}, {esc(told_days[s['edition']] or _('undated'))}</li>" for s in searched)
    missing = report.not_held(catalogue)
    lacking = _("Not held, so not searched: {lists}. A name that is not found may stand there.")
    without = f"<p>{esc(lacking.format(lists=labels.listed(missing)))}</p>" if missing else ""
    where = ngettext("Searched {count} list of {days}", "Searched {count} lists of {days}", len(searched)).format(
        count=len(searched), days=labels.listed(days)
    )
    return (
        f'<div class="lc lc-outcome" data-outcome="{state}" role="status"><i aria-hidden="true">{_SIGNS[state]}</i>'
        f"<div><b>{esc(told)}</b><details><summary>{esc(where)}</summary>"
        f"<ul>{folded}</ul>{without}</details></div></div>"
    )


def _of_one(line: ScreenedLine) -> str:
    if line.found is None:
        return _("Not screened: {problem}.").format(problem=line.line.problem)
    sure = [m for m in line.found.matches if m.is_listed]
    others = len(line.found.matches) + line.found.others - len(sure)
    alike = ngettext("{count} listed name is like it", "{count} listed names are like it", others).format(
        count=figure(others)
    )
    if sure:
        lists = list(dict.fromkeys(m.held.about.name for m in sure))
        return _("“{name}” is listed: {lists}").format(name=line.line.name, lists=labels.listed(lists)) + (
            f"; {alike}" if others else ""
        )
    if longer := [m for m in line.found.matches if m.found.likeness is Likeness.LONGER and not m.found.only_asked]:
        names = list(dict.fromkeys(f"{m.written} ({m.held.about.name})" for m in longer))[:_LONGER_NAMED]
        told = _("“{name}” stands in longer names that are listed, such as {names}").format(
            name=line.line.name, names=labels.listed(names)
        )
    else:
        told = _("“{name}” itself was not found").format(name=line.line.name)
    return told + (f"; {alike}" if others else "") + "."
