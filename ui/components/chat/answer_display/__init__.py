"""An answer as the page shows it: its outcome, its statements with their sources, tables and steps."""
