"""Components of the library: held texts, adding, official sources, removing."""
