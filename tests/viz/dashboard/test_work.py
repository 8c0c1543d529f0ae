"""What workers do: shared-out answers are the same answers, jobs can be taken back, everything follows one draw."""

import json
import pickle
import subprocess
import sys
from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest

from approdo.experiments import gather, worker
from approdo.experiments.compare import compare
from approdo.experiments.kept_worlds import KeptWorlds
from approdo.experiments.lives import follow
from approdo.experiments.package import load_package
from approdo.experiments.request import read_request
from approdo.experiments.store import Store
from approdo.experiments.zones import zone_months
from approdo.model import engine
from approdo.viz.dashboard import editing, files, work
from approdo.viz.dashboard.bench import Bench, first_bench
from approdo.viz.dashboard.gaining import gains
from approdo.viz.dashboard.shown import four
from approdo.viz.words.tongue import tongue

PAIRS = 12
MONTHS = 18
BENCH = Bench(
    "padova", (load_package("ali"), replace(load_package("ali"), id="own", name="Own")), months=MONTHS, seed=5
)
BENCH = replace(editing.dose(replace(BENCH, chosen=1), "social_agency", "dwellings", 60), chosen=0)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return f"sqlite:///{tmp_path_factory.mktemp('work')}/runs.db"


@pytest.fixture(scope="module")
def answer(store):
    """An answer whose runs were shared out to two workers, in no order."""
    work.runs(BENCH, range(PAIRS // 2, PAIRS), store)
    work.runs(BENCH, range(PAIRS // 2), store)
    return work.answer(BENCH, PAIRS, store)


def test_the_pages_have_the_numbers_of_the_command(answer, tmp_path):
    own = f"sqlite:///{tmp_path}/own.db"
    found = compare("padova", list(BENCH.packages), months=MONTHS, runs=PAIRS, seed=5, store=own, workers=1)
    assert [shown.totals for shown in answer.contrasts] == [dict(each.totals) for each in found.contrasts]
    assert answer.reproduce == found.reproduce


def test_a_job_that_nobody_waits_for_ends(store, monkeypatch):
    monkeypatch.setattr(work, "_unwanted", (0, 1))
    monkeypatch.setattr(work, "_slot", 0)
    assert work.job(0, abs, -3) == 3
    with pytest.raises(work.Unwanted):
        work.job(1, work.runs, replace(BENCH, seed=6), range(2), store)


def test_an_answer_reads_only_what_it_has_not_read_before(store, answer, monkeypatch):
    asked = []
    read = gather.read_parts

    def noting(kept, scenarios, runs, firsts):
        asked.append([luck for _, luck in runs[0]])
        return read(kept, scenarios, runs, firsts)

    seeds = read_request("compare", "padova", "ali", months=MONTHS, runs=PAIRS, seed=5).seeds
    monkeypatch.setattr(work, "_parts", OrderedDict())
    monkeypatch.setattr(work, "read_parts", noting)
    grown = [work.answer(BENCH, pairs, store) for pairs in (2, PAIRS, 4, PAIRS)]
    assert asked == [seeds[:2], seeds[2:]]
    assert grown[1] == grown[3] == answer
    monkeypatch.setattr(work, "_parts", OrderedDict())
    assert work.answer(BENCH, 4, store) == grown[2]


def test_an_answer_reads_nothing_that_other_workers_have_read(store, answer, monkeypatch):
    found = [work.runs(BENCH, range(first, PAIRS, 2), store) for first in range(2)]
    monkeypatch.setattr(work, "_parts", OrderedDict())
    assert work.answer(BENCH, PAIRS, "sqlite:////nowhere/runs.db", *pickle.loads(pickle.dumps(found))) == answer


def test_a_baseline_is_read_once_for_all_packages(store, answer, monkeypatch):
    seen: list[str] = []
    load = Store.load

    def load_and_note(self, keys):
        seen.extend(keys)
        return load(self, keys)

    monkeypatch.setattr(Store, "load", load_and_note)
    monkeypatch.setattr(work, "_firsts", OrderedDict())
    other = editing.dose(BENCH, "social_agency", "dwellings", 50)
    work.runs(BENCH, range(2), store)
    work.runs(other, range(2), store)
    assert len(seen) == 2 + 2 * 2 + 2 * 2  # the baseline; then the two packages of each bench
    monkeypatch.setattr(work, "_firsts", OrderedDict())
    assert work.answer(BENCH, PAIRS, store) == answer


def test_no_more_runs_of_baselines_are_remembered_than_there_is_room_for(store, answer, monkeypatch):
    monkeypatch.setattr(work, "KEPT_FIRSTS", 3)
    monkeypatch.setattr(work, "_parts", OrderedDict())
    assert work.answer(BENCH, PAIRS, store) == answer
    assert len(work._firsts) == 3


def test_a_pair_that_failed_is_tried_again_and_left_out_until_then(tmp_path, monkeypatch):
    store, luck = f"sqlite:///{tmp_path}/runs.db", read_request("compare", "padova", "ali", runs=3, seed=7).seeds[1]
    bench, together = replace(first_bench(), months=6, seed=7), engine.run_together

    def breaks(territories, parameters, arms, start, months, seed, **more):
        if seed == luck:
            raise ValueError("no")
        return together(territories, parameters, arms, start, months, seed, **more)

    monkeypatch.setattr(engine, "run_together", breaks)
    some = work.answer(bench, 3, store)
    assert (some.pairs, some.failed) == (2, 2)
    monkeypatch.setattr(engine, "run_together", together)
    whole = work.answer(bench, 3, store)
    assert (whole.pairs, whole.failed) == (3, 0)
    monkeypatch.setattr(work, "_parts", OrderedDict())
    assert work.answer(bench, 3, store) == whole


def test_no_more_questions_are_remembered_than_there_is_room_for(store, monkeypatch):
    monkeypatch.setattr(work, "_parts", OrderedDict())
    for dose in range(work.KEPT + 2):
        work.answer(editing.dose(BENCH, "social_agency", "dwellings", 10 + dose), 2, store)
    assert len(work._parts) == work.KEPT


def test_who_pays_adds_up_to_the_net_cost(answer):
    for shown in answer.contrasts:
        assert sum(shown.payers.values()) == pytest.approx(shown.totals["cost_total"].difference.mean, rel=1e-9)
        assert shown.payers


def test_groups_hold_the_people_of_the_headline(answer):
    shown = answer.contrasts[0]
    traits = {each.trait for each in shown.groups}
    assert traits <= {"sex", "age", "permit", "family", "vulnerability", "channel"}
    assert "sex" in traits
    sexes = [each for each in shown.groups if each.trait == "sex"]
    whole = sum(each.people * each.homeless.base for each in sexes) / sum(each.people for each in sexes)
    assert whole == pytest.approx(shown.totals[shown.headline].base, rel=0.05)  # means of runs of different sizes
    assert sum(each.mean for each in shown.fates.values()) == pytest.approx(1.0)


def test_who_gains_is_said_in_italian(answer):
    told = gains(answer, tongue("it"))
    captions = [each.kwargs["caption"] for each in told if "caption" in each.kwargs]
    assert captions[0] == "Persone che escono dall'accoglienza"
    assert len(captions) == 5
    people = json.loads(next(each for each in told if each.kwargs.get("name") == "who-groups").kwargs["packed_rows"])
    assert any(row[0].startswith("Sesso: donna (") for row in people)
    assert all(len(row) == 3 for row in people)


def test_what_matters_most_is_found_in_these_runs(answer):
    shown = answer.contrasts[0]
    assert set(shown.matters) <= set(four(shown.headline, shown.window))
    found = shown.matters["cost_total"]
    sizes = [abs(size) for _, size in found.inputs]
    assert sizes == sorted(sizes, reverse=True)
    assert found.worlds == PAIRS
    assert 0.4 < found.single < 0.8
    assert all(-1 <= size <= 1 for _, size in found.inputs)


def test_too_few_worlds_say_nothing_of_what_matters(store):
    assert work.answer(BENCH, 4, store).contrasts[0].matters == {}


def test_the_map_has_the_draws_of_the_comparison():
    found = work.zones(BENCH, 2)
    parts = []
    for run in range(2):
        drawn = work.draws(BENCH.seed).at(run)
        arms = [replace(BENCH.scenario(each), parameters=drawn) for each in (BENCH.base, BENCH.policy)]
        parts.append(zone_months(arms, run + 1, BENCH.seed).measures["rent"] * (run + 1))
        if run:
            parts[1] -= zone_months(arms, 1, BENCH.seed).measures["rent"]
    np.testing.assert_allclose(np.array(found["rent"]), (parts[0] + parts[1]) / 2, rtol=1e-12)


def test_the_map_is_the_same_in_worlds_that_are_kept(monkeypatch):
    found = [work.zones.__wrapped__(BENCH, 2)]
    work._lived.cache_clear()
    monkeypatch.setattr(worker, "_worlds", KeptWorlds(10**9))
    for _ in range(2):
        found.append(work.zones.__wrapped__(BENCH, 2))
        work._lived.cache_clear()
    assert found[0] == found[1] == found[2]


def test_a_life_is_one_of_a_run_of_the_comparison():
    listed, life = work.lives(BENCH, 1, {}, None)
    request = read_request("compare", "padova", "ali", months=MONTHS, runs=2, seed=5, parameters="prior")
    (base, luck), (policy, _) = (request.arm_runs(each, [1])[0] for each in request.scenarios[0])
    again = follow(replace(base, start=BENCH.start), replace(policy, start=BENCH.start), luck)
    assert listed == again.changed(len(listed))
    assert life == again.life(life.person)


def test_the_report_is_made_in_the_reader_s_language(store):
    found = files.report(BENCH, 4, store, "it", "html").decode()
    assert "Padova" in found
    assert 'lang="it"' in found
    assert f"approdo report padova --package ali --package own.toml --months {MONTHS} --runs 4 --seed 5" in found


def test_workers_load_no_library_of_pages():
    code = "import sys, approdo.viz.dashboard.work; print({'solara', 'matplotlib', 'mesa'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
