"""Indexing: bring the stores in line with the catalogue, and repair them."""
