"""One parser for each format. `read(path)` chooses the parser that a file needs and returns the readings in it."""

from corpus.parsers.dispatch import load, read, read_bytes

__all__ = ["load", "read", "read_bytes"]
