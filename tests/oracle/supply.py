"""Homes the programme holds (ODD 7.8b)."""

from approdo.model import draws, flows, kinds
from approdo.model.codes import Housing, Permit, ZoneKind

from .actions import Action
from .agents import Person
from .luck import cents, logistic
from .model import OracleModel
from .places import ASKED, NEVER, UNPLACED, Dwelling, Dwelt

HOLDERS = (kinds.SOCIAL_AGENCY, kinds.RENOVATION, kinds.COOPERATIVE_HOUSING, kinds.SHARED_HOUSING)


def step(model: OracleModel) -> None:
    """Every action that holds homes: keep, acquire, fill."""
    t = model.month
    for action in model.actions:
        if action.kind not in HOLDERS:
            continue
        held = hold(model, action)
        need = min(action.places[t] - held, action.starts[t])
        if action.open[t] == 1 and need > 0:
            acquire(model, action, need)
        if action.open[t] == 1 or action.ending != 0 or action.has_works:
            place(model, action)


def occupant_rent(model: OracleModel, action: Action, dwelling: Dwelling) -> int:
    """What one occupant pays."""
    return cents(action.rent_share * model.market_rent(dwelling) / dwelling.places)


def hold(model: OracleModel, action: Action) -> int:
    """Pay for the homes held, or give them back; how many are held."""
    t, held = model.month, 0
    renovated = action.has_works
    for dwelling in model.dwellings:
        if dwelling.managed is not action:
            continue
        if not renovated and action.open[t] == 0 and (action.ending == 0 or dwelling.tenants == 0):
            give_back(model, dwelling)
            continue
        cost = 0 if dwelling.state == Dwelt.WORKS else action.unit_cost
        if not renovated:
            rents = occupant_rent(model, action, dwelling) * dwelling.tenants
            if dwelling.let_rent > rents:
                cost += dwelling.let_rent - rents
        paid = action.pay(cost)
        if not paid and not renovated:
            give_back(model, dwelling)
            continue
        held += 1
        if paid:
            action.served[t] += 1
    return held


def give_back(model: OracleModel, dwelling: Dwelling) -> None:
    """The owner has it back, with whoever lives there."""
    shared = dwelling.places > 1
    share = model.market_rent(dwelling) // dwelling.places
    for person in model.present:
        if person.home is dwelling:
            person.rent = share
            person.lease_left = 0
            person.move(Housing.SHARED if shared else Housing.OWN)
            model.happened["given back with tenants"] += 1
    dwelling.managed = None
    if dwelling.tenants == 0:
        dwelling.places = 1
        dwelling.state = Dwelt.OFFERED
        dwelling.turn = ASKED
    elif shared:
        dwelling.by_room = 1
        dwelling.base_rent = dwelling.base_rent // dwelling.places
    dwelling.let_rent = 0


def would_give(model: OracleModel, action: Action, dwelling: Dwelling) -> bool:
    """Would the owner let this home to the action?"""
    if dwelling.managed is not None:
        return False
    if action.has_works:
        return dwelling.state == Dwelt.DISUSED
    if (
        dwelling.state not in (Dwelt.OFFERED, Dwelt.WITHHELD)
        or dwelling.by_room != 0
        or dwelling.tenants + dwelling.others != 0
        or (action.kind == kinds.SHARED_HOUSING and dwelling.rooms < 2)
    ):
        return False
    p = model.p
    odds = p.supply_owner_base - p.supply_owner_discount * action.discount
    odds += p.supply_owner_risk * dwelling.landlord.doubt * p.owners_loss_months
    return model.luck.event(logistic(odds), draws.AGENCY, model.month, dwelling.id, action.row)


def acquire(model: OracleModel, action: Action, need: int) -> None:
    """Take on new homes, in the order of their luck."""
    t = model.month
    candidates = [dwelling for dwelling in model.dwellings if would_give(model, action, dwelling)]
    candidates.sort(key=lambda dwelling: turn_of(model, action, dwelling))
    if action.has_works and 0 < sum(is_in_town(dwelling) for dwelling in candidates) < len(candidates):
        model.happened["works in the town first"] += 1
    for dwelling in candidates[:need]:
        if not action.pay(action.start_cost):
            return
        if dwelling.state == Dwelt.WITHHELD:
            model.flows[flows.ENTRIES] += 1
        dwelling.managed = action
        dwelling.turn = NEVER
        action.begun[t] += 1
        if action.has_works:
            dwelling.state = Dwelt.WORKS
            dwelling.works_left = action.works_months
        else:
            dwelling.state = Dwelt.OFFERED
            dwelling.let_rent = cents(model.market_rent(dwelling) * (1.0 - action.discount))
            if action.kind == kinds.SHARED_HOUSING:
                dwelling.places = dwelling.rooms


def is_in_town(dwelling: Dwelling) -> bool:
    """Neither in the belt nor in the countryside."""
    return dwelling.zone.kind not in (ZoneKind.BELT, ZoneKind.RURAL)


def turn_of(model: OracleModel, action: Action, dwelling: Dwelling) -> float:
    """When a home is taken on among those that could be: works begin in the town."""
    turn = 0.5 * model.luck.uniform(draws.WORKS, 0, dwelling.id, 0)
    return turn + 0.5 if action.has_works and not is_in_town(dwelling) else turn


def looks(person: Person) -> bool:
    """Without a home of their own, or about to be."""
    return (
        person.housing in (UNPLACED, Housing.BED, Housing.PROLONGED_RECEPTION)
        or person.is_homeless
        or person.looks_before_exit()
    )


def place(model: OracleModel, action: Action) -> None:
    """Fill the free places, home by home."""
    homes = [home for home in model.dwellings if home.managed is action and home.state == Dwelt.OFFERED]
    if not homes:
        return
    queue = [
        person
        for person in model.present
        if looks(person) and person.away == 0 and action.accepts(person) and action.accepted_by(person)
    ]
    queue.sort(key=lambda person: -action.score(person))
    flatmates = {person.home.row: person.sex for person in model.present if person.home is not None}  # the last ones'
    for home in homes:
        rent = occupant_rent(model, action, home)
        for person in queue:
            if home.state != Dwelt.OFFERED:
                break
            if person.home is not None or rent > model.p.supply_rent_limit * person.income:
                continue
            if person.household > 1 if home.places > 1 else home.rooms < person.rooms_needed:
                continue
            if home.places > 1 and flatmates.get(home.row, person.sex) != person.sex:
                model.happened["flatmates of another sex"] += 1
                continue
            if person.housing == Housing.RECEPTION:
                model.flows[flows.EXITS] += 1
                if person.permit != Permit.NONE:
                    person.savings += int(model.p.reception_exit_grant)
            state = Housing.SOCIAL if action.kind == kinds.COOPERATIVE_HOUSING else Housing.PROGRAMME
            person.occupy(home, state, rent, action.months)
            flatmates[home.row] = person.sex
            person.reached = 1
            person.supports[action.kind].served = 1
            model.happened[f"placed by kind {action.kind}"] += 1
