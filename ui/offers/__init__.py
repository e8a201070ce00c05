"""Questions that the page offers: before the first one, and after an answer. Each was asked before it is shown."""
