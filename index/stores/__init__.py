"""Stores on disk: Chroma, the lexical index, the token-vector cache, and the writer lock."""
