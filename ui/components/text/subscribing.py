"""Subscription to what is shown: addresses of a feed and a calendar, and both as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assistant.engines.news.model import NewsItem
from corpus.catalogue import Catalogue
from ui.components.page import links
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.sign_in import signs_in
from ui.language import _
from ui.news import feeds
from ui.news.routes import ATOM, CALENDAR
from ui.news.subscription import Subscription


def show(catalogue: Catalogue, items: Sequence[NewsItem], wanted: Subscription) -> None:
    """Show how to follow what a scope means."""
    with st.expander(_("Follow this"), icon=":material/rss_feed:"):
        caption(_("News of: {title}. {caveat}").format(title=wanted.title, caveat=_(feeds.CAVEAT)))
        if signs_in():
            caption(
                _("This desk asks for sign-in, which feed readers cannot give: save the files, or use `licet watch`.")
            )
        else:
            st.html(addresses_html(wanted.query, {_("Atom feed"): "news.atom", _("Calendar (ICS)"): "news.ics"}))
        caption(_("By mail or by a webhook, with the redline: `licet watch --list NAME` and `licet watch --notify`."))
        with st.container(horizontal=True, gap="small"):
            shown = list(items[: feeds.MOST_ITEMS])
            st.download_button(
                _("Save the feed (Atom)"), lambda: feeds.atom(shown, wanted.title).encode(), "licet-news.atom", ATOM,
                icon=":material/rss_feed:", on_click="ignore",
            )  # fmt: skip
            st.download_button(
                _("Save the calendar (ICS)"),
                lambda: feeds.calendar(catalogue, shown, wanted.scope, wanted.title).encode(),
                "licet-news.ics", CALENDAR, icon=":material/calendar_month:", on_click="ignore",
            )  # fmt: skip


def addresses_html(query: Sequence[tuple[str, object]], files: Mapping[str, str]) -> str:
    """Return the addresses of files of this app by the names that the page gives them, each to be copied."""
    rows = []
    for name, file in files.items():
        url = links.to_file(file, query)
        rows.append(
            f"<div><dt>{esc(name)}</dt><dd><code>{esc(url)}</code> "
            f'<button type="button" class="lc-link" data-copy="{esc(url)}">{esc(_("Copy address"))}</button></dd></div>'
        )
    return f'<dl class="lc lc-addresses">{"".join(rows)}</dl>'
