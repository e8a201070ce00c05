"""Components of the page "Lists": names screened, entries chosen, an entry's card."""
