"""Parsers of Chinese, Japanese and Korean law."""
