"""Known answers: dominance by hand, values of information in closed form, annuities, and shares that add up."""

import math
import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from approdo.experiments.economics.benefit import acceptability, net_benefit
from approdo.experiments.economics.cheers import FILE, fill
from approdo.experiments.economics.costs import PAYERS, Spending, costs_by_payer, invested_of, payers_file
from approdo.experiments.economics.discounting import annualise, annuity, factors
from approdo.experiments.economics.dominance import DOMINATED, EXTENDED, FRONTIER, incremental
from approdo.experiments.economics.evaluation import Flows, evaluate
from approdo.experiments.economics.fairness import by_group, equal_equivalent
from approdo.experiments.economics.information import evpi, evppi
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from tests.experiments.known_functions import there


def test_dominance_worked_out_by_hand():
    # A 0/0, B 100/1, C 300/2 (200 a unit), D 320/1.5 (dominated by C), E 350/4 (25 a unit over C: C is extendedly
    # dominated, then B too: (350-0)/4 = 87.5 < 100), F 1350/5 (1000 a unit).
    found = {
        option.name: option for option in incremental("ABCDEF", [0, 100, 300, 320, 350, 1350], [0, 1, 2, 1.5, 4, 5])
    }
    assert [found[name].standing for name in "ABCDEF"] == [FRONTIER, EXTENDED, EXTENDED, DOMINATED, FRONTIER, FRONTIER]
    assert found["A"].ratio is None
    assert found["E"].ratio == pytest.approx(87.5)
    assert found["E"].compared_with == "A"
    assert found["F"].ratio == pytest.approx(1000.0)
    assert found["B"].ratio is None


def test_the_same_cost_and_effect_leaves_the_first_on_the_frontier():
    found = incremental(["a", "b", "c"], [10.0, 10.0, 10.0], [1.0, 1.0, 2.0])
    assert [option.standing for option in found] == [DOMINATED, DOMINATED, FRONTIER]
    twins = incremental(["a", "b"], [5.0, 5.0], [1.0, 1.0])
    assert [option.standing for option in twins] == [FRONTIER, DOMINATED]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_ratios_rise_along_the_frontier_and_one_option_of_it_is_best_at_every_price(options):
    costs, effects = [float(c) for c, _ in options], [float(e) for _, e in options]
    found = incremental([str(n) for n in range(len(options))], costs, effects)
    front = [option for option in found if option.standing == FRONTIER]
    ratios = [option.ratio for option in front if option.ratio is not None]
    assert ratios == sorted(ratios)
    for price in (0.0, 0.5, 1.0, 7.0, 1000.0):
        best = max(price * effect - cost for cost, effect in zip(costs, effects, strict=True))
        assert max(price * option.effect - option.cost for option in front) == pytest.approx(best)


def test_discounting_and_annuities_of_a_textbook():
    assert factors(25, 0.05)[[0, 11, 12, 24]] == pytest.approx([1.0, 1.0, 1 / 1.05, 1 / 1.05**2])
    assert factors(24, 0.0).sum() == 24.0
    assert annuity(10, 0.03) == pytest.approx(8.530203)
    assert annuity(10, 0.0) == 10
    machine = annualise(17_000.0, 10, 3, 0.03)
    assert machine.yearly == pytest.approx(17_000 / 8.530203, rel=1e-6)
    assert machine.charged + machine.residual == pytest.approx(17_000)
    assert annualise(100.0, 5, 9, 0.03).residual == pytest.approx(0.0, abs=1e-9)
    for wrong in (-0.01, 1.0):
        with pytest.raises(BadInput, match="discount rate"):
            factors(12, wrong)
    with pytest.raises(BadInput, match="years of use"):
        annualise(1.0, 0, 0)


def _spending(months=24, kinds=("tutoring", "renovation")):
    levers = np.zeros((3, len(kinds), months))
    levers[:, 0] = 100.0
    capital = np.zeros_like(levers)
    capital[:, 1, 0] = levers[:, 1, 0] = 12_000.0
    reception = np.full((3, months), 50.0)
    return Spending(kinds, kinds, levers, capital, reception, np.zeros((3, months)))


def test_costs_by_payer_and_year():
    found = costs_by_payer(_spending(), rate=0.0)
    by = {payer: found.costs[0, number] for number, payer in enumerate(PAYERS)}
    assert by["eu_fami"] == pytest.approx([1200.0, 1200.0])
    assert by["interior"] == pytest.approx([600.0, 600.0])
    assert by["region"] == pytest.approx([1200.0, 1200.0])  # 12,000 over ten years
    assert found.residual == pytest.approx([9600.0] * 3)
    whole = costs_by_payer(_spending(), rate=0.0, annual=False)
    assert whole.costs[0, PAYERS.index("region")] == pytest.approx([12_000.0, 0.0])
    assert whole.residual == pytest.approx([0.0] * 3)
    moved = costs_by_payer(_spending(), rate=0.0, payers={"tutoring": "foundations"})
    assert moved.costs[0, PAYERS.index("foundations")] == pytest.approx([1200.0, 1200.0])
    assert {payer for payer, _, _ in found.rows()} == {"eu_fami", "interior", "region"}
    with pytest.raises(BadInput, match=r'no such lever\. Did you mean "tutoring"'):
        costs_by_payer(_spending(), payers={"tutorin": "region"})
    with pytest.raises(BadInput, match="expected eu_fami"):
        costs_by_payer(_spending(), payers={"tutoring": "bank"})


def test_investments_are_whole_dwellings_and_never_running_costs():
    delivered = np.array([0, 2, 3, 3, 3])  # held from the month after
    spent = np.array([200.0, 100.0 + 6.0, 9.0, 130.0, 100.0 + 9.0])  # 130 in a month that begins nothing
    assert invested_of(spent, delivered, 100.0).tolist() == [200.0, 100.0, 0.0, 0.0, 100.0]
    assert invested_of(np.array([200.0, 6.0]), np.array([2, 2]), 100.0).tolist() == [200.0, 0.0]
    assert invested_of(spent, delivered, 0.0).tolist() == [0.0] * 5


@pytest.mark.parametrize("rate", [0.0, 0.03, 0.2])
@pytest.mark.parametrize("months", [1, 12, 40, 120])
def test_capital_charged_and_left_add_up_in_present_value(rate, months):
    found = costs_by_payer(_spending(months), rate=rate)
    assert found.costs[0, PAYERS.index("region")].sum() + found.residual[0] == pytest.approx(12_000.0)


def test_every_kind_of_lever_has_a_payer():
    assert set(LEVERS) <= set(payers_file()["lever"])
    assert set(payers_file()["lever"].values()) <= set(PAYERS)


def test_acceptability_of_a_certain_and_of_a_split_choice():
    costs = np.array([[0.0, 100.0], [0.0, 100.0]])
    effects = np.array([[0.0, 1.0], [0.0, 3.0]])
    found = acceptability(costs, effects, np.array([0.0, 60.0, 1000.0]))
    assert found.curves == pytest.approx(np.array([[1, 0], [0.5, 0.5], [0, 1]]))
    assert found.best.tolist() == [0, 1, 1]  # at 60 the mean benefit is 60 x 2 - 100 = 20
    assert found.frontier == pytest.approx([1.0, 0.5, 1.0])
    assert net_benefit(costs, effects, 60.0)[1].tolist() == [0.0, 80.0]
    ties = acceptability(np.zeros((5, 2)), np.zeros((5, 2)), np.array([1.0]))
    assert ties.curves.tolist() == [[0.5, 0.5]]


def normal_loss(mean, deviation):
    """E max(0, X) - max(0, E X) for a normal X: the value of perfect information about it."""
    return deviation * norm.pdf(mean / deviation) - abs(mean) * norm.cdf(-abs(mean) / deviation)


def test_value_of_perfect_information_about_two_normal_benefits():
    rng = np.random.default_rng(1)
    first, second = rng.normal(100.0, 30.0, 400_000), rng.normal(110.0, 40.0, 400_000)
    assert evpi(np.column_stack([first, second])) == pytest.approx(normal_loss(10.0, 50.0), rel=0.01)
    assert evpi(np.array([[1.0, 0.0], [1.0, 0.0]])) == 0.0


def test_value_of_partial_information_linear_gaussian_out_of_single_runs():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(1200, 3))
    chance = rng.normal(0.0, 500.0, 1200)  # larger than everything that can be known
    gain = 50.0 + 200.0 * x[:, 0] + 100.0 * x[:, 1] + chance
    found = evppi(x, np.column_stack([np.zeros(1200), gain]), ["a", "b", "c"], repeats=40, seed=1)
    exact = {("a", "b", "c"): math.hypot(200, 100), ("a",): 200.0, ("b",): 100.0}
    for part in found:
        truth = normal_loss(50.0, exact[part.names]) if part.names in exact else 0.0
        assert there(part.value.low) - 1 <= truth <= there(part.value.high) + 1
        assert part.value.mean == pytest.approx(truth, abs=15.0)
    raw = evpi(np.column_stack([np.zeros(1200), gain]))
    assert raw > 2 * there(found[0].value.mean)  # what single runs would have claimed


def test_value_of_information_asked_wrongly():
    x, benefit = np.zeros((30, 2)), np.zeros((30, 2))
    with pytest.raises(BadInput, match="expected one of a, b"):
        evppi(x, benefit, ["a", "b"], [["z"]])
    with pytest.raises(BadInput, match="one option"):
        evppi(x, benefit[:, :1], ["a", "b"])
    with pytest.raises(BadInput, match="1 names"):
        evppi(x, benefit, ["a"])


def test_groups_and_who_is_worse_off():
    rng = np.random.default_rng(3)
    level = {"few": rng.normal(5, 0.1, 50), "many": rng.normal(8, 0.1, 50)}
    after = {"few": level["few"] + 0.5, "many": level["many"] - 1.0}
    few, many = by_group(level, after, {"few": 20.0, "many": 80.0})
    assert (few.worse, many.worse) == (True, False)
    assert (few.people, many.people) == (0.2, 0.8)
    assert there(few.gain) + there(many.gain) == pytest.approx(1.0)
    assert many.gain == pytest.approx(80.0 / 70.0)
    slightly = by_group(level, {**level, "few": level["few"] + 0.05}, {"few": 1.0, "many": 1.0})[0]
    assert not slightly.worse  # one per cent
    with pytest.raises(BadInput, match="expected the same"):
        by_group(level, after, {"few": 1.0})


def test_equal_equivalent_levels():
    levels, sizes = np.array([4.0, 16.0]), np.array([1.0, 1.0])
    assert equal_equivalent(levels, sizes, 0.0) == 10.0
    assert equal_equivalent(levels, sizes, 1.0) == pytest.approx(8.0)  # the geometric mean
    assert equal_equivalent(levels, sizes, 2.0) == pytest.approx(6.4)  # the harmonic mean
    with pytest.raises(BadInput, match="above 0"):
        equal_equivalent(np.array([0.0]), np.array([1.0]), 1.0)


def _flows(effect, cost, runs, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.random((runs, 1))
    homeless = np.full((runs, 2), 100.0) + rng.normal(0, 3, (runs, 1))
    homeless[:, 1] -= effect * 2 * x[:, 0] + rng.normal(0, 2, runs)
    costs = np.zeros((runs, 2, len(PAYERS), 2))
    costs[:, 1, 0, 0] = cost
    return Flows(("none", "p"), (1, 2), costs, homeless, np.zeros((runs, 2))), x


def test_evaluation_of_a_case_with_a_known_answer():
    flows, x = _flows(10.0, 5_000.0, 400)
    found = evaluate(flows, x, ["reach"], price=600.0)
    assert found.averted[1].mean == pytest.approx(10.0, abs=1.0)
    assert found.costs[1].mean == pytest.approx(5_000.0)
    assert found.ratios[1].mean == pytest.approx(500.0, rel=0.1)
    assert found.payers == (("p", PAYERS[0], 1, found.payers[0][3]), ("p", PAYERS[0], 2, found.payers[1][3]))
    # Benefit 600 x 20 u - 5000 for u even on 0..1 is below 0 for u < 5/12: (12000 / 2) x (5/12)^2.
    assert found.information[0].value.mean == pytest.approx(12_000 / 2 * (5 / 12) ** 2, rel=0.15)
    at = int(np.abs(there(found.acceptability).prices - 630.0).argmin())
    price = there(found.acceptability).prices[at]
    assert there(found.acceptability).curves[at, 1] == pytest.approx(1 - 5000 / (20 * price), abs=0.05)


def test_evaluation_without_anything_uncertain_and_asked_wrongly():
    flows, x = _flows(10.0, 5_000.0, 30)
    assert "uncertain" in evaluate(flows).why
    assert "too few" in evaluate(_flows(1.0, 1.0, 10)[0], x[:10], ["reach"]).why
    with pytest.raises(BadInput, match="price"):
        evaluate(flows, price=-1.0)
    alone = Flows(("none",), (1,), flows.costs[:, :1], flows.homeless[:, :1], flows.residual[:, :1])
    with pytest.raises(BadInput, match="beside the baseline"):
        evaluate(alone)


@pytest.mark.parametrize("language", ["en", "it"])
def test_cheers_has_every_item_once_and_fills_every_field(language):
    told = FILE.read_text(encoding="utf-8")
    names = {field for _, field, _, _ in string.Formatter().parse(told.partition("[[item]]")[2]) if field}
    items = fill({name: f"<{name}>" for name in names}, language)
    assert [item.number for item in items] == list(range(1, 29))
    assert all(item.section and item.text for item in items)
    assert "<rate>" in items[9].text
    assert {item.number for item in items if item.authors} == {3, 21, 25, 27, 28}
