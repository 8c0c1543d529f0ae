"""Circles of the map: inside the drawing, apart from each other, the same every time."""

import itertools
import math

import pytest

from approdo.model.territory import load_territory, territory_names
from approdo.viz.dashboard.zoning import SIZE, circles


@pytest.mark.parametrize("name", territory_names())
def test_circles_fit_and_do_not_cover_each_other(name):
    zones = load_territory(name).zones
    found = circles(zones)
    assert len(found) == len(zones)
    for circle in found:
        assert circle.r <= circle.x <= SIZE[0] - circle.r + 1e-6
        assert circle.r <= circle.y <= SIZE[1] - circle.r + 1e-6
        assert circle.r > 4
    for a, b in itertools.combinations(found, 2):
        assert math.hypot(a.x - b.x, a.y - b.y) > 0.93 * (a.r + b.r)
    assert circles(zones) == found
