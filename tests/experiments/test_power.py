"""Power of pilots: closed forms, the design effect, what pilots measure, and facts out of worlds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from approdo.experiments import power_answer
from approdo.experiments.pilot_designs import Grid, cheapest, look_at
from approdo.experiments.pilot_truth import components, read_facts
from approdo.experiments.power import Costs, Pilot, Truth, power, smallest_effect
from approdo.experiments.study_power import ask, power_of_numbers, power_of_study
from approdo.experiments.sweep import sweep
from approdo.model.errors import BadInput, Failure
from tests.experiments.fake_engine import EFFECT, REACHED
from tests.experiments.studies import DRAWN, HEAD, study

DOUBT = DRAWN[DRAWN.index("[[uncertain]]") :]


def closed(level, effect, n, inflated=1.0):
    """Power of the two-sample test of proportions, n people a group, variance inflated by a design effect."""
    other = level + effect
    error = np.sqrt((level * (1 - level) + other * (1 - other)) * inflated / n)
    return norm.cdf(abs(effect) / error - 1.96) + norm.cdf(-abs(effect) / error - 1.96)


def alone(n, control="between"):
    """Everybody in a territory of their own, nobody lost."""
    return Pilot(n, n, n, control, 0.0, 0.0)


@pytest.mark.parametrize(("level", "effect", "n"), [(0.4, 0.15, 150), (0.3, 0.1, 200), (0.5, -0.2, 100)])
def test_without_clustering_it_is_the_two_sample_test_of_proportions(level, effect, n):
    assert power(Truth(level, effect), alone(n)).power.value == pytest.approx(closed(level, effect, n), abs=0.025)
    # In one territory people are what is independent: the same test.
    one = Pilot(n, 1, n, "within", 0.0, 0.0)
    assert power(Truth(level, effect), one).power.value == pytest.approx(closed(level, effect, n), abs=0.025)


@pytest.mark.parametrize(("rho", "clusters", "size"), [(0.05, 40, 10), (0.1, 60, 8), (0.02, 50, 20)])
@pytest.mark.parametrize("effect", [0.08, 0.1])
def test_clustering_costs_the_design_effect(rho, clusters, size, effect):
    n = clusters * size
    found = power(Truth(0.4, effect, rho=rho), Pilot(n, clusters, n, "between", 0.0, 0.0))
    assert found.power.value == pytest.approx(closed(0.4, effect, n, 1 + (size - 1) * rho), abs=0.03)


def test_a_number_follows_the_test_of_means():
    error = 4.0 * np.sqrt(2 / 120)
    wanted = norm.cdf(1.2 / error - 1.96)
    assert power(Truth(6.0, -1.2, spread=4.0), alone(120)).power.value == pytest.approx(wanted, abs=0.025)
    one = Pilot(120, 1, 120, "within", 0.0, 0.0)
    assert power(Truth(6.0, -1.2, spread=4.0), one).power.value == pytest.approx(wanted, abs=0.025)


@pytest.mark.parametrize("control", ["within", "between"])
@pytest.mark.parametrize("spread", [None, 4.0])
def test_no_effect_is_found_one_time_in_twenty_even_with_few_territories(control, spread):
    truth = Truth(0.4, 0.0, spread, rho=0.05)
    assert power(truth, Pilot(100, 9, 100, control)).power.value == pytest.approx(0.05, abs=0.015)


def test_within_the_luck_of_territories_cancels_and_between_it_does_not():
    truth = Truth(0.4, 0.2, rho=0.15)
    within, between = (power(truth, Pilot(200, 9, 200, control)).power.value for control in ("within", "between"))
    assert within > between + 0.15
    # Where the effect differs between territories, more people do not help for ever.
    crowd = power(replace(truth, effect_spread=0.3), Pilot(20_000, 9, 20_000)).power.value
    assert crowd < 0.6


def test_displacement_is_measured_within_and_not_between():
    truth = Truth(0.5, 0.1, spillover=-0.04)
    within, between = (power(truth, Pilot(900, 9, 900, control)) for control in ("within", "between"))
    assert within.estimate == pytest.approx(0.14, abs=0.002)
    assert between.estimate == pytest.approx(0.10, abs=0.002)


def test_attrition_is_a_smaller_pilot():
    truth = Truth(0.4, 0.15, rho=0.02)
    lost = power(truth, Pilot(200, 10, 200, attrition=0.5, attrition_controls=0.5)).power.value
    small = power(truth, Pilot(100, 10, 100, attrition=0.0, attrition_controls=0.0)).power.value
    assert lost == pytest.approx(small, abs=0.03)


def test_the_smallest_effect_is_found_as_often_as_wanted():
    pilot = Pilot(200, 1, 200, attrition=0.0, attrition_controls=0.0)
    found = smallest_effect(Truth(0.4, 0.1), pilot)
    assert found == pytest.approx(0.14, abs=0.005)  # the closed form: 0.1388
    assert closed(0.4, found, 200) == pytest.approx(0.8, abs=0.03)
    assert smallest_effect(Truth(0.4, -0.1), pilot) == pytest.approx(-0.133, abs=0.007)
    assert smallest_effect(Truth(0.4, 0.1), Pilot(4, 2, 4)) is None
    assert smallest_effect(Truth(1.0, 0.0), pilot) is None


def test_the_same_seed_gives_the_same_power_and_extremes_give_numbers():
    truth, pilot = Truth(0.4, 0.1, rho=0.05), Pilot(100, 9, 100)
    assert power(truth, pilot, seed=0) == power(truth, pilot, seed=0)
    assert power(truth, pilot, seed=0) != power(truth, pilot, seed=1)
    nothing = power(Truth(0.0, 0.0), pilot)
    assert (nothing.power.value, nothing.estimate) == (0.0, 0.0)
    assert power(Truth(0.0, 1.0), pilot).power.value == 0.0  # no spread at all: a test has nothing to go by
    assert power(Truth(0.4, 0.3), Pilot(2, 1, 2, attrition=0.9, attrition_controls=0.9)).power.value < 0.1


def test_the_cheapest_design_is_confirmed_with_other_luck():
    def truths(pilot, months):
        return (Truth(0.4, 0.15 if months > 12 else 0.05),)

    grid = Grid((50, 100, 200, 400), (9,), (12, 24), ("within", "between"), attrition=0.0)
    designs = look_at(grid, truths, lambda months: Costs(person=1000, month=100), repeats=1000)
    assert len(designs) == 16
    best, _ = cheapest(designs, repeats=1000)
    assert best is not None
    assert best.months == 24
    assert best.found.power.value >= 0.8
    places = 18 if best.pilot.control == "between" else 9
    assert best.cost == best.pilot.people * 1000 + places * 24 * 100
    cheaper = [each for each in designs if each.cost < best.cost]
    assert all(each.found.power.value < 0.83 for each in cheaper)
    dearer = [each for each in designs if each.pilot.control == "between" and each.months == 24]
    assert dearer[0].cost == 50 * 1000 + 18 * 24 * 100
    assert cheapest(designs, wanted=0.99999)[0] is None


def test_variance_components_by_hand():
    # Two clusters of two: within (0.5 + 0.5) / 2, between (8 - 0.5) / 2.
    within, between = components([[np.array([0.0, 1.0]), np.array([2.0, 3.0])]])
    assert within == 0.5
    assert between == pytest.approx((4.0 - 0.5) / 2)
    assert components([[np.array([1.0, 2.0])]]) == (0.0, 0.0)


def test_variance_components_find_the_correlation_put_in():
    rng = np.random.default_rng(1)
    sets = [[rng.normal(rng.normal(0, 1), 2, 15) for _ in range(9)] for _ in range(60)]
    within, between = components(sets)
    assert between / (within + between) == pytest.approx(0.2, abs=0.04)


def test_facts_of_the_fake_world_and_a_study_to_the_end(tmp_path, store, fake):
    head = HEAD.replace("months = 14", "months = 20").replace('["padova"]', '["padova", "varese"]')
    asked = study(tmp_path, DOUBT + "[power]\npeople = [40, 80]\nterritories = 4\n", head)
    result = sweep(asked, store=store, workers=1)
    facts = read_facts(store, result, 1, "hm", 0)
    assert facts.effect.mean == -EFFECT
    assert facts.reached == REACHED
    assert facts.spillover.mean == pytest.approx(5 / 40)
    assert facts.effect_spread == 0
    (first, *_) = facts.truths(2 * REACHED)
    assert first.spillover == pytest.approx(2 * 5 / 40)
    answer, _ = power_of_study(asked, ask(asked, {"measure": "hm", "window": 0}), store=store, workers=1)
    assert [each.pilot.people for each in answer.designs] == [40, 40, 80, 80]
    above, heads, rows, below = power_answer.tell(answer)
    assert "effect on them: -4.00 months" in "\n".join(above)
    assert len(rows) == 4
    assert len(heads) == len(rows[0])
    assert any("Cheapest with 80 %" in line for line in below)
    # In the fake world homes are the same with and without: a package that does nothing is found by chance only.
    stable, _ = power_of_study(asked, ask(asked, {}), store=store, workers=1)
    assert stable.designs[0].truth.effect == 0
    assert stable.best is None


def test_numbers_in_place_of_a_study():
    question = ask(None, {"people": [100, 400], "control": ["within"], "cost_person": 10.0, "attrition": 0.0})
    answer = power_of_numbers(Truth(0.4, 0.2, rho=0.01), question)
    assert answer.best is not None
    assert answer.best.pilot.people in (100, 400)
    assert len(answer.curve(answer.designs[0], (20, 200), 200)) == 2
    assert "points" in power_answer.tell(answer)[2][0][7]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"people": [1]}, "people = 1"),
        ({"control": ["witin"]}, 'Did you mean "within"'),
        ({"window": 13}, "window = 13"),
        ({"window": 0}, "is for measure = hm"),
        ({"measure": "home"}, "expected stable, work, hm"),
        ({"attrition": 1.0}, "attrition = 1"),
    ],
)
def test_what_power_refuses(given, told):
    with pytest.raises(BadInput, match=told):
        ask(None, given)


def test_tables_and_truths_that_are_wrong(tmp_path, store, fake):
    with pytest.raises(BadInput, match=r"study.toml:\d+: people = 0") as wrong:
        ask(study(tmp_path, DOUBT + "[power]\npeople = 0\nmonths = [2.5]\n"), {})
    assert len(str(wrong.value).split("\n")) == 2
    with pytest.raises(BadInput, match='unknown field "peple"'):
        ask(study(tmp_path, DOUBT + "[power]\npeple = 5\n"), {})
    for truth in ({"effect": 0.7}, {"effect": 0.1, "rho": 1.0}, {"effect": 0.1, "spread": -1.0}):
        with pytest.raises(BadInput, match="expected"):
            Truth(0.4, **truth)
    for pilot in ((100, 200, 100), (100, 1, 100, "between"), (1, 1, 1), (100, 9, 100, "within", 1.0)):
        with pytest.raises(BadInput, match="expected"):
            Pilot(*pilot)
    decided = study(tmp_path, DRAWN.replace("range = { low = 0.5, high = 4 }", "values = [1, 2]"))
    with pytest.raises(BadInput, match="package of its own"):
        power_of_study(decided, ask(decided, {}), store=store)
    plain = study(tmp_path, DOUBT)
    with pytest.raises(BadInput, match="package"):
        power_of_study(plain, ask(plain, {"package": "al"}), store=store)
    with pytest.raises(BadInput, match="nobody is followed"):
        power_of_study(plain, ask(plain, {"window": 24}), store=store)
    none = study(tmp_path, DOUBT, HEAD.replace('packages = ["ali"]', 'packages = ["none", "ali"]\nbaseline = "ali"'))
    with pytest.raises(Failure, match="takes in 0 people"):
        power_of_study(none, ask(none, {"measure": "hm", "window": 0}), store=store, workers=1)
