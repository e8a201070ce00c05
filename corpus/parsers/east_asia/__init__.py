"""Parsers of Chinese and Japanese law."""
