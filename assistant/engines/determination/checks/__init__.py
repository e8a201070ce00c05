"""Checks, one a module: what each body of rules says of an item, a place, a party or a use."""
