"""Grids and the greedy order on arms made by hand."""

import numpy as np
import pytest

from approdo.experiments.guidelines.doses import grid
from approdo.experiments.guidelines.order import greedy
from approdo.experiments.guidelines.trial import Arm
from approdo.experiments.package import Package

RUNS = 12


def arm(name, homeless):
    values = np.broadcast_to(np.asarray(homeless, np.float64), (RUNS,)).copy()
    zeros = np.zeros(RUNS)
    return Arm(Package(name, name), zeros + 50, values, zeros, zeros, values, values, values, values * 50, zeros)


def noise(size, seed=1):
    drawn = np.random.default_rng(seed).normal(0.0, size, RUNS)
    return drawn - drawn.mean()


def grid_of(effects, luck=0.0):
    base = arm("none", 10.0)
    names = [str(value) for value in effects]
    arms = {str(v): arm(str(v), 10.0 - e + luck * noise(1.0, v)) for v, e in effects.items()}
    return grid(list(effects), names, arms, base)


def test_where_the_benefit_fades():
    found = grid_of({5: 4.0, 10: 3.0, 20: 2.0, 40: 1.0, 80: 0.0}, luck=0.1)
    assert [dose.helps for dose in found.doses] == [True, True, True, True, False]
    assert found.halved is not None
    assert found.halved.value == 20
    assert found.surely_halved is not None
    assert found.surely_halved.value == 40
    assert found.lost is not None
    assert found.lost.value == 80
    assert [dose.value for dose in found.best] == [5]
    assert found.doses[1].retained.mean == pytest.approx(0.75, abs=0.02)


def test_no_dose_helps():
    found = grid_of({5: 0.0, 10: 0.0, 20: 0.0}, luck=1.0)
    assert found.helping == ()
    assert found.lost is None
    assert found.all_alike
    assert found.halved is None  # nothing to have half of: the ratio is not given


def test_all_doses_alike():
    found = grid_of({0: 2.0, 3: 2.0, 6: 2.0}, luck=0.5)
    assert found.all_alike
    assert len(found.helping) == 3
    assert found.lost is None


def test_a_dose_that_harms_does_not_help():
    found = grid_of({0: -2.0, 3: 2.0})
    assert [dose.helps for dose in found.doses] == [False, True]


class World:
    """Arms by known effects of supports; `fresh` worlds may differ."""

    def __init__(self, effects, fresh=None, luck=0.0):
        self.effects, self.again, self.luck, self.asked = effects, fresh or effects, luck, []

    def together(self, kinds):
        return Package("+".join(kinds), "+".join(kinds))

    def run(self, packages, *, fresh=False):
        self.asked.append((fresh, [package.id for package in packages]))
        effects = self.again if fresh else self.effects
        made = {"none": arm("none", 10.0)}
        for package in packages:
            kinds = package.id.split("+")
            luck = sum(self.luck * noise(1.0, sum(map(ord, kind))) for kind in kinds)
            made[package.id] = arm(package.id, 10.0 - sum(effects[kind] for kind in kinds) + luck)
        return made


def order_of(world, **options):
    return greedy(list(world.effects), world.together, world.run, **options)


def test_the_order_is_that_of_the_effects_and_ends_where_nothing_helps():
    world = World({"a": 1.0, "b": 3.0, "c": 0.0, "d": 2.0, "e": -1.0})
    found = order_of(world)
    assert found.chosen == ("b", "d", "a")
    assert found.steps[-1].chosen is None
    assert [step.confirmed.mean.mean for step in found.steps[:-1]] == pytest.approx([-3.0, -2.0, -1.0])
    assert found.total is not None
    assert found.total.mean.mean == pytest.approx(-6.0)
    assert found.steps[0].tied == ()


def test_ties_are_said():
    found = order_of(World({"a": 1.0, "b": 1.0, "c": 0.2}))
    assert found.chosen[0] == "a"
    assert found.steps[0].tied == ("b",)


def test_an_uncertain_best_does_not_end_the_order():
    """The largest mean is not clear; the clear one behind it comes next, and the two cannot be told apart."""
    world = World({"wild": 1.0, "sure": 0.8})
    plain = world.run

    def run(packages, *, fresh=False):
        made = plain(packages, fresh=fresh)
        return {
            name: arm(name, found.homeless + (noise(5.0) if "wild" in name else 0.0)) for name, found in made.items()
        }

    found = greedy(["wild", "sure"], world.together, run)
    assert found.chosen[0] == "sure"
    assert found.steps[0].tied == ("wild",)


def test_what_was_chosen_is_measured_again_in_fresh_worlds():
    """Whoever looks best by luck is found out: the effect that is told comes from worlds that did not choose."""
    world = World({"a": 2.0, "b": 1.0}, fresh={"a": 0.5, "b": 1.0})
    found = order_of(world)
    assert found.chosen == ("a", "b")
    assert [step.confirmed.mean.mean for step in found.steps[:2]] == pytest.approx([-0.5, -1.0])
    assert [fresh for fresh, _ in world.asked] == [False, False, True]


def test_nothing_helps():
    world = World({"a": 0.0, "b": -1.0})
    found = order_of(world)
    assert found.chosen == ()
    assert found.total is None
    assert not any(fresh for fresh, _ in world.asked)


def test_no_more_steps_than_asked_for():
    assert order_of(World({"a": 3.0, "b": 2.0, "c": 1.0}), steps=2).chosen == ("a", "b")
