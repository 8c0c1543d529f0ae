"""The model's own defaults: a few numbers fitted to published figures, and what the fit could not tell."""
