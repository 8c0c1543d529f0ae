"""Replays: the same answer however computed, known answers for checks, and what a trial must show."""

import dataclasses

import numpy as np
import pytest

from approdo.experiments import batches
from approdo.experiments.published.reading import load_study
from approdo.experiments.replay import answer, replay, run_once
from approdo.model.errors import BadInput
from tests.studies.small import changed, trial_file


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return load_study(trial_file(tmp_path_factory.mktemp("study")))


def check_of(study, **changes):
    return study.spec.check[0].model_copy(update=changes)


TOLD = np.array([[[0.2, 0.5]], [[0.4, 0.6]]])  # [run, measure, arm]: usual care, help


def test_checks_of_known_values(study):
    assert answer(study, check_of(study, compare="level"), TOLD).simulated.mean == pytest.approx(0.55)
    found = answer(study, study.spec.check[0], TOLD)
    assert found.simulated.mean == pytest.approx(0.25)
    assert found.simulated.n == 2
    assert found.inside is True
    assert found.settled is False  # two runs settle nothing
    assert answer(study, check_of(study, band=(0.26, 1.0)), TOLD).inside is False
    assert answer(study, check_of(study, band=(0.25, 0.25)), TOLD * 1.0).inside in (True, False)
    ratio = answer(study, check_of(study, compare="ratio"), np.array([[[0.5, 0.25]], [[0.52, 0.26]], [[0.5, 0.25]]]))
    assert ratio.simulated.mean == pytest.approx(0.5)


def test_the_share_of_a_gap_that_is_closed(tmp_path):
    text = trial_file(tmp_path).read_text()
    more = "".join(f'[[arm]]\nid = "{name}"\nlabel = "{name}"\n' for name in ("native_told", "other_told"))
    (tmp_path / "four.toml").write_text(text.replace("[[measure]]", f"{more}\n[[measure]]"))
    study = load_study(tmp_path / "four.toml")
    closed = check_of(
        study,
        compare="closed",
        arm="help",
        against="usual",
        informed_arm="other_told",
        informed_against="native_told",
    )
    # a gap of 0.2 falls to 0.05: three quarters are closed
    told = np.array([[[0.6, 0.4, 0.7, 0.65]], [[0.62, 0.42, 0.7, 0.65]], [[0.58, 0.38, 0.72, 0.67]]])
    assert answer(study, closed, told).simulated.mean == pytest.approx(0.75)


def test_what_is_not_defined_is_neither_inside_nor_outside(study):
    found = answer(study, study.spec.check[0], np.full((4, 1, 2), np.nan))
    assert found.inside is None
    assert found.simulated.why


def test_verdicts_are_contradicted_only_by_clear_runs(study):
    far = answer(study, study.spec.check[0], np.array([[[0.0, 0.9]], [[0.0, 0.91]], [[0.0, 0.9]]]))
    assert far.contradicts(True)
    assert not far.contradicts(False)
    assert not answer(study, study.spec.check[0], TOLD).contradicts(False)


def test_the_same_answer_for_any_number_of_workers(study, monkeypatch):
    monkeypatch.setattr(batches, "WORTH_A_POOL", 0.0)
    one, two = (replay(study, runs=9, seed=3, workers=workers) for workers in (1, 2))
    assert one.document() == two.document()
    assert replay(study, runs=9, seed=4, workers=1).document() != one.document()


def test_the_trial_shows_an_effect_and_seed_zero_is_a_seed(study):
    found = replay(study, runs=48, seed=0, workers=1).found[0]
    assert found.simulated.low is not None
    assert found.simulated.low > 0.0


def test_without_levers_and_attrition_arms_are_equal_to_the_bit(tmp_path):
    path = trial_file(
        tmp_path,
        **{
            "attrition = 0.3": "attrition = 0.2",
            "attrition = 0.1": "attrition = 0.2",
            "places = 12\nshare": "places = 0\nshare",
        },
    )
    text = path.read_text().replace("places = 12\namount = 4000", "places = 0\namount = 4000")
    path.write_text(text)
    told = run_once(load_study(path), 11)
    assert told[0][0] == told[0][1]


def test_lots_split_the_people(tmp_path):
    lots = load_study(changed(tmp_path, "people = 12", 'people = 30\nassignment = "lots"'))
    same = load_study(changed(tmp_path, "people = 12", "people = 30"))
    assert run_once(lots, 5) != run_once(same, 5)


def test_an_arm_may_have_a_start_of_its_own(tmp_path):
    rich = load_study(
        changed(
            tmp_path,
            'label = "usual care"\n',
            'label = "usual care"\nstart = { savings = 9000, support = 2000, support_months = 6 }\n',
        )
    )
    poor = load_study(trial_file(tmp_path))
    rich_told, poor_told = (np.mean([run_once(each, seed)[0][0] for seed in range(4)]) for each in (rich, poor))
    assert rich_told > poor_told


def test_a_sample_of_nobody_is_not_defined(tmp_path):
    empty = load_study(changed(tmp_path, "months_since_exit_min = 1", "months_since_exit_min = 600"))
    found = replay(empty, runs=2, workers=1).found[0]
    assert found.inside is None
    assert found.simulated.n == 0


@pytest.mark.parametrize(("name", "value"), [("runs", 1), ("runs", 2.5), ("runs", True), ("seed", -1), ("workers", 0)])
def test_what_is_asked_wrongly(study, name, value):
    with pytest.raises(BadInput, match=name):
        replay(study, **{"runs": 2, name: value})


def test_a_queue_needs_its_file(tmp_path):
    queue = load_study("ST3")
    assert queue.spec.queue is not None
    gone = dataclasses.replace(queue, folder=tmp_path)
    with pytest.raises(BadInput, match="burgess_singham"):
        run_once(gone, 1)
    (tmp_path / "data").mkdir()
    for text in (
        "",
        "years,housing_capacity,shelter_capacity\n",
        "years,homes\n0,1\n",
        "years,housing_capacity,shelter_capacity\n1,2,3\n",
    ):
        (tmp_path / "data" / "other.csv").write_text(text)
        spec = queue.spec.model_copy(update={"queue": queue.spec.queue.model_copy(update={"file": "data/other.csv"})})
        from approdo.experiments.published.queueing import read_steps

        read_steps.cache_clear()
        with pytest.raises(BadInput, match=r"other\.csv"):
            run_once(dataclasses.replace(queue, folder=tmp_path, spec=spec), 1)
