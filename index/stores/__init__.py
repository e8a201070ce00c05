"""What is on disk: Chroma, the lexical engine, token vectors, and who may write."""
