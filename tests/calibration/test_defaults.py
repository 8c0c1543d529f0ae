"""The fitted defaults: what is recorded is what the model holds, and the fit finds what it should."""

import json

import numpy as np
import pytest

from approdo.calibration.defaults.fit import fit_defaults
from approdo.calibration.defaults.record import FILE, adopted, draws_table, page, with_values
from approdo.calibration.defaults.runs import FILE as RUNS
from approdo.calibration.defaults.runs import Design, read_runs
from approdo.calibration.defaults.targets import Targets, free_priors, published_targets
from approdo.experiments.parameter_draws import FITTED_DRAWS
from approdo.model.parameters import FILE as PARAMETERS
from approdo.model.parameters import defaults
from tools.defaults import PAGE, SEED

FOUND = json.loads(FILE.read_text(encoding="utf-8"))
PRIORS = free_priors()


@pytest.fixture(scope="module")
def targets():
    return published_targets()


@pytest.fixture(scope="module")
def runs(targets):
    told = np.array(read_runs(RUNS, None, tuple(targets.checks)))
    return PRIORS.draw(len(told), SEED), told


def test_the_model_holds_what_was_fitted():
    fitted = {row.name: row for row in defaults() if row.status == "fitted"}
    recorded = {row["name"]: row for row in FOUND["parameters"] if row["value"] is not None}
    assert {name: row.value for name, row in fitted.items()} == {
        name: row["value"] for name, row in recorded.items()
    }, "python -m tools.defaults --write"
    for name, row in fitted.items():
        assert (row.low, row.high) == (recorded[name]["prior_low"], recorded[name]["prior_high"])
    assert len(FOUND["parameters"]) <= 6


def test_the_page_tells_the_recorded_fit():
    assert PAGE.read_text(encoding="utf-8") == page(FOUND), "python -m tools.defaults --page"
    assert f"**Verdict: {FOUND['checks']['verdict']}**" in page(FOUND)


def test_the_kept_runs_give_the_recorded_fit(targets, runs):
    unit, told = runs
    fitted = fit_defaults(targets, PRIORS, unit, told, SEED)
    assert fitted.runs == FOUND["runs"]
    assert adopted(fitted) == {row["name"]: row["value"] for row in FOUND["parameters"] if row["value"] is not None}
    assert FITTED_DRAWS.read_text(encoding="utf-8") == draws_table(fitted)
    assert fitted.checks.verdict == FOUND["checks"]["verdict"]
    for column, row in enumerate(FOUND["parameters"]):
        assert fitted.interval[:, column] == pytest.approx([row["low"], row["median"], row["high"]], abs=1e-3)
    for column, row in enumerate(FOUND["targets"]):
        low, _, high = fitted.predicted[:, column]
        assert [max(low, min(row["low"], 0)), high] == pytest.approx([row["low"], row["high"]], abs=1e-3)


def test_figures_made_by_a_run_give_back_what_made_them(targets, runs):
    """A run plays the published figures: the interval of what they tell most about holds its own values."""
    unit, told = runs
    columns = [list(targets.checks).index(name) for name in targets.names]

    class Made(Targets):
        @property
        def published(self):
            return played

    held = []
    for run in range(0, 60, 3):
        played = told[run, columns]
        rest = np.arange(len(unit)) != run
        fitted = fit_defaults(Made(targets.studies), PRIORS, unit[rest], told[rest], SEED)
        value = PRIORS.values(unit[run])
        held.append((fitted.interval[0] <= value) & (value <= fitted.interval[2]))
    assert np.mean(held) > 0.8
    assert np.mean(held) < 1.0  # intervals that always hold would say nothing


def test_a_published_figure_does_not_predict_itself(targets, runs):
    """No free number moves how often an Italian name is answered: what was published of it must not move it either."""
    unit, told = runs
    at = targets.names.index("ST1/italian")

    class Moved(Targets):
        @property
        def published(self):
            return np.where(np.arange(len(self.names)) == at, 0.70, super().published)

    column = list(targets.checks).index("ST1/italian")
    before = fit_defaults(targets, PRIORS, unit, told, SEED).predicted[:, column]
    after = fit_defaults(Moved(targets.studies), PRIORS, unit, told, SEED).predicted[:, column]
    assert after == pytest.approx(before, abs=0.002)
    assert before == pytest.approx(np.quantile(told[:, column], [0.05, 0.5, 0.95]), abs=0.003)


def test_a_figure_that_no_number_moves_teaches_nothing(targets, runs):
    """Nobody works in the first year, whatever the numbers: its error must not be learned from."""
    unit, told = runs
    fitted = fit_defaults(targets, PRIORS, unit, told, SEED)
    assert "ST7/first_over_third" not in fitted.learned.used
    assert "ST7/first_over_third" in FOUND["checks"]["unused"]


def test_a_broken_run_is_left_out_and_counted(targets, runs):
    unit, told = runs[0], runs[1].copy()
    told[7] = np.nan
    fitted = fit_defaults(targets, PRIORS, unit, told, SEED)
    assert fitted.runs == len(told) - 1
    assert fitted.checks.failed == pytest.approx(1 / len(told))
    assert np.isfinite(fitted.interval).all()


def test_writing_the_values_twice_changes_nothing_else():
    text = PARAMETERS.read_text(encoding="utf-8")
    once = with_values(text, FOUND)
    assert with_values(once, FOUND) == once
    names = {row["name"] for row in FOUND["parameters"]}
    changed = set(once.split("\n\n")) ^ set(text.split("\n\n"))
    assert all(part.split("]")[0].removeprefix("[") in names for part in changed)


def test_runs_of_another_design_are_not_taken(targets, tmp_path):
    key, names = Design(targets, PRIORS, SEED).key, tuple(targets.checks)
    assert key != Design(targets, PRIORS, SEED + 1).key
    file = tmp_path / "runs.csv"
    assert read_runs(file, key, names) == []
    file.write_text(f"# {key}\n{','.join(names)}\n{','.join('0.5' for _ in names)}\n", encoding="utf-8")
    assert read_runs(file, key, names) == [[0.5] * len(names)]
    assert read_runs(file, "another", names) == []
    assert read_runs(file, key, names[:-1]) == []
    file.write_text("", encoding="utf-8")
    assert read_runs(file, key, names) == []
