"""Passages to vectors and terms, and back again: the Chroma store, the lexical engine, retrieval."""
