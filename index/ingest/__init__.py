"""Ingestion: files and folders become editions in the collection."""
