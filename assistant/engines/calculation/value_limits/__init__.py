"""Limits of value: from which value or share a rule bears on a deal, and what is left of an amount that is limited."""
