"""Parsers of acts of the European Union: EUR-Lex HTML and Formex XML, to one tree."""
