"""Tables of the field's words and how they are looked up; no other logic of the assistant lives here."""
