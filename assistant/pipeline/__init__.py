"""From a question to an answer: the assistant that is asked, and the consultation that one question is."""

from assistant.pipeline.assistant import Assistant

__all__ = ["Assistant"]
