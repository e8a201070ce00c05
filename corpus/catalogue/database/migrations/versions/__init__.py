"""Revisions of the tables, each called by the format of a server that it makes."""
