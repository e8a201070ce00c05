"""Figures, dates, amounts, addresses and names that a text states."""
