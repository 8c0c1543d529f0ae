"""13 Record: spells grow by a month, and what the registry names is written down."""

import numpy as np

from .. import flows
from ..codes import ETHOS_LIGHT, Channel, Housing, Work
from ..kernel import allocating_kernel, kernel
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
from ..world import Floats, Ints, World
from .common import STATES, is_employed, is_formal, is_homeless, is_present, is_stable
from .search import is_overcrowded

EL = np.array(ETHOS_LIGHT)


@kernel
def count_states(row: Floats, states: Ints) -> None:
    """Add how many holders of a permit are in each housing state, alone and in sums of states."""
    for state in range(EL.size):
        category = EL[state]
        if category > 0:
            row[EL1 + category - 1] += states[state]
            row[BROAD] += states[state]
            if category <= 3:
                row[CORE] += states[state]
    row[HIDDEN] += states[Housing.HOSTED] + states[Housing.BED]
    row[BED] += states[Housing.BED]
    row[PROLONGED] += states[Housing.PROLONGED_RECEPTION]
    row[PROGRAMME] += states[Housing.PROGRAMME] + states[Housing.HOSTED_AGREEMENT]
    row[SHARED] += states[Housing.SHARED]
    row[OWN] += states[Housing.OWN]
    row[SOCIAL] += states[Housing.SOCIAL]
    row[RECEPTION] += states[Housing.RECEPTION]


@kernel
def count_home(world: World, p: Values, row: Floats, i: int) -> None:
    """Count what is wrong with the home of somebody who has one."""
    people = world.people
    if people.arrears[i] > 0:
        row[IN_ARREARS] += 1.0
    if people.rent[i] > p.search_burden * people.income[i]:
        row[OVERBURDENED] += 1.0
    if is_overcrowded(world, i):
        row[OVERCROWDED] += 1.0


@kernel
def count_people(world: World, p: Values, t: int, rows: Ints, states: Ints, works: Ints) -> None:
    """Count holders of a permit by state, work and condition; people without one apart, never pooled with them.

    `states` and `works` are scratch, of zeros.
    """
    people, row = world.people, world.record.series[t]
    before = world.record.states[t - 1 if t > 0 else 0]
    out, away, entered, left, registered, speaking, autonomous, bridges = 0, 0, 0, 0, 0, 0, 0, 0
    for i in rows:
        state = people.housing[i]
        if not is_present(state):
            continue
        if people.channel[i] == Channel.NONE:
            if state != Housing.RECEPTION:
                row[NO_RIGHT] += 1.0
                row[NO_RIGHT_BROAD] += is_homeless(state)
            continue
        states[state] += 1
        if t > 0:
            was = int(before[i]) & 15
            entered += is_homeless(state) and not is_homeless(was)
            left += is_homeless(was) and not is_homeless(state)
        away += people.away[i] > 0
        if state == Housing.RECEPTION:
            continue
        out += 1
        works[people.work[i]] += 1
        registered += int(people.registered[i])
        speaking += people.language[i] >= p.learning_level_b1
        if people.home[i] >= 0:
            count_home(world, p, row, i)
        autonomous += is_stable(state) and people.since[i] >= 6 and people.income[i] > p.reception_income_limit
        bridges += int(people.bridges[i])
    count_states(row, states)
    for work in range(Work.PERMANENT + 1):
        row[EMPLOYED] += works[work] * is_employed(work)
        row[FORMAL] += works[work] * is_formal(work)
    row[JOBSEEKERS] += works[Work.JOBSEEKER]
    row[INTERNS] += works[Work.INTERNSHIP]
    row[OUT] += out
    row[AWAY] += away
    row[ENTERED] += entered
    row[LEFT] += left
    row[REGISTERED] += registered
    row[LANGUAGE_B1] += speaking
    row[AUTONOMOUS] += autonomous
    row[BRIDGES] += bridges


@kernel
def count_departed(world: World, t: int) -> None:
    """Count holders of a permit who have been here and are not; ties to residents become those of each who is out."""
    row = world.record.series[t]
    row[DEPARTED] = world.crowd[3] - row[OUT] - row[RECEPTION]
    row[BRIDGES] = row[BRIDGES] / row[OUT] if row[OUT] > 0.0 else 0.0


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
def begin_record(world: World, t: int) -> None:
    """Write down that everybody is where they were, in recorded month 0 where they are.

    Those who never were, expected, are what a new record says.
    """
    people, states = world.people, world.record.states
    if t == 0:
        for i in range(world.crowd[1]):
            states[t, i] = people.housing[i] + 16 * int(people.work[i])
    elif t > 0:
        for i in range(world.crowd[1]):
            states[t, i] = states[t - 1, i]


@kernel
def grow_spells(world: World, t: int, rows: Ints) -> None:
    """Add a month to everybody's spell, and to the months without a home; keep the state of a recorded month."""
    people, states = world.people, world.record.states
    for i in rows:
        state = people.housing[i]
        people.since[i] += int(people.since[i] < 30000)
        people.homeless[i] += int(is_homeless(state))
        if t >= 0:
            states[t, i] = state + 16 * int(people.work[i])


@allocating_kernel
def record_people(world: World, p: Values, t: int, rows: Ints) -> None:
    """Let spells grow by a month; from recorded month 0 on keep everybody's state, and count them."""
    grow_spells(world, t, rows)
    if t >= 0:
        count_people(world, p, t, rows, np.zeros(STATES, np.int64), np.zeros(Work.PERMANENT + 1, np.int64))


@kernel
def record(world: World, p: Values, t: int) -> None:
    """End the month: spells grow; from recorded month 0 on everybody's state and every count are kept.

    Here those of the market, and who has departed; `begin_record` and `record_people` come before.
    """
    if t >= 0:
        count_departed(world, t)
        count_market(world, p, t)
