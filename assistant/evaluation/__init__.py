"""Evaluation: measures of Licet's parts on labelled files."""
