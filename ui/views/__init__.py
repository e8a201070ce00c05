"""The pages, one file each; `ui/app.py` names them."""
