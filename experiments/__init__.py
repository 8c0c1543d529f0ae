"""Many worlds compared: packages, studies, runs, and what they say."""

if not __name__.startswith("approdo."):
    raise ImportError("import approdo.experiments, not experiments")
