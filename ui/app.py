"""Navigation and nothing else."""

import streamlit as st

from ui import sign_in
from ui.components.page import frame

st.set_page_config(page_title="Licet", page_icon=frame.icon(), layout="wide", menu_items={"About": frame.ABOUT})
desk = frame.open_frame()
page = st.navigation(frame.pages(), position="top")
frame.follow_permalink()  # after the pages are known: before, Streamlit would run the page's file alone, without this frame
page.run()
sign_in.inside()
desk.page_stands()
