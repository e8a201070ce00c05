"""A research on the page: its runs, those of a reader, its progress and its memo."""
