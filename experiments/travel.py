"""Travel minutes between zones from their positions: an assumption, not a timetable."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

CITY: Final = ("centre", "semi_centre", "periphery")
ACCESS_MINUTES: Final = {"centre": 10, "semi_centre": 10, "periphery": 10, "belt": 16, "rural": 24}
WITHIN_ZONE: Final = 10
MINUTES_PER_KM: Final = 2.2
DETOUR_OUTSIDE: Final = 1.3
NOTE: Final = (
    "mean access time of the two zones (capital 10, belt 16, rural 24 minutes) + 2.2 minutes a km, x 1.3 where both "
    "are outside the capital; 10 within a zone. An assumption, not a timetable."
)


class Spot(NamedTuple):
    """Where a zone is, in km, and of which kind."""

    kind: str
    x_km: float
    y_km: float


def travel_minutes(spots: Sequence[Spot]) -> list[list[int]]:
    """Return minutes from zone to zone: an access time, then distance; a detour where both are outside the capital."""
    return [
        [WITHIN_ZONE if a == b else _between(start, end) for b, end in enumerate(spots)]
        for a, start in enumerate(spots)
    ]


def _between(start: Spot, end: Spot) -> int:
    access = (ACCESS_MINUTES[start.kind] + ACCESS_MINUTES[end.kind]) / 2
    detour = 1.0 if start.kind in CITY or end.kind in CITY else DETOUR_OUTSIDE
    return round(access + MINUTES_PER_KM * detour * math.hypot(start.x_km - end.x_km, start.y_km - end.y_km))
