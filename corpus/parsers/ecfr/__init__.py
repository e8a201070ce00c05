"""The XML of the eCFR's versioner: parts, sections, supplements and the Commerce Control List."""
