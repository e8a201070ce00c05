"""Drafts checked sentence by sentence against the texts held: quotations, addresses, lists, figures, and the rest."""
