"""From a question to an answer: the Runnable that is asked, and the consultation that one question is."""

from assistant.pipeline.runnable import Assistant

__all__ = ["Assistant"]
