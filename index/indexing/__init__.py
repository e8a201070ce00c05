"""The index brought to what the catalogue holds, and repaired."""
