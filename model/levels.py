"""A territory as arrays under a set of parameters: how much of what exists in each zone."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from .territory import Territory
from .world import Floats, Ints

SHIFT = 1 << 40  # ids: territory code, then a number within the territory
COHORT = 1 << 20  # ids: room for the members of a group
# Owners' taste against the national mean, by area of Italy; elsewhere, and where no area is said, the mean itself.
TASTE_BY_AREA: Final = {
    "Nord-ovest": "landlords.prejudice_north",
    "Nord-est": "landlords.prejudice_north",
    "Centro": "landlords.prejudice_centre",
    "Mezzogiorno": "landlords.prejudice_south",
}


class Levels(NamedTuple):
    """The territory as arrays, and the numbers of rows to make."""

    kind: Ints
    rent: Floats
    residents: Ints
    foreign: Ints
    minutes: Ints
    stock: Ints  # dwellings of the accessible segment
    disused: Ints
    jobs: Ints  # [Z, sectors] posts a newcomer could fill
    composition: Floats  # [7, 5] cumulative shares
    # leavers a month, unemployment, ask ratio, squats, farm camps, tourism, leavers without a permit, and owners' taste
    # over the national mean
    figures: Floats


@lru_cache(maxsize=8)
def levels(territory: Territory, parameters_key: tuple[tuple[str, float], ...]) -> Levels:
    """Return the levels of a territory under a set of parameters (whole counts, rounded down by zone)."""
    p = dict(parameters_key)
    zones = territory.zones
    names = ("sex", "age", "origin", "permit", "family", "schooling", "channel")
    cumulative = np.ones((len(names), 5))
    for row, name in enumerate(names):
        total = 0.0
        for column, share in enumerate(territory.composition[name]):
            total += share
            cumulative[row, column] = total if column + 1 < len(territory.composition[name]) else 1.0
    figure = territory.figures
    return Levels(
        np.array([zone.kind for zone in zones], np.int64),
        np.array([zone.rent_m2 for zone in zones], np.float64),
        np.array([zone.residents for zone in zones], np.int64),
        np.array([zone.foreign_residents for zone in zones], np.int64),
        np.array(territory.minutes, np.int64),
        np.array([int(zone.private_let * p["market.accessible_share"]) for zone in zones], np.int64),
        np.array([zone.disused for zone in zones], np.int64),
        np.array([[int(count * p["work.accessible_jobs"]) for count in zone.jobs] for zone in zones], np.int64),
        cumulative,
        np.array(
            [
                figure["leavers_per_month"].value,
                figure["unemployment_rate"].value,
                figure["ask_ratio"].value,
                figure["squat_city"].value,
                figure["agri_season_city"].value,
                figure["tourist_pressure"].value,
                figure["non_holder_leavers_per_month"].value,
                p[TASTE_BY_AREA[territory.area]] if territory.area in TASTE_BY_AREA else 1.0,
            ],
            np.float64,
        ),
    )
