"""."""

import streamlit as st

st.title("Changes")
