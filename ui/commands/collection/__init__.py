"""Commands about what is held: adding, fetching, undoing, backing up, watching, and what changed."""
