"""A search against a case solved by trying every package; then its rules; then bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.doses import Dose, around, spread
from approdo.experiments.goals import Goal, best, cheapest
from approdo.experiments.guardrails import check_allowed, displaced, rails
from approdo.experiments.pareto import FrontPoint, efficient_rows, front
from approdo.experiments.search import search
from approdo.experiments.search_answer import front_document, tell_front
from approdo.experiments.statistics import estimate
from approdo.model.errors import BadInput
from approdo.model.outcomes import TOTALS
from tests.experiments import exact_case
from tests.experiments.exact_case import BEST, CHEAPEST, DOSES, Simulator, judge
from tests.experiments.known_functions import there


def test_the_case_is_solved_exactly():
    package, value = exact_case.optimum(CHEAPEST)
    assert value == exact_case.mean_cost(package[None, :])[0]
    runs = Simulator(1)(np.repeat(package[None, :], 40_000, axis=0), 0)["months"]
    assert (runs < CHEAPEST.below).mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("goal", [CHEAPEST, BEST], ids=["cheapest", "best"])
def test_a_search_finds_a_good_package(goal):
    simulate = Simulator(1)
    found = search(DOSES, goal, simulate, runs=200, seed=1)
    inside, above = judge(goal, list(found.doses.values()))
    assert inside
    assert above < 0.3
    assert simulate.runs == found.runs <= 200


def test_every_number_that_is_told_comes_from_fresh_seeds():
    asked = []

    class Watched(Simulator):
        def __call__(self, doses, block):
            found = super().__call__(doses, block)
            asked.append((block, doses, found))
            return found

    found = search(DOSES, CHEAPEST, Watched(3), runs=200, seed=3)
    blocks = [block for block, _, _ in asked]
    assert blocks == sorted(blocks)
    last, doses, values = asked[-1]
    assert last > max(blocks[:-1])  # seeds of its own, after every decision
    assert (doses == list(found.doses.values())).all()
    assert found.objective.mean == pytest.approx(values["cost_total"].mean())
    assert found.inside.mean == (values["months"] < CHEAPEST.below).mean()


def test_the_same_seed_gives_the_same_package():
    first, again = (search(DOSES, CHEAPEST, Simulator(2), runs=100, seed=2) for _ in range(2))
    assert first == again


def test_a_goal_that_nothing_meets_is_refuted():
    found = search(DOSES, cheapest("months", 0.5), Simulator(1), runs=150, seed=1)
    assert found.verdict == "refuted"
    assert "in 0% of" in found.why


def test_a_guardrail_keeps_the_search_away():
    class Guarded(Simulator):
        def __call__(self, doses, block):
            found = super().__call__(doses, block)
            return {**found, "departures": doses[:, 2] - 20.0}  # more than 20 places drive people away

    found = search(DOSES, CHEAPEST, Guarded(1), guardrails=("departures",), runs=150, seed=1)
    assert found.doses["places"] <= 20
    assert there(found.guardrails["departures"].mean) <= 0
    with pytest.raises(BadInput, match='gives no "people"'):
        search(DOSES, CHEAPEST, Simulator(1), guardrails=("people",), runs=200)


def test_the_front_is_confirmed_and_in_order():
    simulate = Simulator(1)
    points = front(DOSES, "cost_total", "months", simulate, runs=200, points=6, seed=1)
    assert simulate.runs <= 200
    costs = [there(point.cost.mean) for point in points]
    assert costs == sorted(costs)
    efficient = [point for point in points if point.efficient]
    assert len(efficient) >= 4
    levels = [there(point.outcome.mean) for point in efficient]
    assert levels == sorted(levels, reverse=True)


def test_efficient_rows_by_hand():
    rows = np.array([[1.0, 5.0], [2.0, 4.0], [2.0, 6.0], [3.0, 4.0], [1.0, 5.0]])
    assert efficient_rows(rows).tolist() == [True, True, False, False, True]


@given(st.integers(0, 99), st.integers(1, 200))
@settings(max_examples=30, deadline=None)
def test_doses_stay_in_their_ranges(seed, count):
    doses = (Dose("a", -1.0, 2.5), Dose("b", 0, 3, whole=True), Dose("c", levels=(0.0, 0.5, 6.0)))
    rng = np.random.default_rng(seed)
    first = spread(doses, count, rng)
    assert first.shape == (count, 3)
    for packages in (first, around(doses, first[0], 50, rng)):
        assert ((packages[:, 0] >= -1.0) & (packages[:, 0] <= 2.5)).all()
        assert set(packages[:, 1]) <= {0.0, 1.0, 2.0, 3.0}
        assert set(packages[:, 2]) <= {0.0, 0.5, 6.0}


def test_guardrails_out_of_totals():
    base, policy = np.full((2, len(TOTALS)), 100.0), np.full((2, len(TOTALS)), 100.0)
    policy[:, TOTALS.index("gone_12")] = 101.0
    policy[:, TOTALS.index("hm_incumbents")] = 101.0
    policy[:, TOTALS.index("others_searching_total")] = 103.0
    found = rails(base, policy, 24, check_allowed(()))
    assert found["departures"].tolist() == [1.0, 1.0]
    assert found["groups: people already out"] == pytest.approx([-1.0, -1.0])  # one per cent worse
    assert found["groups: other households"] == pytest.approx([1.0, 1.0])  # three per cent
    assert list(rails(base, policy, 24, check_allowed(["departures", "groups"]))) == []
    assert displaced(base, policy, "hm_strict_12") == pytest.approx([0.03, 0.03])
    assert displaced(base, policy, "hm_total") == pytest.approx([3.0, 3.0])
    assert displaced(base, policy, "stable_12") is None
    with pytest.raises(BadInput, match='Did you mean "departures"'):
        check_allowed(["departure"])


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: search(DOSES, CHEAPEST, Simulator(1), runs=99), "at least 100"),
        (lambda: search((), CHEAPEST, Simulator(1)), "nothing to search"),
        (lambda: cheapest("months", 5.0, 1.0), "probability"),
        (lambda: cheapest("months", float("nan")), "finite"),
        (lambda: best("cost_total", 5.0), "not both"),
        (lambda: Goal("a", "b", 1.0, 0.4), "0.5 to below 1"),
        (lambda: Dose("a", 2.0, 2.0), "lower end first"),
        (lambda: front(DOSES, "cost_total", "months", Simulator(1), points=1), "2 points"),
    ],
)
def test_asked_wrongly(call, told):
    with pytest.raises(BadInput, match=told):
        call()


def test_a_front_is_told_with_what_is_beaten_and_what_is_broken():
    cheap, dear = estimate(np.array([900.0, 1000.0, 1100.0])), estimate(np.array([5000.0, 5000.0, 5000.0]))
    better, worse = estimate(np.array([-2.0, -2.1, -1.9])), estimate(np.array([1.0, 1.1, 0.9]))
    points = [
        FrontPoint({"ali.tutoring.tutors": 1.0}, cheap, better, {"departures": better}, True),
        FrontPoint({"ali.tutoring.tutors": 3.0}, dear, worse, {"departures": worse, "groups": better}, False),
    ]
    text = tell_front("hm_strict_12", points, ("departures", "groups"))
    _, first, second, *_ = text.splitlines()
    assert first.startswith("  * EUR 1,000")
    assert "broken" not in first
    assert second.startswith("    EUR 5,000")
    assert second.endswith("broken: departures")
    told = front_document("hm_strict_12", points, ("departures", "groups"))["points"]
    assert [point["efficient"] for point in told] == [True, False]
    assert told[1]["guardrails"]["departures"]["low"] > 0
