"""7 Tenancies: rent, arrears, guarantee claims, eviction, ends of lease."""

import numpy as np

from .. import draws
from ..arithmetic import chance
from ..codes import Housing
from ..draws import pick, stream
from ..flows import (
    LOST_HOME,
    RENT_BY_GUARANTEE,
    RENT_BY_PROGRAMME,
    RENT_BY_TENANT,
    RENT_DUE,
    RENT_TO_OWNERS,
    RENT_UNPAID,
)
from ..kernel import allocating_kernel, kernel
from ..kinds import EVICTION_PREVENTION, GUARANTEE_FUND, RENT_SUBSIDY
from ..parameters import Values
from ..programme import Programme
from ..world import Ints, World
from .ahead import fetch_owners, fetch_tenancies
from .climate import is_visited
from .common import GOAL_HOME, UNPLACED, is_by_room, pay, see_rent, subsidised, tutor_effect, vacate
from .leases import lease_months, renewal
from .supports import given_by, has_support

TAPER = 2


@kernel
def subsidy(world: World, programme: Programme, p: Values, i: int, t: int) -> int:
    """Return the cents of this month's rent that the programme offers: its share of the rent, up to its amount.

    With `taper` the offer falls to nothing over some months after the action has closed.
    """
    people, supports = world.people, world.supports
    if not has_support(supports, RENT_SUBSIDY, i):
        return 0
    a = given_by(supports, RENT_SUBSIDY, i)
    rent = int(people.rent[i])
    amount = subsidised(programme.actions.subsidy_share[a], programme.actions.subsidy_cents[a], rent)
    if programme.actions.ending[a] == TAPER and programme.open[a, t] == 0:
        closed, months = 0, int(p.programme_taper_months)
        while closed < months and t - closed >= 0 and programme.open[a, t - closed] == 0:
            closed += 1
        amount = amount * (months - closed) // months
    return amount if amount < rent else rent


@kernel
def pay_rent(world: World, programme: Programme, p: Values, i: int, t: int, key: int) -> None:
    """Pay one month: programme first, then the tenant, then the guarantee; what nobody pays is arrears.

    A tenant who could pay does not with a small chance (higher when guaranteed). Somebody who can pays one owed month
    back. A guarantee pays once the months that the owner bears first are owed. Landlords see a paid month, an unpaid
    one, or a guaranteed one at part of its weight.
    """
    people, supports, dwellings = world.people, world.supports, world.dwellings
    ledger, flows = world.ledger, world.flows
    rent = int(people.rent[i])
    owner = dwellings.landlord[people.home[i]]
    private = dwellings.managed[people.home[i]] == 0
    flows[RENT_DUE] += rent
    helped = subsidy(world, programme, p, i, t)
    if helped > 0:
        if pay(programme, ledger, given_by(supports, RENT_SUBSIDY, i), t, helped):
            flows[RENT_BY_PROGRAMME] += helped
        else:
            helped = 0
    own = rent - helped
    refuses = p.tenancy_refusal
    if people.covered[i] > 0 and has_support(supports, GUARANTEE_FUND, i):
        refuses += p.tenancy_moral_hazard
    if people.savings[i] >= own and (own == 0 or not chance(pick(key, people.id[i], 0), refuses)):
        people.savings[i] -= own
        flows[RENT_BY_TENANT] += own
        if private:
            see_rent(world, owner, 1.0, 0.0)
            flows[RENT_TO_OWNERS] += rent
        if people.arrears[i] > 0 and people.savings[i] >= rent:
            back = rent if rent < people.unpaid[i] else people.unpaid[i]
            people.savings[i] -= back
            people.unpaid[i] -= back
            people.arrears[i] -= 1
            if people.arrears[i] == 0 or people.unpaid[i] == 0:
                people.arrears[i] = 0
                people.unpaid[i] = 0
        return
    fund = (
        given_by(supports, GUARANTEE_FUND, i)
        if people.covered[i] > 0 and has_support(supports, GUARANTEE_FUND, i)
        else -1
    )
    if fund >= 0 and people.arrears[i] >= programme.actions.guarantee_excess[fund]:
        if pay(programme, ledger, fund, t, own):
            people.covered[i] -= 1
            flows[RENT_BY_GUARANTEE] += own
            if private:
                see_rent(world, owner, p.landlords_guarantee_weight, 1.0 - p.landlords_guarantee_weight)
                flows[RENT_TO_OWNERS] += rent
            return
    people.arrears[i] += 1
    people.unpaid[i] += own
    flows[RENT_UNPAID] += own
    if private:
        see_rent(world, owner, 0.0, 1.0)
        flows[RENT_TO_OWNERS] += helped


@kernel
def prevent_eviction(world: World, programme: Programme, i: int, t: int) -> None:
    """Pay off what is owed, up to the action's amount, for somebody it has taken on; whole months first."""
    people, supports = world.people, world.supports
    a = given_by(supports, EVICTION_PREVENTION, i)
    amount = people.unpaid[i] if people.unpaid[i] < programme.actions.payment[a] else programme.actions.payment[a]
    if amount <= 0 or not pay(programme, world.ledger, a, t, amount):
        return
    people.unpaid[i] -= amount
    months = people.unpaid[i] // people.rent[i] if people.rent[i] > 0 else 0
    if months < people.arrears[i]:
        people.arrears[i] = months
    if people.unpaid[i] > 0 and people.arrears[i] == 0:
        people.arrears[i] = 1


@kernel
def loss_hazard(world: World, programme: Programme, p: Values, i: int) -> float:
    """Return the monthly chance to lose the home, for arrears or for the guests of an overcrowded home.

    Arrears cost nothing before `loss_after_months` months are owed. Mediation by a tutor, an action against evictions
    or visitors whom the owner trusts lowers the chance.
    """
    people, supports = world.people, world.supports
    hazard = 0.0
    if people.housing[i] == Housing.OWN:
        hazard = p.hosts_lease_risk * world.zones.host_load[people.zone[i]]
    if people.arrears[i] >= p.tenancy_loss_after_months:
        hazard += p.tenancy_loss_informal if is_by_room(world.dwellings, people.home[i]) else p.tenancy_loss_formal
    if hazard <= 0.0:
        return 0.0
    eased = tutor_effect(people, world.supports, programme.actions, p, i, GOAL_HOME)
    if has_support(supports, EVICTION_PREVENTION, i):
        eased += p.tenancy_mediation
    if is_visited(world, world.dwellings.landlord[people.home[i]]):
        eased += p.landlords_visit_mediation
    return hazard * (1.0 - eased) if eased < 1.0 else 0.0


@kernel
def lose_home(world: World, programme: Programme, i: int, t: int, damage: bool) -> None:
    """End a tenancy that went wrong; the guarantee's damage cover is paid, and no landlord vouches any more."""
    people, supports = world.people, world.supports
    if damage and has_support(supports, GUARANTEE_FUND, i):
        a = given_by(supports, GUARANTEE_FUND, i)
        pay(programme, world.ledger, a, t, programme.actions.guarantee_damage[a])
    if damage:
        people.reference[i] = 0
    vacate(people, world.dwellings, i)
    people.housing[i] = UNPLACED
    people.since[i] = 0
    world.flows[LOST_HOME] += 1


@kernel
def beds(world: World, p: Values, t: int, rows: Ints) -> None:
    """A bed without contract is paid each month, and lost when it cannot be, by a hazard, or when a family comes."""
    people, price = world.people, int(p.tenancy_bed_price)
    key = stream(world.seed[0], draws.LOSS, t)
    for i in rows:
        if people.housing[i] != Housing.BED:
            continue
        lost = chance(pick(key, people.id[i], 4), p.tenancy_bed_loss)
        if people.household[i] > 1 or people.savings[i] < price or lost:
            people.housing[i] = UNPLACED
            people.since[i] = 0
        else:
            people.savings[i] -= price


@kernel
def list_tenants(world: World, rows: Ints, tenants: Ints, homes: Ints) -> int:
    """Write who has a home, in the order of `rows`, and which; return how many."""
    people = world.people
    count = 0
    for i in rows:  # without a branch: who has a home cannot be foreseen
        tenants[count], homes[count] = i, people.home[i]
        count += int(people.home[i] >= 0)
    return count


@kernel
def live_in(world: World, programme: Programme, p: Values, t: int, tenants: Ints) -> None:
    """Let tenants pay, fall behind, be helped, be put out, or come to the end of the lease."""
    people, supports, dwellings, seed = world.people, world.supports, world.dwellings, world.seed[0]
    key = stream(seed, draws.PAYMENT, t)
    loss = stream(seed, draws.LOSS, t)
    ending = stream(seed, draws.LEASE_END, t)
    breaking = stream(seed, draws.BREAK_UP, t)
    for i in tenants:
        pay_rent(world, programme, p, i, t, key)
        if has_support(supports, EVICTION_PREVENTION, i) and people.arrears[i] > 0:
            prevent_eviction(world, programme, i, t)
        if chance(pick(loss, people.id[i], 0), loss_hazard(world, programme, p, i)):
            lose_home(world, programme, i, t, True)
            continue
        d = people.home[i]
        managed = dwellings.managed[d] > 0
        if dwellings.places[d] > 1:
            hazard = p.sharing_break_up_managed if managed else p.sharing_break_up
            if chance(pick(breaking, people.id[i], 0), hazard):
                lose_home(world, programme, i, t, False)
                continue
        if people.lease_left[i] > 0:
            people.lease_left[i] -= 1
            if people.lease_left[i] == 0:
                renewed = 0.0 if managed else renewal(world, p, d)
                if not chance(pick(ending, people.id[i], 0), renewed):
                    people.reference[i] = 1 if people.arrears[i] == 0 else 0
                    lose_home(world, programme, i, t, False)
                else:
                    people.lease_left[i] = lease_months(world, p, d)


@allocating_kernel
def tenancies(world: World, programme: Programme, p: Values, t: int, rows: Ints) -> None:
    """Everybody with a home pays, falls behind, is helped, is put out, or comes to the end of the lease."""
    beds(world, p, t, rows)
    tenants, homes = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    count = list_tenants(world, rows, tenants, homes)
    fetch_owners(world, homes[:count])
    fetch_tenancies(world, homes[:count])
    live_in(world, programme, p, t, tenants[:count])
