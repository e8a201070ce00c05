"""From evidence to an answer: its outcome, its sentences, its words."""
