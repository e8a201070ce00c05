"""Prompts as Markdown files."""
