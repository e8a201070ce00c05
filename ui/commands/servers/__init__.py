"""Commands that begin a server: the desk, the HTTP API and MCP."""
