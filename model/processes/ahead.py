"""What is asked of memory before it is needed, while the rules still work on something else.

Only where the people do not fit into the processor's cache: elsewhere it is there already. No result depends on it.
"""

from ..kernel import fetch, kernel
from ..world import Ints, Medium, World
from .alike import TOGETHER

SOON = 8  # people; as long as a row takes to come, about as many have had their turn


@kernel
def is_far(world: World) -> bool:
    """Say whether what the rules ask for lies in memory, not in the cache."""
    return world.crowd[0] > TOGETHER


@kernel
def fetch_people(world: World, rows: Ints) -> None:
    """Ask for a block of people, in the order in which memory gives them fastest."""
    if is_far(world):
        for i in rows:
            fetch(world.people, i)


@kernel
def fetch_homes(world: World, homes: Ints | Medium) -> None:
    """Ask for dwellings and what their owners know of own tenants."""
    if is_far(world):
        dwellings, memory = world.dwellings, world.landlords.memory
        for d in homes:
            fetch(dwellings.managed, d)
            fetch(dwellings.places, d)
            fetch(dwellings.zone, d)
            fetch(dwellings.rooms, d)
            fetch(dwellings.base_rent, d)
            fetch(world.memories, max(memory[dwellings.landlord[d]], 1) - 1)
