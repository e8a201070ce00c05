"""Documents as JSON that the command line prints and the HTTP API serves: each is made in one place."""
