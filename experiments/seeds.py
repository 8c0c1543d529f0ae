"""The single place of the rule about seeds.

Run `r` of a comparison has one seed in every arm: pairs share seeds, so that two arms differ only through the policy.
The points of a design have seeds of their own (`point` = a hash of the point), because one shared set of seeds shifts
a whole surface. What a search recommends is confirmed with seeds that the search has not seen (`fresh`).
"""

from typing import Final

from approdo.model.draws import RUN, draw

SEED_BITS: Final = 63  # stored as a signed whole number of 64 bits in every database


def run_seed(seed: int, run: int, *, point: int = 0, fresh: bool = False) -> int:
    """Return the seed of a run, 0 to 2**63 - 1, a pure function of its arguments.

    Args:
        seed: what the user gave; 0 is a seed like any other.
        run: number of the run, from 0.
        point: 0 for a comparison, else a hash of the point of a design, 1 to 2**63 - 1.
        fresh: true for the runs that confirm a recommendation.
    """
    return int(draw(seed, RUN, int(fresh), run, point)) >> (64 - SEED_BITS)
