"""The language of the desk: its own words, dates and numbers; texts and answers stay in the language they have.

The words are GNU gettext catalogues beside this package (`ui/locale/<language>/LC_MESSAGES/licet.po`), read with Babel.
"""

from __future__ import annotations

import gettext as gnu_gettext
import io
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

LANGUAGES = {"en": "English", "zh": "中文", "ja": "日本語", "de": "Deutsch", "fr": "Français", "es": "Español"}
SOURCE_LANGUAGE = "en"  # of the messages in the source, which need no catalogue
CATALOGUES = Path(__file__).resolve().parent / "locale"
DOMAIN = "licet"
P = ParamSpec("P")
R = TypeVar("R")
_CHOSEN = "desk_language"
LANGUAGE_OF_LINK = "lang"  # parameter of a page's address
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")  # for what is made outside a run of a page
# The run of a page on this thread and its language: a page asks for it hundreds of times, and the session's state
# answers slowly.
_OF_RUN: ContextVar[tuple[object, str]] = ContextVar("of_run", default=(None, ""))


def reader_language() -> str:
    """Return the code of the reader's language: chosen on the page, else of the link, else the browser's, else "en"."""
    if spoken := _SPOKEN.get():
        return spoken
    import streamlit as st  # commands use these words too, and do not wait for the framework of the page
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return SOURCE_LANGUAGE
    known, code = _OF_RUN.get()
    if known is run:
        return code
    told = st.session_state.get(_CHOSEN)
    if told not in LANGUAGES:
        told = language_of_link() or _known(st.context.locale) or SOURCE_LANGUAGE
        st.session_state[_CHOSEN] = told  # a fragment runs without the address of the page
    _OF_RUN.set((run, str(told)))
    return str(told)


def language_of_link() -> str:
    """Return the code of the language that the address of the page names; "" where it names none of ours."""
    import streamlit as st

    return _known(st.query_params.get(LANGUAGE_OF_LINK))


def _known(locale: str | None) -> str:
    code = str(locale or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else ""


def in_readers_language(make: Callable[P, R]) -> Callable[P, R]:
    """Return a function that does the same in the language of the reader who is here now, on whichever thread it runs.

    A file for download is made on a thread of its own.
    """
    code = reader_language()

    @wraps(make)
    def made(*args: P.args, **named: P.kwargs) -> R:
        token = _SPOKEN.set(code)
        try:
            return make(*args, **named)
        finally:
            _SPOKEN.reset(token)

    return made


def choose_language(code: str) -> None:
    """Set the language of this reader's session. Raises KeyError for one that there is not."""
    if code not in LANGUAGES:
        raise KeyError(code)
    import streamlit as st

    st.session_state[_CHOSEN] = code
    _OF_RUN.set((None, ""))


@cache
def catalogue_of(code: str) -> gnu_gettext.NullTranslations:
    """Return the messages of a language; of English, which the source has, those of the source."""
    if code == SOURCE_LANGUAGE:
        return gnu_gettext.NullTranslations()
    from babel.messages import mofile, pofile  # only a reader of another language needs it

    with (CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        messages = pofile.read_po(file, locale=code, domain=DOMAIN)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, messages)
    compiled.seek(0)
    return gnu_gettext.GNUTranslations(compiled)


def _(message: str) -> str:
    """Return a message of the desk in the reader's language, in English where it has no translation."""
    return catalogue_of(reader_language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message that goes with a number, in the reader's language."""
    return catalogue_of(reader_language()).ngettext(singular, plural, number)


def N_(message: str) -> str:
    """Return a message as it is: it is marked for translation here, and translated where it is shown."""
    return message


def figure(value: float, digits: int = 0) -> str:
    """Return a number as readers of the language write it: "26,000" in English, "26.000" in German."""
    code = reader_language()
    if code == SOURCE_LANGUAGE:
        return f"{value:,.{digits}f}"
    from babel.numbers import format_decimal

    return str(format_decimal(value, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=code))


def long_day(moment: date) -> str:
    """Return a date in words, in a language that is not English: "3. Februar 2026", "2026年2月3日"."""
    from babel.dates import format_date

    return _first_of_month(str(format_date(moment, "long", locale=reader_language())))


def medium_day(moment: date) -> str:
    """Return a date in short, in a language that is not English: "03.02.2026", "2026年2月3日"."""
    from babel.dates import format_date

    return _first_of_month(str(format_date(moment, "medium", locale=reader_language())))


def _first_of_month(told: str) -> str:
    """Return a date as it is written: the first day of a month has its own form in French, which CLDR leaves out."""
    return f"1er {told[2:]}" if reader_language() == "fr" and told.startswith("1 ") else told


def typed_day_form() -> str:
    """Return in which order and with which signs a day is typed: "DD.MM.YYYY" in German, by ISO 8601 in English.

    English readers of two countries would read 03/02 otherwise.
    """
    code = reader_language()
    if code == SOURCE_LANGUAGE:
        return "YYYY-MM-DD"
    from babel.dates import get_date_format

    pattern = get_date_format("short", locale=code).pattern
    sign = next(s for s in pattern if s in "./-")
    return sign.join({"d": "DD", "m": "MM", "y": "YYYY"}[part[0].lower()] for part in pattern.split(sign))


def day_form_of_tables() -> str:
    """Return how the cells of a table on the page write a day: "D MMM YYYY" in English, as it is typed in another."""
    return "D MMM YYYY" if reader_language() == SOURCE_LANGUAGE else typed_day_form()


def long_month(moment: date) -> str:
    """Return the month of a date in words, in a language that is not English: "Februar 2026", "2026年2月"."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", moment, locale=reader_language()))


def name_of_language(code: str) -> str:
    """Return the name of a language in the reader's language; "" where it is not known."""
    from babel import Locale

    return str(Locale.parse(reader_language()).languages.get(code, ""))


def name_of_country(name: str) -> str:
    """Return the name of a country in the reader's language by its English name; as it is where it is not known."""
    if reader_language() == SOURCE_LANGUAGE:
        return name
    from corpus.lexicon.countries import mentioned_countries

    code = next((code for start, end, code in mentioned_countries(name) if (start, end) == (0, len(name))), "")
    return (name_of_territory(code) if code else "") or name


def name_of_territory(code: str) -> str:
    """Return the name of a country or union by its code, in the reader's language; "" where it is not known."""
    from babel import Locale

    return str(Locale.parse(reader_language()).territories.get(code.upper(), ""))
