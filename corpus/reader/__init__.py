"""The one door to documents: each is read in a child process that may use so much time and memory and no more."""
