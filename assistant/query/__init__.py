"""Query: from a question and its conversation to what is asked."""
