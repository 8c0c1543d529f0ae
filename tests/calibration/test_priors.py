"""Free numbers: ranges, the unit scale, even draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.calibration.priors import (
    BETWEEN,
    DEFAULT_FREE,
    SELECTION,
    Box,
    Prior,
    Priors,
    Role,
    at_sites,
    deviations,
    model_priors,
    role_of,
)
from approdo.model.errors import BadInput
from approdo.model.parameters import defaults, load_parameters


def test_priors_of_the_model_are_its_documented_ranges():
    known = {row.name: row for row in defaults()}
    found = model_priors(sites=9)
    for row in found.rows:
        if row.name in known:
            assert (row.low, row.high) == (known[row.name].low, known[row.name].high)
            assert row.source
    assert set(DEFAULT_FREE) | {SELECTION, BETWEEN.name} <= set(found.names)
    assert BETWEEN.name not in model_priors(sites=1).names


def test_what_is_wrong_is_told_at_once_with_the_nearest_name():
    with pytest.raises(BadInput) as error:
        model_priors(["hosts.uptak", "permits.refugee_months", "no.such"])
    told = str(error.value).splitlines()
    assert len(told) == 3
    assert 'Did you mean "hosts.uptake"' in told[0]
    assert "no range" in told[1]


def test_a_range_outside_the_documented_one_is_refused():
    with pytest.raises(BadInput, match="expected inside"):
        model_priors(["hosts.uptake"], ranges={"hosts.uptake": (0.01, 0.1)})


def test_effects_of_levers_are_told_from_the_baseline():
    assert role_of("tutoring.effect") is Role.EFFECT
    assert role_of("learning.course") is Role.EFFECT
    assert role_of("hosts.uptake") is Role.BASELINE
    assert role_of(SELECTION) is Role.SELECTION


def test_every_draw_is_a_legal_set_of_parameters():
    priors = model_priors(["hosts.stay_months", "hosts.uptake"])
    values = priors.values(priors.draw(64, 3))
    whole = values[:, priors.position("hosts.stay_months")]
    assert (whole == np.round(whole)).all()
    for row in values:
        load_parameters(dict(zip(("hosts.stay_months", "hosts.uptake"), map(float, row[:2]), strict=True)))


@pytest.mark.parametrize("runs", [1, 2, 7, 100])
def test_more_runs_begin_with_the_same_draws(priors, runs):
    many = priors.draw(300, 0)
    assert np.array_equal(priors.draw(runs, 0), many[:runs])
    assert np.array_equal(deviations(runs, 3, 4, 0), deviations(300, 3, 4, 0)[:runs])
    assert not np.array_equal(many, priors.draw(300, 1))
    assert not np.array_equal(many, priors.draw(300, 0, round_=1))


def test_draws_are_even(priors):
    unit = priors.draw(1024, 5)
    for column in unit.T:
        assert np.abs(np.histogram(column, 16, (0, 1))[0] - 64).max() <= 1


@given(st.floats(-800, 800), st.floats(0, 0.9), st.floats(0.01, 0.1))
def test_no_number_leaves_the_box(line, low, size):
    box = Box(np.array([low]), np.array([low + size]))
    found = box.to_unit(np.array([[line]]))
    assert low <= found[0, 0] <= low + size


def test_there_and_back():
    box = Box(np.array([0.2, 0.0]), np.array([0.6, 1.0]))
    unit = np.array([[0.3, 0.9], [0.59, 0.001]])
    assert np.allclose(box.to_unit(box.to_line(unit)), unit)


def test_sites_differ_by_the_spread_and_only_in_the_baseline(priors):
    unit = priors.draw(2000, 1)
    each = at_sites(priors, unit, deviations(2000, 4, len(priors.rows), 1))
    same = [column for column, row in enumerate(priors.rows) if row.role is not Role.BASELINE]
    assert np.allclose(each[:, :, same], unit[:, None, same])
    spread = priors.values(unit)[:, priors.position(BETWEEN.name)]
    line = np.log(each[:, :, 0] / (1 - each[:, :, 0]))
    wide, narrow = line[spread > 0.8].std(axis=1).mean(), line[spread < 0.2].std(axis=1).mean()
    assert 0.7 < wide < 1.0
    assert narrow < 0.15


def test_names_given_twice_and_empty_lists_are_refused():
    row = Prior("a", 0, 1, Role.BASELINE, "test")
    with pytest.raises(BadInput, match="twice"):
        Priors((row, row))
    with pytest.raises(BadInput, match="no free"):
        Priors(())
    with pytest.raises(BadInput, match="low < high"):
        Prior("a", 1, 1, Role.BASELINE, "test")
