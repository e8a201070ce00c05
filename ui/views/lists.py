"""Page "Lists": names screened against every list held, the entries of a list, and each entry's card."""

from datetime import date

import streamlit as st

from corpus.lexicon import party_lists
from ui.app_state import open_desk
from ui.components.lists import entries, screening
from ui.components.page import bridge, frame, problems
from ui.components.page.captions import caption
from ui.components.page.markup import with_commands
from ui.components.text import passage_dialog
from ui.language import N_, _

_NO_LIST = N_("No list of parties is held. The library brings them, or {command}.")
_SCREEN, _ENTRIES = _("Screen names"), _("Look into a list")

desk = open_desk()
catalogue = desk.licet.catalogue
st.title(_("Lists"))
frame.warmth()
picked = bridge.listen("cite", key="lists-bridge", keys=True)
with problems.shown():
    held = entries.lists_held(catalogue, str(catalogue.path), catalogue.generation)
    if not held:
        official = party_lists.table().compiled_official
        st.html(f'<p class="lc lc-notice">{with_commands(_(_NO_LIST).format(command=f"`licet sync {official}`"))}</p>')
        if st.button(_("Bring the lists"), icon=":material/cloud_download:"):
            frame.go_to("library")
    else:
        link = st.query_params
        asked = link.get("screen", "")
        view = st.segmented_control(
            _("View"), [_SCREEN, _ENTRIES], default=_ENTRIES if link.get("list") else _SCREEN,
            label_visibility="collapsed", required=True,
        )  # fmt: skip
        if view == _SCREEN:
            caption(_("Each name is compared with every name and alias of the lists held, by words and their rarity."))
            citations = screening.show(desk, asked)
        else:
            since = link.get("since", "")
            try:
                day = date.fromisoformat(since) if since else None
            except ValueError:
                day = None
            wanted = link.get("list", "")
            if since and day is None:
                problems.show(_("The link asks for “{day}”, which is no date.").format(day=since[:20]))
            if wanted and all(wanted not in (h.about.name, *h.about.short) for h in held):
                problems.show(
                    _("The list of this link, “{name}”, is not held.").format(name=wanted[:60]), _("Pick one below.")
                )
            citations = entries.show(catalogue, held, wanted, day)
        citation = next((c for c in citations if str(c.number) == picked), None)
        if citation:
            passage_dialog.open_citation(desk.licet, citation)
