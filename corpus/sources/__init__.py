"""Official sources: which ones exist, how each publisher offers its texts, how they are downloaded and kept fresh."""
