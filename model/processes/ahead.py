"""What is asked of memory before it is needed, while the rules still work on something else.

Only where the people do not fit into the processor's cache: elsewhere it is there already. No result depends on it.
"""

from ..fetch import fetch
from ..kernel import kernel
from ..world import Ints, Medium, World
from .alike import TOGETHER
from .common import memory_row

SOON = 8  # people or homes; as long as a row takes to come, about as many have had their turn


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
def fetch_soon(world: World, rows: Ints | Medium, k: int) -> None:
    """Ask for whoever of `rows` comes soon after place `k`: in any order but theirs, memory cannot know."""
    if is_far(world):
        fetch(world.people, rows[min(k + SOON, rows.size - 1)])


@kernel
def fetch_home(world: World, d: int) -> None:
    """Ask for what is asked of a dwelling when it is let."""
    dwellings = world.dwellings
    fetch(dwellings.zone, d)
    fetch(dwellings.landlord, d)
    fetch(dwellings.rooms, d)
    fetch(dwellings.places, d)
    fetch(dwellings.tenants, d)
    fetch(dwellings.others, d)
    fetch(dwellings.managed, d)


@kernel
def fetch_home_soon(world: World, rows: Ints, k: int) -> None:
    """Ask for the dwelling that comes soon after place `k` of `rows`, as `fetch_home`."""
    if is_far(world):
        fetch_home(world, rows[min(k + SOON, rows.size - 1)])


@kernel
def fetch_owners(world: World, homes: Ints | Medium) -> None:
    """Ask for what the owners of dwellings know of own tenants."""
    if is_far(world):
        for d in homes:
            fetch(world.memories, max(memory_row(world.landlords, world.dwellings.landlord[d]), 0))


@kernel
def fetch_tenancies(world: World, homes: Ints) -> None:
    """Ask for what tenants are asked about their dwelling every month."""
    if is_far(world):
        for d in homes:
            fetch(world.dwellings.managed, d)
            fetch(world.dwellings.places, d)


@kernel
def fetch_offers(world: World, homes: Medium) -> None:
    """Ask for what a dwelling on offer is."""
    if is_far(world):
        for d in homes:
            fetch(world.dwellings.zone, d)
            fetch(world.dwellings.rooms, d)
            fetch(world.dwellings.places, d)
