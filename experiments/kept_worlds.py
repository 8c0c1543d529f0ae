"""Worlds after their burn-in, kept in the memory of a process for the next question about the same luck."""

from collections import OrderedDict
from typing import Any

import numpy as np

from approdo.model import engine
from approdo.model.parameters import Parameters
from approdo.model.territory import Territory
from approdo.model.world import World, copy_world


class KeptWorlds:
    """Worlds up to so many bytes in all; half of a run of 36 months is spent before its month 0.

    A question asks for one seed after the other, the first ones most often: when there is no room, worlds of other
    questions go, those used longest ago first, and none of the same.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._worlds: OrderedDict[tuple[object, ...], World] = OrderedDict()

    def begin(self, territory: Territory, parameters: Parameters, start: int, months: int, seed: int) -> World:
        """Return what `engine.begin` returns: a copy of the world that is kept, or a new one."""
        asked = (territory, start, months)
        key = (asked, tuple(parameters.canonical().items()), seed)
        world = self._worlds.pop(key, None)
        if world is None:
            world = engine.begin(territory, parameters, start, months, seed)
            self.bytes += _bytes(world)
        self._worlds[key] = world
        while self.bytes > self.most_bytes:
            oldest = next(iter(self._worlds))
            self.bytes -= _bytes(self._worlds.pop(oldest if oldest[0] != asked else key))
        return copy_world(world)


def _bytes(world: World) -> int:
    """Return the memory of a world before any programme; of what is room for more only the rows in use are any."""

    def count(part: Any) -> int:
        if any(part is each for each in world.dwellings.nearly_empty):
            return 0
        if isinstance(part, np.ndarray):
            return part[: int(world.crowd[2])].nbytes if part is world.memories else part.nbytes
        return sum(map(count, part))

    return count(world)
