"""Several questions in one: where they are cut apart, and what of each is told."""
