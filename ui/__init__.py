"""The faces of Licet: the Streamlit research desk and the command line."""
