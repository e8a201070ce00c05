"""MCP server: the documents of the command line and the HTTP API as tools, resources and prompts, read-only."""
