"""The Streamlit script: sets up the frame and the navigation, then runs the page."""

import streamlit as st

from ui.components.page import frame, sign_in
from ui.language import _

frame.recall_choices()  # before the first word is told
st.set_page_config(page_title="Licet", page_icon=frame.icon(), layout="wide", menu_items={"About": _(frame.ABOUT)})
desk = frame.open_frame()
page = st.navigation(frame.pages(), position="top")
# Only after the pages are known: before that, Streamlit would run the file of a page alone, without this frame.
frame.follow_permalink()
frame.unknown_page()
page.run()
sign_in.inside()
frame.choices(beside=page.url_path)
desk.page_stands()
