"""A text on the page: reading on, quotes in their place, citations, changes."""
