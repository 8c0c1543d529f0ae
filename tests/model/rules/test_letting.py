"""Owners who decide, tenancies that are signed, people who are placed: told again in words of their own."""

import math

import numpy as np
import pytest

from approdo.model import kinds
from approdo.model.arithmetic import gumbel
from approdo.model.codes import Housing, Permit
from approdo.model.draws import PLACEMENT, chooser, option, pick, stream
from approdo.model.flows import EXITS, HOUSED, PASS_THROUGH
from approdo.model.processes.common import OFFERED, SHORT_LET, WITHHELD, believed
from approdo.model.processes.letting import sign
from approdo.model.processes.offers import Offers
from approdo.model.processes.owners import decide
from approdo.model.processes.placement import OFFER, place_in_zone, zone_value
from approdo.model.processes.supports import months_left
from approdo.model.world import empty_ledger
from tests.model.rules.first import become, support

T = 10
KEY = 12345


@pytest.mark.parametrize("summer", [False, True])
@pytest.mark.parametrize("relief", [0.0, 2.0, 99.0])
@pytest.mark.parametrize("partner", [0.0, 1.0])
def test_what_an_owner_does_with_a_void(world, p, summer, relief, partner):
    """The best of three options, each with an error of its own."""
    p.owners_let, p.owners_rent, p.owners_risk, p.owners_loss_months = 0.4, 1.5, 0.5, 6.0
    p.market_entry_semi_elasticity, p.landlords_partner_risk = 0.03, 0.5
    p.owners_short_let, p.owners_tourism, p.owners_summer = 0.2, 2.0, 1.0
    world.zones.rent_index[:], world.zones.tourism[:], world.climate[1] = (1.2, 1.0, 0.8), (0.0, 0.5, 1.0), partner
    counted = dict.fromkeys((OFFERED, SHORT_LET, WITHHELD), 0)
    for d in range(world.dwellings.id.size):
        owner, z = int(world.dwellings.landlord[d]), int(world.dwellings.zone[d])
        doubt = (1 - believed(world.landlords, world.memories, world.pooled, p, owner)) * (0.5 if partner else 1.0)
        error = [gumbel(pick(KEY, world.dwellings.id[d], n)) for n in range(3)]
        rent, tourism = float(world.zones.rent_index[z]), float(world.zones.tourism[z])
        let = 0.4 + 1.5 * math.log(rent) - 0.5 * doubt * 6.0 + 3.0 * doubt * min(relief, 6.0) / 12 + error[0]
        short = 0.2 + 2.0 * (tourism - 0.5) + (tourism if summer else 0.0) + error[1]
        best = max((let, OFFERED), (short, SHORT_LET), (error[2], WITHHELD))[1]
        assert decide(world, p, d, KEY, relief, summer) == best
        counted[best] += 1
    assert min(counted.values()) > 0


def test_where_people_are_placed(world, p):
    """The best by the service's rule of the zones that somebody likes at least as much as their own."""
    p.programme_placement_distance = 1.5
    world.minutes[:] = ((0, 40, 90), (40, 0, 60), (90, 60, 0))
    key, moved = stream(world.seed[0], PLACEMENT, 0), 0
    for i in range(world.people.id.size):
        mine, own = chooser(key, world.people.id[i]), int(world.people.zone[i])
        liked = [gumbel(option(mine, z)) - 1.5 * float(world.minutes[own, z]) / 60 for z in range(3)]
        value = [zone_value(world, 0, z) + gumbel(option(mine, OFFER + z)) for z in range(3)]
        best = max(range(3), key=lambda z: (liked[z] >= liked[own], value[z]))
        place_in_zone(world, p, 0, i)
        assert world.people.zone[i] == best
        moved += best != own
    assert moved > 10


def one_offer(d, rent, entry, needed):
    def column(value, numbers=np.int32):
        return np.array([value], numbers)

    near, ends = np.ones((3, 1), np.int8), np.array([0, 1], np.int64)
    who, zone, rooms = column(0, np.int64), column(0, np.int8), column(1, np.int8)
    owner = np.zeros(1)
    seen = (column(d), who, zone, rooms, column(rent), column(entry), column(needed))
    return Offers(*seen, near, column(0), column(2, np.int64), owner, owner, owner, owner, ends)


@pytest.fixture
def signs(world, p, package):
    """Lets the first person, with these values and supports, sign for the first dwelling: 100 a month, 300 to enter."""
    p.market_pass_through, p.reception_exit_grant, p.tenancy_lease_months = 0.5, 20.0, 48.0
    p.tenancy_agreed_share = p.tenancy_transitory_share = 0.0
    p.tenancy_room_months = 12.0

    def sign_now(held=(), places=1, **fields):
        programme = package(
            {"kind": "deposit_advance", "places": 1}, {"kind": "landlord_grant", "places": 1},
            {"kind": "rent_subsidy", "places": 1}, {"kind": "guarantee_fund", "places": 1},
        )  # fmt: skip
        actions, dwellings = programme.actions, world.dwellings
        actions.budget[:], programme.open[:] = -1, 1
        actions.advance_cents[:], actions.advance_repaid[:], actions.payment[:] = 120, 0.25, 70
        actions.discount[:], actions.subsidy_cents[:], actions.subsidy_share[:] = 0.1, 40, 0.0
        actions.guarantee_months[:] = 6
        for name, value in {"places": places, "tenants": 0, "others": 0, "managed": 0}.items():
            getattr(dwellings, name)[0] = value
        usual = {"home": -1, "housing": Housing.STREET, "savings": 300, "covered": 0, "permit": Permit.REFUGEE}
        become(world, **{**usual, **fields})
        for kind in held:
            support(world, kind, by=list(actions.kind).index(kind) if kind in actions.kind else 0)
        arm = world._replace(ledger=empty_ledger(4, 24))
        sign(arm, programme, p, 0, one_offer(0, 100, 300, 100), 0, T)
        return arm

    return sign_now


def signed(arm):
    people = arm.people
    return tuple(int(getattr(people, name)[0]) for name in ("housing", "rent", "savings", "lease_left", "covered"))


def test_a_tenancy_is_signed_by_who_can_enter(signs):
    arm = signs()
    assert signed(arm) == (Housing.OWN, 100, 0, 48, 0)
    assert (arm.flows[HOUSED], arm.flows[EXITS]) == (1, 0)
    arm = signs(savings=299)
    assert (arm.people.home[0], arm.people.savings[0], arm.flows[HOUSED]) == (-1, 299, 1)


def test_a_room_is_for_a_shorter_time(signs):
    assert signed(signs(places=2)) == (Housing.SHARED, 100, 0, 12, 0)


def test_a_guarantee_takes_the_place_of_the_deposit(signs):
    assert signed(signs((kinds.GUARANTEE_FUND,), savings=100)) == (Housing.OWN, 100, 0, 48, 6)


def test_an_advance_is_paid_in_part_by_the_programme(signs):
    arm = signs((kinds.DEPOSIT_ADVANCE,), savings=180)
    assert signed(arm) == (Housing.OWN, 100, 0, 48, 0)
    assert (arm.ledger.spent[0, T], months_left(arm.supports, kinds.DEPOSIT_ADVANCE, 0)) == (90, 0)


def test_a_grant_to_the_owner_makes_the_rent_lower(signs):
    arm = signs((kinds.LANDLORD_GRANT,))
    assert signed(arm) == (Housing.OWN, 90, 0, 48, 0)
    assert (arm.ledger.spent[1, T], months_left(arm.supports, kinds.LANDLORD_GRANT, 0)) == (70, 0)


def test_a_subsidy_is_passed_through_in_part(signs):
    arm = signs((kinds.RENT_SUBSIDY,))
    assert signed(arm) == (Housing.OWN, 120, 0, 48, 0)
    assert arm.flows[PASS_THROUGH] == 20


@pytest.mark.parametrize(("permit", "savings"), [(Permit.REFUGEE, 20), (Permit.NONE, 0)])
def test_who_signs_in_reception_leaves_it(signs, permit, savings):
    arm = signs(housing=Housing.RECEPTION, permit=permit)
    assert (arm.people.savings[0], arm.flows[EXITS]) == (savings, 1)


@pytest.mark.parametrize(
    ("state", "kind"),
    [(Housing.TRANSITIONAL, kinds.TRANSITIONAL_HOUSING), (Housing.HOSTED_AGREEMENT, kinds.HOME_HOSTING)],
)
def test_who_signs_gives_the_place_back(signs, state, kind):
    other = {kinds.TRANSITIONAL_HOUSING: kinds.HOME_HOSTING, kinds.HOME_HOSTING: kinds.TRANSITIONAL_HOUSING}[kind]
    arm = signs((kind, other), housing=state)
    assert (months_left(arm.supports, kind, 0), months_left(arm.supports, other, 0)) == (0, 1)
