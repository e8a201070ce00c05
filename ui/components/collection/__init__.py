"""What is held, on the page: adding, official sources, removing."""
