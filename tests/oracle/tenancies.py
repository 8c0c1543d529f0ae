"""Rent paid or not, homes lost (ODD 7.7)."""

from approdo.model import draws, flows, kinds
from approdo.model.codes import Housing

from .agents import Person
from .model import OracleModel
from .places import UNPLACED, Dwelling


def step(model: OracleModel) -> None:
    """Everybody with a bed or a home."""
    for person in model.present:
        if person.housing == Housing.BED:
            pay_bed(model, person)
        if person.home is not None:
            live_in(model, person, person.home)


def pay_bed(model: OracleModel, person: Person) -> None:
    """A bed without contract is paid for, or lost."""
    price = int(model.p.tenancy_bed_price)
    lost = person.household > 1 or person.savings < price
    if lost or model.luck.event(model.p.tenancy_bed_loss, draws.LOSS, model.month, person.id, 4):
        person.move(UNPLACED)
        model.happened["beds lost"] += 1
    else:
        person.savings -= price


def live_in(model: OracleModel, person: Person, dwelling: Dwelling) -> None:
    """A month of a tenancy."""
    p, luck, t = model.p, model.luck, model.month
    pay_rent(model, person, dwelling)
    if person.has(kinds.EVICTION_PREVENTION) and person.arrears > 0:
        prevent_eviction(model, person)
    if luck.event(hazard(model, person, dwelling), draws.LOSS, t, person.id, 0):
        lose_home(model, person, damage=True)
        model.happened["evictions"] += 1
        return
    if dwelling.places > 1:
        breaks = p.sharing_break_up if dwelling.managed is None else p.sharing_break_up_managed
        if luck.event(breaks, draws.BREAK_UP, t, person.id, 0):
            lose_home(model, person, damage=False)
            model.happened["break-ups"] += 1
            return
    if person.lease_left > 0:
        person.lease_left -= 1
        if person.lease_left == 0:
            if dwelling.managed is not None or not luck.event(dwelling.renewal, draws.LEASE_END, t, person.id, 0):
                person.reference = 1 if person.arrears == 0 else 0
                lose_home(model, person, damage=False)
                model.happened["leases ended"] += 1
                if dwelling.managed is None:
                    model.happened[f"{dwelling.contract.name} leases ended"] += 1
            else:
                person.lease_left = dwelling.lease_months
                model.happened[f"{dwelling.contract.name} leases renewed"] += 1


def pay_rent(model: OracleModel, person: Person, dwelling: Dwelling) -> None:
    """The programme's part, the tenant's part, the guarantee; the owner sees what comes."""
    p, t = model.p, model.month
    owner, private = dwelling.landlord, dwelling.managed is None
    model.flows[flows.RENT_DUE] += person.rent
    helped = person.subsidy()
    if helped > 0:
        if person.supports[kinds.RENT_SUBSIDY].action.pay(helped):
            model.flows[flows.RENT_BY_PROGRAMME] += helped
            model.happened["subsidies"] += 1
        else:
            helped = 0
    own = person.rent - helped
    refusal = p.tenancy_refusal
    if person.covered > 0 and person.supports[kinds.GUARANTEE_FUND].left > 0:
        refusal = refusal + p.tenancy_moral_hazard
    if person.savings >= own and (own == 0 or not model.luck.event(refusal, draws.PAYMENT, t, person.id, 0)):
        person.savings -= own
        model.flows[flows.RENT_BY_TENANT] += own
        if private:
            owner.see_rent(1.0, 0.0)
            model.flows[flows.RENT_TO_OWNERS] += person.rent
        if person.arrears > 0 and person.savings >= person.rent:
            back = min(person.rent, person.unpaid)
            person.savings -= back
            person.unpaid -= back
            person.arrears -= 1
            if person.arrears == 0 or person.unpaid == 0:
                person.arrears = person.unpaid = 0
        return
    if person.covered > 0 and person.has(kinds.GUARANTEE_FUND) and claim(model, person, own):
        person.covered -= 1
        model.flows[flows.RENT_BY_GUARANTEE] += own
        model.happened["guarantee claims"] += 1
        if private:
            weight = p.landlords_guarantee_weight
            owner.see_rent(weight, 1.0 - weight)
            model.flows[flows.RENT_TO_OWNERS] += person.rent
        return
    person.arrears += 1
    person.unpaid += own
    model.flows[flows.RENT_UNPAID] += own
    if private:
        owner.see_rent(0.0, 1.0)
        model.flows[flows.RENT_TO_OWNERS] += helped


def claim(model: OracleModel, person: Person, cost: int) -> bool:
    """Does the guarantee pay a month, once the owner has borne the first ones?"""
    action = person.supports[kinds.GUARANTEE_FUND].action
    if person.arrears < action.guarantee_excess:
        model.happened["months of the excess"] += 1
        return False
    return action.pay(cost)


def prevent_eviction(model: OracleModel, person: Person) -> None:
    """A payment towards what is owed."""
    action = person.supports[kinds.EVICTION_PREVENTION].action
    amount = min(person.unpaid, action.payment)
    if amount <= 0 or not action.pay(amount):
        return
    model.happened["arrears paid"] += 1
    person.unpaid -= amount
    months = person.unpaid // person.rent if person.rent != 0 else 0
    person.arrears = min(person.arrears, months)
    if person.unpaid > 0 and person.arrears == 0:
        person.arrears = 1


def hazard(model: OracleModel, person: Person, dwelling: Dwelling) -> float:
    """Chance to lose the home for arrears or guests this month."""
    p = model.p
    loss = 0.0
    if person.housing == Housing.OWN:
        loss = p.hosts_lease_risk * person.zone.host_load
    if person.arrears >= p.tenancy_loss_after_months:
        loss += p.tenancy_loss_informal if dwelling.by_room == 1 else p.tenancy_loss_formal
    if loss <= 0.0:
        return 0.0
    eased = person.tutor_effect(person.goal_home)
    if person.has(kinds.EVICTION_PREVENTION):
        eased += p.tenancy_mediation
    if dwelling.landlord.is_visited:
        eased += p.landlords_visit_mediation
    return loss * (1.0 - eased) if eased < 1.0 else 0.0


def lose_home(model: OracleModel, person: Person, damage: bool) -> None:
    """Out of the home, without one for now."""
    if damage:
        if person.has(kinds.GUARANTEE_FUND):
            action = person.supports[kinds.GUARANTEE_FUND].action
            action.pay(action.guarantee_damage)
        person.reference = 0
    person.vacate()
    person.move(UNPLACED)
    model.flows[flows.LOST_HOME] += 1
