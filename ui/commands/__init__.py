"""Commands of the command line, one module per subject: questions, the collection, servers, and what checks itself."""
