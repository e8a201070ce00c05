"""Commands that write for a person: the memo of a research."""
