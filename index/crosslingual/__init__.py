"""Crosslingual retrieval: questions in one language over texts in another."""
