"""Expected exits: counts by month and group in every future, and SAI places short."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.experiments.statistics import Real
from approdo.model.calendar import month_text
from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, shown

from .checks import FEWEST
from .delays import Delays, load_delays
from .futures import ABANDONED, NEVER, REASONS, Months, Ways, drawn_delays, ways
from .reading import Office

MONTHS: Final = 12
HORIZONS: Final = (3, 6, 12)
FUTURES: Final = 1000
SEED: Final = 1
DIMENSIONS: Final = ("municipality", "permit", "family")
TOGETHER: Final = "together"  # groups that are too small to be shown alone


@dataclass(frozen=True)
class Spread:
    """A count over all futures: mean, and the 10th, 50th and 90th of 100 of them in order."""

    mean: float
    p10: float
    p50: float
    p90: float

    def document(self) -> dict[str, float]:
        """Return it ready for JSON."""
        return {"mean": self.mean, "p10": self.p10, "p50": self.p50, "p90": self.p90}


@dataclass(frozen=True)
class GroupExits:
    """One group: `present` people on the day of the count, and those who leave within each of `HORIZONS`."""

    dimension: str
    name: str
    present: int
    within: tuple[Spread, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """The answer; months are those after the count, 1 to `MONTHS`.

    `exits` counts people who leave each month, `reasons` within a year. `short` counts, cumulated, people who look for
    a SAI place when they leave CAS and find none; None where the office gave no vacancies. `chance_short` is the share
    of futures with anybody short by each month; `transferred` people with a place, cumulated.
    """

    office: Office
    delays: Delays
    futures: int
    seed: int
    everybody: tuple[Spread, ...]
    exits: tuple[Spread, ...]
    groups: tuple[GroupExits, ...]
    reasons: tuple[tuple[str, Spread], ...]
    transferred: tuple[Spread, ...] | None
    short: tuple[Spread, ...] | None
    chance_short: tuple[float, ...] | None

    def short_from(self, quantile: str) -> int | None:
        """Return the first month in which a quantile (p10, p50, p90) of those short is above 0; None if none is."""
        found = self.short or ()
        return next((month for month, each in enumerate(found, 1) if getattr(each, quantile) > 0), None)

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        within = {str(horizon): each.document() for horizon, each in zip(HORIZONS, self.everybody, strict=True)}
        return {
            "count": month_text(self.office.month),
            "people": self.office.people,
            "futures": self.futures,
            "seed": self.seed,
            "within_months": within,
            "by_month": [
                {"month": month_text(self.office.month + month), **each.document()}
                for month, each in enumerate(self.exits, 1)
            ],
            "groups": [
                {
                    "dimension": each.dimension,
                    "group": each.name,
                    "present": each.present,
                    "within_months": {
                        str(horizon): found.document() for horizon, found in zip(HORIZONS, each.within, strict=True)
                    },
                }
                for each in self.groups
            ],
            "reasons": {name: each.document() for name, each in self.reasons},
            "places_short": None
            if self.short is None or self.chance_short is None
            else [
                {"month": month_text(self.office.month + month), **each.document(), "chance": chance}
                for month, (each, chance) in enumerate(zip(self.short, self.chance_short, strict=True), 1)
            ],
            "delays": {
                name: {"value": each.value, "low": each.low, "high": each.high, "unit": each.unit}
                | {"status": each.status, "source": each.source}
                for name, each in self.delays.items()
            },
        }


def plan_exits(office: Office, *, futures: int = FUTURES, seed: int = SEED, delays: Delays | None = None) -> Plan:
    """Return the expected exits of the twelve months after a count.

    Args:
        office: what was entered.
        futures: how many, 100 to 100,000.
        seed: the same seed gives the same answer; a row added to the tables changes the luck of no other.
        delays: the named numbers; None for those of `delays.toml`.

    Raises:
        BadInput: futures or seed out of range.
    """
    if not is_whole(futures) or not 100 <= futures <= 100_000:
        raise BadInput(f"futures = {shown(futures)}, expected 100 to 100000.")
    if not is_whole(seed) or not 0 <= seed < 2**63:
        raise BadInput(f"seed = {shown(seed)}, expected 0 to 2**63 - 1 (a whole number).")
    named = load_delays() if delays is None else delays
    numbers = drawn_delays(named, seed, futures)
    found = [ways(cell, office.month, numbers, seed) for cell in office.cells]
    sizes = [np.array(each.cell.sizes, np.int64) for each in found]
    transferred, short = _places(office, found, sizes, futures)
    left = [_left(each) for each in found]  # [futures, households]
    counts = [_by_month(month, size, futures) for (month, _), size in zip(left, sizes, strict=True)]
    total = _sum(counts, futures)
    reasons = tuple(
        (name, _spread(_sum([_by_month(np.where(why == code, month, np.int16(NEVER)), size, futures)
                             for (month, why), size in zip(left, sizes, strict=True)], futures).sum(axis=1)))
        for code, name in enumerate(REASONS)
    )  # fmt: skip
    known = office.vacancies is not None
    return Plan(
        office,
        named,
        futures,
        seed,
        _within(total),
        tuple(_spread(total[:, month]) for month in range(MONTHS)),
        tuple(_groups(found, counts, futures)),
        reasons,
        tuple(_spread(transferred[:, month]) for month in range(MONTHS)) if known else None,
        tuple(_spread(short[:, month]) for month in range(MONTHS)) if known else None,
        tuple(float((short[:, month] > 0).mean()) for month in range(MONTHS)) if known else None,
    )


def _places(
    office: Office, found: Sequence[Ways], sizes: Sequence[NDArray[np.int64]], futures: int
) -> tuple[Real, Real]:
    """Give the free SAI places month by month; whoever gets one stays on, in SAI. Return people with and without.

    Nobody waits: whoever finds no place in the month of the exit leaves. A household takes as many places as it has
    people, or none. Both counts are cumulated, ``[futures, MONTHS]``.
    """
    got, missed = np.zeros((futures, MONTHS)), np.zeros((futures, MONTHS))
    free = np.zeros(MONTHS, np.int64)
    for month, places in (office.vacancies or {}).items():
        at = max(month - office.month, 1) - 1
        if at < MONTHS:
            free[at:] += places
    for future in range(futures):
        asking = [
            (int(each.leaves[future, at]), float(each.order[future, at]), number, int(at))
            for number, each in enumerate(found)
            for at in np.flatnonzero(
                each.wants_sai[future] & (each.leaves[future] <= MONTHS) & (each.abandons[future] > each.leaves[future])
            )
        ]
        used = 0
        for month, _, number, at in sorted(asking):
            size = int(sizes[number][at])
            if used + size <= free[month - 1]:
                used += size
                got[future, month - 1] += size
                stay = int(found[number].in_sai[future, at])
                found[number].leaves[future, at] = min(month + stay, NEVER)
            else:
                missed[future, month - 1] += size
    return np.cumsum(got, axis=1), np.cumsum(missed, axis=1)


def _left(each: Ways) -> tuple[Months, Months]:
    """Return the month of the exit and its reason: whoever leaves on their own before the end of the stay has."""
    early = each.abandons < each.leaves
    return np.where(early, each.abandons, each.leaves), np.where(early, np.int16(ABANDONED), each.reason)


def _by_month(months: Months, sizes: NDArray[np.int64], futures: int) -> Real:
    """Return people who leave in each month, ``[futures, MONTHS]``."""
    made = np.zeros((futures, MONTHS))
    for month in range(MONTHS):
        made[:, month] = (months == month + 1) @ sizes
    return made


def _sum(counts: Sequence[Real], futures: int) -> Real:
    return np.sum(counts, axis=0) if counts else np.zeros((futures, MONTHS))


def _within(counts: Real) -> tuple[Spread, ...]:
    return tuple(_spread(counts[:, :horizon].sum(axis=1)) for horizon in HORIZONS)


def _spread(values: Real) -> Spread:
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], method="inverted_cdf").tolist()
    return Spread(float(values.mean()), low, middle, high)


def _groups(found: Sequence[Ways], counts: Sequence[Real], futures: int) -> list[GroupExits]:
    made = []
    for dimension in DIMENSIONS:
        members: dict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(found):
            members[getattr(each.cell, dimension)].append(number)
        people = {name: sum(sum(found[n].cell.sizes) for n in numbers) for name, numbers in members.items()}
        for name, inside in _shown(people).items():
            numbers = [number for each in inside for number in members[each]]
            present = sum(people[each] for each in inside)
            made.append(GroupExits(dimension, name, present, _within(_sum([counts[n] for n in numbers], futures))))
    return made


def _shown(people: dict[str, int]) -> dict[str, list[str]]:
    """Return which groups stand together: small ones with each other, and with the next larger one if need be."""
    order = sorted(people, key=lambda name: (people[name], name))
    small: list[str] = []
    while order and (people[order[0]] < FEWEST or (small and sum(people[name] for name in small) < FEWEST)):
        small.append(order.pop(0))
    if len(small) == 1 and order:  # alone it would be known from the rest
        small.append(order.pop(0))
    shown_groups = {name: [name] for name in sorted(order)}
    return {**shown_groups, TOGETHER: small} if small else shown_groups
