"""Answer: from evidence to an outcome, statements and text."""
