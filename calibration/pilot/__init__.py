"""Pilot data: what people who ran a pilot recorded, how it is checked, kept, protected, and turned into months."""
