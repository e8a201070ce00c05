"""Country groups, the country chart and control list entries: questions answered from the rows of these tables."""
