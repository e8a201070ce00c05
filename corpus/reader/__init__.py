"""The one door to documents: each is read in a child process that may use so much time and memory and no more."""

from corpus.reader.limits import ReadingLimits
from corpus.reader.process import DocumentReader

__all__ = ["READER", "DocumentReader", "ReadingLimits"]

READER = DocumentReader()  # of callers that have no settings of their own; its process starts on first use
