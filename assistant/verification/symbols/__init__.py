"""Symbols of a claim (figures, dates, amounts, addresses, countries, names), looked up in what it stands on."""
