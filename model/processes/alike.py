"""Who is present, those in the same state one after the other: what most rules ask then has a foreseeable answer.

A processor that guesses wrong where a rule goes on loses as much time as the rule takes. Only for rules whose results
do not depend on who comes first; all others go by rows, ascending.
"""

import numpy as np

from ..codes import Permit, Work
from ..kernel import allocating_kernel, kernel
from ..world import People, World
from .common import STATES
from .order import order_by_bucket

TOGETHER = 4096  # people of one block; their rows, two lines of the cache each, stay near
MOST = 20_000  # people: of more, rows come from memory, and sooner one after the other than the answers are foreseen
WORKS = int(Work.PERMANENT) + 1
PERMITS = int(Permit.NONE) + 1


@kernel
def state_of(people: People, i: int) -> int:
    """Return the number of a state of housing, work and permit."""
    return (int(people.housing[i]) * WORKS + int(people.work[i])) * PERMITS + int(people.permit[i])


@allocating_kernel
def list_alike(world: World) -> None:
    """Write the rows of `present` into `alike`, block by block, by housing, work and permit at this moment.

    Where they are too many, as they are.
    """
    people, alike = world.people, world.alike
    if world.crowd[0] > MOST:
        for k in range(world.crowd[0]):
            alike[k] = world.present[k]
        return
    ends, states = np.empty(STATES * WORKS * PERMITS + 1, np.int64), np.empty(TOGETHER, np.int64)
    for start in range(0, world.crowd[0], TOGETHER):
        end = min(start + TOGETHER, world.crowd[0])
        block, order = world.present[start:end], alike[start:end]
        for k in range(block.size):
            states[k] = state_of(people, block[k])
        order_by_bucket(states[: block.size], ends, order)
        for k in range(block.size):
            order[k] = block[order[k]]
