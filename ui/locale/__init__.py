"""Messages of the desk in other languages: a gettext catalogue each, and what collects the messages of the source."""
