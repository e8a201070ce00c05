"""Values: when an export is to be reported by its value, and how far shipments may go over what a licence states."""
