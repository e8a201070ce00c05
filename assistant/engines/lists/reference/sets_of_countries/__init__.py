"""Questions on sets of countries: which are on a list, in several, in none, and those that a follow-up means."""
