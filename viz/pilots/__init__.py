"""Pilots compared as a document: what `experiments/pilots` found, in templates filled with its numbers."""
