"""Documents as law: what a text is, how each format is read, where it came from, and what is held."""
