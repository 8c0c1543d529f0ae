"""What a search looks for: the cheapest package within a limit, or the best within a budget."""

from dataclasses import dataclass

from approdo.model.errors import BadInput

COST = "cost_total"


@dataclass(frozen=True)
class Goal:
    """Make the mean of `minimise` small, while `limited` is below `below` in a share `probability` of all runs."""

    minimise: str
    limited: str
    below: float
    probability: float

    def __post_init__(self) -> None:
        if not 0.5 <= self.probability < 1.0:
            raise BadInput(f"probability = {self.probability:g}, expected 0.5 to below 1 (a share of runs).")
        if not abs(self.below) < float("inf"):
            raise BadInput(f"limit = {self.below}, expected a finite number.")
        if self.minimise == self.limited:
            raise BadInput(f'"{self.limited}" can be the limit or what is to be made small, not both.')


def cheapest(outcome: str, below: float, probability: float = 0.9, cost: str = COST) -> Goal:
    """Return the goal: the cheapest package that keeps an outcome below a limit with a probability."""
    return Goal(cost, outcome, below, probability)


def best(outcome: str, budget: float, probability: float = 0.9, cost: str = COST) -> Goal:
    """Return the goal: the lowest outcome that a budget (EUR) buys; it is kept with a probability."""
    return Goal(outcome, cost, budget, probability)
