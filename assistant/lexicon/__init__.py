"""Words of the field and tables of them; no logic stands above them here."""
