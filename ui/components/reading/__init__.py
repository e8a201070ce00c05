"""What the page "Read" shows beside a text: a landing page, notes in the margin, who cites it, where one left off."""
