"""Monitoring: what a pilot has recorded so far against what the model expected of it at the same month."""
