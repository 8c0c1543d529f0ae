"""Worlds that fit the data: pilots, posteriors, and their checks."""

if not __name__.startswith("approdo."):
    raise ImportError("import approdo.calibration, not calibration")
