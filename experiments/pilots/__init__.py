"""Pilots compared: every pilot in every place with one protocol, what transfers, and how strong the evidence is."""
