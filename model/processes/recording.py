"""13 Record: spells grow by a month, and what the registry names is written down."""

from .. import flows
from ..codes import ETHOS_LIGHT, Housing, Work
from ..kernel import kernel
from ..monthly import (
    BED,
    BELIEF,
    BRIDGES,
    BROAD,
    CORE,
    DEPARTED,
    EL1,
    EMPLOYED,
    ENTRIES,
    EVICTED,
    EXITS,
    FORMAL,
    HIDDEN,
    HOUSED,
    IN_ARREARS,
    INTERNS,
    JOBSEEKERS,
    LANGUAGE_B1,
    OFFERS,
    OTHERS_HIRED,
    OTHERS_HOUSED,
    OTHERS_SEARCHING,
    OUT,
    OVERBURDENED,
    OWN,
    PASS_THROUGH,
    PROGRAMME,
    PROLONGED,
    RECEPTION,
    REGISTERED,
    RENT_INDEX,
    REOPENED,
    SHARED,
    SOCIAL,
    SPENT,
    WITHHELD_HOMES,
)
from ..parameters import Values
from ..world import World
from .common import is_employed, is_formal, is_homeless, is_present

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
    """Count people by state, work and condition."""
    people, row = world.people, world.record.series[t]
    bridges, present = 0, 0
    for i in world.present[: world.crowd[0]]:
        state = people.housing[i]
        if not is_present(state):
            continue
        present += 1
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
        bridges += people.bridges[i]
    row[DEPARTED] = world.crowd[1] - present
    row[BRIDGES] = bridges / row[OUT] if row[OUT] > 0.0 else 0.0


@kernel
def count_market(world: World, t: int) -> None:
    """Count the market: offers, rivals, rents, beliefs, homes brought back."""
    zones = world.zones
    row = world.record.series[t]
    stock = 0
    for z in range(zones.stock.size):
        stock += zones.stock[z]
        row[RENT_INDEX] += zones.stock[z] * zones.rent_index[z]
        row[OTHERS_SEARCHING] += zones.rivals_low[z] + zones.rivals_middle[z]
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
    spent = 0
    for a in range(world.ledger.total.size):
        spent += world.ledger.spent[a, t]
    row[SPENT] = spent / 100.0


@kernel
def record(world: World, p: Values, t: int) -> None:
    """End the month: spells grow; from recorded month 0 on everybody's state and every count are kept."""
    grow_spells(world)
    if t < 0:
        return
    people = world.people
    for i in range(people.id.size):
        world.record.housing[t, i] = people.housing[i]
        world.record.work[t, i] = people.work[i]
    count_people(world, p, t)
    count_market(world, t)
