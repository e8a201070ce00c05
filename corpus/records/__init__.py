"""What people leave beside the documents: conversations, shared answers, researches, keys, what they follow.

Each is a record: bytes under a name such as `conversations/<reader>/<id>.json`. `interface` says what a store of
records does; `home` keeps them as files of a home, `server` in a database that several machines share, `passing` in
memory. What is in a record only those know who write it.
"""

from corpus.records.home_or_server import open_records
from corpus.records.interface import Records, reworded

__all__ = ["Records", "open_records", "reworded"]
