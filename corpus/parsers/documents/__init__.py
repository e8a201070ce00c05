"""Parsers of documents without a legal structure of their own: Markdown, web pages, Word, tables, e-mail, archives."""
