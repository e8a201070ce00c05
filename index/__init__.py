"""Indexing and retrieval: passages become vectors and terms, and a question becomes ranked passages."""

import os

# The client of the model hub, which comes with the sentence models, tells the hub nothing about this machine.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
