"""What the page offers: questions, each of which was asked before it is shown, and a chat model on this machine."""
