"""Navigation and nothing else."""

import streamlit as st

from ui.parts import frame

st.set_page_config(page_title="Licet", page_icon=frame.icon(), layout="wide", menu_items={"About": frame.ABOUT})
frame.open_frame()
frame.follow_permalink()
page = st.navigation(frame.pages(), position="top")
page.run()
