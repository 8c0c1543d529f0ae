"""The sha256 of everything that a few runs of the real model return: ``python -m tests.faults.hashes [WHICH]``.

WHICH is nothing, ``backwards`` (the same runs in the opposite order), or ``tiny``: a world that can do without the
compiler.
"""

import sys

from approdo.model.engine import run_arms
from approdo.model.levers import read_lever
from approdo.model.parameters import load_parameters
from tests.worlds import START, fingerprint, small_territory

ARMS = (
    (),
    tuple(read_lever(table) for table in ({"kind": "tutoring", "tutors": 2}, {"kind": "rent_subsidy", "places": 10})),
)
SEEDS = (0, 7, 2**62)
MONTHS = 14


def hashes(order: int = 1) -> dict[int, str]:
    """Return the fingerprint of both arms for each seed; `order` is 1 or -1."""
    place, parameters = small_territory(), load_parameters()
    return {seed: fingerprint(run_arms(place, parameters, ARMS, START, MONTHS, seed)) for seed in SEEDS[::order]}


def tiny() -> str:
    """Return the fingerprint of two months of a few people; 20 s without the compiler."""
    place = small_territory(zones=2, leavers=1.0, stock=40)
    return fingerprint(run_arms(place, load_parameters(), ARMS, START, 2, 7))


def main() -> None:
    """Print the fingerprints."""
    if "tiny" in sys.argv:
        print(tiny())
        return
    found = hashes(-1 if "backwards" in sys.argv else 1)
    print(" ".join(found[seed] for seed in SEEDS))


if __name__ == "__main__":
    main()
