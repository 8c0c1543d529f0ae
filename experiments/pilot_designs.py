"""The cheapest pilot that sees an effect: a grid of designs, each simulated, the best confirmed with other luck."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from approdo.model.errors import BadInput

from .power import ENOUGH, REPEATS, Costs, Pilot, Power, Truth, power, smallest_effect
from .seeds import generator_seed

MOST_DESIGNS: Final = 500
COARSER: Final = 4  # times fewer simulated pilots for what only accompanies a power


@dataclass(frozen=True)
class Grid:
    """The designs to look at: every combination. `ratio` is how many controls there are for each person taken in."""

    people: tuple[int, ...] = (100,)
    territories: tuple[int, ...] = (9,)
    months: tuple[int, ...] = (20,)
    control: tuple[str, ...] = ("within", "between")
    ratio: float = 1.0
    attrition: float = 0.2
    attrition_controls: float | None = None

    def pilots(self) -> list[tuple[Pilot, int]]:
        """Return each pilot with its months.

        Raises:
            BadInput: too many, or a combination that is no design (fewer people than territories, ...).
        """
        combinations = list(product(self.people, self.territories, self.months, self.control))
        if not 1 <= len(combinations) <= MOST_DESIGNS:
            raise BadInput(f"{len(combinations)} designs, expected 1 to {MOST_DESIGNS}: fewer values.")
        lost = self.attrition if self.attrition_controls is None else self.attrition_controls
        return [
            (Pilot(people, places, max(round(people * self.ratio), 1), control, self.attrition, lost), months)
            for people, places, months, control in combinations
        ]


@dataclass(frozen=True)
class Design:
    """A pilot with what is true in its months, its power and its cost.

    `doubt` is its power if the effect lies at the ends of its interval (empty without one), `smallest` the smallest
    effect that it finds with enough power (None: none that is possible).
    """

    pilot: Pilot
    months: int
    truth: Truth
    found: Power
    cost: float
    doubt: tuple[float, ...]
    smallest: float | None


def look_at(
    grid: Grid,
    truths: Callable[[Pilot, int], tuple[Truth, ...]],
    costs: Callable[[int], Costs],
    *,
    wanted: float = ENOUGH,
    repeats: int = REPEATS,
    seed: int = 1,
) -> tuple[Design, ...]:
    """Return every design of a grid with its power, in the grid's order.

    Args:
        grid: the designs.
        truths: what is true for a pilot over so many months; then, what else may be.
        costs: what a pilot over so many months costs.
        wanted: power that is enough.
        repeats: simulated pilots of each design.
        seed: of the simulation.
    """
    made = []
    for pilot, months in grid.pilots():
        true, *others = truths(pilot, months)
        made.append(
            Design(
                pilot,
                months,
                true,
                power(true, pilot, repeats=repeats, seed=seed),
                costs(months).of(pilot, months),
                tuple(power(each, pilot, repeats=repeats // COARSER, seed=seed).power.value for each in others),
                smallest_effect(true, pilot, wanted=wanted, repeats=repeats // COARSER, seed=seed),
            )
        )
    return tuple(made)


def cheapest(
    designs: Sequence[Design], *, wanted: float = ENOUGH, repeats: int = REPEATS, seed: int = 1
) -> tuple[Design | None, int]:
    """Return the cheapest design with enough power, and how many cheaper ones failed the second look.

    The designs that look good are simulated again with other luck, the cheapest first, until one is confirmed: the
    luckiest simulation is not the best design. The power returned is that of the second look.
    """
    refuted = 0
    good = sorted((each for each in designs if each.found.power.value >= wanted), key=lambda each: each.cost)
    for each in good:
        again = power(each.truth, each.pilot, repeats=repeats, seed=generator_seed(seed, "second look"))
        if again.power.value >= wanted:
            return replace(each, found=again), refuted
        refuted += 1
    return None, refuted
