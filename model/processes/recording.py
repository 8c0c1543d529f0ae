"""13 Record: spells grow by a month, and what the registry names is written down."""

from .. import flows
from ..codes import ETHOS_LIGHT, Channel, Housing, Work
from ..kernel import kernel
from ..monthly import (
    AUTONOMOUS,
    AWAY,
    BED,
    BELIEF,
    BRIDGES,
    BROAD,
    CORE,
    DEPARTED,
    EL1,
    EMPLOYED,
    ENTERED,
    ENTRIES,
    EVICTED,
    EXITS,
    FORMAL,
    HIDDEN,
    HOUSED,
    IN_ARREARS,
    INCOMERS,
    INTERNS,
    JOBSEEKERS,
    LANGUAGE_B1,
    LEFT,
    NO_RIGHT,
    NO_RIGHT_BROAD,
    OFFERS,
    OTHERS_HIRED,
    OTHERS_HOUSED,
    OTHERS_SEARCHING,
    OUT,
    OVERBURDENED,
    OVERCROWDED,
    OWN,
    PASS_THROUGH,
    PROGRAMME,
    PROLONGED,
    RECEPTION,
    REGISTERED,
    RENT_INDEX,
    RENT_TO_OWNERS,
    REOPENED,
    SHARED,
    SOCIAL,
    SOCIAL_LETTINGS,
    SPENT,
    TRANSFERS_BLOCKED,
    WITHHELD_HOMES,
)
from ..parameters import Values
from ..world import World
from .common import is_employed, is_formal, is_homeless, is_present, is_stable
from .search import is_overcrowded

EL = tuple(int(category) for category in ETHOS_LIGHT)


@kernel
def grow_spells(world: World) -> None:
    """Add a month to everybody's spell, and to the months without a home."""
    people = world.people
    for i in world.present[: world.crowd[0]]:
        if people.since[i] < 30000:
            people.since[i] += 1
        if is_homeless(people.housing[i]):
            people.homeless[i] += 1


@kernel
def count_people(world: World, p: Values, t: int) -> None:
    """Count holders of a permit by state, work and condition; people without one apart, never pooled with them."""
    people, row = world.people, world.record.series[t]
    before = world.record.housing[t - 1 if t > 0 else 0]
    bridges, present = 0, 0
    for i in world.present[: world.crowd[0]]:
        state = people.housing[i]
        if not is_present(state):
            continue
        if people.channel[i] == Channel.NONE:
            if state != Housing.RECEPTION:
                row[NO_RIGHT] += 1.0
                row[NO_RIGHT_BROAD] += is_homeless(state)
            continue
        present += 1
        if t > 0:
            row[ENTERED] += is_homeless(state) and not is_homeless(before[i])
            row[LEFT] += is_homeless(before[i]) and not is_homeless(state)
        if people.away[i] > 0:
            row[AWAY] += 1.0
        category = EL[state]
        if category > 0:
            row[EL1 + category - 1] += 1.0
            row[BROAD] += 1.0
            if category <= 3:
                row[CORE] += 1.0
        if state == Housing.HOSTED or state == Housing.BED:
            row[HIDDEN] += 1.0
        if state == Housing.BED:
            row[BED] += 1.0
        elif state == Housing.PROLONGED_RECEPTION:
            row[PROLONGED] += 1.0
        elif state == Housing.PROGRAMME or state == Housing.HOSTED_AGREEMENT:
            row[PROGRAMME] += 1.0
        elif state == Housing.SHARED:
            row[SHARED] += 1.0
        elif state == Housing.OWN:
            row[OWN] += 1.0
        elif state == Housing.SOCIAL:
            row[SOCIAL] += 1.0
        if state == Housing.RECEPTION:
            row[RECEPTION] += 1.0
            continue
        row[OUT] += 1.0
        work = people.work[i]
        if is_employed(work):
            row[EMPLOYED] += 1.0
        if is_formal(work):
            row[FORMAL] += 1.0
        if work == Work.JOBSEEKER:
            row[JOBSEEKERS] += 1.0
        elif work == Work.INTERNSHIP:
            row[INTERNS] += 1.0
        row[REGISTERED] += people.registered[i]
        if people.language[i] >= p.learning_level_b1:
            row[LANGUAGE_B1] += 1.0
        if people.home[i] >= 0:
            if people.arrears[i] > 0:
                row[IN_ARREARS] += 1.0
            if people.rent[i] > p.search_burden * people.income[i]:
                row[OVERBURDENED] += 1.0
            if is_overcrowded(world, i):
                row[OVERCROWDED] += 1.0
        if is_stable(state) and people.since[i] >= 6 and people.income[i] > p.reception_income_limit:
            row[AUTONOMOUS] += 1.0
        bridges += people.bridges[i]
    holders = 0
    for i in range(world.crowd[1]):
        holders += people.channel[i] != Channel.NONE
    row[DEPARTED] = holders - present
    row[BRIDGES] = bridges / row[OUT] if row[OUT] > 0.0 else 0.0


@kernel
def count_market(world: World, p: Values, t: int) -> None:
    """Count the market: offers, rivals, rents, beliefs, homes brought back."""
    zones = world.zones
    row = world.record.series[t]
    in_season = 4 <= world.calendar.month[t + world.burn[0]] <= 9
    stock = 0
    for z in range(zones.stock.size):
        stock += zones.stock[z]
        row[RENT_INDEX] += zones.stock[z] * zones.rent_index[z]
        row[OTHERS_SEARCHING] += zones.rivals_low[z] + zones.rivals_middle[z]
        row[INCOMERS] += zones.incomers[z] * (1.0 if in_season else p.season_winter_share)
    row[RENT_INDEX] = row[RENT_INDEX] / stock if stock > 0 else 1.0
    row[BELIEF] = world.belief[0]
    month = world.flows
    row[REOPENED] = month[flows.REOPENED]
    row[WITHHELD_HOMES] = month[flows.WITHHELD]
    row[OFFERS] = month[flows.OFFERS]
    row[EXITS] = month[flows.EXITS]
    row[HOUSED] = month[flows.HOUSED]
    row[EVICTED] = month[flows.LOST_HOME]
    row[ENTRIES] = month[flows.ENTRIES]
    row[OTHERS_HOUSED] = month[flows.RIVALS_HOUSED]
    row[OTHERS_HIRED] = month[flows.RIVALS_HIRED]
    row[PASS_THROUGH] = month[flows.PASS_THROUGH] / 100.0
    row[TRANSFERS_BLOCKED] = month[flows.TRANSFERS_BLOCKED]
    row[SOCIAL_LETTINGS] = month[flows.SOCIAL_LETTINGS]
    row[RENT_TO_OWNERS] = month[flows.RENT_TO_OWNERS] / 100.0
    spent = 0
    for a in range(world.ledger.total.size):
        spent += world.ledger.spent[a, t]
    row[SPENT] = spent / 100.0


@kernel
def write_states(world: World, t: int) -> None:
    """Keep everybody's housing and work state of the month; those who are not here are where they were."""
    people, housing, work = world.people, world.record.housing, world.record.work
    if t == 0:
        for i in range(people.id.size):
            housing[t, i] = people.housing[i]
            work[t, i] = people.work[i]
        return
    for i in range(people.id.size):
        housing[t, i] = housing[t - 1, i]
        work[t, i] = work[t - 1, i]
    for i in world.present[: world.crowd[0]]:
        housing[t, i] = people.housing[i]
        work[t, i] = people.work[i]


@kernel
def record(world: World, p: Values, t: int) -> None:
    """End the month: spells grow; from recorded month 0 on everybody's state and every count are kept."""
    grow_spells(world)
    if t < 0:
        return
    write_states(world, t)
    count_people(world, p, t)
    count_market(world, p, t)
