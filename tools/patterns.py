"""Tries every pattern in full, records how often it held and writes the reference page: python -m tools.patterns.

python -m tools.patterns                   every recorded territory again, 100 pairs
python -m tools.patterns padova foggia     these; the others stay
python -m tools.patterns --page            the page only
"""

import argparse
from pathlib import Path

from approdo.experiments.pattern_verdicts import (
    pattern_page,
    read_pattern_verdicts,
    recorded,
    write_pattern_verdicts,
)
from approdo.experiments.patterns import RUNS, TERRITORIES, try_patterns

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "patterns.md"


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("territories", nargs="*", help="none: those recorded before")
    parser.add_argument("--page", action="store_true", help="write the page only")
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    verdicts = read_pattern_verdicts()
    if not asked.page:
        before = list(dict.fromkeys(territory for territory, _ in verdicts))
        for name in asked.territories or before or TERRITORIES:
            verdicts = recorded(verdicts, try_patterns([name], runs=asked.runs))
            write_pattern_verdicts(verdicts.values())
            print(f"{name}: recorded")
    PAGE.write_text(pattern_page(verdicts), encoding="utf-8")
    print(f"{PAGE.name}: written")


if __name__ == "__main__":
    main()
