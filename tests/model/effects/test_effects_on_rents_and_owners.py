"""Levers of money and of owners: what is paid, to whom, for how long, and what it leaves as it was."""

import math

import numpy as np
import pytest

from approdo.model import flows, monthly
from approdo.model.arithmetic import cents
from approdo.model.codes import Housing
from approdo.model.processes.common import owner_terms
from approdo.model.processes.supply import market_rent
from tests.model.effects.arms import life, signed_now, table

MONTHS = 18


def test_a_subsidy_pays_the_share_of_the_rent_up_to_its_amount():
    """Without running cost, all that is spent goes into rents: half of each, never more than 150 EUR."""
    arm = life([table("rent_subsidy", 40, amount=150.0, share=0.5, unit_cost=0.0)], recorded=MONTHS)
    ledger = arm.world.ledger
    for t in range(MONTHS):
        before, after = arm.days[t].people, arm.days[t + 1]
        assert ledger.spent[0, t] == after.flows[flows.RENT_BY_PROGRAMME]
        gone = (after.people.housing == Housing.DEPARTED) & (arm.left("rent_subsidy", t - 1) > 1)  # after they paid
        helped = ((arm.left("rent_subsidy", t) > 0) | gone) & (before.home >= 0)
        most = sum(min(15_000, int(rent * 0.5)) for rent in before.rent[helped].tolist())
        assert after.flows[flows.RENT_BY_PROGRAMME] <= most
        same_home = helped & (before.home == after.people.home) & (before.rent == after.people.rent)
        least = sum(min(15_000, int(rent * 0.5)) for rent in before.rent[same_home].tolist())
        assert after.flows[flows.RENT_BY_PROGRAMME] >= least
    assert ledger.total[0] > 0


def test_a_subsidy_raises_rents_only_of_new_lets_and_by_what_is_passed_on():
    lever = table("rent_subsidy", 40, amount=100.0, share=0.0)
    without = life([lever], recorded=MONTHS, changes={"market.pass_through": 0.0})
    with_half = life([lever], recorded=MONTHS, changes={"market.pass_through": 0.5})
    passed = []
    for t in range(MONTHS):
        assert without.days[t + 1].flows[flows.PASS_THROUGH] == 0
        dearer = 0
        for i in signed_now(with_half, t):
            before, world = with_half.days[t], with_half.days[t + 1]
            d = world.people.home[i]
            asked = market_rent(before, d)
            if with_half.left("rent_subsidy", t)[i] > 0:
                assert world.people.rent[i] == asked + 5000
                dearer += 5000
            else:
                assert world.people.rent[i] == asked
        assert with_half.days[t + 1].flows[flows.PASS_THROUGH] == dearer
        passed.append(dearer)
    assert sum(passed) > 0


def test_a_grant_is_paid_once_a_contract_and_lowers_the_rent():
    arm = life([table("landlord_grant", 60, amount=1600.0, discount=0.2, unit_cost=0.0)], recorded=MONTHS)
    contracts = 0
    for t in range(MONTHS):
        before, after = arm.days[t], arm.days[t + 1]
        granted = 0
        for i in signed_now(arm, t):
            d = after.people.home[i]
            market = market_rent(before, d)
            # Whoever holds the grant when the month begins or gets it in the month no longer does after signing.
            held = arm.served("landlord_grant")[i] and arm.left("landlord_grant", t)[i] == 0
            if held and after.people.rent[i] != market:
                assert after.people.rent[i] == cents(market * (1.0 - 0.2))
                granted += 1
            else:
                assert after.people.rent[i] == market
        assert arm.world.ledger.spent[0, t] == granted * 160_000
        contracts += granted
    assert contracts > 3
    assert contracts <= arm.served("landlord_grant").sum()


def test_a_grant_that_nobody_signs_with_costs_nothing():
    arm = life(
        [table("landlord_grant", 60)],
        recorded=6,
        changes={"landlords.reply": -60.0, "landlords.reply_professional": -60.0},
    )
    assert arm.world.ledger.begun.sum() > 0
    assert arm.world.ledger.total[0] == 0


def test_an_advance_is_lent_once_up_to_its_amount_and_repaid_ones_cost_nothing():
    lever = {"amount": 1500.0, "start_cost": 0.0, "unit_cost": 0.0}
    given = life([table("deposit_advance", 60, repaid=0.0, **lever)], recorded=MONTHS)
    lent = life([table("deposit_advance", 60, repaid=1.0, **lever)], recorded=MONTHS)
    assert lent.world.ledger.total[0] == 0
    assert (lent.world.record.housing == given.world.record.housing).all(), "the same help, at another cost"
    for t in range(MONTHS):
        ended = (given.left("deposit_advance", t - 1) > 0) & (given.left("deposit_advance", t) == 0)
        signed = np.isin(np.arange(ended.size), signed_now(given, t))
        begun = given.world.ledger.begun[0, t]
        assert given.world.ledger.spent[0, t] <= 150_000 * ((ended & signed).sum() + begun)
    assert 0 < given.world.ledger.total[0] <= 150_000 * given.served("deposit_advance").sum()


@pytest.mark.parametrize("covered", [0, 2, 36])
def test_a_guarantee_pays_unpaid_rents_of_its_months_and_nothing_else(covered):
    lever = table("guarantee_fund", 60, months_covered=covered, damage=0.0, start_cost=0.0, unit_cost=0.0)
    arm = life([lever], recorded=MONTHS, changes={"tenancy.refusal": 0.3})
    for t in range(MONTHS):
        assert arm.world.ledger.spent[0, t] == arm.days[t + 1].flows[flows.RENT_BY_GUARANTEE]
        assert (arm.days[t + 1].people.covered <= covered).all()
    assert (arm.world.ledger.total[0] > 0) == (covered > 0)


def test_money_against_evictions_is_for_people_in_arrears_and_never_more_than_they_owe():
    careless = {"tenancy.refusal": 0.3}
    none = life([], recorded=MONTHS, diary=False, changes=careless)
    arm = life(
        [table("eviction_prevention", 200, payment=3000.0, start_cost=0.0, unit_cost=0.0)], MONTHS, changes=careless
    )
    for t in range(MONTHS):
        new = (arm.left("eviction_prevention", t) > 0) & (arm.left("eviction_prevention", t - 1) <= 0)
        assert (arm.days[t].people.arrears[new] >= 1).all()
        assert (arm.days[t].people.home[new] >= 0).all()
        owed = arm.days[t].people.unpaid.sum() + arm.days[t + 1].flows[flows.RENT_UNPAID]
        assert arm.world.ledger.spent[0, t] <= owed
    assert arm.world.ledger.total[0] > 0
    lost = [world.record.series[:, monthly.EVICTED].sum() for world in (none.world, arm.world)]
    assert lost[1] < lost[0]


# --- owners ---------------------------------------------------------------------------------------------------------


def test_visits_reach_the_planned_share_of_owners_and_end_with_the_visits():
    arm = life([table("trust_network", 100, months=6)], recorded=9)
    owners = arm.world.owners[0]
    shares = [float(day.climate[0]) for day in arm.days[1:]]
    assert shares == [100 / owners] * 6 + [0.0] * 3


def test_a_partnership_makes_partners_of_the_share_that_takes_part_and_shortens_referrals():
    arm = life(
        [table("partnership", 40)],
        recorded=4,
        changes={"programme.referral_months": 2.0, "programme.soft_referral": 0.5},
    )
    assert [float(day.climate[1]) for day in arm.days[1:]] == [0.4] * 4
    assert arm.programme.referral.tolist() == pytest.approx([1 / (1 + 2 * (1 - 0.5 * 0.4))] * 4)


def test_tests_lower_what_is_acted_upon_and_end_with_the_tests():
    arm = life([table("anti_discrimination", 30, months=5)], recorded=8)
    none = life([], recorded=8)
    owners = arm.world.owners[0]
    wanted = 0.3 * (1.0 - math.exp(-12.0 * 30 / owners * 3.0))
    assert [float(day.climate[2]) for day in arm.days[1:]] == pytest.approx([wanted] * 5 + [0.0] * 3)
    assert arm.world.ledger.served.sum() == 5 * 30
    for owner in np.unique(arm.world.dwellings.landlord).tolist():
        kept, usual = (owner_terms(day, owner)[0] for day in (arm.days[1], none.days[1]))
        assert kept <= usual, "what is felt is not what the tests change"
    assert arm.days[1].flows[flows.REPLIES] >= none.days[1].flows[flows.REPLIES]


def test_tests_end_in_the_month_that_the_budget_does_not_hold():
    arm = life([table("anti_discrimination", 30, unit_cost=10.0, budget=650.0)], recorded=5)
    assert arm.world.ledger.spent[0].tolist() == [30_000, 30_000, 0, 0, 0]
    assert [day.climate[2] > 0 for day in arm.days[1:]] == [True, True, False, False, False]


@pytest.mark.parametrize("kind", ["trust_network", "anti_discrimination"])
def test_owners_without_prejudice_are_not_changed_by_work_on_prejudice(kind):
    open_minded = {"landlords.prejudice_mean": 0.0, "landlords.visit_mediation": 0.0}
    none = life([], recorded=12, diary=False, changes=open_minded)
    arm = life([table(kind, 200)], recorded=12, diary=False, changes=open_minded)
    assert (none.world.record.housing == arm.world.record.housing).all()
    assert (none.world.record.work == arm.world.record.work).all()


def test_more_visits_add_owners_and_never_replace_them():
    """Replies of one month: who replied with few visits replies with more, because taste can only fall."""
    more = 0
    for seed in (1, 2, 3, 4):
        few, many = (
            life([table("trust_network", size)], recorded=1, seed=seed, changes={"landlords.visit_taste": 1.0})
            for size in (50, 5000)
        )
        none = life([], recorded=1, seed=seed)
        counts = [arm.days[1].flows[flows.REPLIES] for arm in (none, few, many)]
        assert counts[0] <= counts[1] <= counts[2]
        more += counts[2] - counts[0]
    assert more > 0
    assert not few.world.people.reached.any()
    assert Housing.PROGRAMME not in few.world.record.housing
