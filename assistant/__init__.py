"""The assistant: from a question to a checked answer. Query, evidence, answer, verification, research, evaluation."""
