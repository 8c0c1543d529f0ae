"""Runs every published study in full, records the verdicts and writes the reference page: python -m tools.studies.

python -m tools.studies              all studies, 200 paired runs
python -m tools.studies ST1 ST2      these only; the verdicts of the others stay
python -m tools.studies --page       the page only, from the recorded verdicts
"""

import argparse
from pathlib import Path

from approdo.experiments.published.page import page
from approdo.experiments.published.reading import load_study, study_ids
from approdo.experiments.published.verdicts import read_verdicts, updated, write_verdicts
from approdo.experiments.replay import RUNS, replay

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "studies.md"


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("studies", nargs="*", help="ids; none: all")
    parser.add_argument("--page", action="store_true", help="write the page only")
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    verdicts = read_verdicts()
    if not asked.page:
        for name in asked.studies or study_ids():
            verdicts = updated(verdicts, [replay(load_study(name), runs=asked.runs)])
            write_verdicts(verdicts.values())
            print(f"{name}: recorded")
    PAGE.write_text(written(), encoding="utf-8")
    print(f"{PAGE.name}: written")


def written() -> str:
    """Return the page as it should be."""
    return page([load_study(name) for name in study_ids()], read_verdicts())


if __name__ == "__main__":
    main()
