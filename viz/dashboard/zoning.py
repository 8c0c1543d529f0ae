"""Where zones are drawn: nearness and direction are those of the territory file, distances are not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from approdo.model.territory import Zone

SIZE: Final = (440.0, 400.0)
SMALLEST, LARGEST = 13.0, 40.0  # radius of a circle
GAP: Final = 2.0
ROUNDS: Final = 300


@dataclass(frozen=True)
class Circle:
    """A zone on the map, in the units of the drawing."""

    x: float
    y: float
    r: float


def circles(zones: "Sequence[Zone]") -> list[Circle]:
    """Place zones as circles that do not overlap, area by residents, the middle drawn larger than the edge."""
    most = max(math.sqrt(zone.residents) for zone in zones) or 1.0
    radius = [SMALLEST + (LARGEST - SMALLEST) * math.sqrt(zone.residents) / most for zone in zones]
    places = []
    for number, zone in enumerate(zones):
        # A tiny turn by row keeps zones that stand on the same spot apart.
        angle = math.atan2(-zone.y_km, zone.x_km) + number * 1e-3
        far = math.sqrt(math.hypot(zone.x_km, zone.y_km) + 0.01)
        places.append([far * math.cos(angle), far * math.sin(angle)])
    widest = max((math.hypot(*place) for place in places), default=1.0) or 1.0
    for place in places:
        place[0] *= 160 / widest
        place[1] *= 160 / widest
    for _ in range(ROUNDS):
        _push(places, radius)
    return _fit(places, radius)


def _push(places: list[list[float]], radius: Sequence[float]) -> None:
    for a in range(len(places)):
        for b in range(a):
            dx, dy = places[a][0] - places[b][0], places[a][1] - places[b][1]
            apart = math.hypot(dx, dy) or 1e-6
            over = radius[a] + radius[b] + GAP - apart
            if over > 0:
                x, y = dx / apart * over / 2, dy / apart * over / 2
                places[a][0] += x
                places[a][1] += y
                places[b][0] -= x
                places[b][1] -= y


def _fit(places: list[list[float]], radius: Sequence[float]) -> list[Circle]:
    left, right = (
        min(p[0] - r for p, r in zip(places, radius, strict=True)),
        max(p[0] + r for p, r in zip(places, radius, strict=True)),
    )
    top, bottom = (
        min(p[1] - r for p, r in zip(places, radius, strict=True)),
        max(p[1] + r for p, r in zip(places, radius, strict=True)),
    )
    scale = min((SIZE[0] - 4) / (right - left), (SIZE[1] - 4) / (bottom - top))
    x0 = (SIZE[0] - scale * (right - left)) / 2
    y0 = (SIZE[1] - scale * (bottom - top)) / 2
    return [
        Circle(x0 + scale * (p[0] - left), y0 + scale * (p[1] - top), scale * r)
        for p, r in zip(places, radius, strict=True)
    ]
