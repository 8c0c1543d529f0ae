"""The whole guideline in a world whose answers are known."""

import json

import numpy as np
import pytest

from approdo.experiments.guidelines.answer import guidelines
from approdo.experiments.guidelines.profile import read_profile
from approdo.experiments.guidelines.trial import measure_of
from approdo.experiments.people import COLUMN
from approdo.experiments.records import Record
from approdo.model import engine
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import NO_WINDOW, PEOPLE, TOTALS
from tests.experiments import support_engine

SHARE = support_engine.REACHED / support_engine.CROWD  # of people whom a support reaches


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(engine, "run_together", support_engine.run_together)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_together", support_engine.run_together)
        return guidelines("padova", runs=4, store=str(tmp_path_factory.mktemp("store") / "runs.db"), workers=1)


def test_when_to_start(found):
    effects = [dose.effect.mean.mean for dose in found.starts.doses]
    assert effects == pytest.approx([-3 * SHARE, -3 * SHARE, -4 * SHARE, -4 * SHARE, -4 * SHARE])
    assert [dose.value for dose in found.starts.best] == [4, 6, 9]


def test_which_supports(found):
    assert found.order.chosen == ("internships", "tutoring", "guarantee_fund", "deposit_advance")
    assert found.order.steps[3].tied == ("shared_housing",)
    assert found.order.total.mean.mean == pytest.approx(-(5 + 3 + 2 + 1) * SHARE)
    # 100 EUR more for each homeless month of 25 people
    assert found.order.steps[0].per_month.mean == pytest.approx(100 / (5 * support_engine.REACHED))


def test_the_caseload(found):
    assert found.caseloads.doses[0].effect.mean.mean == pytest.approx(-6 * SHARE)
    assert found.caseloads.halved.value == 25  # 3 of 6
    assert found.caseloads.lost.value == 100


def test_the_same_seed_gives_the_same_answer(found, known, store):
    again = guidelines("padova", runs=4, store=store, workers=1)
    assert json.dumps(again.document(), allow_nan=False) == json.dumps(found.document(), allow_nan=False)
    assert guidelines("padova", runs=4, store=store, workers=1).tally.computed == 0


def test_seed_zero_is_a_seed(known, store):
    assert guidelines("padova", runs=4, seed=0, steps=1, store=store, workers=1).order.chosen == ("internships",)


def test_a_profile_is_measured_alone(known, store):
    women = guidelines("padova", "sex=female", runs=4, steps=1, store=store, workers=1)
    assert women.people == support_engine.WOMEN
    assert women.starts.doses[0].effect.mean.mean == pytest.approx(-3.0)  # all of them are reached


def test_too_few_people_is_no_answer(known, store):
    with pytest.raises(Failure, match=r'profile "sex=female,permit=applicant": about 0\.0 people in Padova'):
        guidelines("padova", "sex=female,permit=applicant", runs=4, store=store, workers=1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"months": 23}, "months = 23, expected 24 to 120"),
        ({"months": 121}, "months = 121, expected 1 to 120"),
        ({"runs": 3}, "runs = 3, expected at least 4"),
        ({"seed": -1}, "seed = -1"),
        ({"start": "2020-13"}, 'month "2020-13"'),
        ({"profile": "age=17"}, "unknown group"),
        ({"territory": "padva"}, 'Did you mean "padova"'),
    ],
)
def test_asked_badly(asked, said, store):
    with pytest.raises(BadInput, match=said):
        guidelines(**{"territory": "padova", "store": store, **asked})


def test_runs_that_fail_are_left_out(monkeypatch, store):
    broken: list[int] = []

    def breaks(territories, parameters, arms, start, months, seed, **_):
        if seed not in broken and len(broken) < 1:
            broken.append(seed)
        if seed in broken:
            raise RuntimeError("broken world")
        return support_engine.run_together(territories, parameters, arms, start, months, seed)

    monkeypatch.setattr(engine, "run_together", breaks)
    found = guidelines("padova", runs=6, steps=1, store=store, workers=1)
    assert found.tally.failed
    assert found.pairs == 5
    assert found.starts.doses[0].effect.mean.mean == pytest.approx(-3 * SHARE)


def test_every_run_fails(monkeypatch, store):
    def breaks(*_, **__):
        raise RuntimeError("broken world")

    monkeypatch.setattr(engine, "run_together", breaks)
    with pytest.raises(Failure, match="broken world"):
        guidelines("padova", runs=4, store=store, workers=1)


def test_only_people_with_a_full_year_count():
    people = np.zeros((3, len(PEOPLE)), np.uint8)
    people[:, COLUMN["leaver"]] = 1
    people[:, COLUMN["hm_12"]] = [4, 6, NO_WINDOW]
    empty = np.zeros((0, 0))
    record = Record(empty, np.zeros(len(TOTALS)), people, *(empty.astype(np.int64) for _ in range(3)))
    assert measure_of(record, read_profile(""))["homeless"] == 5.0
    assert measure_of(record, read_profile(""))["people"] == 2.0
    assert np.isnan(measure_of(record, read_profile("sex=female"))["homeless"])
