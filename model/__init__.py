"""The simulated world."""

if not __name__.startswith("approdo."):
    raise ImportError("import approdo.model, not model")
