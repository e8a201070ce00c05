"""Checks by reasons for control: which hold, what the country chart requires for them, and what is excepted."""
