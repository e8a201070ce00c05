"""Revisions of the tables, each called by the catalogue's format that it makes."""
