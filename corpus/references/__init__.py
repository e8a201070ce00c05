"""Cross-references of legal texts: a file for each family of laws, and `finding` puts together what they find."""
