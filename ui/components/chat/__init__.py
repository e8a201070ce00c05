"""Components of a conversation: asking, answers, turns, the list of conversations."""
