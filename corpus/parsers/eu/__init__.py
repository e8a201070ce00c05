"""Parsers of acts of the European Union: EUR-Lex HTML and Formex XML give one and the same tree."""
