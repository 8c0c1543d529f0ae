"""8c What landlords make of applicants and of other households, and how a tenancy is signed."""

from typing import NamedTuple

from ..arithmetic import cents, exp, log
from ..codes import Housing, Permit, Sex
from ..flows import EXITS, HOUSED, PASS_THROUGH, RIVALS_HOUSED
from ..kernel import entrance, kernel
from ..kinds import DEPOSIT_ADVANCE, GUARANTEE_FUND, HOME_HOSTING, LANDLORD_GRANT, TRANSITIONAL_HOUSING
from ..parameters import Values
from ..programme import Programme
from ..world import Floats, World
from .climate import felt_taste, owner_open_to
from .common import (
    GOAL_HOME,
    LET,
    LET_OTHERS,
    believed,
    is_by_room,
    is_formal,
    occupy,
    owner_terms,
    pay,
    tutor_effect,
)
from .hiring import origin_bias
from .leases import lease_months
from .offers import Offers, entry_cost
from .supports import end_support, given_by, has_support
from .tenancies import subsidy
from .turns import Turns, set_turn


class Shown(NamedTuple):
    """What an applicant shows to every landlord."""

    income: float  # cents a month
    ability: float  # how much of the ability to pay can be seen
    bias: float  # how strongly distaste falls on the person
    traits: float  # what else counts, logits
    grant: float  # a landlord grant's weight x cents
    flatmates: float  # what a shared flat makes of the person's ties, logits


@kernel
def shown_ability(world: World, programme: Programme, p: Values, i: int) -> float:
    """Return how much of the ability to pay a landlord can see, 0 (a bare message) to 1 (payslip and operator)."""
    people = world.people
    seen = p.landlords_payslip if is_formal(people.work[i]) else 0.0
    seen += tutor_effect(people, world.supports, programme.actions, p, i, GOAL_HOME)
    return seen if seen < 1.0 else 1.0


@kernel
def show(world: World, programme: Programme, p: Values, i: int) -> Shown:
    """Return what an applicant shows to every landlord."""
    people, supports = world.people, world.supports
    traits = p.landlords_female if people.sex[i] == Sex.FEMALE else 0.0
    if people.minors[i] > 0:
        traits -= p.landlords_child
    if people.registered[i] == 0:
        traits -= p.landlords_no_residence
    if people.permit_wait[i] > 0:
        traits -= p.landlords_ricevuta
    if people.reference[i] == 1:
        traits += p.landlords_reference
    if has_support(supports, GUARANTEE_FUND, i):
        traits += p.landlords_screen_relax * p.landlords_income
    grant = 0.0
    if has_support(supports, LANDLORD_GRANT, i):
        grant = p.landlords_grant * programme.actions.payment[given_by(supports, LANDLORD_GRANT, i)]
    return Shown(
        float(people.income[i]),
        shown_ability(world, programme, p, i),
        origin_bias(p, people.origin[i]),
        traits,
        grant,
        p.sharing_flatmates * people.bonds[i] / 10.0,
    )


@kernel
def weigh_applicant(
    p: Values, shown: Shown, rent: int, room: bool, belief: float, taste: float, open_to: float
) -> float:
    """Return what a landlord makes of an applicant, without luck: believed ability less taste.

    q_hat = s q + (1 - s) mu, with q the income over `landlords_income_multiple` rents (at most 1) and mu the belief. A
    grant counts by its share of a year's rent. `taste` and `open_to` are written by `owner_taste` and `owner_open_to`.
    """
    ability = shown.income / (p.landlords_income_multiple * rent) if rent > 0 else 1.0
    if ability > 1.0:
        ability = 1.0
    value = p.landlords_income * (shown.ability * ability + (1.0 - shown.ability) * belief)
    value += open_to + shown.traits - taste * shown.bias + shown.grant / (12.0 * rent + 1.0)
    return value + shown.flatmates if room else value


@entrance
def landlord_value(world: World, programme: Programme, p: Values, i: int, d: int, rent: int, agent: bool) -> float:
    """Return what the landlord of dwelling `d` makes of an applicant, without luck; see `weigh_applicant`."""
    owner = world.dwellings.landlord[d]
    belief = believed(world.landlords, world.memories, world.pooled, p, owner)
    taste, _ = owner_terms(world, owner)
    taste, open_to = felt_taste(world, p, owner, taste, agent), owner_open_to(world, p, owner)
    shown = show(world, programme, p, i)
    return weigh_applicant(p, shown, rent, is_by_room(world.dwellings, d), belief, taste, open_to)


@kernel
def sign(world: World, programme: Programme, p: Values, i: int, offers: Offers, n: int, t: int) -> None:
    """Sign a tenancy: entry costs out of savings and advance, a subsidised rent partly passed through."""
    people, supports, dwellings, flows = world.people, world.supports, world.dwellings, world.flows
    d, asked = int(offers.row[n]), int(offers.rent[n])
    guaranteed = has_support(supports, GUARANTEE_FUND, i)
    cost = entry_cost(offers, n, guaranteed)
    if has_support(supports, DEPOSIT_ADVANCE, i):
        a = given_by(supports, DEPOSIT_ADVANCE, i)
        lent = cost if cost < programme.actions.advance_cents[a] else programme.actions.advance_cents[a]
        if pay(programme, world.ledger, a, t, cents(lent * (1.0 - programme.actions.advance_repaid[a]))):
            cost -= lent
            end_support(supports, DEPOSIT_ADVANCE, i)
    if cost > people.savings[i]:
        return
    people.savings[i] -= cost
    if has_support(supports, LANDLORD_GRANT, i):
        a = given_by(supports, LANDLORD_GRANT, i)
        if pay(programme, world.ledger, a, t, programme.actions.payment[a]):
            asked = cents(asked * (1.0 - programme.actions.discount[a]))
            end_support(supports, LANDLORD_GRANT, i)
    if people.housing[i] == Housing.RECEPTION:
        flows[EXITS] += 1
        if people.permit[i] != Permit.NONE:
            people.savings[i] += int(p.reception_exit_grant)
    if people.housing[i] == Housing.TRANSITIONAL:
        end_support(supports, TRANSITIONAL_HOUSING, i)
    if people.housing[i] == Housing.HOSTED_AGREEMENT:
        end_support(supports, HOME_HOSTING, i)
    title = Housing.SHARED if is_by_room(dwellings, d) else Housing.OWN
    occupy(people, dwellings, i, d, title, asked, lease_months(world, p, d))
    passed = cents(p.market_pass_through * subsidy(world, programme, p, i, t))
    people.rent[i] = asked + passed
    flows[PASS_THROUGH] += passed
    if guaranteed:
        people.covered[i] = programme.actions.guarantee_months[given_by(supports, GUARANTEE_FUND, i)]
    flows[HOUSED] += 1


@kernel
def weigh_rivals(world: World, p: Values, value: Floats) -> None:
    """Write by zone the value of the best of the other households for an offer, without luck; none is very low.

    The log of the sum over income classes of rivals per offer x exp(value of the class); the best of them has this
    plus one Gumbel error.
    """
    zones = world.zones
    low, middle = exp(p.rivals_value_low), exp(p.rivals_value_middle)
    for z in range(value.size):
        value[z] = -1.0e300
        offers = zones.offers[z]
        if offers > 0:
            total = low * zones.rivals_low[z] / offers
            total += middle * zones.rivals_middle[z] / offers
            if total > 0.0:
                value[z] = log(total)


@kernel
def rivals_move_in(
    world: World, p: Values, d: int, t: int, turns: Turns, weight_low: float, weight_middle: float
) -> None:
    """Let a place to another household, which stops searching; the better-off class first in proportion to its odds.

    The weights are exp(value of the class).
    """
    dwellings, zones = world.dwellings, world.zones
    z = dwellings.zone[d]
    dwellings.others[d] += 1
    if dwellings.tenants[d] + dwellings.others[d] >= dwellings.places[d]:
        dwellings.state[d] = LET if dwellings.tenants[d] > 0 else LET_OTHERS
    set_turn(dwellings, p, d, t, turns)
    low = weight_low * zones.rivals_low[z]
    middle = weight_middle * zones.rivals_middle[z]
    part = low / (low + middle) if low + middle > 0.0 else 0.0
    zones.rivals_low[z] = max(0.0, zones.rivals_low[z] - part)
    zones.rivals_middle[z] = max(0.0, zones.rivals_middle[z] - (1.0 - part))
    world.flows[RIVALS_HOUSED] += 1
