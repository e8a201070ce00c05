"""Questions that one section decides by where something goes, who acts or whom it is for."""
