"""Briefs of added documents in a chat model's words, every sentence checked against the document."""
