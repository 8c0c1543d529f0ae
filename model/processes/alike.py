"""Who is present, those in the same state one after the other: what most rules ask then has a foreseeable answer.

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
def list_alike(world: World, block: Ints, alike: Ints) -> None:
    """Write the rows of a block of people into `alike`, by housing, work and permit at this moment."""
    ends = np.empty(STATES * WORKS * PERMITS + 1, np.int64)
    order_alike(world.people, block, alike, np.empty(block.size, np.int64), ends)
