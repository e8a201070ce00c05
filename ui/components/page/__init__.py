"""Components that surround every page: frame, filters, links, labels, styles, errors."""
