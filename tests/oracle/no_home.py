"""Where those sleep who have no home (ODD 7.9)."""

from approdo.model import draws, kinds
from approdo.model.codes import Housing, Sex, ZoneKind

from .agents import Person
from .model import OracleModel
from .places import UNPLACED

IN_QUEUE = (UNPLACED, Housing.STREET, Housing.SHELTER, Housing.INFORMAL)


def step(model: OracleModel) -> None:
    """Stays end; then everybody without a place, in keyed order, takes the first that holds."""
    for zone in model.zones:
        zone.hosted = zone.own_homes = 0
    for person in model.present:
        end_stay(model, person)
    free = shelter_beds(model)
    queue = [person for person in model.present if person.away == 0 and person.housing in IN_QUEUE]
    queue.sort(key=lambda person: model.luck.uniform(draws.NO_HOME_ORDER, model.month, person.id, 0))
    used = 0
    keepers = sum(person.housing == Housing.SHELTER for person in queue)  # beds kept for those still in the queue
    for person in queue:
        if person.housing == Housing.SHELTER:
            keepers -= 1
            state = night(model, person, used < free)
        else:
            state = night(model, person, used + keepers < free)
        if state == Housing.SHELTER:
            used += 1
        elif state == Housing.HOSTED:
            person.zone.hosted += 1
            person.stays += 1
        move(person, state)
    for zone in model.zones:
        guests = zone.hosted - zone.hosts
        zone.host_load = guests / zone.own_homes if guests > 0 and zone.own_homes > 0 else 0.0
    model.shelter_users = used
    model.shelter_beds = free


def move(person: Person, state: int) -> None:
    """Change state, if it is another."""
    if person.housing != state:
        person.move(state)


def end_stay(model: OracleModel, person: Person) -> None:
    """Hosts tire, institutions discharge, transitional places end."""
    p, luck, t = model.p, model.luck, model.month
    if person.hosting_left > 0:
        person.hosting_left -= 1
    if person.housing == Housing.HOSTED:
        if luck.event(1.0 / p.hosts_stay_months, draws.HOST_STAY, t, person.id, 0):
            move(person, UNPLACED)
            person.hosting_left = int(p.hosts_rest_months)
        else:
            person.zone.hosted += 1
    elif person.housing == Housing.INSTITUTION:
        if luck.event(p.no_home_institution_exit, draws.INSTITUTION, t, person.id, 1):
            move(person, UNPLACED)
    elif person.housing == Housing.TRANSITIONAL and not person.has(kinds.TRANSITIONAL_HOUSING):
        move(person, UNPLACED)
    elif person.housing == Housing.HOSTED_AGREEMENT:
        if luck.event(p.hosts_family_ends, draws.HOST_END, t, person.id, 0):
            person.supports[kinds.HOME_HOSTING].left = 0
        if not person.has(kinds.HOME_HOSTING):
            move(person, UNPLACED)
            model.happened["stays with a family ended"] += 1
    elif person.housing == Housing.OWN:
        person.zone.own_homes += 1


def shelter_beds(model: OracleModel) -> int:
    """Beds of this month: usual, winter, and the programme's."""
    t, month = model.month, model.calendar_month()
    winter = month >= 10 or month <= 2
    beds = model.usual_beds
    if winter:
        beds += int(beds * model.p.no_home_winter_beds)
    for action in model.actions:
        if action.kind != kinds.SHELTER_BEDS or action.open[t] != 1 or (action.winter_only == 1 and not winter):
            continue
        extra = action.places[t]
        if extra > 0 and action.pay(extra * action.unit_cost):
            beds += extra
            action.served[t] += extra
    return beds


def night(model: OracleModel, person: Person, bed_free: bool) -> int:
    """The first place that holds."""
    p, luck, t, zone = model.p, model.luck, model.month, person.zone
    price = int(p.tenancy_bed_price)
    if person.household == 1 and person.income >= 2 * price and person.savings >= price:
        if luck.event(p.no_home_bed + p.no_home_bed_ties * person.bonds, draws.BED, t, person.id, 0):
            return Housing.BED
    beds = zone.hosts + int(p.hosts_leavers_share * zone.own_homes)
    if person.hosting_left == 0 and zone.hosted < beds:
        if luck.event(host_chance(model, person), draws.HOST, t, person.id, 0):
            return Housing.HOSTED
    if bed_free and person.minors == 0:
        accepts = p.no_home_shelter_women if person.sex == Sex.FEMALE else p.no_home_shelter_men
        if luck.event(accepts, draws.SHELTER, 0, person.id, 0):
            return Housing.SHELTER
    if luck.event(p.no_home_institution, draws.INSTITUTION, t, person.id, 0):
        return Housing.INSTITUTION
    if (zone.kind == ZoneKind.RURAL or zone.farm_camps == 1) and model.harvest_time():
        share = p.no_home_informal_harvest
    elif zone.squats == 1:
        share = p.no_home_informal_squats
    else:
        share = p.no_home_informal
    if luck.event(share, draws.INFORMAL, 0, person.id, 0):
        return Housing.INFORMAL
    return Housing.STREET


def host_chance(model: OracleModel, person: Person) -> float:
    """Chance that one of the person's ties hosts them, less after every stay."""
    one = model.p.hosts_uptake
    for _ in range(person.stays):
        one = one * (1.0 - model.p.hosts_fatigue)
    none = 1.0
    for _ in range(person.bonds):
        none = none * (1.0 - one)
    return 1.0 - none
