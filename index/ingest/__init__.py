"""From files and folders to a searchable collection."""
