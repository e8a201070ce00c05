"""The line that offers a model of Ollama on this machine, and tells that it is used."""

from __future__ import annotations

import streamlit as st

from ui.app_state import Desk
from ui.components.page import problems
from ui.components.page.captions import caption
from ui.components.page.markup import esc
from ui.components.page.sign_in import signs_in
from ui.language import _


def offer(desk: Desk) -> None:
    """Show the model that was found, with the button that uses it; only to the one person at this machine.

    On a desk of several readers one of them would choose for all.
    """
    if desk.local_model_used:
        caption(
            _("{model} writes the answers, until Licet is stopped; every sentence is checked.").format(
                model=desk.local_model_used
            )
        )
        return
    if signs_in() or st.context.ip_address or not desk.warmth.ready:
        return
    model = desk.local_model.found()
    if model is None:
        return
    told = _("A model of Ollama runs on this machine: {name}.").format(name=model.name)
    if not model.has_client:
        caption(f"{told} {_('To use it, run `pip install langchain-ollama` and start Licet again.')}")
        return
    with st.container(key="local-model", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="lc lc-under" style="margin:0">{esc(told)}</p>', width="content")
        used = st.button(_("Use it"), key="use-local-model", icon=":material/smart_toy:", type="tertiary")
    if used:
        with problems.shown():
            desk.use_local_model(model)
        if desk.local_model_used:
            st.rerun()
