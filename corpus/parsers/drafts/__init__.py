"""Drafts that a person writes about the law: read to be checked, and given back with comments. They are not held."""
