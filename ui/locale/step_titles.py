"""Titles of the steps of a determination in the reader's language; addresses and names other than countries' stay.

A stored answer has its titles as English words, those with a value in them too.
"""

from __future__ import annotations

from ui.language import N_, SOURCE_LANGUAGE, name_of_country, reader_language
from ui.locale.templates import told_by

STEP_TITLES = (
    N_("all destinations"),
    N_("annexes"),
    N_("announcements"),
    N_("appended table 1"),
    N_("bans by destination"),
    N_("brokering"),
    N_("candidate entries"),
    N_("cases fixed by notice"),
    N_("catch-all"),
    N_("catch-all, table 3 areas"),
    N_("classification"),
    N_("control list"),
    N_("deemed export"),
    N_("defence goods"),
    N_("destination"),
    N_("exemption"),
    N_("facts"),
    N_("item"),
    N_("kinds of licence"),
    N_("License exceptions"),
    N_("License exceptions asked about"),
    N_("listed parties"),
    N_("listed party"),
    N_("listed signs"),
    N_("munitions list"),
    N_("named apart from its group"),
    N_("names like it"),
    N_("note of the entry"),
    N_("other end users"),
    N_("region"),
    N_("rows with these words"),
    N_("same address"),
    N_("sample shipments"),
    N_("screening"),
    N_("situational licence"),
    N_("small value"),
    N_("special measures"),
    N_("standing"),
    N_("strategic items"),
    N_("table 3-2 areas"),
    N_("technology given to foreigners"),
    N_("technology sent abroad"),
    N_("town"),
    N_("transit and transshipment"),
    N_("use excepted"),
)
TITLES_WITH_VALUES = (
    N_("{place}: territory"),
    N_("{entry} and other laws"),
    N_("footnote {number}"),
    N_("Country Group {group}"),
    N_("jurisdiction of {entry}"),
    N_("law of {place}"),
    N_("review under {place}"),
    N_("row {number}"),
    N_("{reason} control of {entry} either way"),
    N_("{reason} control of {entry}"),
)


def step_title(title: str) -> str:
    """Return the title of a step in the reader's language."""
    if reader_language() == SOURCE_LANGUAGE:
        return title
    return told_by(title, STEP_TITLES, TITLES_WITH_VALUES) or name_of_country(title)
