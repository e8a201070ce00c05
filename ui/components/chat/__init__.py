"""The conversation: asking, answers, turns, earlier talks."""
