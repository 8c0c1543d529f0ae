"""Cost-effectiveness of several options: who is dominated, strictly or by a mix, and the ratios that remain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from approdo.model.errors import BadInput

FRONTIER: Final = "frontier"
DOMINATED: Final = "dominated"  # another option costs no more and does at least as much
EXTENDED: Final = "extendedly dominated"  # a mix of two others does


@dataclass(frozen=True)
class Option:
    """One option in the order of effects; `ratio` is EUR per unit of effect over the one before on the frontier."""

    name: str
    cost: float
    effect: float
    standing: str
    ratio: float | None
    compared_with: str | None


def incremental(names: Sequence[str], costs: Sequence[float], effects: Sequence[float]) -> tuple[Option, ...]:
    """Return every option with its standing and, on the frontier, its incremental cost-effectiveness ratio.

    Args:
        names: of the options.
        costs: EUR.
        effects: more is better.

    Raises:
        BadInput: lists of different lengths, or none.
    """
    if not names or not len(names) == len(costs) == len(effects):
        raise BadInput(f"{len(names)} names, {len(costs)} costs and {len(effects)} effects: expected as many of each.")
    # By cost; of two that cost the same the better one first, of two that are the same the one named first.
    order = sorted(range(len(names)), key=lambda n: (costs[n], -effects[n], n))
    standing = dict.fromkeys(order, DOMINATED)
    frontier: list[int] = []
    for one in order:
        if frontier and effects[one] <= effects[frontier[-1]]:
            continue
        standing[one] = FRONTIER
        while len(frontier) > 1 and _ratio(frontier[-1], one, costs, effects) <= _ratio(
            frontier[-2], frontier[-1], costs, effects
        ):
            standing[frontier.pop()] = EXTENDED
        frontier.append(one)
    before = dict(zip(frontier[1:], frontier[:-1], strict=True))
    return tuple(
        Option(
            names[one],
            costs[one],
            effects[one],
            standing[one],
            _ratio(before[one], one, costs, effects) if one in before else None,
            names[before[one]] if one in before else None,
        )
        for one in sorted(range(len(names)), key=lambda n: (effects[n], costs[n], n))
    )


def _ratio(one: int, other: int, costs: Sequence[float], effects: Sequence[float]) -> float:
    return (costs[other] - costs[one]) / (effects[other] - effects[one])
