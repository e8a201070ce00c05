"""Fines: how high one may be, by the value of what was sold or by a turnover, and where no law is named."""
