"""Whether a difference is good news: by what the outcome wants, and only where the difference is clear."""

from typing import Final

from approdo.experiments.statistics import Estimate
from approdo.model.outcomes import OUTCOMES

BETTER: Final = {outcome.id: outcome.better for outcome in OUTCOMES}


def better(name: str, change: Estimate) -> str:
    """Return whether a difference is better, worse, higher, lower or not clear (`none`)."""
    if not change.clear or change.mean is None:
        return "none"
    wanted = BETTER.get(name, "none")
    if wanted == "none":
        return "higher" if change.mean > 0 else "lower"
    return "better" if (change.mean > 0) == (wanted == "higher") else "worse"
