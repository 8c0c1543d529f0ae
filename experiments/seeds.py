"""The single place of the rule about seeds.

Run `r` of a comparison has one seed in every arm: pairs share seeds, so that two arms differ only through the policy.
The points of a design have seeds of their own (`point` = a hash of what the point changes), because one shared set of
seeds shifts a whole surface. What a search recommends is confirmed with seeds that it has not seen (`fresh`). Policies
and stress cases in one future are pairs: `point` is then the hash of what is uncertain alone.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

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


def repeat_seed(seed: int, run: int) -> int:
    """Return the seed of the run that repeats run `run` of a comparison: the same parameters, other luck."""
    return run_seed(seed, run, point=point_hash({"repeat": 1}))


def point_hash(changes: Mapping[str, Any]) -> int:
    """Return the number of a design point for `run_seed`: 0 to 2**63 - 1, from its content and not its position.

    Args:
        changes: path to value, only of what differs from the packages' files and the parameters' defaults. So a point
            keeps its seeds when a factor is added in which it changes nothing. No change at all is a comparison: 0.
    """
    if not changes:
        return 0
    return max(_bits("point", changes), 1)


def generator_seed(seed: int, *names: str | int) -> int:
    """Return the seed of a NumPy generator for one named purpose outside the model (a column of a design, ...)."""
    return _bits("generator", [seed, *names])


def _bits(purpose: str, content: object) -> int:
    text = json.dumps([purpose, content], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> (64 - SEED_BITS)
