"""Indexing and retrieval: passages become vectors and terms, and a question becomes ranked passages."""
