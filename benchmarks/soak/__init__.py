"""The platform left to itself while days pass and things go wrong."""
