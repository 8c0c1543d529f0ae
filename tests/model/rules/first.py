"""The first person of a world, made to measure."""

from typing import Any

from approdo.model.world import World


def become(world: World, **values: Any) -> Any:
    """Give the first person these values and no support; return the people."""
    for name, value in values.items():
        getattr(world.people, name)[0] = value
    world.supports.left[:, 0] = 0
    return world.people
