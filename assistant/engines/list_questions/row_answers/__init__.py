"""Answers on rows that were chosen: what they count, how each is said, and the sentence that leads."""
