"""Components of a text: navigation, quotes in context, citations, changes."""
