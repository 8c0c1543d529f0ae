"""What must balance does, in every month, for random packages in random worlds, extreme ones among them."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from approdo.model.levers import read_lever
from tests.model.test_accounts import changed, lives, tables

COUNTS = st.sampled_from([0, 1, 2, 5]) | st.integers(0, 2500)


@st.composite
def worlds(draw):
    """Return a small province of any composition."""
    jobs = draw(st.sampled_from([(0,) * 5, (1, 0, 0, 0, 0)]) | st.tuples(*[st.integers(0, 900)] * 5))
    residents = draw(st.sampled_from([0, 1]) | st.integers(0, 60_000))
    return changed(
        f"world {draw(st.integers(0, 2**32))}",
        figures={
            "leavers_per_month": draw(st.sampled_from([0.01, 0.5]) | st.floats(0.01, 40.0)),
            "unemployment_rate": draw(st.sampled_from([0.0, 0.9]) | st.floats(0.0, 0.6)),
        },
        zones=draw(st.integers(1, 4)),
        private_let=draw(COUNTS),
        disused=draw(COUNTS),
        jobs=jobs,
        residents=residents,
        foreign_residents=draw(st.integers(0, residents)),
        rent_m2=draw(st.sampled_from([0.1, 200.0]) | st.floats(0.5, 40.0)),
    )


MONTHS = st.integers(1, 18) | st.integers(1, 18) | st.integers(1, 18) | st.sampled_from([1, 36, 120])


def check(package, world, months, luck):
    """Live through a package in a world; every account is checked in every month."""
    named = [{**table, "id": f"l{number}"} for number, table in enumerate(package)]
    run = lives(named, world, months=months, seed=luck)
    assert run.series.shape[0] == months
    assert np.isfinite(run.series).all()
    assert (run.spent >= 0).all()
    budgets = [np.inf if (budget := read_lever(table).budget) is None else budget for table in named]
    assert (run.spent.sum(axis=1) <= np.array(budgets) * 100 + 0.5).all()


def attempt(batch):
    """Check a batch of random worlds; return how many they were."""
    tried = []

    @seed(batch.number)
    @settings(max_examples=batch.size, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(tables(), max_size=6), worlds(), MONTHS, st.integers(-(2**62), 2**62))
    def one(package, world, months, luck):
        tried.append(1)
        check(package, world, months, luck)

    one()
    return len(tried)


@pytest.mark.promise("world")
def test_accounts_of_random_worlds(trials):
    for batch in trials:
        assert attempt(batch) >= batch.size
