"""Tenancies: rent, help with it, arrears, and how homes are lost."""

import numpy as np
import pytest

from approdo.model import kinds
from approdo.model.codes import Housing
from approdo.model.flows import LOST_HOME, RENT_BY_GUARANTEE, RENT_BY_PROGRAMME, RENT_BY_TENANT, RENT_DUE, RENT_UNPAID
from approdo.model.processes.climate import VISITED
from approdo.model.processes.common import UNPLACED
from approdo.model.processes.tenancies import beds, lose_home, loss_hazard, pay_rent, prevent_eviction, subsidy
from approdo.model.world import empty_ledger
from tests.model.rules.first import support

T = 10


@pytest.mark.parametrize(
    ("fields", "after", "seen"),
    [  # savings, arrears, unpaid
        ({"savings": 100}, (0, 0, 0), [1.0, 0.0]),
        ({"savings": 99}, (99, 1, 100), [0.0, 1.0]),
        ({"savings": 250, "arrears": 2, "unpaid": 200}, (50, 1, 100), [1.0, 0.0]),
        ({"savings": 200, "arrears": 1, "unpaid": 60}, (40, 0, 0), [1.0, 0.0]),
        ({"savings": 200, "arrears": 2, "unpaid": 100}, (0, 0, 0), [1.0, 0.0]),
        ({"savings": 199, "arrears": 1, "unpaid": 60}, (99, 1, 60), [1.0, 0.0]),
    ],
)
def test_a_month_of_rent(world, p, package, tenant, fields, after, seen):
    p.tenancy_refusal = 0.0
    people = tenant(**fields)
    pay_rent(world, package(), p, 0, T, 5)
    assert (people.savings[0], people.arrears[0], people.unpaid[0]) == after
    assert world.seen.tolist() == seen
    told = world.flows[[RENT_DUE, RENT_BY_TENANT, RENT_UNPAID]].tolist()
    assert told == ([100, 100, 0] if seen[0] else [100, 0, 100])


@pytest.mark.parametrize(
    ("savings", "budget", "paid", "helped"), [(40, -1, True, 60), (39, -1, False, 60), (40, 59, False, 0)]
)
def test_a_subsidy_pays_its_part(world, p, package, tenant, savings, budget, paid, helped):
    p.tenancy_refusal = 0.0
    programme = package({"kind": "rent_subsidy", "places": 1})
    programme.actions.subsidy_share[0], programme.actions.subsidy_cents[0] = 0.0, 60
    programme.actions.budget[0], programme.open[:] = budget, 1
    people = tenant(savings=savings)
    support(world, kinds.RENT_SUBSIDY, 3, by=0)
    arm = world._replace(ledger=empty_ledger(1, 24))
    pay_rent(arm, programme, p, 0, T, 5)
    assert arm.flows[RENT_BY_PROGRAMME] == arm.ledger.spent[0, T] == helped
    assert (people.arrears[0], people.unpaid[0]) == ((0, 0) if paid else (1, 100 - helped))


@pytest.mark.parametrize(("covered", "savings", "refuses", "by"), [(1, 0, 0.0, 1), (0, 0, 0.0, 0), (2, 100, 1.0, 1)])
def test_a_guarantee_pays_what_the_tenant_does_not(world, p, package, tenant, covered, savings, refuses, by):
    p.tenancy_refusal, p.tenancy_moral_hazard, p.landlords_guarantee_weight = 0.0, refuses, 0.25
    programme = package({"kind": "guarantee_fund", "places": 1})
    programme.actions.budget[0] = -1
    people = tenant(savings=savings, covered=covered)
    support(world, kinds.GUARANTEE_FUND, 3, by=0)
    arm = world._replace(ledger=empty_ledger(1, 24))
    pay_rent(arm, programme, p, 0, T, 5)
    assert arm.flows[RENT_BY_GUARANTEE] == arm.ledger.spent[0, T] == 100 * by
    assert (people.covered[0], people.arrears[0]) == (covered - by, 1 - by)
    assert arm.seen.tolist() == ([0.25, 0.75] if by else [0.0, 1.0])


@pytest.mark.parametrize(("arrears", "paid"), [(1, 0), (2, 100)])
def test_an_owner_bears_the_first_months(world, p, package, tenant, arrears, paid):
    p.tenancy_refusal = p.tenancy_moral_hazard = 0.0
    programme = package({"kind": "guarantee_fund", "places": 1})
    programme.actions.budget[0], programme.actions.guarantee_excess[0] = -1, 2
    people = tenant(covered=5, arrears=arrears, unpaid=100 * arrears)
    support(world, kinds.GUARANTEE_FUND, 3, by=0)
    arm = world._replace(ledger=empty_ledger(1, 24))
    pay_rent(arm, programme, p, 0, T, 5)
    assert arm.ledger.spent[0, T] == paid
    assert people.arrears[0] == 2


@pytest.mark.parametrize(("closed", "amount"), [(0, 60), (1, 45), (3, 15), (4, 0), (9, 0)])
def test_a_subsidy_that_tapers(world, p, package, tenant, closed, amount):
    p.programme_taper_months = 4.0
    programme = package({"kind": "rent_subsidy", "places": 1, "at_end": "taper"})
    programme.actions.subsidy_share[0], programme.actions.subsidy_cents[0] = 0.0, 60
    programme.open[0, :] = 1
    programme.open[0, T - closed + 1 : T + 1] = 0
    tenant()
    assert subsidy(world, programme, p, 0, T) == 0
    support(world, kinds.RENT_SUBSIDY)
    assert subsidy(world, programme, p, 0, T) == amount
    programme.actions.subsidy_cents[0], programme.open[0, :] = 600, 1
    assert subsidy(world, programme, p, 0, T) == 100, "no more than the rent"


@pytest.mark.parametrize(
    ("unpaid", "arrears", "most", "after"),
    [
        (250, 3, 300, (0, 0)),
        (250, 3, 100, (150, 1)),
        (250, 3, 200, (50, 1)),
        (0, 0, 100, (0, 0)),
        (250, 2, 40, (210, 2)),
    ],
)
def test_arrears_are_paid_off_up_to_an_amount(world, package, tenant, unpaid, arrears, most, after):
    programme = package({"kind": "eviction_prevention", "places": 1})
    programme.actions.payment[0], programme.actions.budget[0] = most, -1
    people = tenant(unpaid=unpaid, arrears=arrears)
    arm = world._replace(ledger=empty_ledger(1, 24))
    prevent_eviction(arm, programme, 0, T)
    assert (people.unpaid[0], people.arrears[0]) == after
    assert arm.ledger.spent[0, T] == unpaid - after[0]


def test_the_chance_to_lose_a_home(world, p, package, tenant):
    p.hosts_lease_risk, p.tenancy_loss_after_months, p.tenancy_loss_formal, p.tenancy_loss_informal = 0.1, 2.0, 0.2, 0.4
    p.tenancy_mediation, p.landlords_visit_mediation = 0.5, 0.25
    programme, people = package({"kind": "eviction_prevention", "places": 1}), tenant(arrears=1)
    world.zones.host_load[:] = 0.5
    world.climate[:] = 0.0
    assert loss_hazard(world, programme, p, 0) == pytest.approx(0.05)
    people.arrears[0] = 2
    assert loss_hazard(world, programme, p, 0) == pytest.approx(0.25)
    people.housing[0] = Housing.SHARED
    assert loss_hazard(world, programme, p, 0) == pytest.approx(0.2)
    world.dwellings.places[0] = 2
    assert loss_hazard(world, programme, p, 0) == pytest.approx(0.4)
    support(world, kinds.EVICTION_PREVENTION)
    assert loss_hazard(world, programme, p, 0) == pytest.approx(0.2)
    world.climate[VISITED] = 1.0
    assert loss_hazard(world, programme, p, 0) == pytest.approx(0.1)
    p.tenancy_mediation = 0.75
    assert loss_hazard(world, programme, p, 0) == 0.0
    people.arrears[0] = 0
    assert loss_hazard(world, programme, p, 0) == 0.0


@pytest.mark.parametrize(("damage", "reference", "cost"), [(True, 0, 70), (False, 1, 0)])
def test_a_tenancy_that_went_wrong(world, package, tenant, damage, reference, cost):
    programme = package({"kind": "guarantee_fund", "places": 1})
    programme.actions.guarantee_damage[0], programme.actions.budget[0] = 70, -1
    people = tenant(reference=1, since=5)
    support(world, kinds.GUARANTEE_FUND)
    arm = world._replace(ledger=empty_ledger(1, 24))
    lose_home(arm, programme, 0, T, damage)
    assert (people.housing[0], people.home[0], people.since[0], people.reference[0]) == (UNPLACED, -1, 0, reference)
    assert (arm.ledger.spent[0, T], arm.flows[LOST_HOME], arm.dwellings.tenants[0]) == (cost, 1, 0)


@pytest.mark.parametrize(
    ("household", "savings", "hazard", "stays"),
    [(1, 30, 0.0, True), (1, 29, 0.0, False), (2, 30, 0.0, False), (1, 30, 1.0, False)],
)
def test_a_bed_is_paid_or_lost(world, p, household, savings, hazard, stays):
    p.tenancy_bed_price, p.tenancy_bed_loss = 30.0, hazard
    people = world.people
    people.housing[0], people.household[0], people.savings[0], people.since[0] = Housing.BED, household, savings, 5
    beds(world, p, T, np.array([0]))
    assert (people.housing[0], people.savings[0], people.since[0]) == (
        (Housing.BED, 0, 5) if stays else (UNPLACED, savings, 0)
    )
