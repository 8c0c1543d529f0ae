"""Screens how much each assumption moves the headline and records it: python -m tools.influence (some minutes)."""

import argparse
from datetime import UTC, datetime

from approdo.experiments.influence import FILE, write_screening
from approdo.experiments.screening import DRAWS, screen
from approdo.viz.cli.progress import progress


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    with progress() as told:
        found = screen(datetime.now(UTC).date().isoformat(), draws=asked.draws, workers=asked.workers, progress=told)
    FILE.parent.mkdir(exist_ok=True)
    write_screening(found)
    print(f"{FILE.name}: written")


if __name__ == "__main__":
    main()
