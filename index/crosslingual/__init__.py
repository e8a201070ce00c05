"""Questions in one language over texts in another."""
