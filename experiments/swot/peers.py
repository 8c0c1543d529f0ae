"""Which territories one is compared with: those of its region, and its statistical neighbours."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from approdo.experiments.together import is_thin
from approdo.model.territory import Territory

from .lines import Value, data_value, rules


@dataclass(frozen=True)
class Neighbour:
    """A territory with its distance in standard deviations, the root of the mean square over the figures."""

    territory: str
    distance: float


@dataclass(frozen=True)
class Peers:
    """The others of the region, the nearest first neighbours, and the figures that were compared."""

    region: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]
    alike: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Neighbours and region, each once."""
        return tuple(dict.fromkeys([*(each.territory for each in self.neighbours), *self.region]))


def peers_of(place: Territory, others: Sequence[Territory]) -> Peers:
    """Return the peers of a territory.

    Args:
        place: the territory; a thin one has no neighbours, as too little of it is known to say whom it is like.
        others: every territory it may be compared with; thin ones are left out.
    """
    whole = [other for other in others if other.id != place.id and not is_thin(other)]
    alike = rules().alike
    own = _measured(place, alike)
    region = tuple(other.id for other in whole if (other.region, other.country) == (place.region, place.country))
    if is_thin(place) or own is None:
        return Peers((), (), alike)
    rows = {other.id: measured for other in whole if (measured := _measured(other, alike)) is not None}
    return Peers(region, nearest(place.id, {place.id: own, **rows}, rules().neighbours), alike)


def nearest(name: str, table: Mapping[str, Sequence[float]], count: int) -> tuple[Neighbour, ...]:
    """Return the rows nearest to one, by columns that are standardised over all rows; equals in the order of names.

    A column that does not vary tells nobody apart and is left out.
    """
    names = sorted(table)
    values = np.array([table[each] for each in names], np.float64)
    spread = values.std(axis=0)
    kept = spread > 0
    if not kept.any():
        return ()
    scaled = (values[:, kept] - values[:, kept].mean(axis=0)) / spread[kept]
    apart = np.sqrt(((scaled - scaled[names.index(name)]) ** 2).mean(axis=1)).tolist()
    found = [Neighbour(each, distance) for each, distance in zip(names, apart, strict=True) if each != name]
    return tuple(sorted(found, key=lambda each: (round(each.distance, 9), each.territory))[:count])


def _measured(place: Territory, alike: Sequence[str]) -> tuple[float, ...] | None:
    """Return the figures of a territory; None if one is not known. Populations are compared by their logarithm."""
    found: list[float] = []
    for name in alike:
        value: Value = data_value(name, place)
        if value.value is None:
            return None
        found.append(math.log(value.value) if name == "population" else value.value)
    return tuple(found)
