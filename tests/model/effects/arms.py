"""Lives of one small province under one luck: whole worlds at the end, or as each month left them."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from approdo.model import monthly
from approdo.model.codes import Housing
from approdo.model.engine import LAST, begin, open_arm
from approdo.model.levers import LEVERS, read_lever
from approdo.model.parameters import Parameters
from approdo.model.processes import ALL, months
from approdo.model.programme import Programme, compile_programme, empty_programme
from approdo.model.territory import Territory
from approdo.model.world import World, copy_world
from tests.patterns.limits import limit
from tests.worlds import START, small_territory

SMALL = small_territory(leavers=8.0)
# What is planned is delivered at once, and everybody is heard of: doses are then known by hand.
AT_ONCE = {"programme.start_up_months": 0.0, "programme.delivery": 1.0, "programme.referral_months": 0.0}
HOLDS_HOMES = ("social_agency", "renovation", "cooperative_housing", "shared_housing")
REACHES_NOBODY = tuple(kind.name for kind in LEVERS.values() if kind.unit in ("landlords", "coverage", "tests"))
WORKS_ON_DISUSED = ("renovation", "cooperative_housing")


class Life:
    """One arm: its programme and the world after every month; `days[0]` is the world before the first."""

    def __init__(self, programme: Programme, days: list[World]) -> None:
        self.programme = programme
        self.days = days

    @property
    def world(self) -> World:
        """The world at the end."""
        return self.days[-1]

    def left(self, kind: str, month: int) -> NDArray[np.int16]:
        """Return everybody's months of support of a kind as month `month` left them; -1 is before the first."""
        supports = self.days[month + 1].supports
        found: NDArray[np.int16] = supports.left[supports.row[LEVERS[kind].number]]
        return found

    def served(self, kind: str) -> NDArray[np.bool_]:
        """Say who has ever had a kind of support."""
        supports = self.world.supports
        found: NDArray[np.bool_] = supports.served[supports.row[LEVERS[kind].number]] == 1
        return found


def dose(kind: str, amount: float) -> dict[str, Any]:
    """Return the field that says how much there is of a kind."""
    if kind == "tutoring":
        return {"tutors": amount / 25.0}
    unit = LEVERS[kind].unit
    return {unit: min(amount, 100) if unit == "coverage" else amount}


def table(kind: str, amount: float, /, **fields: Any) -> dict[str, Any]:
    """Return a lever that everybody takes up; homes are found at once."""
    at_once = {"new_per_month": min(amount, 1000)} if kind in HOLDS_HOMES else {}
    return {"kind": kind, **dose(kind, amount), "take_up": 1.0, **at_once, **fields}


@cache
def _begun(territory: Territory, changes: tuple[tuple[str, float], ...], start: int, recorded: int, seed: int) -> World:
    return begin(territory, limit(dict(changes)), start, recorded, seed)


def life(
    tables: Sequence[Mapping[str, Any]] = (),
    recorded: int = 12,
    seed: int = 1,
    territory: Territory = SMALL,
    start: int = START,
    diary: bool = True,
    changes: Mapping[str, float] = MappingProxyType({}),
) -> Life:
    """Live one arm; `changes` are parameters, whatever their ranges. Without a diary only both ends are kept."""
    given = {**AT_ONCE, **changes}
    parameters = limit(given)
    programme = compile_programme([read_lever(each) for each in tables], parameters, start, recorded)
    first = _begun(territory, tuple(sorted(given.items())), start, recorded, seed)
    world = open_arm(first, programme, recorded)
    days = [copy_world(world)]
    for t in range(recorded):
        if diary or t == 0:
            months(world, programme, parameters.record(), t, t + 1 if diary else recorded, 0, LAST, ALL)
            days.append(copy_world(world) if diary else world)
    return Life(programme, days)


def lived_on(
    world: World, t: int, changes: Mapping[str, float] = MappingProxyType({}), only: int | None = None
) -> World:
    """Return a copy of a world without levers after month `t` under other parameters, or after one of its processes.

    The world was made for more than `t` months.
    """
    nothing = empty_programme(t + 1)
    copy = open_arm(world, nothing, t + 1)
    first, last = (0, LAST) if only is None else (only, only + 1)
    months(copy, nothing, numbers(changes).record(), t, t + 1, first, last, ALL)
    return copy


def private_homes(world: World) -> NDArray[np.bool_]:
    """Say which dwellings are let whole by their owner."""
    found: NDArray[np.bool_] = (world.dwellings.managed == 0) & (world.dwellings.by_room == 0)
    return found


def signed_now(arm: Life, t: int) -> NDArray[np.intp]:
    """Return the rows of those who signed with an owner in month `t` and stayed to its end, the old home's too."""
    before, after = arm.days[t].people, arm.days[t + 1].people
    private = after.home >= 0
    private[private] = arm.days[t + 1].dwellings.managed[after.home[private]] == 0
    return np.flatnonzero(private & ((before.home != after.home) | (after.since < before.since)))


def numbers(changes: Mapping[str, float] | None = None) -> Parameters:
    """Return the parameters that `life` uses."""
    return limit({**AT_ONCE, **(changes or {})})


def differing(one: Life, two: Life) -> NDArray[np.bool_]:
    """Say for every month and person whether housing or work differs."""
    a, b = one.world.record, two.world.record
    found: NDArray[np.bool_] = (a.housing != b.housing) | (a.work != b.work)
    return found


def identical(one: World, two: World) -> bool:
    """Say whether two worlds agree bit for bit in everything but what the programme spent."""
    parts = ("people", "landlords", "dwellings", "employers", "zones", "belief", "pooled", "climate", "flows")
    if not all(_bytes(getattr(one, part)) == _bytes(getattr(two, part)) for part in parts):
        return False
    a, b = one.record, two.record
    kept = np.arange(monthly.COUNT) != monthly.SPENT
    return (
        _bytes(a.housing) == _bytes(b.housing)
        and _bytes(a.work) == _bytes(b.work)
        and _bytes(a.series[:, kept]) == _bytes(b.series[:, kept])
    )


def _bytes(part: Any) -> bytes:
    if isinstance(part, np.ndarray):
        return part.tobytes()
    return b"".join(np.ascontiguousarray(column).tobytes() for column in part)


def present(world: World) -> NDArray[np.bool_]:
    """Say who is in the territory."""
    housing = world.people.housing
    found: NDArray[np.bool_] = (housing != Housing.EXPECTED) & (housing != Housing.DEPARTED)
    return found
