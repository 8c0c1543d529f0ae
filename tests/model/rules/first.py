"""The first person of a world, made to measure."""

from typing import Any

from approdo.model.processes.supports import end_supports
from approdo.model.world import World


def become(world: World, **values: Any) -> Any:
    """Give the first person these values and no support; return the people."""
    for name, value in values.items():
        getattr(world.people, name)[0] = value
    end_supports(world.supports, 0)
    return world.people


def support(world: World, kind: int, months: int = 1, by: int | None = None) -> None:
    """Give the first person some months of a support, and an action that gives it."""
    row = world.supports.row[kind]
    assert row > 0
    world.supports.left[row, 0] = months
    if by is not None:
        world.supports.by[row, 0] = by


def here(world: World, count: int) -> None:
    """Leave the first people in the territory, as many as `count`."""
    world.crowd[0] = count
    world.present[:count] = world.alike[:count] = range(count)


def everybody(world: World) -> Any:
    """Return the rows of who is in the territory."""
    return world.present[: world.crowd[0]]
