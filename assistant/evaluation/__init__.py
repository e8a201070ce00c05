"""Measures of Licet's own parts on labelled files."""
