"""From a question to a checked answer: understanding, evidence, composing, checking, evaluation."""
