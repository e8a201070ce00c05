"""One parser for each format. `read(path)` chooses the parser that a file needs and returns the readings in it."""

from corpus.parsers.dispatch import read, read_bytes

__all__ = ["read", "read_bytes"]
