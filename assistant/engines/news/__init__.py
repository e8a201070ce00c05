"""News of the texts held: what was listed, changed, begun and ended, in sentences computed from rows and editions."""
