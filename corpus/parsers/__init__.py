"""One parser for each format; `dispatch` chooses the parser that a file needs and returns the readings in it."""
