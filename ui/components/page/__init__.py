"""What surrounds and styles every page."""
