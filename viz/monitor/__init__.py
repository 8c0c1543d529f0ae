"""The monitoring document: a pilot so far against what the model expected of it."""
