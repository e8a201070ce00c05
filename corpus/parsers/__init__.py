"""One reader a format. `read(path)` finds the reader that a file needs and returns what it makes of it."""

from corpus.parsers.dispatch import read, read_bytes

__all__ = ["read", "read_bytes"]
