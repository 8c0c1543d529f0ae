"""Scenario discovery: a box that is there is found, none is found where there is none, whatever the seed."""

from itertools import pairwise

import numpy as np
import pytest

from approdo.experiments import discovery_answer
from approdo.experiments.box import Box, coverage_density, whole_space
from approdo.experiments.cart import grow
from approdo.experiments.discovery import ask, discover, look
from approdo.experiments.prim import find_boxes, paste, peel, quasi_p
from approdo.model.errors import BadInput
from tests.experiments.studies import DRAWN, PREJUDICE, sampled, study

NAMES = ("rent", "wage", "places", "beds")
DOUBT = DRAWN[DRAWN.index("[[uncertain]]") :]


def points(n=400, seed=5):
    return np.random.default_rng(seed).random((n, len(NAMES)))


def in_box(x):
    return (x[:, 0] < 0.4) & (x[:, 2] > 0.5)


def test_a_box_is_recovered_with_its_coverage_and_density():
    x = points()
    (found,) = [each for each in find_boxes(x, in_box(x)) if each.sure]
    box = found.step.box
    assert box.restricted == (0, 2)
    assert box.high[0] == pytest.approx(0.4, abs=0.03)
    assert box.low[2] == pytest.approx(0.5, abs=0.03)
    assert found.step.coverage > 0.95
    assert found.step.density > 0.95
    assert min(found.tested) > 0.85
    assert found.p == 0.01
    assert all(each.quasi_p < 0.001 for each in found.restrictions)


def test_a_box_is_recovered_under_noise_and_the_tested_density_is_honest():
    x = points(600)
    rng = np.random.default_rng(1)
    y = np.where(rng.random(600) < 0.1, ~in_box(x), in_box(x))  # the truth: density 0.9
    found = find_boxes(x, y)[0]
    assert found.sure
    assert found.step.box.restricted == (0, 2)
    assert found.step.box.high[0] == pytest.approx(0.4, abs=0.1)
    assert found.tested[1] == pytest.approx(0.85, abs=0.15)


def test_two_boxes_come_one_after_the_other():
    x = points(900)
    y = ((x[:, 0] < 0.25) & (x[:, 1] < 0.5)) | ((x[:, 0] > 0.75) & (x[:, 1] > 0.5))
    found = [each for each in find_boxes(x, y) if each.sure]
    assert len(found) == 2
    assert sum(each.step.coverage for each in found) > 0.9
    assert all(each.step.density > 0.9 for each in found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_found_where_there_is_nothing(seed):
    x = points(200, seed)
    y = np.random.default_rng(100 + seed).random(200) < 0.25
    found = look(x, y, NAMES, territory="varese", package="tut", seed=seed)
    assert found.sure == ()
    told = discovery_answer.tell([found])
    assert "PRIM: nothing found" in told
    assert "CART: nothing found" in told


def test_chance_is_called_a_finding_no_more_often_than_it_says():
    called = 0
    for seed in range(30):
        x = points(60, seed)
        y = np.random.default_rng(1000 + seed).random(60) < 0.3
        called += any(each.sure for each in find_boxes(x, y, seed=seed, permutations=19))
    assert called <= 5  # of 30 at 5 %: more than 5 has a chance of 0.3 %


def test_a_tree_grows_out_of_chance_no_more_often_than_it_should():
    called = 0
    for seed in range(20):
        y = np.random.default_rng(100 + seed).random(120) < 0.25
        tree = grow(points(120, seed), y, seed=seed)
        called += bool(tree.leaves) and tree.explained > 0
    assert called <= 3


def test_cart_finds_the_same_box():
    x = points()
    tree = grow(x, in_box(x))
    best = tree.leaves[0]
    assert best.box.restricted == (0, 2)
    assert best.density > 0.95
    assert best.coverage > 0.85
    assert tree.explained > 0.7
    assert sum(leaf.points for leaf in tree.leaves) <= 400


def test_the_trajectory_trades_coverage_for_density():
    x = points()
    steps = list(peel(x, in_box(x)))
    assert (steps[0].coverage, steps[0].points) == (1.0, 400)
    assert steps[0].density == pytest.approx(in_box(x).mean())
    for before, after in pairwise(steps):
        assert after.coverage <= before.coverage
        assert after.points < before.points
        # What a step says of itself is what its box holds.
        assert coverage_density(after.box, x, in_box(x)) == pytest.approx((after.coverage, after.density))


def test_pasting_gives_back_what_was_cut_off_too_much():
    x = points()
    small = whole_space(4).with_ends(0, -np.inf, 0.2).with_ends(2, 0.5, np.inf)
    wider = paste(small, x, in_box(x))
    assert 0.35 < wider.high[0] < 0.42
    assert quasi_p(small.with_ends(1, -np.inf, 0.9), 1, x, in_box(x)) == pytest.approx(1.0)


def test_flags_ties_and_constants():
    rng = np.random.default_rng(2)
    x = np.column_stack([rng.integers(0, 2, 300), rng.integers(0, 4, 300), np.full(300, 7.0)]).astype(float)
    y = x[:, 0] == 1
    found = look(x, y, ("A surge", "tutors", "fixed"), (True, False, False))
    (box,) = found.sure
    assert box.step.box.words(found.names, found.flags) == "A surge"
    assert box.step.density == box.step.coverage == 1.0
    assert Box((-np.inf, 1.5, 2.0), (0.5, 2.5, np.inf)).words(found.names, found.flags) == (
        "not A surge and tutors between 1.5 and 2.5 and fixed above 2"
    )
    assert whole_space(3).words(found.names, found.flags) == "always"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_always_and_never(share):
    found = look(points(50), np.full(50, bool(share)), NAMES)
    assert found.boxes == ()
    assert found.tree.leaves == ()
    assert ("always" if share else "never") in discovery_answer.tell([found])


def test_a_wanted_density_is_kept_to():
    x = points(600)
    rng = np.random.default_rng(3)
    y = rng.random(600) < np.where(in_box(x), 0.8, 0.2)
    dense, broad = (find_boxes(x, y, boxes=1, density=density)[0].step for density in (0.8, 0.3))
    assert dense.density > broad.density
    assert dense.coverage < broad.coverage


def test_a_study_from_its_table(tmp_path, store, fake):
    text = DOUBT + '[discover]\nfails = "change hm_total > 0"\nstress = ["arrivals"]\n'
    asked = study(tmp_path, text, sampled("latin_hypercube", 24))
    question = ask(asked)
    (found,), results = discover(asked, question, store=store, workers=1)
    assert (found.package, found.points, found.failures) == ("ali", 48, 0)
    assert found.names == ("landlords.prejudice_mean", "A surge of arrivals (arrivals)")
    assert len(results) == 2
    (always,), _ = discover(asked, ask(asked, fails="change hm_total < 0"), store=store, workers=1)
    assert always.failures == 48
    assert PREJUDICE in asked.point({}).values


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "when does it fail"),
        ({"fails": "hm_total"}, "expected an outcome"),
        ({"fails": "hm_total > 3", "package": "al"}, 'Did you mean "ali"'),
        ({"fails": "hm_total > 3", "density": 1.5}, "density = 1.5"),
        ({"fails": "hm_total > 3", "stress": ["floods"]}, "unknown"),
    ],
)
def test_what_discover_refuses(tmp_path, given, told):
    with pytest.raises(BadInput, match=told):
        ask(study(tmp_path, DOUBT, sampled("latin_hypercube", 24)), **given)


def test_too_few_points(tmp_path, store, fake):
    asked = study(tmp_path, DOUBT, sampled("latin_hypercube", 8))
    with pytest.raises(BadInput, match="at least 40"):
        discover(asked, ask(asked, fails="hm_total > 3"), store=store, workers=1)


def test_failures_in_opposite_corners_are_found_by_the_tree_and_the_words_say_so():
    x = points(400, 3)
    y = ((x[:, 0] < 0.3) & (x[:, 1] < 0.5)) | ((x[:, 0] > 0.75) & (x[:, 2] > 0.6))
    found = look(x, y, NAMES, territory="varese", package="tut")
    assert {leaf.box.restricted for leaf in found.tree.leaves} >= {(0, 1), (0, 2)}
    told = discovery_answer.tell([found])
    assert found.sure or "opposite corners" in told
