"""Entries of a list on the page: chosen by country, policy, name and date, counted, and one of them read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assistant.engines.lists import places
from assistant.engines.lists.held_lists import all_held
from assistant.engines.lists.model import HeldList, PartyRow
from assistant.engines.lists.party_query import PartyQuery, chosen_rows, folded_cell
from assistant.engines.lists.payloads import party_rows
from assistant.model import Citation
from corpus.catalogue import Catalogue
from ui.components.lists import party_card
from ui.components.lists.saving import save_buttons
from ui.components.page import labels
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.exports.list_rows import flat_row
from ui.language import _, day_form_of_tables, figure, name_of_country, typed_day_form

_COUNTS_SHOWN = 12  # lines of a table of counts
_FIRST_DAY = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class EntryChoice:
    """What the reader chose: a query, and review policies of which a row has one."""

    query: PartyQuery
    policies: tuple[str, ...] = ()

    def rows(self, held: HeldList) -> tuple[PartyRow, ...]:
        """Return the rows of a list that are meant."""
        found = chosen_rows(held, self.query).rows
        return tuple(r for r in found if not self.policies or folded_cell(r.policy) in self.policies)


@st.cache_resource(show_spinner=False, max_entries=4)
def lists_held(_catalogue: Catalogue, where: str, generation: int) -> Sequence[HeldList]:
    """Return every list that is held, read once per change of the collection."""
    return all_held(_catalogue)


def show(
    catalogue: Catalogue, held_lists: Sequence[HeldList], asked: str = "", since: date | None = None
) -> list[Citation]:
    """Show the entries of a list; return the citations of the card that is open.

    `asked` and `since` are the list and the day of listing that a link carries.
    """
    by_name = {h.about.name: h for h in held_lists}
    first = next((n for n, h in enumerate(held_lists) if asked and asked in (h.about.name, *h.about.short)), 0)
    name = st.selectbox(
        _("List"), list(by_name), index=first, format_func=lambda n: f"{n} ({figure(len(by_name[n].counted))})"
    )
    held = by_name[name]
    rows = _wanted(held, since).rows(held)
    edition = labels.edition(held.version, held.source)
    st.html(
        '<p class="lc lc-count" role="status">'
        + esc(_("{count} of {total} entries of the {list}, {edition}"))
        .replace("{count}", f"<b>{figure(len(rows))}</b>")
        .format(total=figure(len(held.counted)), list=esc(held.about.name), edition=esc(edition))
        + "</p>"
    )
    if not rows:
        caption(_("No entry has all of these."))
        return []
    with st.expander(_("Counts"), icon=":material/bar_chart:"):
        st.html(counts_html(rows))
    stem = held.about.slug.replace("_", "-") or "list"
    save_buttons(lambda: list(map(flat_row, party_rows(held, rows, catalogue))), stem)
    return _table(catalogue, held, rows)


def _wanted(held: HeldList, since: date | None) -> EntryChoice:
    key = held.about.name
    found = Counter(c for row in held.counted for c in {_place(c) for c in row.countries})
    named = {_place(heading): places.country_in_answer(heading) for heading in held.headings}
    forms: dict[str, str] = {}
    for row in held.counted:
        if row.policy:
            forms.setdefault(folded_cell(row.policy), row.policy)
    policies = Counter(folded_cell(row.policy) for row in held.counted if row.policy)
    left, right = st.columns(2)
    countries = left.multiselect(
        _("Country"), [c for c, __ in found.most_common()], key=f"country-{key}", placeholder=_("Every country"),
        format_func=lambda c: f"{name_of_country(named.get(c) or c)} ({figure(found[c])})",
    )  # fmt: skip
    words = right.text_input(_("Words of a name"), key=f"words-{key}", placeholder=_("Any name or alias"))
    picked: list[str] = []
    if len(policies) > 1:
        picked = st.multiselect(
            _("Review policy"), [p for p, __ in policies.most_common()], key=f"policy-{key}",
            placeholder=_("Every policy"),
            format_func=lambda p: f"{forms.get(p, p)} ({figure(policies[p])})",
        )  # fmt: skip
    first: date | None = None
    last: date | None = None
    changed = False
    if any(row.added for row in held.counted):
        one, two, three = st.columns(3, vertical_alignment="bottom")
        first = one.date_input(
            _("Listed since"), value=since, key=f"since-{key}", format=typed_day_form(), min_value=_FIRST_DAY
        )
        last = two.date_input(
            _("Listed until"), value=None, key=f"until-{key}", format=typed_day_form(), min_value=_FIRST_DAY
        )
        changed = three.toggle(
            _("Changed then, not listed"), key=f"changed-{key}",
            help=_("The days are those of a later Federal Register citation of the entry."),
        )  # fmt: skip
    else:
        caption(_("The entries of this list bear no dates of listing."))
    query = PartyQuery(countries=tuple(countries), name=words.strip(), since=first, until=last, changed=changed)
    return EntryChoice(query, tuple(picked))


def _place(heading: str) -> str:
    """Return the code of a heading's country, or the words of a region, as a query takes them."""
    return places.country_of_heading(heading) or places.folded_heading(heading)


def counts_html(rows: Sequence[PartyRow]) -> str:
    """Return how many rows stand under which country and policy, and in which year they were listed."""
    tables = (
        (_("Country"), Counter(name_of_country(row.country) or _("None named") for row in rows).most_common()),
        (_("Review policy"), Counter(row.policy for row in rows if row.policy).most_common()),
        (_("Year of listing"), sorted(Counter(str(row.added.year) for row in rows if row.added).items(), reverse=True)),
    )
    return f'<div class="lc lc-counts">{"".join(_counts(*table) for table in tables if table[1])}</div>'


def _counts(name: str, counted: Sequence[tuple[str, int]]) -> str:
    most = max(n for __, n in counted)
    lines = [
        f'<tr style="--share:{100 * n // most}%"><th scope="row">{esc(value)}</th><td>{figure(n)}</td></tr>'
        for value, n in counted
    ]
    rest = "".join(lines[_COUNTS_SHOWN:])
    more = (
        f"<details><summary>{esc(_('{count} more').format(count=figure(len(lines) - _COUNTS_SHOWN)))}</summary>"
        f"<table>{rest}</table></details>"
        if rest
        else ""
    )
    return f"<section><h3>{esc(name)}</h3><table>{''.join(lines[:_COUNTS_SHOWN])}</table>{more}</section>"


def _table(catalogue: Catalogue, held: HeldList, rows: Sequence[PartyRow]) -> list[Citation]:
    left, right = st.columns([3, 2], gap="large")
    with left:
        caption(_("Choose a row to read the entry; a click on a heading sorts."))
        table = [
            {
                _("Name"): row.listed_as, _("Country"): name_of_country(row.country), _("Listed on"): row.added,
                _("Last change"): row.publications[-1].day if len(row.publications) > 1 else None,
                _("Review policy"): row.policy, _("Aliases"): "; ".join(row.aliases),
            }
            for row in rows
        ]  # fmt: skip
        empty = [c for c in table[0] if not any(row[c] for row in table)]
        picked = st.dataframe(
            table, hide_index=True, height=min(560, 38 + 35 * len(table)), on_select="rerun",
            selection_mode="single-row", key=f"entries-{held.about.name}-{len(rows)}",
            alt=_("Entries of the {name}").format(name=held.about.name),
            column_order=[c for c in table[0] if c not in empty], placeholder="",
            column_config={
                c: st.column_config.DateColumn(format=day_form_of_tables()) for c in (_("Listed on"), _("Last change"))
            },
        )["selection"]["rows"]  # fmt: skip
    with right:
        return party_card.show(catalogue, held, rows[picked[0] if picked and picked[0] < len(rows) else 0])
