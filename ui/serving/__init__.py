"""What the servers share: their ports, the headers of pages, who may call them, and how often."""
