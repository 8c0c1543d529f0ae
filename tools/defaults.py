"""Fits the free defaults to the published figures and writes them into the model: python -m tools.defaults.

python -m tools.defaults                 goes on from calibration/defaults/runs.csv, fits, records, writes the page
python -m tools.defaults --write         and puts the values into model/data/parameters.toml: every result changes
python -m tools.defaults --page          the page only, from the recorded fit
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from approdo.calibration.defaults.fit import fit_defaults
from approdo.calibration.defaults.record import FILE, adopted, document, draws_table, measured, page, with_values
from approdo.calibration.defaults.runs import Design, runs_of
from approdo.calibration.defaults.targets import free_priors, published_targets
from approdo.experiments.parameter_draws import FITTED_DRAWS
from approdo.model.parameters import FILE as PARAMETERS
from approdo.model.parameters import load_parameters
from approdo.viz.cli.progress import progress

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "defaults.md"
RUNS, SEED = 400, 1


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", action="store_true", help="write the page only")
    parser.add_argument("--write", action="store_true", help="put the values into the model's file")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if not asked.page:
        fit(asked.runs, asked.workers)
    found = json.loads(FILE.read_text(encoding="utf-8"))
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"{PAGE.name}: written, verdict: {found['checks']['verdict']}")
    if asked.write:
        PARAMETERS.write_text(with_values(PARAMETERS.read_text(encoding="utf-8"), found), encoding="utf-8")
        print(f"{PARAMETERS.name}: written. Now: python -m tools.studies, the tests, CHANGELOG.md")


def fit(runs: int, workers: int) -> None:
    """Run what is missing, fit, measure before and after, and record all of it."""
    targets, priors = published_targets(), free_priors()
    design = Design(targets, priors, SEED)
    with progress() as told:
        unit, checks = runs_of(design, runs, workers=workers, progress=told)
        fitted = fit_defaults(targets, priors, unit, checks, SEED)
        was = values_by_hand()
        before = measured(targets, was, workers=workers, progress=told)
        after = measured(targets, {**was, **adopted(fitted)}, workers=workers, progress=told)
    today = datetime.now(UTC).date().isoformat()
    found = document(targets, fitted, was, before, after, today, design.key, SEED)
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    FITTED_DRAWS.write_text(draws_table(fitted), encoding="utf-8")


def values_by_hand() -> dict[str, float]:
    """Return the values of the free numbers before the first fit."""
    now = load_parameters()
    was = {row.name: now[row.name] for row in free_priors().rows}
    if FILE.is_file():
        kept = json.loads(FILE.read_text(encoding="utf-8"))["parameters"]
        was |= {row["name"]: row["was"] for row in kept if row["name"] in was}
    return was


if __name__ == "__main__":
    main()
