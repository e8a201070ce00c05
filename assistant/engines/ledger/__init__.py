"""The ledger: since when and until when provisions are in force, by their own words, notes and announcements."""
