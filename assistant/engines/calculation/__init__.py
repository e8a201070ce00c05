"""Calculators: shares, values, periods and ownership, computed exactly from figures that the held texts state."""
