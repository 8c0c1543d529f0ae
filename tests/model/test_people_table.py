"""What is kept of every person of a run: the columns by which results are broken down."""

import numpy as np
import pytest

from approdo.experiments.package import load_package
from approdo.model.engine import run_arms
from approdo.model.outcomes import NO_WINDOW, PEOPLE, TOTALS, TRAITS
from approdo.model.parameters import load_parameters
from tests.worlds import START, small_territory


@pytest.fixture(scope="module")
def arms():
    return run_arms(small_territory(), load_parameters(), [(), load_package("ali").levers], START, 24, 3)


def column(result, name):
    return result.people[:, PEOPLE.index(name)].astype(np.int64)


@pytest.mark.parametrize("width", [12, 24])
@pytest.mark.parametrize(("name", "total"), [("hm", "hm_strict"), ("stable", "stable"), ("work", "work")])
def test_windows_give_the_totals(arms, name, total, width):
    for result in arms:
        values = column(result, f"{name}_{width}")
        full = values != NO_WINDOW
        assert full.sum() == result.totals[TOTALS.index(f"index_people_{width}")]
        assert values[full].mean() == pytest.approx(result.totals[TOTALS.index(f"{total}_{width}")], rel=1e-12)


def test_nobody_has_a_window_longer_than_the_run(arms):
    assert (column(arms[0], "hm_36") == NO_WINDOW).all()


def test_groups_are_the_same_in_every_arm(arms):
    baseline, policy = (result.people[:, -len(TRAITS) :] for result in arms)
    assert (baseline == policy).all()
    assert baseline[:, TRAITS.index("vulnerability")].max() == 2
    assert set(baseline[:, TRAITS.index("sex")]) == {0, 1}
