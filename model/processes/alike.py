"""People in blocks, those in the same state one after the other: what most rules ask then has a foreseeable answer.

A processor that guesses wrong where a rule goes on loses as much time as the rule takes. Only for rules whose results
do not depend on who comes first; all others go by rows, ascending.
"""

import numpy as np

from ..codes import Permit, Work
from ..kernel import allocating_kernel, kernel
from ..world import Ints, People, World
from .common import STATES
from .order import order_by_bucket

TOGETHER = 4096  # people of one block; their rows, two lines of the cache each, stay near
WORKS = int(Work.PERMANENT) + 1
PERMITS = int(Permit.NONE) + 1


@allocating_kernel  # numba counts who has part of an array that is returned
def block_of(world: World, rows: Ints, start: int) -> Ints:
    """Return the block of those present that begins at this place of a list of them."""
    return rows[start : min(start + TOGETHER, world.crowd[0])]


@kernel
def state_of(people: People, i: int) -> int:
    """Return the number of a state of housing, work and permit."""
    return (int(people.housing[i]) * WORKS + int(people.work[i])) * PERMITS + int(people.permit[i])


@kernel
def order_alike(people: People, block: Ints, alike: Ints, states: Ints, ends: Ints) -> None:
    """Write the rows of a block into `alike` by their state; `states` and `ends` are scratch."""
    for k in range(block.size):
        states[k] = state_of(people, block[k])
    order_by_bucket(states, ends, alike)
    for k in range(block.size):
        alike[k] = block[alike[k]]


@allocating_kernel
def list_alike(world: World, rows: Ints, alike: Ints) -> None:
    """Write the rows of a block of people into `alike`, by housing, work and permit at this moment."""
    ends = np.empty(STATES * WORKS * PERMITS + 1, np.int64)
    order_alike(world.people, rows, alike, np.empty(rows.size, np.int64), ends)
