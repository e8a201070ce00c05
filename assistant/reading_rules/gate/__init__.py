"""The gate: one calibrated probability that what is to be shown addresses this very question."""
