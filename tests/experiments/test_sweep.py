"""Sweeps of the fake world: what is run, with which seeds, and that nothing is run twice."""

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from approdo.experiments import cost, sweep_answer, tables
from approdo.experiments.cost import estimate
from approdo.experiments.export import export
from approdo.experiments.housekeeping import status
from approdo.experiments.labels import label
from approdo.experiments.plan import Plan
from approdo.experiments.request import read_request
from approdo.experiments.runner import Interrupted, complete
from approdo.experiments.seeds import run_seed
from approdo.experiments.store import Store
from approdo.experiments.sweep import sweep
from approdo.experiments.versions import versions
from approdo.model import engine
from approdo.model.engine import model_hash
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import TOTALS
from tests.experiments.fake_engine import COST
from tests.experiments.studies import COVERED, DRAWN, GRID, HEAD, PREJUDICE, TUTORS, sampled, study
from tests.worlds import small_territory

pytestmark = pytest.mark.usefixtures("fake")


@pytest.fixture
def grid(tmp_path):
    return study(tmp_path, GRID)


def run(asked, store, **more):
    return sweep(asked, store=store, workers=1, **more)


def test_every_point_package_and_run_is_there_once(grid, store):
    found = run(grid, store)
    assert found.totals.shape == (6, 1, 2, 2, len(TOTALS))
    assert (found.tally.total, found.tally.computed, found.tally.found) == (24, 24, 0)
    assert np.unique(found.difference("cost_total")).tolist() == [COST]
    assert found.matrix().tolist() == [[tutors, covered] for tutors in (0.5, 1, 2) for covered in (3, 6)]


def test_the_same_study_is_read_and_not_run_again(grid, store):
    first, again = run(grid, store), run(grid, store)
    assert (again.tally.computed, again.tally.found) == (0, 24)
    assert first.totals.tobytes() == again.totals.tobytes()
    assert sweep_answer.document(first) == sweep_answer.document(again)


def test_pairs_share_seeds_and_points_do_not(grid, store):
    found = run(grid, store)
    assert len(np.unique(found.seeds)) == found.seeds.size == 12
    frame = found.frame()
    assert len(frame) == 24
    assert (frame.groupby(["point", "run"])["seed"].nunique() == 1).all()
    assert set(frame["package"]) == {"none", "ali"}


def test_what_the_study_answers_is_a_tidy_frame_with_units_and_labels(grid, store):
    found = run(grid, store)
    frame = found.outcomes("it")
    rows = sweep_answer.document(found)["rows"]
    assert len(frame) == len(rows)
    assert frame["mean"].tolist() == pytest.approx([row["mean"] for row in rows], nan_ok=True)
    assert {TUTORS, COVERED, "point", "territory", "outcome", "arm", "low", "high", "unit", "n", "label"} <= set(frame)
    assert set(frame["label"]) == {label(name, "it") for name in grid.outcomes}
    assert frame.groupby("point")[[TUTORS, COVERED]].nunique().max().max() == 1
    with pytest.raises(BadInput, match='language = "de"'):
        found.outcomes("de")


def test_the_point_that_changes_nothing_is_the_comparison_itself(grid, store):
    scenarios = read_request("compare", "padova", "ali", months=14, runs=2, seed=7).all_scenarios
    seeds = [run_seed(7, number) for number in range(2)]
    assert complete(store, scenarios, seeds, workers=1).computed == 4
    found = run(grid, store)
    assert (found.tally.found, found.tally.computed) == (4, 20)
    base = next(number for number, point in enumerate(found.points) if point.hash == 0)
    assert found.points[base].values == {TUTORS: 1.0, COVERED: 6}
    assert found.seeds[base].tolist() == seeds


def test_a_factor_added_at_its_base_keeps_points_seeds_and_runs(tmp_path, grid, store):
    run(grid, store)
    more = study(tmp_path, GRID + f'\n[[vary]]\npath = "{PREJUDICE}"\nvalues = [{_base(PREJUDICE)}, 0.9]\n')
    found = run(more, store)
    assert (found.tally.found, found.tally.computed) == (24, 24)
    kept = {point.hash for point in grid.design_points()}
    assert kept < {point.hash for point in found.points}


def test_one_at_a_time_keeps_every_point_when_a_factor_is_added(tmp_path, store):
    first, second = GRID.strip().split("\n\n")
    head = HEAD + 'design = "one_at_a_time"\n'
    few = run(study(tmp_path, first + "\n", head), store)
    many = run(study(tmp_path, second + "\n" + first + "\n", head), store)
    assert (len(few.points), len(many.points)) == (3, 4)
    assert many.tally.found == few.tally.total == 12


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_a_larger_sample_keeps_points_seeds_and_runs(tmp_path, store, design):
    few = run(study(tmp_path, DRAWN, sampled(design, 5)), store)
    many = run(study(tmp_path, DRAWN, sampled(design, 12)), store)
    assert (many.tally.found, many.tally.computed) == (20, 28)
    assert many.seeds[:5].tolist() == few.seeds.tolist()
    assert many.totals[:5].tobytes() == few.totals.tobytes()


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_a_factor_added_to_a_sample_keeps_the_coordinates_of_the_others(tmp_path, design):
    few = study(tmp_path, DRAWN, sampled(design, 8)).design_points()
    third = f'\n[[vary]]\npath = "{COVERED}"\nvalues = [3, 6, 9]\n'
    many = study(tmp_path, DRAWN + third, sampled(design, 8)).design_points()
    for old, new in zip(few, many, strict=True):
        assert {path: new.values[path] for path in old.values} == dict(old.values)
        # where the new factor is at its base the point is the same one, with its seeds
        assert (new.hash == old.hash) == (new.values[COVERED] == 6)


def test_more_runs_keep_those_that_exist(grid, store):
    run(grid, store)
    assert run(replace(grid, runs=3), store).tally.found == 24


def test_draws_are_the_same_at_every_point_of_decision(tmp_path, store):
    uncertain = DRAWN.split("\n\n")[1]
    asked = study(tmp_path, GRID + "\n" + uncertain, HEAD.replace("runs = 2", "runs = 8\ndraws = 4"))
    assert (asked.runs_per_point, asked.size) == (2, 6 * 4 * 2 * 2)
    found = run(asked, store)
    by_decision = found.frame().groupby([TUTORS, COVERED])[PREJUDICE].unique()
    assert len(by_decision) == 6
    assert len({tuple(values) for values in by_decision}) == 1
    groups = sweep_answer.decisions(found)
    assert [len(group) for group in groups] == [4] * 6
    cell = next(cell for cell in sweep_answer.cells(found) if cell.package == "ali")
    assert cell.level.n == 4


def test_a_point_that_comes_twice_goes_on_with_the_next_runs(tmp_path, store):
    head = sampled("latin_hypercube", 6)
    found = run(study(tmp_path, f'[[vary]]\npath = "{COVERED}"\nvalues = [3, 9]\n', head), store)
    assert len({point.hash for point in found.points}) == 2
    assert len(np.unique(found.seeds)) == 12
    assert found.tally.computed == 24


def test_confirmation_has_seeds_that_nothing_else_has(grid, store):
    found = run(grid, store)
    best = found.points[3]
    fresh = run(grid, store, points=[best], runs=5, fresh=True)
    assert fresh.totals.shape[:4] == (1, 1, 2, 5)
    assert not set(fresh.seeds.ravel()) & set(found.seeds.ravel())
    assert fresh.tally.found == 0


def test_chosen_points_are_run_in_place_of_the_design(grid, store):
    found = run(grid, store, points=[grid.point({TUTORS: 3.5})])
    assert found.points[0].values == {TUTORS: 3.5, COVERED: 6}
    with pytest.raises(BadInput, match="tutors = 999999"):
        run(grid, store, points=[grid.point({TUTORS: 999999.0})])
    with pytest.raises(BadInput, match=r"study.toml:3: the design has no points"):
        run(grid, store, points=[])


def test_seed_zero_and_the_largest_are_seeds_like_any_other(grid, store):
    for seed in (0, 2**63 - 1):
        assert run(replace(grid, seed=seed, runs=1), store).tally.computed == 12


def test_several_territories_share_the_seeds(tmp_path, store):
    found = run(study(tmp_path, GRID, HEAD.replace('["padova"]', '["padova", "parma"]')), store)
    assert found.totals.shape[1] == 2
    assert found.tally.total == 48
    assert found.frame().groupby(["point", "run"])["seed"].nunique().max() == 1


def test_an_interrupted_sweep_goes_on_and_gives_the_same_bytes(grid, tmp_path):
    def stop(done, total):
        if done == 8:
            raise KeyboardInterrupt

    with Store(str(tmp_path / "a.db")) as store:
        with pytest.raises(Interrupted, match="runs are kept"):
            run(grid, store, progress=stop)
        assert status(store).studies[0].whole == 8
        assert run(grid, store).tally.found == 8
        export(store, tmp_path / "a")
    with Store(str(tmp_path / "b.db")) as store:
        run(grid, store)
        export(store, tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_a_run_that_fails_is_nan_and_tried_again(grid, store, monkeypatch):
    good = engine.run_together

    def broken(territories, parameters, arms, start, months, seed, **_):
        if seed == plan.seeds[2][1]:
            raise ZeroDivisionError("=no")
        return good(territories, parameters, arms, start, months, seed)

    plan = Plan(grid)
    monkeypatch.setattr(engine, "run_together", broken)
    found = run(grid, store)
    assert (len(found.tally.failed), found.tally.computed) == (2, 22)
    assert np.isnan(found.totals[2, 0, :, 1]).all()
    assert np.isfinite(found.outcome("cost_total")).sum() == 22
    rows = [row for row in sweep_answer.document(found)["rows"] if row["point"] == 2 and row["outcome"] == "cost_total"]
    assert {row["n"] for row in rows} == {1}
    assert "failed and are left out" in sweep_answer.tell(found)[2][-1]
    monkeypatch.setattr(engine, "run_together", good)
    assert run(grid, store).tally.computed == 2


def test_study_points_members_and_versions_are_rows(grid, store):
    found = run(grid, store)
    run(grid, store)
    with store.reading() as connection:
        rows = {name: connection.execute(sa.select(table)).all() for name, table in tables.metadata.tables.items()}
    assert len(rows["study"]) == len(rows["version"]) == 1
    assert (len(rows["design_point"]), len(rows["study_run"])) == (6, 24)
    assert {row.key for row in rows["study_run"]} == {row.key for row in rows["run"]}
    point = rows["design_point"][3]
    assert json.loads(point.content) == found.points[3].values
    assert point.hash == found.points[3].hash
    version = rows["version"][0]
    assert (version.digest, version.model, version.git) == (versions().digest, model_hash(), versions().git)
    assert json.loads(rows["study"][0].canonical) == json.loads(json.dumps(grid.canonical()))


def test_the_frame_is_tidy(grid, store):
    frame = run(grid, store).frame()
    assert list(frame.columns[:8]) == ["point", "draw", TUTORS, COVERED, "territory", "package", "run", "seed"]
    assert list(frame.columns[8:]) == list(TOTALS)
    assert not frame.duplicated(["point", "territory", "package", "run"]).any()
    assert frame["draw"].isna().all()
    assert pd.api.types.is_integer_dtype(frame["seed"])


def test_the_answer_names_points_and_differences(grid, store):
    found = run(grid, store)
    document = sweep_answer.document(found)
    assert len(document["points"]) == 6
    assert document["points"][0]["values"] == {TUTORS: 0.5, COVERED: 3}
    assert {row["arm"] for row in document["rows"]} == {"none", "ali", "ali - none"}
    cost_row = next(row for row in document["rows"] if row["arm"] == "ali - none" and row["outcome"] == "cost_total")
    assert (cost_row["mean"], cost_row["low"], cost_row["high"], cost_row["n"]) == (COST, COST, COST, 2)
    heads, rows, below = sweep_answer.tell(found)
    assert heads == ["tutors", "months_covered", "territory", "package", "hm_strict_12: change", "cost_total: change"]
    assert rows[0][:4] == ["0.5", "3", "padova", "ali"]
    assert below[0].startswith("Change from none, means with 95 % intervals over runs")


def test_a_lever_that_changes_nothing_at_some_points_is_named(tmp_path, store):
    path = "packages.ali.accompaniment.start"
    found = run(study(tmp_path, f'[[vary]]\npath = "{path}"\nvalues = ["+0", "+14", "+20"]\n'), store)
    told = [said for said in sweep_answer.idle(found) if "accompaniment" in said]
    assert told == [
        'ali, lever "accompaniment": this changes nothing, because it starts in 2019-12, after the last month '
        "(2019-11) (at 1 of 3 points).",
        'ali, lever "accompaniment": this changes nothing, because it starts in 2020-06, after the last month '
        "(2019-11) (at 1 of 3 points).",
    ]
    assert set(told) < set(sweep_answer.tell(found)[2])


def test_the_cost_is_measured_and_nothing_is_written(grid, tmp_path):
    path = tmp_path / "runs.db"
    before = estimate(Plan(grid), str(path), workers=2)
    assert not path.exists()
    assert (before.total, before.missing, before.workers) == (24, 24, 2)
    assert before.seconds > 0
    assert before.wall_seconds == before.seconds / 2
    with Store(str(path)) as store:
        empty = path.stat().st_size
        run(grid, store)
    with Store(str(path)) as store:
        per_run = (path.stat().st_size - empty) / 24
    assert before.bytes / 24 == pytest.approx(per_run, rel=0.3)
    assert estimate(Plan(grid), str(path)).missing == 0


def test_more_runs_than_the_disk_holds_are_refused_before_the_first(grid, store, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=50_000))
    monkeypatch.setattr(cost, "WORTH_MEASURING", 2)
    assert not estimate(Plan(grid), str(store.url)).fits
    with pytest.raises(Failure, match=r"24 runs need about .* its disk has 50 kB free"):
        run(grid, store)
    assert status(store).runs == {}
    assert status(store).studies == ()


def test_a_study_whose_first_runs_fail_is_told_by_the_dry_run(grid, tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("no")

    monkeypatch.setattr(engine, "run_together", broken)
    with pytest.raises(Failure, match="The first runs of this study fail: ZeroDivisionError: no"):
        estimate(Plan(grid), str(tmp_path / "runs.db"))


def _base(path):
    from approdo.model.parameters import load_parameters

    return load_parameters()[path.removeprefix("parameters.")]


def test_the_real_engine_on_a_small_province(monkeypatch, grid, store):
    monkeypatch.undo()
    small = replace(grid, territories=(small_territory(),), months=3, runs=1)
    found = run(small, store)
    assert found.tally.computed == 12
    assert run(small, store).totals.tobytes() == found.totals.tobytes()
