"""News outside the page: feeds, calendars, and notices by mail or webhook of what a person follows."""
