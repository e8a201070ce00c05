"""What is held: sources, editions, provisions, passages, in one SQLite file. The truth from which the rest is rebuilt.

`file` is the border to SQLite, `editions`, `provisions` and `passages` read, `writing` stages and publishes; each knows only
what stands before it.
"""

from corpus.catalogue.writing import Catalogue

__all__ = ["Catalogue"]
