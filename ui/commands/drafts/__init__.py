"""Commands over a person's own drafts."""
