"""Questions about the rows of lists in other languages than English, read by a closed grammar."""
