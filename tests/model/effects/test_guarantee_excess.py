"""The excess of a guarantee: months owed that the owner bears before the fund pays."""

import numpy as np
import pytest

from approdo.model import flows
from tests.model.effects.arms import identical, life, table

MONTHS = 18
CARELESS = {"tenancy.refusal": 0.3, "tenancy.moral_hazard": 0.0}


def guaranteed(excess, changes=CARELESS, diary=True, **fields):
    """Return an arm with a guarantee for everybody that costs nothing but what it pays for rents."""
    free = {"months_covered": 6, "damage": 0.0, "start_cost": 0.0, "unit_cost": 0.0, **fields}
    lever = table("guarantee_fund", 300, excess_months=excess, **free)
    return life([lever], recorded=MONTHS, changes=changes, diary=diary)


def claims(arm):
    """Return the months owed before each rent that the fund paid for those who stayed in their home."""
    owed = []
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        stays = (before.people.home >= 0) & (after.people.home == before.people.home)
        paid = stays & (after.people.covered < before.people.covered) & (after.people.covered >= 0)
        paid &= after.people.since > before.people.since
        owed += before.people.arrears[paid].tolist()
    return np.array(owed)


@pytest.mark.parametrize("excess", [0, 1, 2])
def test_the_fund_pays_only_once_the_months_of_the_excess_are_owed(excess):
    found = claims(guaranteed(excess))
    assert found.size > 0
    assert found.min() == excess, "not before, and then at once"


def test_without_an_excess_the_first_month_that_is_not_paid_is_the_funds():
    """Nobody who is covered ever owes a month: what the tenant does not pay comes from the fund."""
    arm = guaranteed(0, months_covered=36, support_months=60)
    covered = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        held = before.people.covered > 0
        stays = held & (after.people.home == before.people.home) & (after.people.since > before.people.since)
        assert (after.people.arrears[stays] == 0).all()
        covered += int(stays.sum())
    assert covered > 50


def test_an_excess_of_nothing_is_the_fund_that_says_nothing_of_it():
    plain = table("guarantee_fund", 300, months_covered=6, damage=0.0, start_cost=0.0, unit_cost=0.0)
    said, unsaid = guaranteed(0, diary=False), life([plain], recorded=MONTHS, changes=CARELESS, diary=False)
    assert identical(said.world, unsaid.world)
    assert (said.world.ledger.spent == unsaid.world.ledger.spent).all()


def test_the_fund_spends_less_the_more_the_owner_bears():
    spent = [int(guaranteed(excess, diary=False).world.ledger.total[0]) for excess in (0, 1, 2)]
    assert spent[0] > spent[1] > spent[2] > 0


def test_the_fund_spends_nothing_where_homes_are_lost_before_the_excess_is_over():
    """Whoever owes two months is out at once, so that a third is never owed."""
    strict = {**CARELESS, "tenancy.loss_after_months": 2.0, "tenancy.loss_formal": 1.0, "tenancy.loss_informal": 1.0}
    arms = {excess: guaranteed(excess, strict) for excess in (1, 2)}
    assert arms[1].world.ledger.total[0] > 0
    assert arms[2].world.ledger.total[0] == 0
    assert sum(int(day.flows[flows.RENT_UNPAID]) for day in arms[2].days[1:]) > 0


@pytest.mark.parametrize(("covered", "excess", "reassured"), [(6, 0, True), (6, 5, True), (6, 6, False), (6, 9, False)])
def test_owners_are_reassured_only_by_months_beyond_the_excess(covered, excess, reassured):
    """What the guarantee spares an owner is all that the elasticity of entry acts upon."""
    cold, warm = (
        guaranteed(excess, {"market.entry_semi_elasticity": much}, diary=False, months_covered=covered)
        for much in (0.0, 40.0)
    )
    assert identical(cold.world, warm.world) != reassured
