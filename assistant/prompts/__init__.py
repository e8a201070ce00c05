"""Prompts, as Markdown files."""
