"""Figures, dates, amounts, addresses and names as sentences state them."""
